"""Every check reports each of its faults with exactly the message that helps, and nothing on the good project."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from apuntes import checks
from apuntes.content.problem import ContentError
from apuntes.content.tree import load_content

from .conftest import CASES, apply, edits_of

ALL = sorted(path.parent for path in CASES.glob("*/*/edits.yml"))


def problems(name: str, root: Path) -> str:
    """What `apuntes check --only name` prints, `records` being the reading of the content itself."""
    if name == "records":
        with pytest.raises(ContentError) as raised:
            load_content(root)
        return "\n".join(map(str, sorted(raised.value.problems)))
    module = import_module(f"apuntes.checks.{name}")
    return "\n".join(map(str, sorted(set(module.check(load_content(root))))))


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_fault_is_reported(case: Path, project: Path) -> None:
    apply(project, edits_of(case))
    assert problems(case.parent.name, project) == (case / "expected.txt").read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("name", checks.CHECKS)
def test_good_project_has_no_problem(name: str, project: Path) -> None:
    assert problems(name, project) == ""


@pytest.mark.parametrize("name", checks.CHECKS)
def test_every_check_has_been_seen_to_fail(name: str) -> None:
    assert any(case.parent.name == name for case in ALL), f"add a case below tests/checks/cases/{name}/"
