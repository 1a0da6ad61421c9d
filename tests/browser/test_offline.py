"""“Save for offline reading”: nothing before the reader asks; then everything works with the server stopped."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import DESKTOP, SUBPATH, serve

WORDS = {
    "es": {"root": "", "save": "Guardar para leer sin conexión", "remove": "Borrar lo guardado", "current": "Está al día."},
    "en": {"root": "en/", "save": "Save for offline reading", "remove": "Remove what is saved", "current": "It is up to date."},
}


class Host:
    """A copy of the site below a sub-path, which can stop and change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server, self.url = serve(folder, SUBPATH)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def publish(self, page: str, old: str, new: str) -> None:
        """Change a page and the lists, as a new build does."""
        file = self.folder / page
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        content = file.read_bytes()
        entry = [page.removesuffix("index.html"), len(content), hashlib.sha256(content).hexdigest()[:16]]
        language = "en" if page.startswith("en/") else "es"
        listed = json.loads((self.folder / f"offline/{language}.json").read_text(encoding="utf-8"))
        listed["files"] = [entry if known[0] == entry[0] else known for known in listed["files"]]
        listed["version"] = entry[2]
        (self.folder / f"offline/{language}.json").write_text(json.dumps(listed), encoding="utf-8")
        (self.folder / "offline/versions.json").write_text(json.dumps({language: entry[2]}), encoding="utf-8")


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    shutil.copytree(site, tmp_path / "site")
    running = Host(tmp_path / "site")
    yield running
    running.stop()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP)
    yield context.new_page()
    context.close()


def save(page: Page, host: Host, language: str) -> None:
    words = WORDS[language]
    page.goto(f"{host.url}{words['root']}about/offline/")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.locator(".offline [role=status]")).to_contain_text(words["current"], timeout=60_000)


# Every page, and everything that its HTML and style sheets name: what cannot be had, without opening each page.
_WITHOUT_NETWORK = """async ([site, pages, language]) => {
    const faults = [], seen = new Map();
    const get = (address, from) => {
        if (!seen.has(address)) seen.set(address, fetch(address).then((answer) => answer.ok ? answer.text() : null, () => null)
            .then((text) => { if (text === null) faults.push(`${address}, needed by ${from}`); return text ?? ''; }));
        return seen.get(address);
    };
    for (const name of pages) {
        const address = new URL(name, site).href, html = await get(address, 'the test');
        const page = new DOMParser().parseFromString(html, 'text/html');
        if (page.documentElement.lang !== language) faults.push(`${address} is in ${page.documentElement.lang}`);
        const named = [...page.querySelectorAll('link:is([rel=stylesheet], [rel=icon], [rel=manifest]), script[src], img[src]')]
            .map((each) => each.getAttribute('src') ?? each.getAttribute('href')).filter((each) => !each.startsWith('data:'));
        await Promise.all(named.map((each) => get(new URL(each, address).href, name)));
    }
    return faults;
}"""


def names_of_caches(page: Page) -> list[str]:
    return list(page.evaluate("caches.keys()"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_saved_language_works_with_the_server_stopped(reader: Page, host: Host, language: str, site: Path) -> None:
    words, faults = WORDS[language], list[str]()
    save(reader, host, language)
    host.stop()
    reader.on("pageerror", lambda error: faults.append(f"{reader.url}: {error}"))
    reader.on("requestfailed", lambda request: faults.append(f"{reader.url}: no {request.url}")
              if "/offline/" not in request.url and request.failure != "net::ERR_ABORTED" else None)
    pages = [file.parent.relative_to(site).as_posix() for file in sorted(site.rglob("index.html"))]
    ours = [f"{page}/".removeprefix("./") for page in pages if (page == "en" or page.startswith("en/")) == (language == "en")]
    assert len(ours) > 50
    reader.goto(host.url + words["root"])
    assert reader.evaluate(_WITHOUT_NETWORK, [host.url, ours, language]) == []
    for name in ("", "s3/encryption/", "labs/s3-versioning/", "practice/exam/", "reference/numbers/"):
        reader.goto(f"{host.url}{words['root']}{name}")
        assert reader.locator("html").get_attribute("lang") == language
        assert reader.evaluate("getComputedStyle(document.querySelector('.top')).display") != "block", name
    reader.goto(f"{host.url}{words['root']}s3/")
    reader.keyboard.press("/")
    reader.locator("dialog input").fill("cifrado" if language == "es" else "encrypt")
    first = reader.locator("dialog a[href]").first
    expect(first).to_be_visible()
    first.click()
    reader.wait_for_url("**?h=*")
    reader.goto(f"{host.url}{words['root']}s3/encryption/")
    quiz = reader.locator(".quiz .q").first
    quiz.scroll_into_view_if_needed()
    expect(reader.locator(".quiz-sum")).to_be_visible()
    quiz.locator("input").first.check()
    quiz.locator(".q-foot .btn").click()
    expect(quiz.locator(".why b").first).to_be_visible()
    term = reader.locator("article a.term").first
    reader.keyboard.press("Tab")                                                   # a tooltip is for focus by keyboard
    term.focus()
    expect(reader.locator("[role=tooltip]")).to_be_visible()
    reader.goto(f"{host.url}{words['root']}s3")                                    # folders lead to their page
    assert reader.url.endswith("/s3/")
    reader.goto(f"{host.url}{words['root']}s3/?h=bucket#pages")                    # and questions do not matter
    expect(reader.locator("h1")).to_be_visible()
    assert not faults, faults
    other = "" if language == "en" else "en/"
    for name in (f"{other}s3/", f"{words['root']}no-such-page/"):
        reader.goto(host.url + name)
        expect(reader.locator("html")).to_have_attribute("data-kind", "error")
        expect(reader.locator("h1")).to_contain_text("no está guardada")


def test_nothing_is_registered_before_the_reader_asks(reader: Page, host: Host) -> None:
    for name in ("", "s3/", "about/offline/", "en/about/offline/"):
        reader.goto(host.url + name, wait_until="networkidle")
        assert reader.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
        assert reader.evaluate("caches.keys().then(async names => (await Promise.all(names.map(async name => "
                               "(await (await caches.open(name)).keys()).length))).reduce((a, b) => a + b, 0))") == 0


def test_an_update_is_offered_not_forced_and_loads_only_what_changed(reader: Page, host: Host) -> None:
    save(reader, host, "es")
    host.publish("s3/index.html", "</h1>", ": nuevo</h1>")
    reader.goto(host.url + "s3/", wait_until="networkidle")
    assert "nuevo" not in reader.locator("h1").inner_text()
    reader.get_by_role("link", name="Verla").click()
    reader.wait_for_url("**/about/offline/#save")
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url) if "fresh=" in request.url and "/offline/" not in request.url else None)
    reader.get_by_role("button", name="Guardar la versión nueva").click()
    expect(reader.locator(".offline [role=status]")).to_contain_text("Está al día.", timeout=60_000)
    assert [url.partition("?")[0] for url in asked] == [host.url + "s3/"]
    host.stop()
    reader.goto(host.url + "s3/")
    expect(reader.locator("h1")).to_contain_text("nuevo")
    assert len([name for name in names_of_caches(reader) if ":es:" in name]) == 1


def test_labs_are_added_when_the_reader_asks(reader: Page, host: Host) -> None:
    listed = json.loads((host.folder / "offline/es.json").read_text(encoding="utf-8"))
    assert "labs" in listed, "build/labs is missing: run `make labs`"
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url) if "labs-runtime/" in request.url else None)
    save(reader, host, "es")
    say = reader.locator(".offline [role=status]")
    assert not asked
    expect(say).to_contain_text("Los laboratorios no están")
    reader.get_by_role("button", name="Añadir los laboratorios").click()
    expect(say).to_contain_text("Los laboratorios están incluidos.", timeout=60_000)
    assert len(asked) == len(listed["labs"]["files"])
    host.publish("s3/index.html", "</h1>", ": nuevo</h1>")
    reader.reload()
    reader.get_by_role("button", name="Guardar la versión nueva").click()
    expect(say).to_contain_text("Los laboratorios están incluidos.", timeout=60_000)
    assert len(asked) == len(listed["labs"]["files"])                              # they came along, without the network
    host.stop()
    reader.goto(f"{host.url}labs/s3-versioning/")
    reader.locator(".lab-open").click()
    expect(reader.locator(".lab-dock[data-ready]")).to_be_visible(timeout=180_000)
    reader.locator("#lab-line").fill("aws sts get-caller-identity")
    reader.locator("#lab-line").press("Enter")
    expect(reader.locator(".lab-out > .out")).to_contain_text("111122223333", timeout=60_000)


def test_an_update_that_is_declined_is_not_offered_again(reader: Page, host: Host) -> None:
    save(reader, host, "en")
    host.publish("en/s3/index.html", "</h1>", ": new</h1>")
    reader.goto(host.url + "en/s3/")
    reader.get_by_role("button", name="Not now").click()
    reader.evaluate("() => { const key = 'apuntes:update:en'; const v = JSON.parse(localStorage[key]); localStorage[key] = JSON.stringify({ ...v, asked: 0 }); }")
    reader.goto(host.url + "en/iam/", wait_until="networkidle")
    expect(reader.get_by_role("button", name="Not now")).to_have_count(0)


def test_removal_empties_the_caches(reader: Page, host: Host) -> None:
    save(reader, host, "es")
    save(reader, host, "en")
    reader.get_by_role("button", name=WORDS["en"]["remove"]).click()
    expect(reader.locator(".offline [role=status]")).to_contain_text("Removed.")
    assert not [name for name in names_of_caches(reader) if ":en:" in name]
    assert [name for name in names_of_caches(reader) if ":es:" in name]
    assert reader.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 1
    reader.goto(host.url + "about/offline/")
    reader.get_by_role("button", name=WORDS["es"]["remove"]).click()
    expect(reader.locator(".offline [role=status]")).to_contain_text("Borrado.")
    assert names_of_caches(reader) == []
    assert reader.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


@pytest.mark.parametrize("by", ["reader", "network", "page"])
def test_interrupted_saving_resumes(reader: Page, host: Host, by: str) -> None:
    total = len(json.loads((host.folder / "offline/es.json").read_text(encoding="utf-8"))["files"])
    seen: list[str] = []

    def answer(route: Route) -> None:
        if "/offline/" in route.request.url:
            route.continue_()
            return
        seen.append(route.request.url)
        if len(seen) <= 40:
            route.continue_()
        elif by == "network":
            route.abort()

    reader.goto(host.url + "about/offline/")
    button = reader.get_by_role("button", name=WORDS["es"]["save"])
    expect(button).to_be_visible()
    reader.context.route("**/*fresh=*", answer)
    button.click()
    expect(reader.locator(".offline progress")).not_to_have_js_property("value", 0, timeout=30_000)
    if by == "reader":
        reader.wait_for_timeout(300)
        reader.get_by_role("button", name="Detener").click()
    elif by == "page":
        reader.wait_for_timeout(1500)
        reader.goto(host.url + "s3/")
        reader.goto(host.url + "about/offline/")
    say = reader.locator(".offline [role=status]")
    if by == "network":
        expect(say).to_contain_text("La conexión se cortó", timeout=30_000)
    expect(say).to_contain_text("no se descarga otra vez")
    reader.context.unroute("**/*fresh=*")
    assert reader.evaluate("caches.open('apuntes:/apuntes/:saved').then(cache => cache.keys()).then(found => found.length)") == 0
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url) if "fresh=" in request.url and "/offline/" not in request.url else None)
    reader.get_by_role("button", name="Continuar").click()
    expect(say).to_contain_text("Está al día.", timeout=60_000)
    assert total - 60 < len(asked) < total


def test_a_site_that_changes_while_saving_says_so_and_goes_on(reader: Page, host: Host) -> None:
    reader.goto(host.url + "about/offline/")
    expect(reader.get_by_role("button", name=WORDS["es"]["save"])).to_be_visible()
    host.publish("s3/index.html", "</h1>", ": nuevo</h1>")
    reader.get_by_role("button", name=WORDS["es"]["save"]).click()
    say = reader.locator(".offline [role=status]")
    expect(say).to_contain_text("El sitio cambió mientras se guardaba", timeout=60_000)
    reader.get_by_role("button", name="Continuar").click()
    expect(say).to_contain_text("Está al día.", timeout=60_000)


def test_a_full_disk_says_what_to_do(reader: Page, host: Host) -> None:
    reader.add_init_script("Cache.prototype.put = async () => { throw new DOMException('full', 'QuotaExceededError'); }")
    reader.goto(host.url + "about/offline/")
    reader.get_by_role("button", name=WORDS["es"]["save"]).click()
    expect(reader.locator(".offline [role=status]")).to_contain_text("No cabe en el espacio")


def test_manifests_can_be_installed(open_page: Callable[..., Page], url: str) -> None:
    for root in ("", "en/"):
        page = open_page(f"{url}{root}about/offline/")
        session = page.context.new_cdp_session(page)
        assert session.send("Page.getAppManifest")["errors"] == []
        found = [error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]
        assert found in ([], ["in-incognito"])                                     # a fresh profile is one
