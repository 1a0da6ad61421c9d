"""Flashcards over days, in Chromium, in both languages."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from .practice import WORDS, Open, both, stored


@both
def test_flashcards_over_days_with_undo(open_page: Open, url: str, home: str) -> None:
    words = WORDS[home]
    page = open_page("about:blank")
    page.clock.install(time=dt.datetime(2026, 11, 27, 10))
    page.goto(url + home + "practice/flashcards/", wait_until="networkidle")
    page.locator(".daily select").select_option("5")
    page.get_by_role("button", name=words["study"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash-front")
    first = page.locator(".flash-front").inner_text()
    page.keyboard.press("Space")
    expect(page.locator(".flash-back")).to_be_focused()
    expect(page.locator(".grades button")).to_have_count(4)
    page.keyboard.press("1")
    page.wait_for_function("first => document.querySelector('.flash-front').innerText !== first", arg=first)
    after = stored(page, "cards")
    page.keyboard.press("u")                                     # undone: the same card, nothing learned
    expect(page.locator(".flash-front")).to_have_text(first)
    assert stored(page, "cards")["cards"] == {}
    assert stored(page, "cards")["day"]["new"] == {}
    page.keyboard.press("Space")
    page.keyboard.press("1")
    assert list(stored(page, "cards")["cards"]) == list(after["cards"])
    for _ in range(40):                                          # the rest well: Space shows, Space grades “good”
        if page.locator(".flash-front").inner_text() == words["done"]:
            break
        page.keyboard.press("Space")
        page.keyboard.press("Space")
    expect(page.locator(".flash-front")).to_have_text(words["done"])
    cards = stored(page, "cards")["cards"]
    assert len(cards) == 5
    assert all(card["state"] == 2 for card in cards.values())
    learned = {name: card["due"] for name, card in cards.items()}
    assert all(due > "2026-11-28" for due in learned.values())

    page.clock.set_system_time(dt.datetime(2026, 11, 28, 9))     # the next day: other new cards, what is not due rests
    page.reload(wait_until="networkidle")
    due = sum(due < "2026-11-29" for due in learned.values())
    expect(page.locator("[data-deck=es-en] .deck-n")).to_contain_text(f"{due} · ")
    expect(page.locator("[data-deck=es-en] .deck-n")).to_contain_text(" 5 · ")
    page.clock.set_system_time(dt.datetime(2026, 12, 10, 9))     # later all of them are due, and only they with “today's reviews”
    page.reload(wait_until="networkidle")
    page.locator(".due button").click()
    page.wait_for_selector(".flash-front")
    for _ in range(5):
        page.keyboard.press("Space")
        page.keyboard.press("4")
    expect(page.locator(".flash-front")).to_have_text(words["done"])
    again = stored(page, "cards")["cards"]
    assert set(again) == set(learned)
    assert all(card["reps"] >= 3 and card["due"] > "2026-12-15" for card in again.values())


def test_every_deck_opens_in_both_languages_and_shares_its_calendar(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/flashcards/")
    for home in ("", "en/"):
        page.goto(url + home + "practice/flashcards/", wait_until="networkidle")
        for deck in ("es-en", "en-es", "terms", "figures", "then-now"):
            page.locator(f"[data-deck={deck}] .btn").click()
            page.wait_for_selector(".flash-front")
            page.keyboard.press("Space")
            expect(page.locator(".flash-back")).not_to_be_empty()
            link = page.locator(".flash-note a").last
            answer = page.request.get(link.evaluate("link => link.href"))
            assert answer.ok
            assert (link.evaluate("link => link.hash") or "#")[1:] in answer.text()
            page.keyboard.press("4")
            page.locator(".flash-top button").last.click()
            expect(page.locator(f"[data-deck={deck}] .btn")).to_be_focused()
    cards = stored(page, "cards")["cards"]
    assert len(cards) == 10
    assert {name.split(":")[0] for name in cards} == {"es-en", "en-es", "terms", "figures", "then-now"}


def test_a_deck_that_cannot_be_fetched_says_so(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/flashcards/")
    page.route("**/cards-terms.*.json", lambda route: route.fulfill(status=404))
    page.locator("[data-deck=terms] .btn").click()
    expect(page.locator(".practice-say")).to_contain_text("no se pudieron cargar")
    expect(page.locator(".decks")).to_be_visible()
