"""A Chromium for the tests that need one, at the widths and schemes that readers use (one for all: loaded by conftest.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from apuntes.browser import ARGUMENTS, find_chromium

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
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
