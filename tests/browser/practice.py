"""What the tests of the practice centre share: its words, stored progress, and answers by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from apuntes.content.loading import load_data
from tests.conftest import ROOT

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
