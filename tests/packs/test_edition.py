"""Names and dates of packs follow from the sources, not from the clock."""

from __future__ import annotations

import datetime as dt
import subprocess
import zipfile
from pathlib import Path

import pytest

from apuntes.content.loading import load_data
from apuntes.packs.archive import write_zip
from apuntes.packs.edition import Edition, edition

ROOT = Path(__file__).resolve().parents[2]


def test_the_date_of_the_sources_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763942400")
    found = edition(ROOT, load_data(ROOT))
    assert found.name("es", "pdf") == "apuntes-aws-es-2025-11-24.pdf"
    assert found.name("", "zip") == "apuntes-aws-2025-11-24.zip"


def test_else_it_is_the_last_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-04T23:30:00 -0200")
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
    for command in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert edition(tmp_path, load_data(ROOT)).moment == dt.datetime(2026, 3, 5, 1, 30, tzinfo=dt.UTC)


def test_else_it_is_the_newest_check_of_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    data = load_data(ROOT)
    assert edition(tmp_path, data).day == max(
        [fact.verified for fact in data.facts.values()] + [correction.verified for correction in data.corrections.values()])


def test_an_archive_is_the_same_bytes_and_says_nothing_of_the_machine(tmp_path: Path) -> None:
    moment = Edition(dt.datetime(2026, 3, 5, 1, 30, tzinfo=dt.UTC)).moment
    for name in ("one.zip", "two.zip"):
        write_zip(tmp_path / name, [("first", b"x" * 99), ("second", b"y" * 99)], moment, stored=["first"])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert [(info.filename, info.date_time, info.compress_type) for info in archive.infolist()] == [
            ("first", (2026, 3, 5, 1, 30, 0), zipfile.ZIP_STORED), ("second", (2026, 3, 5, 1, 30, 0), zipfile.ZIP_DEFLATED)]
