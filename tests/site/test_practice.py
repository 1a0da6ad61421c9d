"""What the build makes for the practice pages: lists, questions, cards; and that other pages pay nothing for it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from apuntes.content.loading import load_data
from apuntes.content.records import LANGUAGES
from apuntes.content.titles import read_titles
from apuntes.site import cards, packs, questions

ROOT = Path(__file__).resolve().parents[2]
DATA = load_data(ROOT)
TITLES = {language: read_titles(ROOT, language) for language in LANGUAGES}


def test_self_tests_stand_in_the_order_of_the_pages() -> None:
    order = {"s3/index": 0, "iam/policies": 1, "iam/index": 2}
    wanted = [question for question in DATA.questions.values() if question.page in order]
    shelves = questions.shelves(wanted, TITLES["en"], order)
    assert [(shelf.id, [test.page for test in shelf.tests]) for shelf in shelves] == [("s3", ["s3/index"]), ("iam", ["iam/policies", "iam/index"])]
    assert sum(shelf.questions for shelf in shelves) == len(wanted)
    for shelf in shelves:
        assert len(shelf.kinds.split()) == shelf.questions
        assert re.fullmatch(r"[CSD]{1,3}[123]( [CSD]{1,3}[123])*", shelf.kinds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_exam_has_every_question_with_its_key_and_section(language: str) -> None:
    sections = questions.headings(ROOT, language)
    made = json.loads(questions.questions_json(DATA, language, TITLES[language], sections))
    assert [entry["id"] for entry in made["questions"]] == list(DATA.questions)
    for entry in made["questions"]:
        record = DATA.questions[entry["id"]]
        assert [bool(option[2]) for option in entry["options"]] == [option.correct for option in record.options]
        assert entry["at"] == sections[record.page][record.section]
        assert entry["page"] in made["pages"]
        assert entry["page"].split("/")[0] in made["services"]
        assert "<!--" not in json.dumps(entry)


def test_the_key_of_the_self_tests_names_the_right_places() -> None:
    made = json.loads(questions.tests_json(DATA, "es", questions.headings(ROOT, "es")))
    right, section, _title, stem = made["s3/index"]["s3.index.folders"]
    assert (right, section) == ([0], "objects")
    assert "<code>invoices/2026/</code>" in stem


def test_cards_are_the_same_in_both_languages_and_named_after_their_records() -> None:
    made = {language: cards.decks(DATA, language, TITLES[language]) for language in LANGUAGES}
    for deck, members in made["es"].items():
        names = [card.id for card in members]
        assert names == [card.id for card in made["en"][deck]]
        assert len(set(names)) == len(names)
        assert all(name.startswith(f"{deck}:") for name in names)
    assert len(made["es"]["figures"]) == len(DATA.facts)
    assert len(made["es"]["terms"]) == len(DATA.terms)
    assert "es-en:iam" not in {card.id for card in made["es"]["es-en"]}       # nothing to translate
    assert not [card for deck in made["en"].values() for card in deck if "[^" in card.back + card.front]


def test_a_figure_shows_its_value_its_source_and_its_date() -> None:
    found = {card.id: card for card in cards.decks(DATA, "es", TITLES["es"])["figures"]}["figures:s3.buckets-per-account"]
    assert found.back == "10.000"
    assert "(por cuenta, ampliable)" in found.front
    assert 'href="https://docs.aws.amazon.com/' in found.note
    assert "comprobado el" in found.note
    assert found.page == "reference/numbers#s3.buckets-per-account"


def test_what_the_cards_point_at_exists() -> None:
    for deck in cards.decks(DATA, "en", TITLES["en"]).values():
        for card in deck:
            page, _, anchor = card.page.partition("#")
            assert page in TITLES["en"]
            assert not anchor or anchor in DATA.terms or anchor in DATA.facts


def test_packs_are_offered_only_if_they_are_there(tmp_path: Path) -> None:
    assert packs.found(tmp_path, "es") == []
    packs.copy(tmp_path, tmp_path / "site")
    folder = tmp_path / packs.FOLDER
    folder.mkdir(parents=True)
    names = ["apuntes-aws-2026-11-23.zip", "apuntes-aws-en-2026-11-23.pdf", "apuntes-aws-es-2026-11-23.apkg", "apuntes-aws-es-2026-11-23.pdf"]
    for name in [*names, "notes.txt"]:
        (folder / name).write_bytes(b"x" * (2400 if name.endswith("apkg") else 4_240_000))
    assert [(pack.name, pack.url, pack.size("es"), pack.date("es")) for pack in packs.found(tmp_path, "es")] == [
        (name, f"packs/{name}", size, "23 de noviembre de 2026")
        for name, size in ((names[3], "4,2\xa0MB"), (names[2], "2\xa0kB"), (names[0], "4,2\xa0MB"))]
    assert [pack.name for pack in packs.found(tmp_path, "en")] == [names[1], names[0]]
    assert [pack.kind for pack in packs.found(tmp_path, "es", "apkg")] == ["apkg"]
    packs.copy(tmp_path, tmp_path / "site")
    assert {file.name for file in (tmp_path / "site/packs").iterdir()} == {*names, "notes.txt"}


def test_only_practice_pages_load_its_style_and_scripts(site: Path, pages: list[str]) -> None:
    for page in pages:
        if page.endswith("/") or not page:
            text = (site / page / "index.html").read_text(encoding="utf-8")
            mine = page.removeprefix("en/").startswith("practice/")
            assert ("/practice." in text) == mine, page
            assert bool(re.search(r'<script type="module" src="[^"]*assets/(practice|exam|flashcards)\.', text)) == mine, page
    for script in (site / "assets").glob("site.*.js"):
        assert "exam_" not in script.read_text(encoding="utf-8"), "the exam's words are loaded with every page"
