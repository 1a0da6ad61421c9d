"""What several test folders share: the built site, served on loopback, and a browser."""

from __future__ import annotations

import fcntl
import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from apuntes.browser import ARGUMENTS, find_chromium

ROOT = Path(__file__).resolve().parents[1]
SUBPATH = "/apuntes/"
ERROR_PAGES = ("404.html", "unsaved.html")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one group share a server or a browser that takes long to start: say so if they were spread."""
    if hasattr(config, "workerinput"):
        spread = [item.nodeid for item in items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid]
        if spread:
            raise pytest.UsageError(f"this pytest does not keep pytest-xdist's groups together: {spread[0]}")


def build(target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real strict build into `target`."""
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment}
    program = Path(sys.executable).with_name("mkdocs")          # as readers call it: no folder on sys.path
    return subprocess.run([str(program), "build", "--strict", "-d", str(target)],
                          cwd=ROOT, env=env, capture_output=True, text=True, check=False)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Static files below `prefix`, with 404.html as the error document, as an S3 website answers."""

    prefix = "/"
    extra: Mapping[str, str] = MappingProxyType({})

    def end_headers(self) -> None:
        for name, value in self.extra.items():
            self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        bare = path.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
        if not bare.startswith(self.prefix):
            return str(Path(self.directory) / "does-not-exist")
        return super().translate_path("/" + path[len(self.prefix):])

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(site: Path, prefix: str = "/", extra: Mapping[str, str] | None = None) -> tuple[http.server.ThreadingHTTPServer, str]:
    """Serve `site` on a free loopback port, with the `extra` headers; returns the server and its address."""
    handler = type("Handler", (_Handler,), {"prefix": prefix, "extra": extra or {}})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}{prefix}"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The site, built strictly, and what the build printed. Built once for all processes; nobody may change it."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    target, log = folder / "site", folder / "site.log"
    with (folder / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)                        # until the one who came first has built it
        if not log.exists():
            done = build(target)
            assert done.returncode == 0, done.stdout + done.stderr
            log.write_text(done.stderr + done.stdout, encoding="utf-8")
    return target, log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(built: tuple[Path, str]) -> Path:
    return built[0]


@pytest.fixture(scope="session")
def url(site: Path) -> Iterator[str]:
    """Address of the served site, ending in a slash."""
    server, address = serve(site)
    yield address
    server.shutdown()


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    """URLs of all pages, relative to the site, ERROR_PAGES included."""
    found = []
    for file in sorted(site.rglob("*.html")):
        name = file.relative_to(site).as_posix()
        found.append(name.removesuffix("index.html"))
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: Playwright allows one at a time."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(address, **context options)`: a page in a fresh profile that fails on script errors."""
    contexts = []
    errors: list[str] = []

    def opener(address: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text)
                if message.type == "error" and "404 (" not in message.text else None)
        page.goto(address, wait_until="networkidle")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not errors, errors
