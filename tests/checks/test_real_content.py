"""The real pages and data are what the checks see. That they find nothing in them is `apuntes check`, which `make test` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from apuntes.content.tree import Content, load_content

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(ROOT)


def test_there_is_something_to_check(content: Content) -> None:
    assert len(content.pages) > 10
    assert len(content.data.facts) > 50
    assert len(content.data.questions) > 40
