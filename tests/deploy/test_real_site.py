"""The real built site, deployed and browsed: every file arrives unchanged, and pages work in Chromium."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from tests.deploy.conftest import Cloud

# One page of each kind: that every file arrives as it was built is asked without the browser.
KINDS = ("", "en/", "s3/encryption/", "en/s3/", "labs/s3-versioning/", "practice/exam/", "en/practice/flashcards/",
         "reference/numbers/", "en/reference/corrections/", "en/about/offline/")


def test_deployed_site_in_the_browser(cloud: Cloud, site: Path, open_page: Callable[..., Page], tmp_path: Path) -> None:
    cloud.folder = site
    outcome = cloud.deploy(url=cloud.website.url)
    assert outcome.applied
    assert cloud.deploy().plan.empty

    files = [path for path in site.rglob("*") if path.is_file()]
    for path in files:
        key = path.relative_to(site).as_posix()
        with urllib.request.urlopen(cloud.website.url + quote(key.removesuffix("index.html"))) as answer:
            body = answer.read()
            encoded = answer.headers["Content-Encoding"] == "gzip"
            assert answer.status == 200
        assert (gzip.decompress(body) if encoded else body) == path.read_bytes(), key
    assert len(files) == len(outcome.plan.puts)

    failed: list[str] = []
    page = open_page(cloud.website.url)
    page.on("response", lambda answer: failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    for name in KINDS:
        answer = page.goto(cloud.website.url + name, wait_until="load")
        assert answer
        assert answer.status == 200
        assert page.locator("h1").count() == 1
        assert answer.body() == (site / name / "index.html").read_bytes()
    missing = page.goto(cloud.website.url + "no/such/page/")
    assert missing
    assert missing.status == 404
    assert page.locator("h1").inner_text() == "Esta página no existe"
    assert failed == [f"404 {cloud.website.url}no/such/page/"]

    page.goto(cloud.website.url)                                # the search, whose files are many
    assert page.evaluate("""async () => {
        const engine = await import('/pagefind/pagefind.js');
        await engine.init();
        return (await engine.search('cifrado')).results.length;
    }""") > 0
