"""Flashcards from the records: one list per language and deck, for the browser and for Anki alike.

New cards come in the order of the lists: terms and corrections as in their files, figures by service in the
order in which the glossary introduces the services. A card is named `<deck>:<record id>`, so what a learner
knows of it survives every change of its text, in both languages. Pure functions.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apuntes.content import formats
from apuntes.content.records import Correction, Data, Fact, Term
from apuntes.site.blocks import CITATION, inline

_SOURCE = {"es": "Fuente", "en": "Source"}
_CHECKED = {"es": "comprobado el {}", "en": "checked {}"}
_THEN = {"es": "Hay quien dice: ", "en": "Some say: "}


@dataclass(frozen=True)
class Card:
    """One card; `front`, `back` and `note` are HTML. `topic` helps to tell fronts apart, `page` explains (may be "")."""

    id: str
    topic: str
    front: str
    back: str
    note: str = ""
    page: str = ""


def decks(data: Data, language: str, titles: Mapping[str, str]) -> dict[str, list[Card]]:
    """All cards of a language by deck. `titles` maps page path to title."""
    def topic(service: str) -> str:
        return titles.get(f"{service}/index", service)

    terms = list(data.terms.values())
    both = [term for term in terms if term.es.term.casefold() != term.en.term.casefold()]     # nothing to translate in “bucket”
    services = list(dict.fromkeys(term.service for term in terms))
    places = {service: place for place, service in enumerate(services)}
    facts = sorted(data.facts.values(), key=lambda fact: places.get(fact.service, len(places)))
    makers: dict[str, Callable[[], list[Card]]] = {
        "es-en": lambda: [_translation(term, "es", "en", language, topic(term.service)) for term in both],
        "en-es": lambda: [_translation(term, "en", "es", language, topic(term.service)) for term in both],
        "terms": lambda: [_definition(term, language, topic(term.service)) for term in terms],
        "figures": lambda: [_figure(fact, data, language, topic(fact.service)) for fact in facts],
        "then-now": lambda: [_correction(record, language, titles) for record in data.corrections.values()],
    }
    return {deck: make() for deck, make in makers.items()}


def deck_json(cards: list[Card]) -> str:
    """`[[id, topic, front, back, note, page], …]` without the deck's name in the id: the file has it."""
    rows = [[card.id.partition(":")[2], card.topic, card.front, card.back, card.note, card.page] for card in cards]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _translation(term: Term, source: str, target: str, language: str, topic: str) -> Card:
    return Card(f"{source}-{target}:{term.id}", topic,
                f'<span lang="{source}">{html.escape(term.words(source).term)}</span>',
                f'<span lang="{target}">{html.escape(term.words(target).term)}</span>',
                html.escape(term.words(language).definition), f"reference/glossary#{term.id}")


def _definition(term: Term, language: str, topic: str) -> Card:
    words = term.words(language)
    return Card(f"terms:{term.id}", topic, html.escape(words.term), html.escape(words.definition),
                page=f"reference/glossary#{term.id}")


def _figure(fact: Fact, data: Data, language: str, topic: str) -> Card:
    scope = f" <small>({html.escape(fact.scope[language])})</small>" if fact.scope else ""
    source = (f'<a href="{html.escape(fact.source.url)}" lang="en">{html.escape(fact.source.title)}</a>, '
              f"{_CHECKED[language].format(formats.date(fact.verified, language))}")
    return Card(f"figures:{fact.id}", topic, inline(fact.label[language]) + scope,
                inline(formats.fact_value(fact, data.units, language)), f"{_SOURCE[language]}: {source}",
                f"reference/numbers#{fact.id}")


def _correction(record: Correction, language: str, titles: Mapping[str, str]) -> Card:
    page = record.pages[0]
    return Card(f"then-now:{record.id}", titles.get(page, page), _THEN[language] + inline(record.claim[language]),
                inline(_without_citations(record.truth[language])), page=page)


def _without_citations(text: str) -> str:
    return re.sub(r"\s+([.,;])", r"\1", CITATION.sub("", text))
