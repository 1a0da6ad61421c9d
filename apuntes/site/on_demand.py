"""The files that scripts load when they are used: definitions for the tooltips, questions, cards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from apuntes.content.records import Data
from apuntes.site import cards, questions


def files(root: Path, data: Data, language: str, titles: Mapping[str, str],
          decks: Mapping[str, list[cards.Card]]) -> dict[str, str]:
    """Name -> content. `terms.json` is term id -> definition; the others are described where they are made."""
    definitions = {term.id: term.words(language).definition for term in data.terms.values()}
    sections = questions.headings(root, language)
    return {
        "terms.json": json.dumps(definitions, ensure_ascii=False, separators=(",", ":")),
        "tests.json": questions.tests_json(data, language, sections),
        "questions.json": questions.questions_json(data, language, titles, sections),
        **{f"cards-{deck}.json": cards.deck_json(made) for deck, made in decks.items()},
    }
