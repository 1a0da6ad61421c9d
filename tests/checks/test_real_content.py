"""The checks on the real pages and data, and the promise that they stay quick enough to run after every edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from apuntes import checks
from apuntes.content.tree import Content, load_content

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(ROOT)


@pytest.mark.parametrize("name", checks.CHECKS)
def test_no_problems(content: Content, name: str) -> None:
    [result] = checks.run(content, [name])
    assert not result.problems, "\n" + "\n".join(map(str, result.problems))


def test_there_is_something_to_check(content: Content) -> None:
    assert len(content.pages) > 10
    assert len(content.data.facts) > 50
    assert len(content.data.questions) > 40
