"""The index that `mkdocs serve` makes in the background."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path

import pytest

from apuntes.site.indexing import Background
from apuntes.site.search import FOLDER

PAGE = '<!doctype html><html lang="{language}"><body><h1>{word}</h1><p>{word} y algo más</p></body></html>'


def write(site: Path, language: str, word: str) -> None:
    (site / language).mkdir(parents=True, exist_ok=True)
    (site / language / "index.html").write_text(PAGE.format(language=language, word=word), encoding="utf-8")


def languages(site: Path) -> set[str]:
    """What the index covers; nothing while its entry is being written."""
    entry = site / FOLDER / "pagefind-entry.json"
    text = entry.read_text(encoding="utf-8") if entry.exists() else ""
    return set(json.loads(text)["languages"]) if text else set()


def test_the_first_index_is_whole_at_once_and_later_ones_replace_it(tmp_path: Path) -> None:
    write(tmp_path, "es", "versionado")
    background = Background()
    background.refresh(tmp_path)
    assert languages(tmp_path) == {"es"}
    assert not list((tmp_path / FOLDER).glob("pagefind-ui.*"))
    for file in (tmp_path / FOLDER).rglob("*"):                 # MkDocs empties the folder of the site
        if file.is_file():
            file.unlink()
    write(tmp_path, "en", "versioning")
    background.refresh(tmp_path)
    end = time.monotonic() + 60
    while languages(tmp_path) != {"es", "en"}:
        assert time.monotonic() < end
        time.sleep(0.05)
    background.stop()


def test_a_stopped_indexing_writes_nothing_more(tmp_path: Path) -> None:
    write(tmp_path, "es", "versionado")
    background = Background()
    background.refresh(tmp_path)
    write(tmp_path, "en", "versioning")
    background.refresh(tmp_path)
    background.stop()
    assert languages(tmp_path) == {"es"}


def test_a_failure_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        Background().refresh(tmp_path / "no-such-folder")
    assert "search index could not be built" in caplog.text
