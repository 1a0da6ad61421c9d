"""The emulator and the AWS CLI, each one process for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apuntes.labs.emulator import Emulator
from apuntes.labs.session import Commands, Session

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    with Commands() as running:
        yield running


@pytest.fixture
def session(tmp_path: Path, emulator: Emulator, commands: Commands) -> Iterator[Session]:
    """A terminal in a new account."""
    emulator.reset()
    with Session(tmp_path, emulator.url, commands) as running:
        yield running


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, emulator: Emulator, commands: Commands) -> Iterator[Session]:
    """A terminal in an account that the tests of a module share."""
    emulator.reset()
    with Session(tmp_path_factory.mktemp("shared"), emulator.url, commands) as running:
        yield running


@pytest.fixture(scope="module")
def does(shared: Session) -> Callable[[str], str]:
    """Run commands that must succeed; what they print."""
    def run(text: str) -> str:
        outcome = shared.run(text + "\n")
        assert not outcome.failures, outcome.shown
        return outcome.out.strip()
    return run


@pytest.fixture(scope="module")
def refused(shared: Session) -> Callable[[str, str], str]:
    """Run a command that AWS refuses with that error code; the message."""
    def run(code: str, text: str) -> str:
        outcome = shared.run(text + "\n")
        assert len(outcome.failures) == 1, outcome.shown
        assert f"({code})" in outcome.err, outcome.shown
        return outcome.err
    return run
