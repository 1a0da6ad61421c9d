"""`mkdocs serve` shows an edit to a page, a record, a template or the package, and nothing stale."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("serve")      # one server; each test edits something of its own
PATIENCE = 180                          # seconds; a build takes 15 s, on a busy machine much more


class Served:
    """A copy of the project under `mkdocs serve`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("apuntes", "data", "docs", "overrides"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "mkdocs.yml", folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = (folder / "log.txt").open("w", encoding="utf-8")
        self.process = subprocess.Popen([sys.executable, "-m", "mkdocs", "serve", "-a", self.address], cwd=folder,
                                        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, stdout=self.log, stderr=self.log)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def wait_for(self, path: str, text: str) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                page = self.get(path)
                if text in page:
                    return page
            except OSError:
                assert self.process.poll() is None, (self.folder / "log.txt").read_text(encoding="utf-8")
            time.sleep(0.1)
        raise AssertionError(f"“{text}” did not appear on /{path}:\n" + (self.folder / "log.txt").read_text(encoding="utf-8")[-3000:])

    def edit(self, file: str, before: str, after: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"))
    try:
        server.wait_for("s3/versioning/", "<h1")
        yield server
    finally:
        server.stop()


def test_an_edited_page_shows_and_its_neighbours_stay_whole(served: Served) -> None:
    before = served.get("en/s3/encryption/")
    served.edit("docs/es/s3/versioning.md", "\n# ", "\n# Recién editado: ")
    served.wait_for("s3/versioning/", "Recién editado")
    after = served.get("en/s3/encryption/")
    epoch = re.compile(r"livereload\(\d+, ?\d+\)")
    assert epoch.sub("", after) == epoch.sub("", before)
    assert 'href="#fn:' in after
    assert 'class="quiz"' in after
    assert '<nav class="toc"' in after


def test_an_edited_fact_shows_on_every_page_that_cites_it(served: Served) -> None:
    served.edit("data/facts/s3.yml", "Tamaño máximo de un objeto", "Tamaño tope de un objeto")
    served.wait_for("s3/", "Tamaño tope de un objeto")
    served.wait_for("reference/numbers/", "Tamaño tope de un objeto")


def test_an_edited_question_shows(served: Served) -> None:
    text = (served.folder / "data/questions/s3.yml").read_text(encoding="utf-8")
    stem = re.search(r"page: s3/versioning\n(?:.*\n)*?  stem:\n    es: (\"?)(\w+)", text)
    assert stem
    served.edit("data/questions/s3.yml", stem[0], stem[0].removesuffix(stem[2]) + "Pregunta cambiada " + stem[2])
    served.wait_for("s3/versioning/", "Pregunta cambiada")


def test_an_edited_template_shows(served: Served) -> None:
    served.edit("overrides/partials/pager.html", '<div class="after">', '<div class="after" data-edited>')
    served.wait_for("en/s3/encryption/", "data-edited")


def test_an_edit_to_the_package_shows(served: Served) -> None:
    served.edit("apuntes/site/blocks.py", '"self_test": "Check what you know"', '"self_test": "Check yourself"')
    served.wait_for("en/s3/encryption/", "Check yourself")


def test_a_malformed_record_is_named_and_mending_it_is_enough(served: Served) -> None:
    served.edit("data/facts/s3.yml", "- id: s3.bucket-name-length", "- ident: s3.bucket-name-length")
    end = time.monotonic() + PATIENCE
    while "data/facts/s3.yml" not in (served.folder / "log.txt").read_text(encoding="utf-8"):
        assert time.monotonic() < end
        time.sleep(0.2)
    served.edit("data/facts/s3.yml", "- ident: s3.bucket-name-length", "- id: s3.bucket-name-length")
    served.edit("data/facts/s3.yml", "Longitud del nombre de un bucket", "Largo del nombre de un bucket")
    served.wait_for("reference/numbers/", "Largo del nombre de un bucket")
