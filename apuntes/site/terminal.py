"""What a lab page's terminal gets from the build: its data, and the files of `make labs` beside the site.

Without build/labs the pages say so, and nothing else changes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apuntes.labs import bundle
from apuntes.labs.record import Check, Lab

FOLDER = "labs-runtime"
_IMPORTED = (".mjs",)                           # scripts, which the worker imports rather than downloads


@dataclass(frozen=True)
class Runtime:
    """The files that a terminal loads. `info` is what Pyodide must be told, `project` our own part, by name and content."""

    source: Path
    files: dict[str, int]
    info: dict[str, str]
    project: tuple[str, bytes]

    @classmethod
    def load(cls, root: Path) -> Runtime | None:
        """What `make labs` made; None if it was not run."""
        manifest = bundle.read_manifest(root)
        if manifest is None:
            return None
        content = bundle.project_archive()
        name = f"project.{hashlib.sha256(content).hexdigest()[:10]}.tar.gz"
        return cls(root / bundle.OUTPUT, dict(manifest["files"]), manifest["info"], (name, content))

    @property
    def size(self) -> int:
        """Bytes that a first visit downloads, at most."""
        return sum(self.files.values()) + len(self.project[1])

    def for_page(self, up: str) -> dict[str, Any]:
        """What the worker needs to know; `up` leads from the page to the site's root."""
        name, content = self.project
        scripts = next(file for file in self.files if file.endswith("/pyodide.mjs")).removesuffix("pyodide.mjs")
        loaded = {file: size for file, size in self.files.items() if not file.endswith(_IMPORTED)}
        return {"base": f"{up}{FOLDER}/", "scripts": scripts, "info": self.info, "files": {**loaded, name: len(content)}}

    def write(self, site_dir: Path) -> None:
        """Put the files into the site."""
        target = site_dir / FOLDER
        for name in (*self.files, "licenses.txt"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.source / name, target / name)
        (target / self.project[0]).write_bytes(self.project[1])


def page(lab: Lab, runtime: Runtime | None, language: str, up: str, inline: Callable[[str], str]) -> dict[str, str]:
    """The template's `lab`: the page's data as JSON that is safe in a script element, and the size of a first visit."""
    data = {
        "id": lab.id, "services": lab.services, "runtime": runtime.for_page(up) if runtime else None,
        "steps": [{"section": step.section, "checks": [_check(check, language, inline) for check in step.checks]}
                  for step in lab.steps],
        "clean": [_check(check, language, inline) for check in lab.clean]}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return {"json": text, "megabytes": str(round(runtime.size / 1e6)) if runtime else ""}


def _check(check: Check, language: str, inline: Callable[[str], str]) -> dict[str, Any]:
    wanted = {name: value for name in ("equals", "contains", "empty") if (value := getattr(check, name)) not in (None, False)}
    return {"command": check.command, **wanted, "ok": inline(check.ok[language]), "hint": inline(check.hint[language])}
