"""Our template environment gives what MkDocs' own gives, sooner."""

from __future__ import annotations

from pathlib import Path

from mkdocs.theme import Theme

from apuntes.site.theme import Compiled, environment
from tests.conftest import ROOT


def theme() -> Theme:
    return Theme(name="material", custom_dir=str(ROOT / "overrides"))


def test_every_file_outside_dot_folders_is_listed() -> None:
    ours, theirs = environment(theme(), Compiled()), theme().get_env()
    expected = [name for name in theirs.list_templates() if not any(part.startswith(".") for part in Path(name).parts[:-1])]
    assert ours.list_templates() == expected
    assert len(expected) < len(theirs.list_templates())


def test_a_template_is_compiled_once_until_it_changes(tmp_path: Path) -> None:
    compiled = Compiled()
    custom = Theme(name="material", custom_dir=str(tmp_path))
    (tmp_path / "x.html").write_text("{{ 1 + 1 }}", encoding="utf-8")
    assert environment(custom, compiled).get_template("x.html").render() == "2"
    kept = dict(compiled._code)
    assert environment(custom, compiled).get_template("x.html").render() == "2"
    assert compiled._code == kept
    (tmp_path / "x.html").write_text("{{ 1 + 2 }}", encoding="utf-8")
    assert environment(custom, compiled).get_template("x.html").render() == "3"
