"""What holds in the whole practice centre, in every state, in Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import DESKTOP, PHONE, SUBPATH, serve

from .practice import Open, begin, store


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_axe_finds_nothing_in_any_state(open_page: Open, url: str, scheme: str, viewport: dict[str, int]) -> None:
    page = open_page(url + "en/practice/exam/", color_scheme=scheme, viewport=viewport, reduced_motion="reduce", bypass_csp=True)
    axe, found = Axe(), []

    def look(state: str) -> None:
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), state
        for violation in axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).response["violations"]:
            found.append(f"{state}: {violation['id']}: " + "; ".join(node["html"][:150] for node in violation["nodes"][:3]))

    begin(page)
    page.locator(".exam-run .opt input").first.check()
    page.get_by_role("button", name="Mark for review").click()
    look("question")
    page.get_by_role("button", name="Pause").click()
    look("pause")
    page.locator(".exam-pause button").click()
    page.get_by_role("button", name="Finish").click()
    look("dialog")
    page.locator("dialog .solid").click()
    page.wait_for_selector(".exam-result")
    look("result")
    store(page, **{"cards": "{broken", "quiz:s3/index": json.dumps({"s3.index.folders": [1]})})
    page.goto(url + "en/practice/", wait_until="networkidle")
    look("weak spots")
    page.goto(url + "en/practice/flashcards/", wait_until="networkidle")
    look("damaged")
    page.locator("[data-deck=figures] .btn").click()
    page.wait_for_selector(".flash-front")
    look("front")
    page.keyboard.press("Space")
    look("back")
    assert not found, "\n".join(found)


def test_practice_works_under_a_sub_path(open_page: Open, site: Path) -> None:
    server, address = serve(site, SUBPATH)
    page = open_page(address + "en/practice/exam/")
    begin(page)
    page.get_by_role("button", name="Finish").click()
    page.locator("dialog .solid").click()
    for link in page.locator(".exam-result .q-read a").evaluate_all("links => links.map(link => link.href)"):
        assert link.startswith(address + "en/")
        assert page.request.get(link).ok
    server.shutdown()
