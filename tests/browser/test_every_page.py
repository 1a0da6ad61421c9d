"""What holds on every page of the site, in Chromium. A page is loaded once for each test: loading is what takes long."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.conftest import DESKTOP, PHONE

# One of each kind: what takes long and does not differ between pages of a kind is asked of these.
SAMPLE = ("", "en/", "404.html", "s3/encryption/", "en/s3/", "labs/s3-versioning/", "en/labs/", "practice/", "practice/exam/",
          "en/practice/flashcards/", "reference/numbers/", "en/reference/corrections/", "en/about/offline/")
# Resolves when the scripts' own tasks have run and one frame has been measured: until then a box that
# scrolls cannot be reached by keyboard.
SETTLED = "() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
NARROW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# Words of a picture that stick out of it.
OUTSIDE = """() => [...document.querySelectorAll('.diagram svg')].flatMap(svg => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(text => { const box = text.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    }).map(text => text.textContent) })"""
# Neither results that found no fault nor selectors: making them costs more than looking.
BRIEF = {"resultTypes": ["violations"], "selectors": False, "elementRef": False}
ALL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], **BRIEF}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **BRIEF}
REST = {**ALL, "rules": {"color-contrast": {"enabled": False}}}


def of(pages: list[str], language: str) -> list[str]:
    """The pages of one language; 404.html, which has both, is with the Spanish ones."""
    return [name for name in pages if name.startswith("en/") == (language == "en")]


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_asks_no_other_host_breaks_no_policy_and_fits(browser: Browser, url: str, pages: list[str], language: str) -> None:
    """Nothing in the console either; no word outside its picture; no scrolling sideways on a phone."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    host = urlsplit(url).netloc
    page.on("request", lambda request: faults.append(f"asked {request.url}")
            if urlsplit(request.url).netloc not in (host, "") else None)
    page.on("response", lambda response: faults.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    page.on("console", lambda message: faults.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    for name in of(pages, language):
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.goto(url + name, wait_until="networkidle" if name in SAMPLE else "load")
        page.evaluate(SETTLED)
        faults += [f"{name}: outside its picture: {text}" for text in page.evaluate(OUTSIDE)]
        for width in (PHONE["width"], 320):
            page.set_viewport_size({"width": width, "height": 800})
            if not page.evaluate(NARROW):
                faults.append(f"{name}: scrolls sideways at {width}")
    context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["es", "en"])
def test_axe_finds_nothing(browser: Browser, url: str, pages: list[str], language: str) -> None:
    """All rules on every page, on a desktop. The scheme changes colours and nothing else, and the two languages of a page
    have the same elements (`apuntes check`): so contrast in the dark is asked of the Spanish pages, and what a phone shows
    of the English ones, and everything of the sample.
    """
    assert set(SAMPLE) <= set(pages)
    context = browser.new_context(reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    source, found = Axe().axe_script, []

    def look(width: str, scheme: str, options: dict[str, object]) -> None:
        page.set_viewport_size(DESKTOP if width == "desktop" else PHONE)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(SETTLED)
        for violation in page.evaluate("options => axe.run(options).then(({ violations }) => violations)", options):
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            found.append(f"{urlsplit(page.url).path} {width} {scheme}: {violation['id']}: {nodes}")

    for name in of(pages, language):
        page.goto(url + name)
        page.evaluate(source)
        look("desktop", "light", ALL)
        if language == "es" or name in SAMPLE:
            look("desktop", "dark", CONTRAST)
        if name in SAMPLE:
            look("phone", "dark", CONTRAST)
        if language == "en" or name in SAMPLE:
            look("phone", "light", ALL if name in SAMPLE else REST)
    context.close()
    assert not found, "\n".join(found)
