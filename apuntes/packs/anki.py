"""Anki decks: one package per language, with a deck for each deck of the site.

Guarantees: ids of notes, decks and the note type depend on language and record id alone, never on a text or a
date. So importing a newer package corrects the cards that a learner has and keeps their calendar. The note
type's id would have to change with its fields; do not change them.
"""

from __future__ import annotations

import hashlib
import html
import re
import zipfile
from pathlib import Path

import genanki
import yaml

from apuntes.content.records import LANGUAGES, Data
from apuntes.packs.archive import write_zip
from apuntes.packs.edition import Edition
from apuntes.site.cards import Card, decks

_STYLE = """\
.card { font: 20px/1.5 system-ui, sans-serif; text-align: center; color: #17243c; background: #fcfbf7; }
.card { max-width: 34em; margin: 0 auto; padding: 1em; }
.topic, .note { font-size: 15px; color: #4b5970; }
.note { margin-top: 1em; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
a { color: #08695f; }
.nightMode.card, .nightMode .card { color: #e3e8f0; background: #0e1522; }
.nightMode .topic, .nightMode .note { color: #a7b4c8; }
.nightMode a { color: #57d2c0; }
"""
_FRONT = '<p class="topic">{{Topic}}</p><p>{{Front}}</p>'
_BACK = '{{FrontSide}}<hr id="answer"><p>{{Back}}</p>{{#Note}}<p class="note">{{Note}}</p>{{/Note}}'


def write(root: Path, data: Data, titles: dict[str, dict[str, str]], target: Path, edition: Edition) -> list[Path]:
    """Write `target/apuntes-aws-<language>-<day>.apkg` for each language; returns the files.

    Anki takes the texts of a newer package only if its notes are newer, so their time is the edition's, to the second.
    """
    words = yaml.safe_load((root / "data" / "ui.yml").read_text(encoding="utf-8"))
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for language in LANGUAGES:
        site = {"es": "Apuntes de AWS", "en": "AWS Notes"}[language]
        made = decks(data, language, titles[language])
        names = {deck: f"{site}::{words['deck_' + deck.replace('-', '_')][language]}" for deck in made}
        files.append(target / edition.name(language, "apkg"))
        package(language, made, names).write_to_file(str(files[-1]), timestamp=edition.moment.timestamp())
        _dated(files[-1], edition)
    return files


def _dated(file: Path, edition: Edition) -> None:
    """Write the archive again without the clock's time, which genanki gives its members."""
    with zipfile.ZipFile(file) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    write_zip(file, members, edition.moment)


def package(language: str, cards: dict[str, list[Card]], names: dict[str, str]) -> genanki.Package:
    """The package of one language; `names` are the decks' names in Anki."""
    model = genanki.Model(
        number("model", language), f"Apuntes de AWS ({language})",
        fields=[{"name": name} for name in ("Id", "Topic", "Front", "Back", "Note")],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}], css=_STYLE, sort_field_index=0)
    found = []
    for name, members in cards.items():
        deck = genanki.Deck(number("deck", language, name), names[name])
        for card in members:
            deck.add_note(genanki.Note(
                model=model, guid=genanki.guid_for("apuntes-aws", language, card.id), tags=[_tag(name)],
                fields=[card.id, html.escape(card.topic), card.front, card.back, card.note]))
        found.append(deck)
    return genanki.Package(found)


def number(*parts: str) -> int:
    """An id as Anki wants them (31 bits), the same for the same parts."""
    digest = hashlib.sha256("\0".join(("apuntes-aws", *parts)).encode()).digest()
    return int.from_bytes(digest[:4], "big") & 0x7FFFFFFF | 1 << 30


def _tag(deck: str) -> str:
    return re.sub(r"[^a-z-]", "-", deck)
