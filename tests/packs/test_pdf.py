"""The PDF, read back: text, outline, links, page numbers, tags. Two parts of the book have everything that a page can hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from apuntes.packs import pdf
from apuntes.packs.book import Book, read_book
from apuntes.packs.pictures import standalone
from apuntes.packs.tree import text

DAY = dt.date(2026, 11, 23)
pytestmark = pytest.mark.xdist_group("books")


@pytest.fixture(scope="module", autouse=True)
def _pango() -> None:
    try:
        pdf.ready()
    except pdf.NoPango as error:
        pytest.fail(str(error))


@pytest.fixture(scope="module")
def book(site: Path) -> Book:
    return read_book(site, "en", DAY, ["security-groups", "labs"])


@pytest.fixture(scope="module")
def file(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("pdf") / "apuntes-aws-en.pdf"
    pdf.write_pdf(book, target)                         # raises if WeasyPrint has anything to complain about
    return target


@pytest.fixture(scope="module")
def read(file: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(file)


@pytest.fixture(scope="module")
def pages(read: pypdf.PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in read.pages]


def entries(items: list[Any], depth: int = 1) -> Iterator[tuple[int, Any]]:
    for item in items:
        if isinstance(item, list):
            yield from entries(item, depth + 1)
        else:
            yield depth, item


def test_it_says_what_it_is(read: pypdf.PdfReader) -> None:
    root = read.trailer["/Root"]
    assert read.metadata is not None
    assert read.metadata.title == "AWS Notes"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_the_outline_has_parts_chapters_and_sections_where_they_are(book: Book, read: pypdf.PdfReader, pages: list[str]) -> None:
    found = [(depth, str(item.title), read.get_destination_page_number(item)) for depth, item in entries(read.outline)]
    assert [title for depth, title, _ in found if depth == 1] == ["Contents", "Security groups", "Labs"]
    assert [title for depth, title, _ in found if depth == 2] == [chapter.name for chapter in book.chapters]
    assert "Check what you know" in [title for depth, title, _ in found if depth == 3]
    for _, title, number in found:
        assert title.replace(" ", "") in pages[number].replace(" ", ""), title


def test_the_contents_name_the_right_pages_and_lead_there(book: Book, read: pypdf.PdfReader, pages: list[str]) -> None:
    number = next(place for place, words in enumerate(pages) if words.startswith("Contents"))
    starts = {str(item.title): read.get_destination_page_number(item) + 1 for depth, item in entries(read.outline) if depth == 2}
    contents = read.pages[number].extract_text()
    for chapter in book.chapters:
        found = re.search(rf"^{re.escape(chapter.name)}[ .]+(\d+)$", contents, re.MULTILINE)
        assert found, chapter.name
        assert int(found[1]) == starts[chapter.name]
    leads = {str(note.get_object()["/Dest"]) for note in read.pages[number]["/Annots"]}
    assert {read.get_destination_page_number(read.named_destinations[name]) + 1 for name in leads} >= set(starts.values())
    assert len(leads) == len(book.chapters) + len(book.parts)


def test_pages_are_numbered_under_a_running_head(read: pypdf.PdfReader, pages: list[str]) -> None:
    started = read.get_destination_page_number(next(item for depth, item in entries(read.outline) if depth == 2))
    assert pages[started].endswith(f"Security groups {started + 1}")           # right-hand page: the chapter
    assert pages[started + 1].endswith(f"{started + 2} Security groups")       # left-hand page: the part


def test_everything_of_the_pages_is_in_it(book: Book, pages: list[str]) -> None:
    """Word for word, but for line ends: no tab, box, table, code, note or answer is lost."""
    whole = re.sub(r"[\W_]+", "", "".join(pages))
    for chapter in book.chapters:
        blocks = [element for element in chapter.leaf.body.iter() if element.tag in ("p", "td", "th", "h2", "h3")
                  and not list(element.iter("sup")) and not list(element.iter("a"))]
        assert len(blocks) > 10
        for block in blocks:
            words = re.sub(r"[\W_]+", "", text(block))
            assert words in whole or len(words) > 250, text(block)      # a long paragraph may go over a page's end
        for note in chapter.leaf.notes:
            start = re.sub(r"[\W_]+", "", "".join(part if isinstance(part, str) else text(part) for part in note.content))[:60]
            assert start in whole, start


def test_a_note_stands_on_the_page_that_cites_it(pages: list[str]) -> None:
    number = next(place for place, words in enumerate(pages) if "checked November 23, 2026" in words)
    words = pages[number]
    assert re.search(r"\b1 .{10,300}checked November 23, 2026\.", words), words[-600:]


def test_pictures_have_alternatives_and_tables_headers(book: Book, read: pypdf.PdfReader) -> None:
    kinds: dict[str, int] = {}
    alternatives: list[str] = []
    waiting = [read.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            kinds[str(element.get("/S"))] = kinds.get(str(element.get("/S")), 0) + 1
            if element.get("/S") == "/Figure":
                alternatives.append(str(element.get("/Alt", "")))
            if "/K" in element:
                waiting.append(element["/K"])
    drawn = sum(len(chapter.leaf.pictures) for chapter in book.chapters)
    assert len([words for words in alternatives if len(words) > 30]) == drawn > 0
    assert kinds["/TH"]
    assert kinds["/TD"]
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Link"} <= set(kinds)


def test_fonts_are_embedded_and_the_projects_own(read: pypdf.PdfReader) -> None:
    names = {str(font.get_object()["/BaseFont"]) for page in read.pages for font in page["/Resources"].get("/Font", {}).values()}
    assert names
    assert all(re.fullmatch(r"/[A-Z]{6}\+(?:Source|Serif).*", name) for name in names), names


def test_the_same_book_is_the_same_bytes(site: Path, tmp_path: Path) -> None:
    short = read_book(site, "es", DAY, ["about"])
    for name in ("one.pdf", "two.pdf"):
        pdf.write_pdf(short, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_drawings_stand_on_their_own(book: Book) -> None:
    for chapter in book.chapters:
        for drawing in chapter.leaf.pictures.values():
            made = standalone(drawing)
            assert made.startswith('<svg viewBox="')
            assert "class=" not in made
            assert "var(" not in made
