"""Bundled styles and scripts survive minifying."""

from __future__ import annotations

import re
from pathlib import Path

from apuntes.site import assets

ROOT = Path(__file__).resolve().parents[2]


def test_names_follow_content(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "scripts").mkdir()
    (tmp_path / "styles/a.css").write_text("a { color: red }", encoding="utf-8")
    first = assets.bundle(tmp_path).urls["site.css"]
    assert assets.bundle(tmp_path).urls["site.css"] == first
    (tmp_path / "styles/a.css").write_text("a { color: blue }", encoding="utf-8")
    assert assets.bundle(tmp_path).urls["site.css"] != first


def test_no_selector_loses_a_descendant() -> None:
    """rcssmin drops the space before a colon: `.a :is(b)` would become `.a:is(b)`."""
    for file in sorted((ROOT / "docs/assets/styles").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"(?:^|[{};])\s*([^{};@]+)\{", text):
            assert not re.search(r"[\w\])*] +:(?!:)", selector), f"{file.name}: write “{selector.strip()}” with *: instead of a space"
