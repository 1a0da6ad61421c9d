"""The emulator and the AWS CLI, each one process for all tests of this folder; the site as the lab pages need it served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apuntes.labs import bundle
from apuntes.labs.emulator import Emulator
from apuntes.labs.session import Commands, Session
from tests.conftest import ROOT, serve


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


@pytest.fixture(scope="session")
def url(site: Path) -> Iterator[str]:
    """The site with its policy as a header too: only then it holds in the worker."""
    if bundle.read_manifest(ROOT) is None:
        pytest.fail("build/labs is missing: run `make labs`")
    policy = (site / "csp.txt").read_text(encoding="utf-8").strip()
    server, address = serve(site, extra={"Content-Security-Policy": policy})
    yield address
    server.shutdown()
