"""What the practice pages need of the questions: the list of self-tests, and the files that their scripts fetch.

`shelves` is in the HTML and needs no script. `tests.json` (to compare a reader's answers with the key) and
`questions.json` (the mock exam) are fetched when they are used, so neither weighs on a page. Pure functions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apuntes.content.records import Data, Question
from apuntes.site.blocks import inline

_HEADING = re.compile(r"^#{2,6} (.+?) +\{ #([a-z0-9-]+) \}[ \t]*$", re.MULTILINE)
Headings = Mapping[str, Mapping[str, str]]              # page -> heading id -> title as HTML


@dataclass(frozen=True)
class Test:
    """The self-test of one page."""

    page: str
    title: str
    questions: int


@dataclass(frozen=True)
class Shelf:
    """The self-tests of one service. `kinds` says of each question exams and difficulty: `CS2 SD3`."""

    id: str
    title: str
    tests: tuple[Test, ...]
    kinds: str

    @property
    def questions(self) -> int:
        return sum(test.questions for test in self.tests)


def headings(root: Path, language: str) -> dict[str, dict[str, str]]:
    """Titles of all sections. STYLE.md 1.2 fixes how a heading is written, so no parser is needed."""
    base = root / "docs" / language
    return {file.relative_to(base).with_suffix("").as_posix():
            {name: inline(title) for title, name in _HEADING.findall(file.read_text(encoding="utf-8"))}
            for file in base.rglob("*.md")}


def shelves(questions: Iterable[Question], titles: Mapping[str, str], order: Mapping[str, int]) -> list[Shelf]:
    """Services and their pages in the order of the navigation (`order`: page -> place)."""
    pages: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda found: order.get(found.page, len(order))):
        pages.setdefault(question.page, []).append(question)
    services: dict[str, list[str]] = {}
    for page in pages:
        services.setdefault(_service(page), []).append(page)
    return [Shelf(service, titles.get(f"{service}/index", service),
                  tuple(Test(page, titles.get(page, page), len(pages[page])) for page in members),
                  " ".join(_kind(question) for page in members for question in pages[page]))
            for service, members in services.items()]


def self_test(questions: Iterable[Question], language: str, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """What partials/quiz.html shows of a page's questions; `titles` are those of its sections, by heading id."""
    return [{
        "id": question.id, "kind": question.kind, "difficulty": question.difficulty, "exams": question.exams,
        "stem_html": inline(question.stem[language]),
        "options": [{"html": inline(option.text[language]), "why_html": inline(option.why[language]),
                     "correct": option.correct} for option in question.options],
        "section_id": question.section, "section_title": titles.get(question.section, ""),
    } for question in questions]


def tests_json(data: Data, language: str, titles: Headings) -> str:
    """`{page: {question id: [right places, section, section's title, stem]}}`."""
    pages: dict[str, dict[str, list[Any]]] = {}
    for question in data.questions.values():
        right = [place for place, option in enumerate(question.options) if option.correct]
        pages.setdefault(question.page, {})[question.id] = [
            right, question.section, _section(question, titles), inline(question.stem[language])]
    return _json(pages)


def questions_json(data: Data, language: str, titles: Mapping[str, str], sections: Headings) -> str:
    """`{services, pages, questions}`; a question is everything that the exam shows of it."""
    questions = [{
        "id": question.id, "page": question.page, "section": question.section, "at": _section(question, sections),
        "level": question.difficulty, "exams": [exam[0] for exam in question.exams],
        "multiple": question.kind == "multiple", "stem": inline(question.stem[language]),
        "options": [[inline(option.text[language]), inline(option.why[language]), int(option.correct)]
                    for option in question.options],
    } for question in data.questions.values()]
    pages = list(dict.fromkeys(question.page for question in data.questions.values()))
    services = list(dict.fromkeys(map(_service, pages)))
    return _json({"services": {name: titles.get(f"{name}/index", name) for name in services},
                  "pages": {page: titles.get(page, page) for page in pages}, "questions": questions})


def _service(page: str) -> str:
    return page.split("/", maxsplit=1)[0]


def _section(question: Question, titles: Headings) -> str:
    return titles.get(question.page, {}).get(question.section, question.section)


def _kind(question: Question) -> str:
    return "".join(exam[0] for exam in question.exams) + str(question.difficulty)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
