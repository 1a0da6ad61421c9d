"""The practice centre as a learner uses it, in Chromium, in both languages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from apuntes.content.loading import load_data
from tests.conftest import DESKTOP, PHONE, ROOT, SUBPATH, serve

Open = Callable[..., Page]
DATA = load_data(ROOT)
KEY = {name: [place for place, option in enumerate(question.options) if option.correct] for name, question in DATA.questions.items()}
WORDS = {"": {"next": "Siguiente", "finish": "Terminar", "mark": "Marcar para revisar", "pause": "Pausa", "resume": "Continuar",
              "drop": "Abandonar", "score": "{} de {} correctas", "again": "Repetir mis fallos ({})", "study": "Estudiar: Español → inglés",
              "done": "Has terminado por hoy."},
         "en/": {"next": "Next", "finish": "Finish", "mark": "Mark for review", "pause": "Pause", "resume": "Continue",
                 "drop": "Abandon", "score": "{} of {} correct", "again": "Repeat my mistakes ({})", "study": "Study: Spanish → English",
                 "done": "You are done for today."}}
both = pytest.mark.parametrize("home", ["", "en/"])


def stored(page: Page, name: str) -> Any:
    return page.evaluate("name => JSON.parse(localStorage.getItem('apuntes:' + name))", name)


def store(page: Page, **values: str) -> None:
    for name, text in values.items():
        page.evaluate("([name, text]) => localStorage.setItem('apuntes:' + name.replace('__', ':').replaceAll('___', '/'), text)", [name, text])


def everything(page: Page) -> dict[str, str]:
    return dict(page.evaluate("() => ({...localStorage})"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as someone without a mouse would."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def tab_to_button(page: Page, name: str) -> None:
    for _ in range(120):
        if page.evaluate("() => document.activeElement.tagName === 'BUTTON' && document.activeElement.textContent") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach “{name}”")


def asked(page: Page) -> str:
    exam = stored(page, "exam")
    return str(exam["items"][exam["at"]]["q"])


def answer_by_keyboard(page: Page, places: list[int]) -> None:
    """From the question's frame, which has the focus: choose exactly these options."""
    kind = "checkbox" if DATA.questions[asked(page)].kind == "multiple" else "radio"
    if kind == "checkbox":
        for place in places:
            tab_to(page, f".exam-run input[value='{place}']")
            page.keyboard.press("Space")
            page.evaluate("document.querySelector('.exam-run .q').focus()")
        return
    tab_to(page, ".exam-run .opt input")
    page.keyboard.press("Space")
    for _ in range(6):
        if page.evaluate("() => document.activeElement.value") == str(places[0]):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("no such option")


def wrong(name: str) -> list[int]:
    return [next(place for place in range(len(DATA.questions[name].options)) if place not in KEY[name])]


def begin(page: Page, length: int = 10) -> None:
    page.locator(f".setup [name=length][value='{length}']").check()
    page.locator(".setup [type=submit]").click()
    page.wait_for_selector(".exam-run")


# Mock exam


@both
def test_a_whole_exam_by_keyboard_with_a_reload_in_the_middle(open_page: Open, url: str, home: str) -> None:
    words = WORDS[home]
    page = open_page(url + home + "practice/exam/")
    tab_to(page, ".setup [name=length]")
    page.keyboard.press("ArrowLeft")
    tab_to(page, ".setup [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".exam-run")
    ids = [item["q"] for item in stored(page, "exam")["items"]]
    assert len(set(ids)) == 10
    missed = []
    for n in range(10):
        expect(page.locator(".exam-run .q")).to_be_focused()
        name = asked(page)
        good = n not in (3, 7)
        answer_by_keyboard(page, KEY[name] if good else wrong(name))
        if not good:
            missed.append(name)
        if n == 2:
            tab_to_button(page, words["mark"])
            page.keyboard.press("Enter")
            expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")
        if n == 4:
            before = stored(page, "exam")
            page.reload(wait_until="networkidle")
            after = stored(page, "exam")
            assert (before["items"], before["at"]) == (after["items"], after["at"])
            expect(page.locator(".exam-run .opt input:checked")).to_have_count(len(KEY[name]))
            expect(page.get_by_role("button", name=words["pause"])).to_be_visible()      # same tab: it goes on at once
        if n < 9:
            tab_to_button(page, words["next"])
            page.keyboard.press("Enter")
    tab_to_button(page, "4")                                    # second thoughts: the first mistake is mended
    page.keyboard.press("Enter")
    answer_by_keyboard(page, wrong(missed[0]) if DATA.questions[missed[0]].kind == "multiple" else KEY[missed[0]])
    if DATA.questions[missed[0]].kind == "multiple":             # that took the wrong one out again
        page.evaluate("document.querySelector('.exam-run .q').focus()")
        answer_by_keyboard(page, KEY[missed[0]])
    tab_to_button(page, words["finish"])
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_contain_text("1")         # one is marked for review
    page.keyboard.press("Enter")
    expect(page.locator(".exam-result h2").first).to_be_focused()
    expect(page.locator(".exam-score")).to_contain_text(words["score"].format(9, 10))
    assert page.locator(".exam-result .why").count() == sum(len(DATA.questions[name].options) for name in ids)
    assert page.locator(".exam-result .why").evaluate_all("all => all.every(why => why.getClientRects().length)")
    assert list(stored(page, "mistakes")["ids"]) == [missed[1]]

    page.reload(wait_until="networkidle")                        # the result stays
    tab_to_button(page, words["again"].format(1))
    page.keyboard.press("Enter")
    page.wait_for_selector(".exam-run")
    assert asked(page) == missed[1]
    answer_by_keyboard(page, KEY[missed[1]])
    tab_to_button(page, words["finish"])
    page.keyboard.press("Enter")
    expect(page.locator(".exam-score")).to_contain_text(words["score"].format(1, 1))
    assert stored(page, "mistakes") is None


def test_the_choice_of_exam_level_and_service_is_kept_to(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/exam/")
    page.locator(".exam-all").click()
    expect(page.locator(".setup [type=submit]")).to_be_disabled()
    page.locator("[name=service][value=ebs]").check()
    page.locator("[name=exam][value=D]").check()
    page.locator("[name=level][value='3']").uncheck()
    fits = [q.id for q in DATA.questions.values() if q.page.startswith("ebs/") and "DVA" in q.exams and q.difficulty < 3]
    expect(page.locator(".exam-count")).to_contain_text(str(len(fits)))
    begin(page, 65)
    assert sorted(item["q"] for item in stored(page, "exam")["items"]) == sorted(fits)


def test_draws_and_options_differ(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/exam/")
    drawn = []
    for _ in range(2):
        begin(page, 40)
        items = stored(page, "exam")["items"]
        assert all(sorted(item["order"]) == list(range(len(item["order"]))) for item in items)
        assert any(item["order"] != sorted(item["order"]) for item in items)
        drawn.append([item["q"] for item in items])
        page.get_by_role("button", name="Abandonar").click()
        page.locator("dialog").get_by_role("button", name="Abandonar").click()
        expect(page.locator(".setup")).to_be_visible()
    assert drawn[0] != drawn[1]


def test_the_clock_can_be_paused_switched_off_and_ends_the_exam(open_page: Open, url: str) -> None:
    page = open_page("about:blank")
    page.clock.install(time=dt.datetime(2026, 11, 27, 10))
    page.goto(url + "practice/exam/", wait_until="networkidle")
    page.locator("[name=minutes][value='1']").check()
    begin(page)
    clock = page.locator(".exam-clock")
    page.clock.run_for(30_000)
    expect(clock).to_have_text("9:30")
    page.get_by_role("button", name="Pausa").click()
    expect(page.locator(".exam-run .q")).to_have_count(0)        # no thinking on while the clock stands
    page.clock.run_for(60_000)
    page.locator(".exam-pause button").click()
    expect(clock).to_have_text("9:30")
    page.get_by_role("button", name="Quitar el reloj").click()
    expect(clock).to_have_text("")
    page.get_by_role("button", name="Poner el reloj").click()
    page.clock.run_for(9 * 60_000)
    expect(page.locator(".practice-say")).to_have_text("Minutos que quedan: 1")
    page.clock.run_for(31_000)
    expect(page.locator(".exam-score")).to_contain_text("0 de 10")


def test_an_exam_left_in_one_tab_waits_paused_in_another(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/")
    name = next(iter(DATA.questions))
    store(page, exam=json.dumps({
        "v": 1, "id": "x", "minutes": 20, "at": 0, "used": 61, "off": False, "phase": "run",
        "items": [{"q": name, "order": list(range(len(DATA.questions[name].options))), "chosen": [0], "marked": True},
                  {"q": "gone.question", "order": [0, 1, 2], "chosen": [], "marked": False}]}))
    other = page.context.new_page()
    page.close()
    other.goto(url + "practice/exam/", wait_until="networkidle")
    expect(other.locator(".exam-pause")).to_be_visible()
    expect(other.locator(".practice-say")).to_contain_text("1")  # the question that no longer exists
    other.locator(".exam-pause button").click()
    expect(other.locator(".exam-run .opt input").first).to_be_checked()
    expect(other.locator(".exam-clock")).to_contain_text("18:5")


def test_the_result_prints_with_the_answers(open_page: Open, url: str) -> None:
    page = open_page(url + "practice/exam/")
    begin(page)
    page.get_by_role("button", name="Terminar").click()
    page.locator("dialog .solid").click()
    page.wait_for_selector(".exam-result")
    page.emulate_media(media="print")
    assert page.locator(".exam-result .why").evaluate_all("all => all.length > 20 && all.every(why => why.getClientRects().length)")
    expect(page.locator(".exam-result > .row").first).to_be_hidden()


@both
def test_without_javascript_the_questions_can_be_reached(open_page: Open, url: str, home: str) -> None:
    for name in ("practice/", "practice/exam/"):
        page = open_page(url + home + name, java_script_enabled=False, viewport=PHONE)
        links = page.locator(".tests a:visible")
        assert links.count() == len({question.page for question in DATA.questions.values()})
        numbers = page.locator(".tests-n").evaluate_all("all => all.map(one => parseInt(one.textContent))")
        assert sum(numbers) == len(DATA.questions)
        expect(page.locator("form.setup:visible, .practice-tools:visible")).to_have_count(0)
        links.first.click()
        expect(page.locator("#self-test")).to_be_visible()
    page = open_page(url + home + "practice/flashcards/", java_script_enabled=False)
    expect(page.locator(".deck")).to_have_count(5)
    expect(page.locator(".practice .without-js")).to_be_visible()


# Self-tests and progress


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


# Flashcards


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


# All of it


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
