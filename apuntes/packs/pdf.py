"""The book as a PDF: cover, contents with page numbers, bookmarks, running heads, footnotes, tags for screen readers.

WeasyPrint sets it: it alone of the free engines has footnotes, page numbers in the contents and running heads from
CSS, bookmarks and PDF/UA tags. Fonts are the project's own (fonts/), there is no clock: the same book gives the same
bytes with the same versions of the libraries.
"""

from __future__ import annotations

import copy
import html
import importlib
import logging
import re
from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as etree

from apuntes.content import formats
from apuntes.packs.book import SCHEME, Book, Chapter, Part
from apuntes.packs.pictures import standalone
from apuntes.packs.tree import Element, classes, fill, find, make
from apuntes.packs.words import WORDS

_HERE = Path(__file__).parent
_LOST = re.compile(r"No anchor #(\S+--fn-\S+) for internal URI reference")
_NEEDS = ("WeasyPrint cannot load Pango: {}. Debian, Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
          "libharfbuzz-subset0; macOS: brew install pango")


class NoPango(RuntimeError):
    """The system library that sets the text is missing; the message says how to install it."""


def ready() -> None:
    """Raises NoPango if no PDF can be made on this machine."""
    try:
        importlib.import_module("weasyprint")
    except OSError as error:
        raise NoPango(_NEEDS.format(str(error).splitlines()[0])) from None


def write_pdf(book: Book, target: Path) -> None:
    """Write the book. Raises NoPango, and ValueError if something in it cannot be set as it should.

    Now and then WeasyPrint loses a footnote where a page breaks inside its list item, and says that the link to it
    leads nowhere. Such notes go to the end of their chapter, and the book is set again: none is ever missing.
    """
    ready()
    late: set[str] = set()
    while complaints := _set(document(book, late), target, f"apuntes-aws-{book.language}-{book.day}"):
        lost = {match[1] for match in map(_LOST.match, complaints) if match} - late
        if len(lost) < len(complaints):
            raise ValueError("WeasyPrint has complaints about the book:\n" + "\n".join(line[:300] for line in complaints[:20]))
        late |= lost


def _set(page: str, target: Path, identifier: str) -> list[str]:
    """Set one HTML page; returns what WeasyPrint complains about, each complaint once."""
    weasyprint, text_fonts = (importlib.import_module(name) for name in ("weasyprint", "weasyprint.text.fonts"))
    heard: dict[str, None] = {}
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: heard.setdefault(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("weasyprint")
    log.addHandler(handler)
    try:
        fonts = text_fonts.FontConfiguration()
        style = weasyprint.CSS(filename=str(_HERE / "print.css"), font_config=fonts)
        weasyprint.HTML(string=page, base_url=f"{_HERE}/").write_pdf(
            str(target), stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True,
            pdf_identifier=identifier.encode())
    finally:
        log.removeHandler(handler)
    return list(heard)


def document(book: Book, late: Collection[str] = ()) -> str:
    """The book as one HTML page for print.css; `late` are the ids of notes that stand at the end of their chapter."""
    words = WORDS[book.language]
    parts = "\n".join(_part(part, number, book.language, late) for number, part in enumerate(book.parts, 1))
    day = formats.date(book.day, book.language)
    links = "".join(f'<p><a href="{html.escape(book.home)}{path}">{html.escape(book.home)}{path}</a></p>'
                    for path in ("", "reference/corrections/") if book.home)
    return f"""<!doctype html>
<html lang="{book.language}">
<head>
<meta charset="utf-8">
<title>{html.escape(book.title)}</title>
<meta name="author" content="{words['creator']}">
<meta name="description" content="{html.escape(book.description)}">
<meta name="dcterms.created" content="{book.day}">
<meta name="dcterms.modified" content="{book.day}">
</head>
<body>
{cover(book, day)}
<section class="imprint"><h1>{words['imprint']}</h1>
<p class="edition">{words['edition'].format(day)}</p>
<p>{html.escape(book.description)}</p><p>{words['about']}</p><p>{words['licence']}</p><p>{words['dated']}</p>{links}
<p>{words['independent']}</p></section>
<nav class="contents" id="contents"><h1>{words['contents']}</h1>
{_contents(book)}
</nav>
{parts}
</body>
</html>
"""


def cover(book: Book, day: str) -> str:
    """The first page."""
    words = WORDS[book.language]
    return f"""<section class="cover"><div class="mark" aria-hidden="true"></div>
<p class="cover-title">{html.escape(book.title)}</p>
<p class="cover-subtitle">{words['subtitle']}</p>
<ul class="cover-parts">{' '.join(f'<li>{html.escape(part.title)}</li>' for part in book.parts[:-2])}</ul>
<p class="cover-day">{words['edition'].format(day)}</p></section>"""


def _contents(book: Book) -> str:
    rows = []
    for number, part in enumerate(book.parts, 1):
        rows.append(f'<li><a class="to-part" href="#part-{part.path}"><span class="n">{number}</span> '
                    f"{html.escape(part.title)}</a>{_listed(part)}</li>")
    return f"<ol>{''.join(rows)}</ol>"


def _listed(part: Part) -> str:
    rows = "".join(f'<li><a href="#{_id(chapter.path)}">{html.escape(chapter.name)}</a></li>' for chapter in part.chapters)
    return f"<ol>{rows}</ol>"


def _part(part: Part, number: int, language: str, late: Collection[str]) -> str:
    return (f'<section class="part"><header class="opener"><p class="part-number">{WORDS[language]["part"]} {number}</p>'
            f'<h1 class="part-title" id="part-{part.path}">{html.escape(part.title)}</h1>{_listed(part)}</header>\n'
            + "\n".join(_chapter(chapter, language, late) for chapter in part.chapters) + "\n</section>")


def _chapter(chapter: Chapter, language: str, late: Collection[str]) -> str:
    body = copy.deepcopy(chapter.leaf.body)
    body.tag = "article"
    body.attrib = {"class": "chapter"}
    heading = copy.deepcopy(chapter.heading)
    heading.attrib = {"id": _id(chapter.path), "class": "chapter-title"}
    _notes(chapter, body, WORDS[language]["sources"], late)
    body.insert(0, heading)
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            continue
        if level := re.fullmatch(r"h([1-5])", element.tag):
            element.tag = f"h{int(level[1]) + 1}"
        if element.get("id") and element is not heading:
            element.set("id", _id(chapter.path, element.get("id", "")))
        href = element.get("href", "")
        if element.tag == "a" and href.startswith((SCHEME, "#")):
            path, _, anchor = href.removeprefix(SCHEME).partition("#")
            element.set("href", f"#{_id(path or chapter.path, anchor)}")
            if path and path != chapter.path and "term" not in classes(element):
                element.set("class", "xref")
        if element.tag == "img" and element.get("src") in chapter.leaf.pictures:
            drawing = standalone(chapter.leaf.pictures[element.get("src", "")])
            element.set("src", "data:image/svg+xml," + quote(drawing))
    return etree.tostring(body, encoding="unicode", method="html")


def _notes(chapter: Chapter, body: Element, title: str, late: Collection[str]) -> None:
    """Each note behind the first citation of it, from where the style sheet takes it to the foot of the page."""
    waiting = {note.id: note for note in chapter.leaf.notes}
    ending: list[Element] = []
    for parent, mark in find(body, lambda element: element.tag == "sup"):
        link = next(mark.iter("a"))
        note = waiting.pop(link.get("href", "").partition("#")[2], None)
        link.set("class", "cite")
        if note is None:
            continue
        inner = [copy.deepcopy(part) if not isinstance(part, str) else part for part in note.content]
        number = make("span", "note-number", f"{note.number} ")
        if _id(chapter.path, note.id) in late:
            ending.append(make("p", "late-note", number, *inner, id=note.id))
            continue
        foot = make("span", "note", number, *inner, id=note.id)
        foot.tail, mark.tail = mark.tail, None
        parent.insert(list(parent).index(mark) + 1, foot)
    if ending:
        fill(body, [make("h2", "", title, id="sources"), *ending])


def _id(path: str, anchor: str = "") -> str:
    return path.replace("/", ".") + (f"--{anchor}" if anchor else "")
