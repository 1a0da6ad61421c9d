"""The typed data records: facts, glossary terms, questions, corrections, units, tab labels.

Records are immutable. Their format is described in CONTRIBUTING.md; `content/loading.py` reads them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, Language] = ("es", "en")

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$")]
DateText = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Text = Annotated[str, Field(min_length=1)]


class Record(BaseModel):
    """Base of all records: unknown keys are errors, values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Record):
    """One text in both languages."""

    es: Text
    en: Text

    def __getitem__(self, language: str) -> str:
        return self.es if language == "es" else self.en


class Source(Record):
    """The AWS page that says so; `title` as AWS names the page."""

    title: Text
    url: Annotated[str, Field(pattern=r"^https://[^\s]+$")]


class Range(Record):
    """Both ends included, in the unit of the fact."""

    from_: float | int = Field(alias="from")
    to: float | int


class ModelAssertion(Record):
    """A statement about the pinned botocore service model (`service-2.json`).

    `contains`: the documentation string at `path` (tags stripped, white space collapsed) contains
    `value`, or the list or mapping there has `value` as a member. `equals`: the node is `value`.
    `exists`: the path resolves.
    """

    service: Text
    version: DateText
    path: Text
    op: Literal["contains", "equals", "exists"]
    value: Any = None


class Fact(Record):
    """One figure, limit, date or price that the site teaches, with where and when it was read."""

    id: Id
    label: Bilingual
    value: int | float | Range | str
    unit: str | None = None
    scope: Bilingual | None = None
    source: Source
    verified: dt.date
    evidence: Literal["api", "doc", "secondary", "cite"]
    record: str
    model: ModelAssertion | None = None

    @property
    def service(self) -> str:
        return self.id.split(".")[0]


class TermWords(Record):
    """A glossary term in one language. `variants` are other spellings that prose uses."""

    term: Text
    variants: tuple[str, ...] = ()
    gender: Literal["m", "f", "mf"] | None = None
    definition: Annotated[str, Field(min_length=1, max_length=200)]


class WordLists(Record):
    """Words per language; either list may be empty."""

    es: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def __getitem__(self, language: str) -> tuple[str, ...]:
        return self.es if language == "es" else self.en


class Term(Record):
    """A glossary entry. `avoid` must not appear on a page; `synonyms` only help the search."""

    id: Id
    service: Text
    es: TermWords
    en: TermWords
    keep_english: bool = False
    avoid: WordLists = WordLists()
    synonyms: WordLists = WordLists()

    def words(self, language: str) -> TermWords:
        return self.es if language == "es" else self.en


class Option(Record):
    """An answer, and why it is right or wrong."""

    text: Bilingual
    why: Bilingual
    correct: bool = False


class Question(Record):
    """A self-test question; `section` is the heading id of `page` that explains the answer."""

    id: Id
    page: Text
    section: Text
    kind: Literal["single", "multiple"]
    difficulty: Literal[1, 2, 3]
    exams: tuple[Literal["CLF", "SAA", "DVA"], ...]
    facts: tuple[str, ...] = ()
    stem: Bilingual
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=6)]

    @model_validator(mode="after")
    def _key_fits_kind(self) -> Question:
        right = sum(option.correct for option in self.options)
        if self.kind == "single" and right != 1:
            raise ValueError(f"kind single needs exactly one correct option, found {right}")
        if self.kind == "multiple" and not 2 <= right < len(self.options):
            raise ValueError(f"kind multiple needs two or more correct options, found {right}")
        return self


class Correction(Record):
    """What notes still say, and what is true; shown as a then/now box on `pages`."""

    id: Id
    pages: Annotated[tuple[str, ...], Field(min_length=1)]
    records: tuple[str, ...]
    verdict: Literal["outdated", "wrong", "imprecise", "mistranslated"]
    claim: Bilingual
    since: DateText | None = None
    truth: Bilingual
    verified: dt.date


class UnitForms(Record):
    """How a unit is written after a number; the first form is the one the build prints."""

    forms: Annotated[tuple[str, ...], Field(min_length=1)]
    tight: bool = False


class Unit(Record):
    es: UnitForms
    en: UnitForms

    def __getitem__(self, language: str) -> UnitForms:
        return self.es if language == "es" else self.en


@dataclass(frozen=True)
class Data:
    """All records by id, in file order, and where each one stands (`lines[id] = (file, line)`)."""

    facts: dict[str, Fact]
    terms: dict[str, Term]
    questions: dict[str, Question]
    corrections: dict[str, Correction]
    units: dict[str, Unit]
    tabs: dict[str, Bilingual]
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)
