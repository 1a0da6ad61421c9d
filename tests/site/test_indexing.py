"""The index that `mkdocs serve` makes in the background."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import time
from pathlib import Path

import pytest

from apuntes.site import search
from apuntes.site.indexing import Background
from apuntes.site.search import FOLDER, indexing

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


def test_a_build_has_its_index_when_the_other_files_are_written(tmp_path: Path) -> None:
    write(tmp_path, "es", "versionado")
    with indexing(tmp_path):
        (tmp_path / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    assert languages(tmp_path) == {"es"}


def test_a_build_that_fails_beside_its_index_says_its_own_error_and_leaves_no_process(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []

    def sleeper(site_dir: Path, target: Path) -> subprocess.Popen[str]:
        started.append(subprocess.Popen(["sleep", "60"], stdout=subprocess.PIPE, text=True))
        return started[0]

    monkeypatch.setattr(search, "start", sleeper)
    with pytest.raises(OSError, match="disk full"), indexing(tmp_path):
        raise OSError("disk full")
    assert started[0].returncode == -signal.SIGKILL
