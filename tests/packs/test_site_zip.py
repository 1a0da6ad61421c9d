"""The zip of the site: unpacked and served as it says, every link inside leads somewhere and the search answers."""

from __future__ import annotations

import datetime as dt
import posixpath
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from apuntes.deploy.links import links
from apuntes.packs.edition import Edition
from apuntes.packs.site_zip import write_site

EDITION = Edition(dt.datetime(2026, 11, 23, 10, 20, 30, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def archive(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("zip") / EDITION.name("", "zip")
    write_site(site, target, EDITION)
    return target


@pytest.fixture(scope="module")
def address(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The unpacked copy, served with the very command of its README."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    assert [path.name for path in folder.iterdir()] == [archive.stem]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"], cwd=folder / archive.stem,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = f"http://127.0.0.1:{port}/"
    for _ in range(100):
        try:
            urllib.request.urlopen(found).close()
            break
        except OSError:
            time.sleep(.1)
    yield found
    server.terminate()
    server.wait()


def test_it_is_small_dated_and_the_same_every_time(site: Path, archive: Path, tmp_path: Path) -> None:
    assert 1_000_000 < archive.stat().st_size < 16_000_000       # 9 MB of it are the labs' terminal
    (tmp_path / "again").mkdir()
    again = tmp_path / "again" / archive.name
    write_site(site, again, EDITION)
    assert again.read_bytes() == archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert opened.testzip() is None
        assert "http.server 8000" in opened.read(names[0]).decode()
    assert names[0] == f"{archive.stem}/README.txt"
    assert not [name for name in names if name.startswith("/") or ".." in name or "/packs/" in name]


def test_every_link_of_every_page_leads_somewhere(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        names = {name.partition("/")[2] for name in opened.namelist()}
        missing = []
        for name in sorted(names):
            if not name.endswith("index.html"):
                continue
            here = "/" + name.removesuffix("index.html")
            for link, _ in links(opened.read(f"{archive.stem}/{name}").decode()):
                if urlsplit(link).scheme or link.startswith("//"):
                    continue
                target = urlsplit(urljoin(here, link)).path.lstrip("/")
                if target.endswith("/") or not target:
                    target = posixpath.join(target, "index.html")
                if target not in names and not target.startswith("packs/"):    # in this site if they were made; never in the zip's
                    missing.append(f"{name}: {link}")
    assert missing == []


def test_it_can_be_browsed_and_searched(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address)
    page.get_by_role("link", name="S3", exact=True).first.click()
    expect(page).to_have_url(f"{address}s3/")
    page.locator("a.lang").click()
    expect(page).to_have_url(f"{address}en/s3/")
    page.locator("button.find").click()
    page.locator("dialog input").fill("versioning")
    expect(page.locator("dialog a[href]").first).to_be_visible()
