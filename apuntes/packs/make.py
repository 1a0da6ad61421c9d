"""`make packs`: every download of an edition, from a site that is built for it.

All or nothing: older packs go first, and the new ones come into build/packs/ together, so that a site never offers a
mixture of editions. The two languages are set at the same time, each in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from apuntes.content.loading import load_data
from apuntes.content.records import LANGUAGES
from apuntes.content.titles import read_titles
from apuntes.packs import anki
from apuntes.packs.book import read_book
from apuntes.packs.edition import Edition, edition
from apuntes.packs.epub import write_epub
from apuntes.packs.pdf import ready, write_pdf
from apuntes.packs.site_zip import write_site
from apuntes.site.packs import FOLDER


class NotBuilt(RuntimeError):
    """The site could not be built; the message is what the build said."""


def make(root: Path) -> Iterator[Path]:
    """Make all packs below `root`; gives each file's place as soon as it is made (it is there at the end).

    Raises NoPango, NotBuilt, ContentError, or ValueError for a book that cannot be set as it should.
    """
    ready()
    data = load_data(root)
    now, target = edition(root, data), root / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="packs-") as name:
        site, made = Path(name) / "site", Path(name) / "made"
        made.mkdir()
        _build(root, site)
        titles: dict[str, dict[str, str]] = {language: read_titles(root, language) for language in LANGUAGES}
        with ProcessPoolExecutor(len(LANGUAGES)) as workers:
            waiting = [workers.submit(_books, site, language, now, made) for language in LANGUAGES]
            yield from (target / file.name for file in anki.write(root, data, titles, made, now))
            write_site(site, made / now.name("", "zip"), now)
            yield target / now.name("", "zip")
            for done in as_completed(waiting):
                yield from (target / file for file in done.result())
        made.rename(target)


def _books(site: Path, language: str, now: Edition, made: Path) -> list[str]:
    book = read_book(site, language, now.day)
    epub, pdf = now.name(language, "epub"), now.name(language, "pdf")
    write_epub(book, made / epub)
    write_pdf(book, made / pdf)
    return [epub, pdf]


def _build(root: Path, site: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)],
                          cwd=root, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotBuilt(done.stdout + done.stderr)
