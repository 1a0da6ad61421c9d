"""The typed data records: facts, glossary terms, questions, corrections, units, tab labels.

`load_data(root)` returns all of them or raises `ContentError` whose problems name file, line
and remedy. Records are immutable. The format of each record is described in CONTRIBUTING.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from apuntes.content.problem import ContentError, Problem

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


class Change(Record):
    """The ledger said something else before: `was`, in the same unit, until `on`. For the feed."""

    on: dt.date
    was: int | float | Range | str


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
    changed: Change | None = None

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


R = TypeVar("R", bound=Record)
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)       # libyaml where PyYAML has it: ten times faster
_REMEDY = "fix the record; its format is in CONTRIBUTING.md, “Data records”"


# Files as last read: `mkdocs serve` loads the data at every save, and reading YAML is most of it.
_read: dict[Path, tuple[tuple[int, int] | None, list[tuple[int, Any]]]] = {}


def load_data(root: Path) -> Data:
    """Read every record below `root/data`.

    Raises `ContentError` with one problem per malformed or repeated record.
    """
    problems: list[Problem] = []
    lines: dict[str, tuple[str, int]] = {}
    data = root / "data"

    def records(kind: str, model: type[R], files: list[Path]) -> dict[str, R]:
        found: dict[str, R] = {}
        for file in files:
            for line, raw in _items(root, file, problems):
                record = _parse(model, raw, root, file, line, problems)
                if record is None:
                    continue
                key = str(record.model_dump(include={"id"})["id"])
                if key in found:
                    other = ":".join(map(str, lines[f"{kind}:{key}"]))
                    problems.append(Problem(_rel(root, file), line, f"{kind} “{key}” is defined twice",
                                            f"rename or remove one; the other is at {other}"))
                    continue
                found[key] = record
                lines[f"{kind}:{key}"] = (_rel(root, file), line)
        return found

    facts = records("fact", Fact, sorted((data / "facts").glob("*.yml")))
    terms = records("term", Term, [data / "glossary.yml"])
    questions = records("question", Question, sorted((data / "questions").glob("*.yml")))
    corrections = records("correction", Correction, [data / "corrections.yml"])
    units = _mapping(root, data / "units.yml", Unit, problems)
    tabs = _mapping(root, data / "tabs.yml", Bilingual, problems)
    if problems:
        raise ContentError(problems)
    return Data(facts, terms, questions, corrections, units, tabs, lines)


def _rel(root: Path, file: Path) -> str:
    return file.relative_to(root).as_posix()


def _node(root: Path, file: Path, problems: list[Problem]) -> yaml.Node | None:
    if not file.is_file():
        problems.append(Problem(_rel(root, file), 0, "the file is missing", "restore it from the repository"))
        return None
    text = file.read_text(encoding="utf-8")
    try:
        return yaml.compose(text, Loader=YAML_LOADER)
    except yaml.YAMLError:
        pass
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)       # for its words: libyaml's differ between versions
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"not valid YAML: {getattr(error, 'problem', None) or error}"
        problems.append(Problem(_rel(root, file), mark.line + 1 if mark else 0, what,
                                "fix the YAML; quote texts that contain “: ” or start with a symbol"))
        return None


def _value(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)  # type: ignore[no-untyped-call]
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]


def _items(root: Path, file: Path, problems: list[Problem]) -> list[tuple[int, Any]]:
    state = (file.stat().st_mtime_ns, file.stat().st_size) if file.is_file() else None
    known, items = _read.get(file, (None, []))
    if state and known == state:
        return items
    node = _node(root, file, problems)
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        problems.append(Problem(_rel(root, file), 1, "expected a list of records", "start each record with “- id: …”"))
        return []
    items = [(item.start_mark.line + 1, _value(item)) for item in node.value]
    _read[file] = (state, items)
    return items


def _mapping(root: Path, file: Path, model: type[R], problems: list[Problem]) -> dict[str, R]:
    node = _node(root, file, problems)
    found: dict[str, R] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            record = _parse(model, _value(value), root, file, key.start_mark.line + 1, problems)
            if record is not None:
                found[str(key.value)] = record
    return found


def _parse(model: type[R], raw: Any, root: Path, file: Path, line: int, problems: list[Problem]) -> R | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        name = raw.get("id", "?") if isinstance(raw, dict) else "?"
        for detail in error.errors():
            where = ".".join(str(part) for part in detail["loc"]) or "record"
            problems.append(Problem(_rel(root, file), line, f"record “{name}”, {where}: {detail['msg']}", _REMEDY))
        return None
