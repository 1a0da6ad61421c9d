"""The pages of one language as a book, read from the built site: what it says is what the site shows.

Order, parts and titles are those of the site's navigation. Every internal link becomes `book:<page>#<id>` if its page
is in the book (the formats put their own address there) and the published address otherwise.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from apuntes.packs.tree import Element, classes, find, read, replace, text
from apuntes.packs.unfold import Leaf, unfold

SCHEME = "book:"
# The practice centre works in the browser only, and each chapter has its self-test. Of the pages about the site,
# a reader of the book needs the one that says where the figures come from. The list of corrections repeats boxes of
# the chapters, and the newest ones are on the site.
_LEFT_OUT = ("practice",)
_ONLY = {"about": {"about/index"}, "reference": {"reference/index", "reference/glossary", "reference/numbers"}}


@dataclass(frozen=True)
class Chapter:
    """A page. `path` is as in the repository (`s3/encryption`), `title` as in the navigation, `name` as on the page."""

    path: str
    title: str
    heading: Element
    leaf: Leaf

    @property
    def name(self) -> str:
        return text(self.heading)


@dataclass(frozen=True)
class Part:
    """A section of the navigation; `path` is its folder."""

    path: str
    title: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Book:
    """`home` is the published address of the language's home page, "" if the site does not know where it is."""

    language: str
    title: str
    description: str
    home: str
    day: dt.date
    parts: tuple[Part, ...]

    @property
    def chapters(self) -> list[Chapter]:
        return [chapter for part in self.parts for chapter in part.chapters]


def read_book(site: Path, language: str, day: dt.date, only: Collection[str] = ()) -> Book:
    """The book of a language; with `only`, just the parts of these folders."""
    root = site / ("" if language == "es" else language)
    front = read(root / "index.html")
    canonical = next((link.get("href", "") for link in front.iter("link") if link.get("rel") == "canonical"), "")
    description = next(meta.get("content", "") for meta in front.iter("meta") if meta.get("name") == "description")
    title = next(text(link) for link in front.iter("a") if "brand" in classes(link))
    outline = [(folder, name, pages) for folder, name, pages in _outline(root, front)
               if folder not in _LEFT_OUT and (not only or folder in only)]
    known = {path for _, _, pages in outline for path, _ in pages}
    parts = [Part(folder, name, tuple(_chapter(root, path, short, language, known, canonical) for path, short in pages))
             for folder, name, pages in outline]
    return Book(language, title, description, canonical, day, tuple(parts))


def _outline(root: Path, front: Element) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Folder, title and pages (path, short title) of each section, from the navigation of its overview."""
    found = []
    for item in _sections(front):
        link = next(item.iter("a"))
        folder, title = link.get("href", "").strip("./"), text(link)
        here = next(one for one in _sections(read(root / folder / "index.html")) if "on" in classes(one))
        pages = [(f"{folder}/index", title), *((posixpath.normpath(f"{folder}/{below.get('href', '')}"), text(below))
                                               for inner in here.iter("ul") for below in inner.iter("a"))]
        found.append((folder, title, [page for page in pages if page[0] in _ONLY.get(folder, {page[0]})]))
    return found


def _sections(page: Element) -> list[Element]:
    return [item for nav in page.iter("nav") if nav.get("id") == "nav" for inner in nav if inner.tag == "ul" for item in inner]


def _chapter(root: Path, path: str, title: str, language: str, known: Collection[str], home: str) -> Chapter:
    folder = path.removesuffix("/index")
    article = next(read(root / folder / "index.html").iter("article"))
    heading = next(article.iter("h1"))
    for parent, element in find(article, lambda element: element is heading):
        replace(parent, element)
    leaf = unfold(article, language)
    for link in [link for holder in (article, *_inside(leaf)) for link in holder.iter("a")]:
        _aim(link, path, folder, known, home)
    return Chapter(path, title, heading, leaf)


def _inside(leaf: Leaf) -> list[Element]:
    return [part for note in leaf.notes for part in note.content if not isinstance(part, str)]


def _aim(link: Element, path: str, folder: str, known: Collection[str], home: str) -> None:
    """Point a link of the page at a page of the book, at the published site, or leave it as it is."""
    href = link.get("href", "")
    if not href or urlsplit(href).scheme:
        return
    place, _, anchor = href.partition("#")
    target = posixpath.normpath(f"{folder}/{place}") if place else folder
    page = path if not place else next((name for name in (target, f"{target}/index") if name in known), "")
    if page:
        link.set("href", f"{SCHEME}{page}" + (f"#{anchor}" if anchor else ""))
    elif home:
        link.set("href", urljoin(f"{home}{folder}/", href))
    else:
        del link.attrib["href"]
