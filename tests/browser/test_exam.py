"""The mock exam as a learner uses it, in Chromium, in both languages."""

from __future__ import annotations

import datetime as dt
import json

from playwright.sync_api import expect

from tests.conftest import PHONE

from .practice import DATA, KEY, WORDS, Open, answer_by_keyboard, asked, begin, both, store, stored, tab_to, tab_to_button, wrong


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
