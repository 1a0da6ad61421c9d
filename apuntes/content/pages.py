"""What a page consists of, as the checks see it: typed, in reading order, each thing with its line.

Guarantees: everything inside admonitions, tabs, lists and tables is included; `section` is the id
of the level 2 (or deeper) heading above, "" before the first one. Nothing is judged here; what
cannot be understood (front matter, attribute lists) is kept in `Page.faults`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import Field

from apuntes.content.problem import Problem
from apuntes.content.records import Language, Record

SpanKind = Literal["text", "emphasis", "link", "code", "citation", "comment", "image"]
PageKind = Literal["home", "reference", "about", "practice", "lab", "overview", "topic"]


def page_kind(path: str) -> PageKind:
    """What STYLE.md, section 5, calls the page at `path` (`iam/policies`); folders decide."""
    folder, _, name = path.rpartition("/")
    if not folder:
        return "home"
    top = folder.split("/")[0]
    if top == "labs":
        return "lab"
    if top in ("reference", "about", "practice"):
        return top  # type: ignore[return-value]
    return "overview" if name == "index" else "topic"


class FrontMatter(Record):
    """The keys that a page may have at its top."""

    title: str = Field(min_length=1)
    description: str = Field(min_length=50, max_length=160)
    template: str | None = None
    hide: tuple[str, ...] = ()
    lab: str | None = None
    service: str | None = None


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    id: str
    line: int


@dataclass(frozen=True)
class Code:
    """A fenced block. `attrs` is what the fence says besides the language, e.g. `reason`."""

    language: str
    content: str
    line: int                       # of the fence; the first line of content is the next one
    section: str
    attrs: dict[str, str] = field(default_factory=dict)

    @property
    def exempt(self) -> bool:
        return "reason" in self.attrs


@dataclass(frozen=True)
class Admonition:
    kind: str
    title: str
    line: int
    section: str
    collapsible: bool


@dataclass(frozen=True)
class Tab:
    label: str
    line: int
    section: str


@dataclass(frozen=True)
class Link:
    target: str
    text: str
    line: int
    section: str


@dataclass(frozen=True)
class Image:
    target: str
    alt: str
    line: int
    section: str


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    rows: int
    line: int
    section: str


@dataclass(frozen=True)
class Span:
    kind: SpanKind
    text: str
    line: int


@dataclass(frozen=True)
class Passage:
    """A stretch of prose: a paragraph, a list item, a table row, the title of an admonition or a heading.

    `exemption` is the reason given by `<!-- no-fact: … -->` at the end of its block, None without one.
    """

    kind: Literal["paragraph", "item", "row", "title", "heading"]
    spans: tuple[Span, ...]
    line: int
    section: str
    header: tuple[str, ...] = ()    # of a row: its table's header
    exemption: str | None = None
    block: int = 0                  # passages of one table share it

    @property
    def citations(self) -> list[Span]:
        return [span for span in self.spans if span.kind == "citation"]

    @cached_property
    def prose(self) -> str:
        """The words in the page's language: no code, no citations, no pictures."""
        return " ".join("".join(s.text if s.kind in ("text", "emphasis", "link") else " " for s in self.spans).split())

    def sentences(self) -> Iterator[Passage]:
        """A paragraph or title sentence by sentence; an item or a row is one unit and comes as it is."""
        if self.kind in ("item", "row"):
            yield self
            return
        part: list[Span] = []
        for span in self.spans:
            if span.kind != "text":
                part.append(span)
                continue
            start = 0
            for match in _SENTENCE_END.finditer(span.text):
                if _ABBREVIATION.search(span.text, 0, match.start() + 1):
                    continue
                yield self._with((*part, Span("text", span.text[start:match.end()], span.line)))
                part, start = [], match.end()
            if span.text[start:]:
                part.append(Span("text", span.text[start:], span.line))
        if any(span.text.strip() for span in part):
            yield self._with(tuple(part))

    def _with(self, spans: tuple[Span, ...]) -> Passage:
        return Passage(self.kind, spans, spans[0].line if spans else self.line, self.section, self.header,
                       self.exemption, self.block)


# A sentence ends at a full stop before a blank and a capital, or before a blank at the end of the text
# (then code, a link or bold text begins the next one).
_SENTENCE_END = re.compile(r"[.!?][)»”\"]*\s+(?=[A-ZÁÉÍÓÚÑ¿¡«“(]|$)")
_ABBREVIATION = re.compile(r"(?:\b(?:p\. ?ej|e\.g|i\.e|etc|vs|EE\. ?UU|núm|approx|aprox|a\.m|p\.m|No)\.)$")


@dataclass(frozen=True)
class Page:
    """One language's side of a page; `path` is the same on both sides (`iam/policies`)."""

    path: str
    language: Language
    file: str
    text: str
    front: FrontMatter | None
    front_lines: dict[str, int]
    headings: tuple[Heading, ...]
    codes: tuple[Code, ...]
    admonitions: tuple[Admonition, ...]
    tabs: tuple[Tab, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    tables: tuple[Table, ...]
    passages: tuple[Passage, ...]
    html_ids: frozenset[str]        # ids of raw HTML elements, which links may point at
    faults: tuple[Problem, ...]

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(h.id for h in self.headings if h.id) | self.html_ids

    @property
    def kind(self) -> PageKind:
        return page_kind(self.path)

    def cited(self) -> Iterator[tuple[Span, str]]:
        """Each citation with its section, in reading order."""
        for passage in self.passages:
            for span in passage.citations:
                yield span, passage.section
