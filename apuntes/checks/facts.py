"""Citations: every `[^id]` is a fact of the ledger, its sentence shows the value, every fact is cited.

A list item or a table row counts as one sentence. Facts cited by the truth of a then/now box count
as cited on the pages that hold the box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import process

from apuntes.content.figures import show, spans_of_value
from apuntes.content.pages import Page, Passage
from apuntes.content.problem import Problem
from apuntes.content.reading import spans_of
from apuntes.content.records import LANGUAGES
from apuntes.content.tree import Content

_NOTE = re.compile(r"^\s{0,3}\[\^([^\]]+)\]:", re.MULTILINE)
LANGUAGE_NAMES = {"es": "Spanish", "en": "English"}


def check(content: Content) -> list[Problem]:
    """Problems of citations on pages and in corrections, then facts that no page cites."""
    problems: list[Problem] = []
    for page in content.sides():
        for match in _NOTE.finditer(page.text):
            problems.append(Problem(page.file, page.text.count("\n", 0, match.end()) + 1,
                                    f"the footnote definition “[^{match[1]}]:” is typed by hand",
                                    "remove it: the build writes footnotes from data/facts/"))
        for passage in page.passages:
            for sentence in passage.sentences():
                problems += _sentence(content, page.file, page.language, sentence)
    for language, file, _line, passage in corrections_prose(content):
        for sentence in passage.sentences():
            problems += _sentence(content, file, language, sentence)
    return [*problems, *_never_cited(content)]


def corrections_prose(content: Content) -> Iterator[tuple[str, str, int, Passage]]:
    """The truth of each correction as a paragraph: language, file, line, passage."""
    for name, record in content.data.corrections.items():
        file, line = content.line("correction", name)
        for language in LANGUAGES:
            spans = spans_of(record.truth[language], line)
            yield language, file, line, Passage("paragraph", spans, line, "")


def shown_text(passage: Passage) -> str:
    """The text that may show a value: code included, citations gone."""
    kept = ("text", "emphasis", "link", "code")
    return "".join(span.text for span in passage.spans if span.kind in kept)


def _sentence(content: Content, file: str, language: str, sentence: Passage) -> Iterator[Problem]:
    facts, units = content.data.facts, content.data.units
    for span in sentence.citations:
        fact = facts.get(span.text)
        if fact is None:
            near = process.extractOne(span.text, list(facts), score_cutoff=75)
            hint = f"did you mean [^{near[0]}]? otherwise add" if near else "add"
            yield Problem(file, span.line, f"[^{span.text}] is no fact of the ledger",
                          f"{hint} “- id: {span.text}” to data/facts/{span.text.split('.')[0]}.yml")
            continue
        table = " ".join(sentence.header) if sentence.kind == "row" else None
        if not spans_of_value(fact, units, language, shown_text(sentence), table):
            where = {"row": "table row", "item": "list item"}.get(sentence.kind, "sentence")
            yield Problem(file, span.line, f"the {where} cites [^{fact.id}] but does not show its value",
                          f"write “{show(fact, units, language)}” before [^{fact.id}], or mend the value in "
                          f"{':'.join(map(str, content.line('fact', fact.id)))}")


def cited_ids(content: Content, page: Page) -> set[str]:
    """The facts that a page cites, its then/now boxes included."""
    cited = {span.text for span, _ in page.cited()}
    for record in content.data.corrections.values():
        if page.path in record.pages:
            cited |= {span.text for span in spans_of(record.truth[page.language]) if span.kind == "citation"}
    return cited


def _never_cited(content: Content) -> Iterator[Problem]:
    for language in LANGUAGES:
        pages = [page for page in content.sides() if page.language == language]
        cited = set().union(*(cited_ids(content, page) for page in pages))
        for name in content.data.facts:
            if name not in cited:
                file, line = content.line("fact", name)
                yield Problem(file, line, f"no {LANGUAGE_NAMES[language]} page cites the fact “{name}”",
                              f"cite it as [^{name}] where docs/{language} says it, or remove the record")
