"""The Anki decks, opened with Anki's own library: an update corrects cards and keeps what the learner has done."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apuntes.content.loading import load_data
from apuntes.content.records import LANGUAGES
from apuntes.content.titles import read_titles
from apuntes.packs import anki as packs
from apuntes.packs.edition import Edition
from apuntes.site.cards import Card, decks

ROOT = Path(__file__).resolve().parents[2]
CARDS = {"terms": [Card("terms:iam", "IAM", "IAM", "A service."), Card("terms:arn", "IAM", "ARN", "A name.", "Note")],
         "es-en": [Card("es-en:iam-role", "IAM", "rol de IAM", "IAM role")]}
EDITION = Edition(dt.datetime(2026, 11, 23, 10, 20, 30, tzinfo=dt.UTC))
NAMES = {"terms": "AWS Notes::Definitions", "es-en": "AWS Notes::Spanish → English"}


def write(target: Path, cards: dict[str, list[Card]]) -> Path:
    packs.package("en", cards, NAMES).write_to_file(str(target))
    return target


def test_ids_depend_on_the_names_alone() -> None:
    """These ids are in learners' collections: they must never change."""
    assert packs.number("deck", "es", "terms") == packs.number("deck", "es", "terms")
    assert len({packs.number("deck", language, deck) for language in LANGUAGES for deck in ("terms", "figures")}) == 4
    assert packs.number("model", "es") == 1287959230


def test_both_languages_are_written_with_every_card(tmp_path: Path) -> None:
    data, titles = load_data(ROOT), {language: read_titles(ROOT, language) for language in LANGUAGES}
    files = packs.write(ROOT, data, dict(titles), tmp_path / "packs", EDITION)
    assert [file.name for file in files] == ["apuntes-aws-es-2026-11-23.apkg", "apuntes-aws-en-2026-11-23.apkg"]
    again = packs.write(ROOT, data, dict(titles), tmp_path / "again", EDITION)
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]


@pytest.fixture
def collection(tmp_path: Path) -> Any:
    library = pytest.importorskip("anki.collection", reason="Anki's library has no wheel for this platform")
    opened = library.Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def bring(collection: Any, file: Path) -> Any:
    library = pytest.importorskip("anki.collection")
    return collection.import_anki_package(library.ImportAnkiPackageRequest(
        package_path=str(file), options=library.ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True))).log


@pytest.mark.anki
def test_an_update_corrects_cards_and_keeps_their_calendar(collection: Any, tmp_path: Path) -> None:
    assert len(bring(collection, write(tmp_path / "one.apkg", CARDS)).new) == 3
    names = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert set(NAMES.values()) <= names

    note = collection.find_notes("Id:terms:iam")[0]
    deck = collection.decks.id_for_name(NAMES["terms"])
    collection.decks.select(deck)
    card = collection.sched.getCard()
    card.start_timer()
    collection.sched.answerCard(card, 4)
    studied = collection.get_card(card.id)
    assert studied.reps == 1
    before = (studied.due, studied.ivl, studied.reps, studied.queue)

    time.sleep(1.1)                                    # Anki compares the times of notes in seconds
    newer = {"terms": [replace(CARDS["terms"][0], back="A better text."), *CARDS["terms"][1:], Card("terms:mfa", "IAM", "MFA", "A new card.")],
             "es-en": CARDS["es-en"]}
    log = bring(collection, write(tmp_path / "two.apkg", newer))
    assert len(log.new) == 1
    assert collection.note_count() == 4
    assert collection.get_note(note)["Back"] == "A better text."
    again = collection.get_card(card.id)
    assert (again.due, again.ivl, again.reps, again.queue) == before


@pytest.mark.anki
def test_the_real_decks_import_twice_without_doubles(collection: Any, tmp_path: Path) -> None:
    data, titles = load_data(ROOT), {language: read_titles(ROOT, language) for language in LANGUAGES}
    files = packs.write(ROOT, data, dict(titles), tmp_path / "packs", EDITION)
    for _ in range(2):
        for file in files:
            bring(collection, file)
    expected = sum(len(deck) for language in LANGUAGES for deck in decks(data, language, titles[language]).values())
    assert collection.note_count() == collection.card_count() == expected
    shown = collection.get_card(collection.find_cards("Id:figures:s3.buckets-per-account")[0])
    assert "10" in shown.answer()
    assert collection.fix_integrity()[1]
