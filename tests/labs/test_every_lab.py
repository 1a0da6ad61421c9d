"""Every lab in Chromium, in the runtime of the lab pages: Python, the AWS CLI and the emulator, offline once loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from apuntes.labs.record import load_labs
from tests.conftest import DESKTOP, ROOT

pytestmark = pytest.mark.xdist_group("terminal")       # as test_terminal.py: one server
LABS = load_labs(ROOT)


@pytest.fixture(scope="module")
def engine(browser: Browser, url: str, site: Path) -> Iterator[Page]:
    """A page with `engine`, the runtime that the lab pages use, started once for all labs, and without network since."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{url}labs/{next(iter(LABS))}/", wait_until="networkidle")
    module = next((site / "assets").glob("lab-engine.*.js")).name
    page.evaluate("""async (module) => {
        const { Engine } = await import(new URL(module, document.querySelector('script[src]').src));
        const { runtime, services } = JSON.parse(document.getElementById('lab-data').textContent);
        globalThis.shown = [];
        globalThis.engine = new Engine({ show: (kind, text) => shown.push(text) });
        await engine.start({ ...runtime, base: new URL(runtime.base, location.href).href, services });
    }""", module)
    context.set_offline(True)
    yield page
    context.close()


# The blocks that have a button, and the checks, of a page as it was built. The other language has the same code.
_LAB = """async (html) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const { steps, clean } = JSON.parse(page.getElementById('lab-data').textContent);
    const checks = Object.fromEntries([...steps, { section: 'clean-up', checks: clean }].map((step) => [step.section, step.checks]));
    let section = '';
    const blocks = [], faults = [];
    for (const each of page.querySelectorAll('.prose h2, .prose .highlight.language-bash:not([data-shown] .highlight, [data-shown])')) {
        if (each.matches('h2')) { blocks.push({ section: each.id, text: '' }); section = each.id; continue; }
        const code = each.querySelector('code');
        blocks.push({ section, text: code.textContent.trimEnd(), fails: each.dataset.fails ?? code.dataset.fails });
    }
    await engine.call('reset');
    for (const [place, { section, text, fails }] of blocks.entries()) {
        shown.length = 0;
        let status = 0;
        for (const command of text ? await engine.call('split', text) : []) status = await engine.call('run', command);
        const said = shown.join('');
        if ((status !== 0) !== (fails !== undefined) || !said.includes(fails ?? '') || said.includes('Traceback'))
            faults.push(`${section}: ${text}\nstatus ${status}, should fail with ${fails}:\n${said}`);
        if (blocks[place + 1]?.section === section || !checks[section]) continue;
        for (const [number, { holds, shown: found }] of (await engine.call('check', checks[section])).entries())
            if (!holds) faults.push(`${section}: ${checks[section][number].command}\nis not so:\n${found}`);
        delete checks[section];
    }
    return { faults, left: Object.keys(checks), blocks: blocks.filter(({ text }) => text).length };
}"""


@pytest.mark.parametrize("name", list(LABS))
def test_every_lab_runs_in_the_browser(engine: Page, site: Path, name: str) -> None:
    found = engine.evaluate(_LAB, (site / f"labs/{name}/index.html").read_text(encoding="utf-8"))
    assert not found["faults"], "\n\n".join(found["faults"])
    assert not found["left"]
    assert found["blocks"] > 3
