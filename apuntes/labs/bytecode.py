"""Python as bytecode, so that a reader's browser need not compile it: the start takes less than half the time.

Guarantees: made by Pyodide's own Python (under Node, which `make labs` needs anyway), therefore always of the version
that runs it; the same sources give the same bytes. Without sources beside it: they would be a second copy.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from apuntes.labs.archives import tar, untar

SCRIPT = Path(__file__).with_name("compile.mjs")


class NotCompiled(RuntimeError):
    """Node could not do it; the message is Node's."""


def compiled(sets: Sequence[Mapping[str, bytes]], pyodide: Mapping[str, bytes], node: str) -> list[dict[str, bytes]]:
    """Each set of files with a .pyc in the place of each .py; one start of Node for all. Raises NotCompiled."""
    sources = {f"{place}/{name}": content for place, files in enumerate(sets)
               for name, content in files.items() if name.endswith(".py")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, content in pyodide.items():
            if "/" not in part:
                (folder / part).write_bytes(content)
        (folder / "sources.tar").write_bytes(tar(sources))
        done = subprocess.run([node, SCRIPT, folder, folder / "sources.tar", folder / "bytecode.tar"],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotCompiled("\n".join(line[:300] for line in done.stderr.strip().splitlines()[-5:]))
        made = untar((folder / "bytecode.tar").read_bytes())
    return [{name: content for name, content in files.items() if not name.endswith(".py")}
            | {name.partition("/")[2]: content for name, content in made.items() if name.startswith(f"{place}/")}
            for place, files in enumerate(sets)]
