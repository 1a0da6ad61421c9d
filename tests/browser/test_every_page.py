"""What holds on every page of the site, in Chromium. A page is loaded once for each test: loading is what takes long."""

from __future__ import annotations

from typing import Any
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
COLOURS = ["color-contrast", "link-in-text-block"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
         "rules": {rule: {"enabled": False} for rule in COLOURS}, **BRIEF}
CONTRAST = {"runOnly": {"type": "rule", "values": COLOURS}, **BRIEF}
# The visible elements with words of their own, one of each look: all that decides on contrast, from the element to the body.
# Keeps them on the page and returns the looks.
LOOKS = """() => {
    const layers = new Map([[document.body, '']]);
    const layer = element => {
        if (!layers.has(element)) {
            const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(element);
            layers.set(element, [layer(element.parentElement), element.tagName, element.getAttribute('class'),
                backgroundColor, backgroundImage, opacity, filter].join());
        }
        return layers.get(element);
    };
    window.looks = new Map();
    for (const element of document.body.querySelectorAll('*')) {
        const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!(words || element.matches('input, textarea')) || !element.checkVisibility()) continue;
        const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
        const look = [layer(element), color, fontSize, fontWeight, textShadow].join();
        if (!window.looks.has(look)) window.looks.set(look, element);
    }
    return [...window.looks.keys()];
}"""
# Of these looks, or of the whole page.
RUN = """([looks, options]) => axe.run(looks?.map(look => window.looks.get(look)) ?? document, options)
    .then(({ violations }) => violations)"""


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
    """All rules on every page, on a desktop and on a phone; contrast in both schemes, of each look that the pages before had not."""
    assert set(SAMPLE) <= set(pages)
    context = browser.new_context(reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    source, found, seen = Axe().axe_script, [], set[str]()

    def add(violations: list[dict[str, Any]], where: str) -> None:
        for violation in violations:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            found.append(f"{urlsplit(page.url).path} {where}: {violation['id']}: {nodes}")

    for name in of(pages, language):
        page.goto(url + name)
        page.evaluate(source)
        for width, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.evaluate(SETTLED)
                new = [look for look in page.evaluate(LOOKS) if look not in seen]
                seen.update(new)
                add(page.evaluate(RUN, [new, CONTRAST]) if new else [], f"{width} {scheme}")
            add(page.evaluate(RUN, [None, RULES]), width)
    context.close()
    assert not found, "\n".join(found)
