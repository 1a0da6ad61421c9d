"""Programs outside Python: found, installed, or named with their remedy."""

from __future__ import annotations

from typing import Any

import pytest

from apuntes import machine
from apuntes.machine import Missing, Tool, ensure

THERE = Tool("sh", "everything", lambda: True, "dash", "dash")
GONE = Tool("Nonesuch", "the tests of this file", lambda: False, "nonesuch-bin", "nonesuch")


def test_what_is_there_is_named() -> None:
    assert ensure((THERE,)) == ["sh"]


def test_what_is_missing_is_named_with_its_use_and_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    with pytest.raises(Missing, match=r"Nonesuch is missing, for the tests of this file\..*apt-get install nonesuch-bin.*brew install nonesuch"):
        ensure((THERE, GONE))


def test_root_on_debian_installs_only_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    installed = Tool("Nonesuch", "", lambda: bool(asked), "one two", "")

    def run(command: list[str], **_: Any) -> Any:
        asked.append(command)
        return machine.subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine.subprocess, "run", run)
    assert ensure((THERE, installed)) == ["sh", "Nonesuch"]
    assert [command[-2:] for command in asked] == [["update", "-qq"], ["one", "two"]]


def test_a_failed_installation_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine.subprocess, "run", lambda command, **_: machine.subprocess.CompletedProcess(command, 100, "", "no network"))
    with pytest.raises(Missing, match="no network"):
        ensure((GONE,))
