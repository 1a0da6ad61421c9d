"""The whole content: pages as pairs and the data records, read once and handed to every check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apuntes.content.loading import load_data
from apuntes.content.pages import Page
from apuntes.content.problem import ContentError, Problem
from apuntes.content.reading import read_page
from apuntes.content.records import LANGUAGES, Data, Language


@dataclass(frozen=True)
class Pair:
    """The two sides of a page; a side that does not exist is None."""

    path: str
    es: Page | None
    en: Page | None

    def __getitem__(self, language: str) -> Page | None:
        return self.es if language == "es" else self.en

    @property
    def sides(self) -> tuple[Page, ...]:
        return tuple(page for page in (self.es, self.en) if page is not None)


@dataclass(frozen=True)
class Content:
    """`pages` maps a page's path (`iam/policies`) to its pair, sorted."""

    root: Path
    pages: dict[str, Pair]
    data: Data

    def sides(self) -> Iterator[Page]:
        """Every page of both languages."""
        for pair in self.pages.values():
            yield from pair.sides

    def line(self, kind: str, name: str) -> tuple[str, int]:
        """File and line of a record, e.g. `line("fact", "s3.max-object-size")`."""
        return self.data.lines.get(f"{kind}:{name}", ("data", 0))


def load_pages(root: Path) -> dict[str, Pair]:
    """Every page below `root/docs`. Raises `ContentError` for a file that is not UTF-8."""
    found: dict[str, dict[Language, Page]] = {}
    problems: list[Problem] = []
    for language in LANGUAGES:
        base = root / "docs" / language
        for file in sorted(base.rglob("*.md")):
            name = file.relative_to(root).as_posix()
            path = file.relative_to(base).with_suffix("").as_posix()
            try:
                text = file.read_bytes().decode("utf-8")        # line ends as they are
            except UnicodeDecodeError as error:
                problems.append(Problem(name, 0, f"the file is not UTF-8 (byte {error.start})", "save it as UTF-8"))
                continue
            found.setdefault(path, {})[language] = read_page(path, language, name, text)
    if problems:
        raise ContentError(problems)
    return {path: Pair(path, found[path].get("es"), found[path].get("en")) for path in sorted(found)}


def load_content(root: Path) -> Content:
    """Pages and records of the project at `root`; `ContentError` carries the problems of both."""
    problems: list[Problem] = []
    pages: dict[str, Pair] = {}
    data: Data | None = None
    try:
        pages = load_pages(root)
    except ContentError as error:
        problems += error.problems
    try:
        data = load_data(root)
    except ContentError as error:
        problems += error.problems
    if problems or data is None:
        raise ContentError(problems)
    return Content(root, pages, data)
