"""The site as a reader uses it, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from apuntes.content.loading import load_data
from tests.conftest import DESKTOP, PHONE, ROOT, SUBPATH, build, serve

Open = Callable[..., Page]


def test_language_switch_keeps_page_and_section(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/encryption/")
    anchor = page.locator("main h2[id]").nth(1).get_attribute("id")
    page.goto(url + f"s3/encryption/#{anchor}")
    page.evaluate("document.querySelector('a.lang').click()")        # a mouse click of Playwright scrolls first
    page.wait_for_url(f"**/en/s3/encryption/#{anchor}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.evaluate("document.querySelector('a.lang').click()")        # a mouse click of Playwright scrolls first
    page.wait_for_url(f"**/s3/encryption/#{anchor}")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def search(page: Page, query: str) -> list[str]:
    """Open the search with the keyboard, type, and return the addresses of the results in order."""
    page.keyboard.press("/")
    page.locator("dialog input").fill(query)
    page.wait_for_function("""() => { const d = document.querySelector('dialog'); return d && d.querySelector('a[href]') && !d.querySelector('[aria-busy=true]') }""")
    page.wait_for_timeout(400)
    found = page.locator("dialog a[href]").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    page.keyboard.press("Escape")
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("query", "expected"), [
    ("cifrado", "/s3/encryption/"), ("politicas", "/iam/policies/"), ("política", "/iam/policies/"),
    ("versionado", "/s3/versioning/"), ("federacion", "/iam/federation/"), ("encryption", "/s3/encryption/"),
])
def test_spanish_search_ignores_accents_and_stays_in_its_language(open_page: Open, url: str, query: str, expected: str) -> None:
    found = search(open_page(url + "iam/"), query)
    assert expected in found[:3]
    assert not [path for path in found if path.startswith("/en/")]


@pytest.mark.parametrize(("query", "expected"), [("encrypt", "/en/s3/encryption/"), ("policy", "/en/iam/policies/"), ("bucket versions", "/en/s3/versioning/")])
def test_english_search_stays_in_its_language(open_page: Open, url: str, query: str, expected: str) -> None:
    found = search(open_page(url + "en/iam/"), query)
    assert expected in found[:3]
    assert all(path.startswith("/en/") for path in found)


def test_search_loads_nothing_before_it_is_used(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert not [name for name in loaded if "pagefind" in name or "search" in name]
    assert len(loaded) + 1 <= 10


def test_words_searched_without_accents_are_highlighted(open_page: Open, url: str) -> None:
    page = open_page(url + "iam/policies/?h=politica")
    page.wait_for_selector("html[data-found]", state="attached")        # the script is loaded after the page, and says when it is done
    count = page.evaluate("""() => (globalThis.CSS?.highlights ? [...CSS.highlights.values()].reduce((n, h) => n + h.size, 0) : 0)
                              + document.querySelectorAll('article mark').length""")
    assert count > 3


def test_glossary_tooltip_by_keyboard(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/")
    term = page.locator("article a.term").first
    term.focus()
    tip = page.locator("[role=tooltip]")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(load_data(ROOT).terms[(term.get_attribute("href") or "").rpartition("#")[2]].es.definition)
    assert term.get_attribute("aria-describedby")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_footnote_tooltip_shows_the_source(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/")
    page.locator("a.footnote-ref").first.focus()
    expect(page.locator("[role=tooltip]")).to_contain_text("comprobado el")


def test_self_test_by_keyboard_is_remembered(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/encryption/")
    question = page.locator("fieldset.q[data-kind=single]").first
    right = question.locator(".opt[data-correct] input")
    right.focus()
    page.keyboard.press("Space")
    button = question.locator("button").first
    button.focus()
    page.keyboard.press("Enter")
    expect(question.locator(".opt[data-correct] .why")).to_have_attribute("open", "")
    page.reload(wait_until="networkidle")
    expect(page.locator("fieldset.q[data-kind=single]").first.locator(".opt[data-correct] input")).to_be_checked()


def test_an_answer_checked_before_the_self_test_has_loaded_counts(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page, held = context.new_page(), list[Route]()
    page.route("**/quiz.*.js", lambda route: held.append(route))
    page.goto(url + "s3/encryption/")
    question = page.locator("fieldset.q[data-kind=single]").first
    with page.expect_request("**/quiz.*.js"):
        question.locator(".opt[data-correct] input").check()
        question.locator("button").click()
    held[0].continue_()
    expect(question.locator(".opt[data-correct] .why")).to_have_attribute("open", "")
    context.close()


def test_corrupt_stored_answers_do_no_harm(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/encryption/")
    page.evaluate("localStorage.setItem('apuntes:quiz:s3/encryption', '{broken')")
    page.reload(wait_until="networkidle")
    expect(page.locator("fieldset.q").first).to_be_visible()


def test_tab_choice_follows_the_reader(open_page: Open, url: str, pages: list[str], site: object) -> None:
    page = open_page(url + "s3/encryption/")
    label = page.locator("label[data-tab=cli]").first
    label.click()
    page.goto(url + "en/s3/versioning/", wait_until="networkidle")
    index = page.evaluate("""() => { const set = document.querySelector('.tabbed-set:has(label[data-tab=cli])'); if (!set) return null;
        return set.querySelector('input:checked').id === set.querySelector('label[data-tab=cli]').htmlFor }""")
    assert index is True


def test_scheme_choice_is_kept(open_page: Open, url: str) -> None:
    page = open_page(url, color_scheme="light")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    button = page.locator("button.scheme")
    for _ in range(3):
        button.click()
        if page.locator("html").get_attribute("data-scheme") == "dark":
            break
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark != before
    page.goto(url + "en/iam/", wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark


def test_readable_and_navigable_without_javascript(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/encryption/", java_script_enabled=False, viewport=PHONE)
    page.locator("button.menu").click()
    expect(page.locator("#nav a[aria-current=page]")).to_be_visible()
    page.goto(url + "s3/encryption/")
    why = page.locator("fieldset.q details.why").first
    why.locator("summary").click()
    expect(why.locator("div")).to_be_visible()
    assert page.locator(".footnote li").count() > 3


def test_print_shows_every_tab_and_source(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/encryption/")
    page.emulate_media(media="print")
    assert page.locator(".tabbed-block").evaluate_all("blocks => blocks.length > 0 && blocks.every(block => block.getClientRects().length > 0)")
    expect(page.locator(".top")).to_be_hidden()


def test_numbers_can_be_filtered(open_page: Open, url: str) -> None:
    page = open_page(url + "reference/numbers/")
    rows = page.locator("table.numbers tbody tr")
    everything = rows.count()
    page.locator("input[type=search]").first.fill("tamano maximo")
    page.wait_for_timeout(300)
    visible = rows.evaluate_all("rows => rows.filter(row => row.getClientRects().length).length")
    assert 0 < visible < everything


def test_missing_page_leads_home_in_both_languages(open_page: Open, url: str) -> None:
    page = open_page(url + "no/such/page/")
    homes = page.locator("main a").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert {"/", "/en/"} <= set(homes)


def test_a_heading_under_the_pointer_offers_its_address(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/encryption/")
    heading = page.locator("main h2[id]").nth(1)
    heading.hover()
    heading.locator(".headerlink").click()
    expect(page).to_have_url(f"{url}s3/encryption/#{heading.get_attribute('id')}")


def test_skip_link_is_first(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")


def test_everything_works_under_a_sub_path(browser: Browser, tmp_path: Path) -> None:
    done = build(tmp_path / "site", SITE_URL=f"https://example.org{SUBPATH}")
    assert done.returncode == 0, done.stderr
    server, address = serve(tmp_path / "site", SUBPATH)
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    faults: list[str] = []
    page.on("response", lambda response: faults.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    page.on("requestfailed", lambda request: faults.append(f"failed {request.url}")
            if request.failure != "net::ERR_ABORTED" else None)       # the icon of a page that was left
    for name in ("", "en/", "s3/encryption/", "en/reference/numbers/"):
        page.goto(address + name, wait_until="networkidle")
    page.goto(address + "iam/", wait_until="networkidle")
    assert f"{SUBPATH}s3/encryption/" in search(page, "cifrado")
    page.evaluate("document.querySelector('a.lang').click()")
    page.wait_for_url(f"**{SUBPATH}en/iam/**")
    assert not faults
    page.goto(address + "no/such/page/")
    homes = page.locator("main a").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert {SUBPATH, f"{SUBPATH}en/"} <= set(homes)
    context.close()
    server.shutdown()
