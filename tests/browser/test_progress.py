"""Self-tests, weak spots, and progress that is kept, exported and imported, in Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .practice import DATA, Open, everything, store, stored


def test_weak_spots_come_first_and_lead_to_their_section(open_page: Open, url: str) -> None:
    page = open_page(url + "rds/backups/")
    page.locator(".quiz").scroll_into_view_if_needed()
    field = page.locator("fieldset.q").first
    field.locator(".opt:not([data-correct]) input").first.check()
    field.locator("button").click()
    question = DATA.questions[field.get_attribute("data-id") or ""]
    page.goto(url + "practice/", wait_until="networkidle")
    expect(page.locator(".tests-service").first.locator("[data-page]").first).to_have_attribute("data-page", "rds/backups")
    expect(page.locator(".weak li")).to_have_count(1)
    page.locator(".weak li a").click()
    page.wait_for_url(f"**/rds/backups/#{question.section}")
    page.go_back(wait_until="networkidle")
    page.goto(url + "en/practice/", wait_until="networkidle")     # the same progress in the other language
    expect(page.locator(".weak summary")).to_contain_text("1 to review")


def test_nothing_is_fetched_before_there_is_progress(open_page: Open, url: str) -> None:
    for name in ("practice/", "practice/exam/", "practice/flashcards/"):
        page = open_page(url + name)
        loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
        assert not [entry for entry in loaded if ".json" in entry or "fsrs" in entry], name
        assert len(loaded) + 1 <= 10


CARD = {"due": "2026-12-01T10:00:00.000Z", "stability": 3.1, "difficulty": 5, "scheduled_days": 3, "learning_steps": 0,
        "reps": 2, "lapses": 0, "state": 2, "last_review": "2026-11-28T10:00:00.000Z"}


def some_progress(page: Page) -> None:
    store(page, **{"quiz:iam/policies": json.dumps({"iam.policies.one": [1]}),
                   "mistakes": json.dumps({"v": 1, "ids": {"s3.index.folders": "2026-11-27T10:00:00.000Z"}}),
                   "cards": json.dumps({"v": 1, "daily": 20, "cards": {"terms:iam": CARD}, "day": {"date": "", "new": {}}})})


def bring(page: Page, text: str) -> None:
    page.locator("input[type=file]").set_input_files({"name": "p.json", "mimeType": "application/json", "buffer": text.encode()})


def test_progress_goes_to_another_browser_as_a_file(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/")
    some_progress(page)
    page.reload(wait_until="networkidle")
    with page.expect_download() as made:
        page.locator(".export").click()
    text = Path(made.value.path()).read_text(encoding="utf-8")
    assert json.loads(text)["format"] == "apuntes-aws-progress"
    assert made.value.suggested_filename.endswith(".json")

    other = open_page(url + "en/practice/")
    later = {**CARD, "last_review": "2026-12-05T10:00:00.000Z", "reps": 9}
    store(other, **{"quiz:iam/policies": json.dumps({"iam.policies.one": [2], "iam.policies.two": [0]}),
                    "cards": json.dumps({"v": 1, "daily": 5, "cards": {"terms:iam": later}, "day": {"date": "", "new": {}}})})
    before = everything(other)
    bring(other, text)
    expect(other.locator("dialog")).to_contain_text("1 questions, 1 cards")
    other.keyboard.press("Escape")
    expect(other.locator(".practice-tools .practice-say")).to_have_text("Nothing was changed.")
    assert everything(other) == before
    bring(other, text)
    other.locator("dialog .solid").click()
    expect(other.locator(".practice-tools .practice-say")).to_have_text("Progress added.")
    assert stored(other, "quiz:iam/policies") == {"iam.policies.one": [2], "iam.policies.two": [0]}
    assert stored(other, "mistakes")["ids"] == {"s3.index.folders": "2026-11-27T10:00:00.000Z"}
    assert stored(other, "cards")["cards"]["terms:iam"]["reps"] == 9

    other.locator(".reset").click()
    other.keyboard.press("Enter")                                # the first button keeps everything
    assert stored(other, "cards") is not None
    other.locator(".reset").click()
    other.locator("dialog").get_by_role("button", name="Clear").click()
    expect(other.locator(".practice-tools .practice-say")).to_have_text("Progress cleared.")
    assert not [key for key in everything(other) if key.startswith("apuntes:")]


@pytest.mark.parametrize(("text", "said"), [
    ("{broken", "dañado"), ("[1, 2]", "no es un progreso"), ('{"format": "other"}', "no es un progreso"),
    ('{"format": "apuntes-aws-progress"}', "dañado"),
    ('{"format": "apuntes-aws-progress", "version": 0, "quiz": {}}', "versión antigua"),
    ('{"format": "apuntes-aws-progress", "version": 99}', "más nueva"), ("", "dañado"),
])
def test_a_file_that_cannot_be_imported_changes_nothing(open_page: Open, url: str, text: str, said: str) -> None:
    page = open_page(url + "practice/")
    some_progress(page)
    before = everything(page)
    bring(page, text)
    expect(page.locator(".practice-tools .practice-say")).to_contain_text(said)
    assert everything(page) == before


def test_what_a_file_has_of_unknown_things_is_left_out_and_said(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/")
    bring(page, json.dumps({"format": "apuntes-aws-progress", "version": 1, "quiz": {"iam/policies": {"a": [0], "b": "x"}, "../x": {"a": [0]}},
                            "cards": {"cards": {"terms:iam": CARD, "terms:bad": {"due": "never"}}}, "exam": {"v": 1}}))
    expect(page.locator("dialog")).to_contain_text("4 datos")
    page.locator("dialog .solid").click()
    expect(page.locator(".practice-tools .practice-say")).to_have_text("Progreso añadido.")
    assert stored(page, "quiz:iam/policies") == {"a": [0]}
    assert list(stored(page, "cards")["cards"]) == ["terms:iam"]


@pytest.mark.parametrize(("key", "text", "name"), [
    ("cards", "{broken", "practice/flashcards/"), ("cards", '{"v": 0, "terms": {}}', "practice/flashcards/"),
    ("exam", '{"v": 1, "items": []}', "practice/exam/"), ("exam", '{"v": 2}', "practice/exam/"),
    ("mistakes", "null", "practice/"), ("quiz:s3/index", '["old"]', "practice/"), ("quiz:s3/index", '{"a": "b", "c": [1]}', "practice/"),
])
def test_stored_progress_that_cannot_be_read_is_put_aside(open_page: Open, url: str, key: str, text: str, name: str) -> None:
    page = open_page(url + name)
    store(page, **{key: text})
    page.reload(wait_until="networkidle")
    expect(page.locator("[role=alert]")).to_contain_text("no se puede leer")
    assert everything(page)[f"apuntes:damaged:{key}"] == text
    with page.expect_download() as made:
        page.locator("[role=alert] button").first.click()
    assert json.loads(Path(made.value.path()).read_text(encoding="utf-8")) == {key: text}
    page.locator("[role=alert] button").nth(1).click()
    assert f"apuntes:damaged:{key}" not in everything(page)
    page.reload(wait_until="networkidle")
    expect(page.locator("[role=alert]")).to_have_count(0 if '"c"' not in text else 1)     # its sound part is still there


def test_a_damaged_self_test_is_put_aside_by_its_page(open_page: Open, url: str) -> None:
    page = open_page(url + "s3/encryption/")
    store(page, **{"quiz:s3/encryption": "{broken"})
    page.reload(wait_until="networkidle")
    page.locator(".quiz").scroll_into_view_if_needed()
    field = page.locator("fieldset.q").first
    field.locator("input").first.check()
    field.locator("button").click()
    expect(field).to_have_class("q done")
    assert everything(page)["apuntes:damaged:quiz:s3/encryption"] == "{broken"
