"""The book as EPUB 3: one file per page of the site, contents and landmarks, notes with their way back.

Written with zipfile: the format is a handful of small files, and ebooklib would rewrite the pages, date them with the
clock and bring the AGPL along. Tests hold the result against epubcheck.
"""

from __future__ import annotations

import copy
import datetime as dt
import html
import uuid
from pathlib import Path
from xml.etree import ElementTree as etree

from apuntes.content import formats
from apuntes.packs.archive import write_zip
from apuntes.packs.book import SCHEME, Book, Chapter
from apuntes.packs.pictures import standalone
from apuntes.packs.tree import Element, fill, make
from apuntes.packs.words import WORDS

_HERE = Path(__file__).parent
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_GLOSSARY = "reference/glossary"
_TYPES = {"xhtml": "application/xhtml+xml", "svg": "image/svg+xml", "png": "image/png", "css": "text/css"}


def write_epub(book: Book, target: Path) -> None:
    """Write the book to `target`."""
    words = WORDS[book.language]
    pages = {"cover.xhtml": _page(book, words["cover"], f'<section epub:type="cover"><img src="cover.png" alt="'
                                  f'{html.escape(book.title)}. {words["subtitle"]}"/></section>'),
             "imprint.xhtml": _page(book, words["imprint"], _imprint(book)),
             "nav.xhtml": _page(book, words["contents"], _nav(book))}
    pictures: dict[str, str] = {}
    for chapter in book.chapters:
        pages[_file(chapter.path)] = _page(book, chapter.name, _chapter(chapter, book.language))
        pictures.update({name: standalone(drawing) for name, drawing in chapter.leaf.pictures.items()})
    files: dict[str, bytes] = {
        "package.opf": _package(book, list(pages), sorted(pictures)).encode(),
        **{name: page.encode() for name, page in pages.items()},
        "style.css": (_HERE / "epub.css").read_bytes(),
        "cover.png": (_HERE / "covers" / f"{book.language}.png").read_bytes(),
        **{name: pictures[name].encode() for name in sorted(pictures)},
    }
    members = [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", _CONTAINER.encode()),
               *((f"book/{name}", data) for name, data in files.items())]
    write_zip(target, members, dt.datetime.combine(book.day, dt.time()), stored=["mimetype"])


def _package(book: Book, pages: list[str], pictures: list[str]) -> str:
    words, language = WORDS[book.language], book.language
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"apuntes-aws/{language}")      # a newer edition replaces the older one
    items = [f'<item id="{_key(name)}" href="{name}" media-type="{_TYPES[name.rpartition(".")[2]]}"'
             + {"nav.xhtml": ' properties="nav"', "cover.png": ' properties="cover-image"'}.get(name, "") + "/>"
             for name in (*pages, "style.css", "cover.png", *pictures)]
    spine = [f'<itemref idref="{_key(name)}"/>' for name in pages]
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{html.escape(book.title)}</dc:title>
<dc:language>{language}</dc:language>
<dc:creator>{words['creator']}</dc:creator>
<dc:description>{html.escape(book.description)}</dc:description>
<dc:rights>CC BY 4.0, https://creativecommons.org/licenses/by/4.0/</dc:rights>
<dc:date>{book.day}</dc:date>
<meta property="dcterms:modified">{book.day}T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">readingOrder</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">{words['access']}</meta>
</metadata>
<manifest>
{chr(10).join(items)}
</manifest>
<spine>
{chr(10).join(spine)}
</spine>
</package>
"""


def _page(book: Book, title: str, body: str) -> str:
    language = book.language
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}">
<head><title>{html.escape(title)}</title><link rel="stylesheet" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""


def _imprint(book: Book) -> str:
    words = WORDS[book.language]
    links = "".join(f'<li><a href="{html.escape(book.home)}{path}">{html.escape(book.home)}{path}</a></li>'
                    for path in ("", "reference/corrections/") if book.home)
    return f"""<section epub:type="imprint"><h1>{words['imprint']}</h1>
<p>{words['edition'].format(formats.date(book.day, book.language))}</p>
<p>{html.escape(book.description)}</p><p>{words['about']}</p><p>{words['licence']}</p><p>{words['dated']}</p>
{f'<ul>{links}</ul>' if links else ''}<p>{words['independent']}</p></section>"""


def _nav(book: Book) -> str:
    words = WORDS[book.language]
    parts = "".join(
        f'<li><a href="{_file(part.chapters[0].path)}">{html.escape(part.title)}</a><ol>'
        + "".join(f'<li><a href="{_file(chapter.path)}">{html.escape(chapter.name)}</a></li>' for chapter in part.chapters)
        + "</ol></li>\n" for part in book.parts)
    marks = [("cover", "cover.xhtml", words["cover"]), ("toc", "nav.xhtml", words["contents"]),
             ("bodymatter", _file(book.chapters[0].path), words["start"])]
    if _GLOSSARY in (chapter.path for chapter in book.chapters):
        marks.append(("glossary", _file(_GLOSSARY), words["glossary"]))
    landmarks = "".join(f'<li><a epub:type="{kind}" href="{file}">{label}</a></li>' for kind, file, label in marks)
    return f"""<nav epub:type="toc" role="doc-toc" id="toc"><h1>{words['contents']}</h1>
<ol>
{parts}</ol></nav>
<nav epub:type="landmarks" hidden="hidden" aria-label="{words['landmarks']}"><ol>{landmarks}</ol></nav>"""


def _chapter(chapter: Chapter, language: str) -> str:
    body = copy.deepcopy(chapter.leaf.body)
    body.tag, body.attrib = "section", {"epub:type": "glossary" if chapter.path == _GLOSSARY else "chapter"}
    heading = copy.deepcopy(chapter.heading)
    heading.attrib = {}
    body.insert(0, heading)
    if chapter.leaf.notes:
        body.append(_notes(chapter, language))
    for mark in (element for element in body.iter("sup") if element.get("id")):
        for link in mark.iter("a"):
            link.attrib = {"href": link.get("href", ""), "epub:type": "noteref", "role": "doc-noteref"}
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        if align := element.attrib.pop("align", ""):
            element.set("class", align)                         # the attribute is no longer part of HTML
        href = element.get("href", "")
        if href.startswith(SCHEME):
            path, _, anchor = href.removeprefix(SCHEME).partition("#")
            element.set("href", (_file(path) if path != chapter.path or not anchor else "") + (f"#{anchor}" if anchor else ""))
    return etree.tostring(body, encoding="unicode", short_empty_elements=True)


def _notes(chapter: Chapter, language: str) -> Element:
    words = WORDS[language]
    items = []
    for note in chapter.leaf.notes:
        inner = [part if isinstance(part, str) else copy.deepcopy(part) for part in note.content]
        back = make("a", "", "↩", href="#" + note.id.replace("fn-", "fnref-", 1), role="doc-backlink",
                    aria_label=f"{words['back']} {note.number}")
        items.append(make("li", "", fill(make("p"), [*inner, " ", back]), id=note.id))
    return make("section", "notes", make("h2", "", words["sources"], id="sources"), make("ol", "", *items),
                role="doc-endnotes", **{"epub:type": "endnotes"})


def _file(path: str) -> str:
    return path.removesuffix("/index").replace("/", "-") + ".xhtml"


def _key(name: str) -> str:
    return "i-" + name.replace(".", "-")
