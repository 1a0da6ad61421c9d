"""A small complete project without a fault (`good/`), and how a case puts one fault into a copy of it.

A case is a folder `cases/<check>/<fault>/` with `edits.yml` (a list of edits: `file` and `find` + `replace`,
or `write`, or `delete: true`) and `expected.txt` (the problems exactly as `apuntes check` prints them).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
GOOD = HERE / "good"
CASES = HERE / "cases"


def apply(root: Path, edits: list[dict[str, Any]]) -> None:
    """Make the edits; an edit that finds nothing, or more than one place, is an error of the case."""
    for edit in edits:
        file = root / edit["file"]
        if edit.get("delete"):
            file.unlink()
        elif "write" in edit:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(edit["write"].encode())
        else:
            text = file.read_text(encoding="utf-8")
            assert text.count(edit["find"]) == 1, f"{edit['find']!r} stands {text.count(edit['find'])} times in {file}"
            file.write_bytes(text.replace(edit["find"], edit["replace"]).encode())


def edits_of(case: Path) -> list[dict[str, Any]]:
    """The edits of a case."""
    found: list[dict[str, Any]] = yaml.safe_load((case / "edits.yml").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the good project that a test may change."""
    return Path(shutil.copytree(GOOD, tmp_path / "project"))
