"""The terminal of the lab pages, in Chromium: buttons, keyboard, files, checks, faults. All labs run in test_every_lab.py."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from apuntes.labs.record import load_labs
from tests.conftest import DESKTOP, PHONE, ROOT

pytestmark = pytest.mark.xdist_group("terminal")       # each start costs seconds: one process shares them
LABS = load_labs(ROOT)
SLOW = 180_000                          # milliseconds; a start takes 5 s, on a busy machine much more


def start(page: Page) -> None:
    page.locator(".lab-open").click()
    expect(page.locator(".lab-dock[data-ready]")).to_be_visible(timeout=SLOW)


def settled(page: Page) -> None:
    expect(page.locator(".lab-in.busy")).to_have_count(0, timeout=SLOW)


def run(page: Page, text: str) -> str:
    """Type a command and return what it showed."""
    before = page.locator(".lab-out > *").count()
    line = page.locator("#lab-line")
    line.fill(text)
    line.press("Enter")
    expect(page.locator(".lab-out > .typed").nth(0)).to_be_visible(timeout=SLOW)
    page.wait_for_function("before => document.querySelectorAll('.lab-out > *').length > before", arg=before, timeout=SLOW)
    settled(page)
    return str(page.evaluate("before => [...document.querySelectorAll('.lab-out > *')].slice(before).filter(each => !each.matches('.typed')).map(each => each.textContent).join('')", before))


def test_a_lab_is_done_with_its_buttons(browser: Browser, url: str) -> None:
    """Every button of a page in its order, without network; the next lab then downloads nothing."""
    lab = LABS["s3-versioning"]
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text)     # the pointer may ask for a term's definition
            if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text else None)
    page.goto(f"{url}labs/{lab.id}/", wait_until="networkidle")
    steps = {step.section for step in lab.steps} | {"clean-up"}
    sections = page.locator(".prose h2").evaluate_all("all => all.map(each => each.id)")
    start(page)
    page.context.set_offline(True)
    for section in sections:
        buttons = page.locator(".run").evaluate_all("""(all, section) => all.map((button, place) => [button, place]).filter(([button]) => {
            let above = null;
            for (const heading of document.querySelectorAll('.prose h2')) if (heading.compareDocumentPosition(button) & 4) above = heading.id;
            return above === section }).map(([, place]) => place)""", section)
        for button in (page.locator(".run").nth(number) for number in buttons):
            button.click()
            expect(button).to_have_attribute("data-status", re.compile(r"\d+"), timeout=SLOW)
            fails = button.evaluate("button => button.parentElement.dataset.fails")
            shown = page.locator(".lab-out").inner_text()
            assert (button.get_attribute("data-status") != "0") == bool(fails), shown
        if section in steps:
            check = page.locator(f".lab-check button[aria-describedby='{section}']")
            check.click()
            said = check.locator("xpath=..").locator(".lab-say")
            expect(said.locator("ul")).to_be_visible(timeout=SLOW)
            assert not said.locator("li.no").count(), said.inner_text()
    assert page.evaluate("name => JSON.parse(localStorage.getItem('apuntes:lab:' + name)).length", lab.id) == len(steps)
    page.context.set_offline(False)
    page.reload(wait_until="networkidle")
    expect(page.locator("h2.lab-done")).to_have_count(len(steps))
    page.goto(url + "en/labs/iam-users-and-groups/", wait_until="networkidle")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if request.url.endswith(".gz") else None)
    start(page)
    assert not asked
    expect(page.locator(".lab-state")).to_contain_text("nothing downloaded")
    context.close()
    assert not faults


@pytest.fixture(scope="module")
def terminal(browser: Browser, url: str) -> Iterator[Page]:
    """One page with a started terminal, shared by the tests below; any error in its console fails them."""
    context = browser.new_context(viewport=DESKTOP, bypass_csp=False)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith((url, "data:", "blob:")) else None)
    page.goto(url + "labs/s3-versioning/", wait_until="networkidle")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert not [name for name in loaded if "labs-runtime" in name or "terminal" in name or "lab-worker" in name], "loaded before it was opened"
    start(page)
    yield page
    context.close()
    assert not faults, faults


def test_commands_are_answered(terminal: Page) -> None:
    assert json.loads(run(terminal, "aws sts get-caller-identity"))["Account"] == "111122223333"
    assert "EntityAlreadyExists" in run(terminal, "aws iam create-user --user-name ana; aws iam create-user --user-name ana")
    assert run(terminal, "nosuch") == "bash: nosuch: command not found\n"
    assert "2016-11-15" not in run(terminal, "aws ec2 describe-availability-zones --output table --query 'AvailabilityZones[].ZoneName'")
    assert run(terminal, "aws ec2 create-key-pair --key-name k --query KeyMaterial --output text | head -n 1") == "-----BEGIN RSA PRIVATE KEY-----\n"
    assert "https://docs.aws.amazon.com/cli/latest/reference/iam/create-user.html" in run(terminal, "aws iam create-user help")


def test_history_completion_and_several_lines_by_keyboard(terminal: Page) -> None:
    line = terminal.locator("#lab-line")
    run(terminal, "echo one")
    run(terminal, "echo two")
    line.press("ArrowUp")
    line.press("ArrowUp")
    expect(line).to_have_value("echo one")
    line.press("ArrowDown")
    line.press("ArrowDown")
    expect(line).to_have_value("")
    line.fill("aws s3api put-bucket-versio")
    line.press("Tab")
    expect(line).to_have_value("aws s3api put-bucket-versioning ", timeout=SLOW)
    line.press("Control+c")
    expect(line).to_have_value("")
    line.fill("for n in a b; do")
    line.press("Enter")
    expect(line).to_have_value("for n in a b; do\n", timeout=SLOW)
    line.press_sequentially("echo $n; done")
    before = terminal.locator(".lab-out > .out").count()
    line.press("Enter")
    expect(terminal.locator(".lab-out > .out")).to_have_count(before + 1, timeout=SLOW)
    assert terminal.locator(".lab-out > .out").last.inner_text().split() == ["a", "b"]


def test_the_keyboard_is_not_trapped(terminal: Page) -> None:
    line = terminal.locator("#lab-line")
    line.fill("aws ")
    line.focus()
    terminal.keyboard.press("Escape")
    terminal.keyboard.press("Tab")
    expect(line).not_to_be_focused()
    line.focus()
    terminal.keyboard.press("Shift+Tab")
    expect(line).not_to_be_focused()
    line.fill("")
    line.focus()
    terminal.keyboard.press("Tab")
    expect(line).not_to_be_focused()


def test_files_are_edited_in_the_page(terminal: Page) -> None:
    terminal.locator("[data-tool=files]").click()
    terminal.locator("#lab-files").get_by_text("Archivo nuevo").click()
    terminal.locator("#lab-name").fill("policy.json")
    terminal.locator("#lab-text").fill('{"Version": "2012-10-17"}\n')
    terminal.locator("#lab-files").get_by_role("button", name="Guardar").click()
    expect(terminal.locator(".lab-saved")).to_contain_text("policy.json")
    assert run(terminal, "cat policy.json") == '{"Version": "2012-10-17"}\n'
    run(terminal, "echo changed > policy.json")
    expect(terminal.locator("#lab-text")).to_have_value("changed\n")
    terminal.locator("[data-tool=files]").click()
    expect(terminal.locator("#lab-files")).to_be_hidden()


def test_a_check_explains_what_is_missing(terminal: Page) -> None:
    check = terminal.locator(".lab-check").first
    check.locator("button").click()
    expect(check.locator("li.no").first).to_be_visible(timeout=SLOW)
    check.locator("summary").first.click()
    expect(check.locator("pre").first).to_contain_text("$ aws ")
    assert terminal.evaluate("localStorage.getItem('apuntes:lab:s3-versioning')") is None


def test_the_focus_is_never_under_the_panel(terminal: Page) -> None:
    hidden = terminal.evaluate("""() => { const dock = document.querySelector('.lab-dock'); return [...document.querySelectorAll('main a, main button')].filter(each => {
        each.focus(); const box = each.getBoundingClientRect(); return box.height && box.bottom > dock.getBoundingClientRect().top + 1 }).map(each => each.outerHTML.slice(0, 90)) }""")
    assert not hidden


def test_after_the_mouse_the_line_is_ready_and_after_the_keyboard_the_next_button_is_near(terminal: Page) -> None:
    button = terminal.locator(".run").first
    button.click()
    expect(button).to_have_attribute("data-status", "0", timeout=SLOW)
    expect(terminal.locator("#lab-line")).to_be_focused()
    button.focus()
    button.press("Enter")
    expect(button).not_to_have_attribute("aria-disabled", "true", timeout=SLOW)
    expect(button).to_be_focused()


def test_reset_begins_anew(terminal: Page) -> None:
    run(terminal, "aws s3 mb s3://amzn-s3-demo-bucket; x=5")
    terminal.once("dialog", lambda dialog: dialog.accept())
    terminal.locator("[data-tool=reset]").click()
    expect(terminal.locator(".lab-out > .note")).to_have_text("Cuenta nueva y vacía.", timeout=SLOW)
    assert run(terminal, "aws s3 ls; ls; echo [$x]") == "[]\n"


def test_axe_finds_nothing_with_the_terminal_open(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url + "en/labs/s3-versioning/", wait_until="networkidle")
    start(page)
    run(page, "aws s3 ls s3://none; echo out")
    page.locator(".lab-check button").first.click()
    expect(page.locator(".lab-say li").first).to_be_visible(timeout=SLOW)
    page.locator("[data-tool=files]").click()
    for size, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        violations = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).response["violations"]
        found = [(each["id"], node["html"][:150]) for each in violations for node in each["nodes"]]
        # What is scrolled half under the panel is small for axe; it comes out when it gets the focus (tested above).
        assert not [each for each in found if each[0] != "target-size" or 'class="run"' not in each[1]], scheme
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()


def test_an_interrupted_load_says_so_and_can_be_tried_again(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()

    def cut(route: Route) -> None:
        route.abort()

    context.route("**/packages.*.tar.gz", cut)
    page.goto(url + "labs/s3-versioning/", wait_until="networkidle")
    page.locator(".lab-open").click()
    again = page.locator(".lab-out .note .btn")
    expect(again).to_be_visible(timeout=SLOW)
    context.unroute("**/packages.*.tar.gz", cut)
    again.click()
    expect(page.locator(".lab-dock[data-ready]")).to_be_visible(timeout=SLOW)
    context.close()


def test_without_webassembly_the_page_says_so(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    context.add_init_script("delete globalThis.WebAssembly")
    page = context.new_page()
    page.goto(url + "en/labs/s3-versioning/", wait_until="networkidle")
    page.locator(".lab-open").click()
    expect(page.locator(".lab-out .note")).to_contain_text("WebAssembly")
    context.close()
