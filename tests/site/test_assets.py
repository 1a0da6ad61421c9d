"""Bundled styles and scripts survive minifying; scripts find each other and speak the page's language."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from apuntes.site import assets

ROOT = Path(__file__).resolve().parents[2]
UI = {"es": {"close": "Cerrar", "unused": "Nada"}, "en": {"close": "Close", "unused": "None"}}
NOTHING: dict[str, dict[str, str]] = {"es": {}, "en": {}}


def project(folder: Path, **scripts: str) -> Path:
    (folder / "styles").mkdir()
    (folder / "scripts").mkdir()
    (folder / "styles/a.css").write_text("a { color: red }", encoding="utf-8")
    for name, text in scripts.items():
        (folder / f"scripts/{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_names_follow_content(tmp_path: Path) -> None:
    source = project(tmp_path)
    first = assets.bundle(source, UI, NOTHING).urls["es"]["site.css"]
    assert assets.bundle(source, UI, NOTHING).urls["es"]["site.css"] == first
    (tmp_path / "styles/a.css").write_text("a { color: blue }", encoding="utf-8")
    assert assets.bundle(source, UI, NOTHING).urls["es"]["site.css"] != first


def test_scripts_name_each_other_by_their_hashes(tmp_path: Path) -> None:
    source = project(tmp_path, site="import('./search.js'); fetch('./terms.json')", search="export const one = 1;")
    made = assets.bundle(source, UI, {"es": {"terms.json": '{"a":"b"}'}, "en": {"terms.json": "{}"}})
    for language in ("es", "en"):
        urls = made.urls[language]
        text = made.files[urls["site.js"]]
        assert f"'./{Path(urls['search.js']).name}'" in text
        assert f"'./{Path(urls['terms.json']).name}'" in text
    assert made.urls["es"]["search.js"] == made.urls["en"]["search.js"]


def test_a_script_gets_the_words_that_scripts_use(tmp_path: Path) -> None:
    source = project(tmp_path, site="const ui = UI; import('./search.js')", search="export const open = (ui) => ui.close;")
    made = assets.bundle(source, UI, NOTHING)
    assert 'const ui={"close":"Cerrar"}' in made.files[made.urls["es"]["site.js"]]
    assert 'const ui={"close":"Close"}' in made.files[made.urls["en"]["site.js"]]


@pytest.mark.parametrize(("script", "named"), [("import('./gone.js')", "./gone.js"), ("say(ui.gone)", "gone")])
def test_what_nobody_has_stops_the_build(tmp_path: Path, script: str, named: str) -> None:
    with pytest.raises(KeyError, match=re.escape(named)):
        assets.bundle(project(tmp_path, site=script), UI, NOTHING)


def test_no_selector_loses_a_descendant() -> None:
    """rcssmin drops the space before a colon: `.a :is(b)` would become `.a:is(b)`."""
    for file in sorted((ROOT / "docs/assets/styles").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"(?:^|[{};])\s*([^{};@]+)\{", text):
            assert not re.search(r"[\w\])*] +:(?!:)", selector), f"{file.name}: write “{selector.strip()}” with *: instead of a space"


def test_a_script_with_words_of_its_own_does_not_weigh_on_the_one_that_imports_it(tmp_path: Path) -> None:
    source = project(tmp_path, site="const ui = UI; import('./exam.js')", exam="const ui = UI; import('./part.js')", part="say(ui.close)")
    made = assets.bundle(source, UI, NOTHING)
    assert "const ui={}" in made.files[made.urls["es"]["site.js"]]
    assert 'const ui={"close":"Cerrar"}' in made.files[made.urls["es"]["exam.js"]]


def test_the_sheet_of_few_pages_stays_out_of_the_common_one(tmp_path: Path) -> None:
    source = project(tmp_path)
    (tmp_path / "styles/65-practice.css").write_text(".exam { color: blue }", encoding="utf-8")
    made = assets.bundle(source, UI, NOTHING)
    assert ".exam" not in made.files[made.urls["es"]["site.css"]]
    assert ".exam" in made.files[made.urls["es"]["practice.css"]]


def test_a_picture_becomes_a_part_of_the_sheet(tmp_path: Path) -> None:
    source = project(tmp_path)
    (tmp_path / "styles/a.css").write_text('a { mask: url("icons.svg") 0 0 }', encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"icons\.svg"):
        assets.bundle(source, UI, NOTHING)
    (tmp_path / "styles/icons.svg").write_text('<svg fill="#000">\n<g/>\n</svg>\n', encoding="utf-8")
    made = assets.bundle(source, UI, NOTHING)
    assert "url(\"data:image/svg+xml,%3Csvg fill='%23000'%3E%3Cg/%3E%3C/svg%3E\")" in made.files[made.urls["es"]["site.css"]]


def test_every_icon_is_where_its_number_says() -> None:
    """`--i` counts the icons of the picture from the left, each 24 wide; the sheet says how many there are."""
    svg = ElementTree.parse(ROOT / "docs/assets/styles/icons.svg").getroot()
    icons = [icon.get("id") for icon in svg]
    assert svg.get("viewBox") == f"0 0 {24 * len(icons)} 24"
    assert [icon.get("transform") for icon in svg] == [f"translate({24 * place})" for place in range(len(icons))]
    css = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs/assets/styles").glob("*.css")))
    assert f'url("icons.svg") calc(100% / {len(icons) - 1} * var(--i)) 0 / {len(icons)}00% 100% no-repeat' in css
    places = {name: int(number) for name, number in re.findall(r"\.(?:prose \.|i-)([a-z-]+) \{[^}]*--i: (\d+)", css)}
    assert len(places) > 10
    assert {name: icons[place] for name, place in places.items() if icons[place] != name} == {"scheme": "scheme-dark"}
