"""`make bench`: weight, requests, Lighthouse and build time, beside stock Material on the same pages.

Every figure comes from a run made here; times are medians of alternating runs, to be read as ratios.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

from apuntes.browser import ARGUMENTS, ensure_chromium

ROOT = Path(__file__).resolve().parents[1]
SIZES = (12, 60, 240)
ROUNDS = 3
LIGHTHOUSE = "lighthouse@13.0.1"
console = Console()

STOCK = """\
site_name: Bench
site_url: https://bench.example/
theme: {name: material, language: es, font: false}
plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
        - {locale: es, name: Español, default: true}
        - {locale: en, name: English}
markdown_extensions: [admonition, attr_list, footnotes, md_in_html, tables, toc, pymdownx.details,
  pymdownx.superfences, pymdownx.highlight, {pymdownx.tabbed: {alternate_style: true}}]
"""


class _GzipHandler(http.server.SimpleHTTPRequestHandler):
    """Static files, compressed when the browser accepts it, as the deployment serves them; `sent` is the size of each."""

    sent: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if "gzip" in self.headers.get("Accept-Encoding", "") and path.suffix not in (".png", ".pagefind", ".pf_meta", ".pf_index", ".pf_fragment"):
            body = gzip.compress(body, 9)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)
        self.sent.append(len(body))

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(site: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_GzipHandler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}/"


def mkdocs(project: Path, site: Path) -> float:
    """Build `project` into `site`; seconds it took."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(site)], cwd=project, check=True,
                   env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True)
    return time.perf_counter() - start


def transferred(site: Path, visits: list[str]) -> list[tuple[int, int]]:
    """(requests, body bytes as sent) of each visit in one browser profile with its cache."""
    server, address = serve(site)
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[int] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
        for visit in visits:
            sizes.clear()
            page.goto(address + visit, wait_until="networkidle")
            page.wait_for_timeout(300)
            found.append((len([size for size in sizes if size]), sum(sizes)))
        browser.close()
    server.shutdown()
    return found


def first_search(browser: Browser, site: Path, start: str = "iam/", query: str = "cifrado") -> int:
    """Body bytes that the first search of a session loads, counted by the server: workers are no part of a page's log."""
    server, address = serve(site)
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + start, wait_until="networkidle")
    _GzipHandler.sent.clear()
    page.keyboard.press("/")
    page.locator("dialog input").fill(query)
    page.wait_for_selector("dialog a[href]")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    context.close()
    server.shutdown()
    return sum(_GzipHandler.sent)


def lighthouse(site: Path, page: str) -> str:
    """Scores, LCP, TBT and CLS on Lighthouse's mobile profile, and its index of the machine's speed at that moment (its
    docs/throttling.md: the profile slows a machine of 1,500 to 2,000 down to a phone); a reason where it cannot run.

    Lighthouse simulates the slow phone from a fast load, and its simulation moves tasks behind the first paint that no
    reader meets there. So TBT is also measured with the same slowness applied to the load itself, `ROUNDS` times.
    """
    if not shutil.which("npx"):
        return "not measured: no Node on this machine"
    server, address = serve(site)
    try:
        result = _report(address + page)
        applied = [_report(address + page, "--only-categories=performance", "--throttling-method=devtools")
                   for _ in range(ROUNDS)]
    except RuntimeError as error:
        return f"not measured: {error}"
    finally:
        server.shutdown()
    scores = "/".join(str(round(category["score"] * 100)) for category in result["categories"].values() if category["score"] is not None)
    audits = result["audits"]
    failed = [name for name, audit in audits.items() if audit.get("score") == 0 and audit["scoreDisplayMode"] == "binary"]
    blocked = ", ".join(f"{report['audits']['total-blocking-time']['numericValue']:.0f}" for report in applied)
    return (f"{scores}  LCP {audits['largest-contentful-paint']['numericValue']:.0f} ms, "
            f"TBT {audits['total-blocking-time']['numericValue']:.0f} ms (applied: {blocked}), "
            f"CLS {audits['cumulative-layout-shift']['numericValue']:.3f}, "
            f"machine {result['environment']['benchmarkIndex']:.0f} {' '.join(failed)}")


def _report(url: str, *options: str) -> dict[str, Any]:
    """Lighthouse's report of one load, by default on its mobile profile. Raises RuntimeError with its last words."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        done = subprocess.run(
            ["npx", "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={file}", *options,
             "--chrome-flags=" + " ".join(["--headless=new", *ARGUMENTS, f"--user-data-dir={folder}/profile"])],
            capture_output=True, text=True, check=False, env={**os.environ, "CHROME_PATH": ensure_chromium()})
        if not file.exists():
            raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "lighthouse failed")
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def bulk(folder: Path, count: int, *, stock: bool) -> Path:
    """A project with `count` copies of real topic pages per language."""
    project = folder / f"{'stock' if stock else 'ours'}-{count}"
    sources = sorted(path.relative_to(ROOT / "docs/es") for path in (ROOT / "docs/es").glob("*/*.md")
                     if path.parts[-2] not in ("reference", "about") and path.name != "index.md")
    for language in ("es", "en"):
        target = project / "docs" / language
        (target / "bulk").mkdir(parents=True)
        (target / "index.md").write_text("---\ntitle: Bench\n---\n\n# Bench\n", encoding="utf-8")
        for number in range(count):
            text = (ROOT / "docs" / language / sources[number % len(sources)]).read_text(encoding="utf-8")
            (target / "bulk" / f"p{number:03}.md").write_text(text, encoding="utf-8")
    nav = "".join(f"      - bulk/p{number:03}.md\n" for number in range(count))
    if stock:
        (project / "mkdocs.yml").write_text(STOCK + "nav:\n  - index.md\n  - Bulk:\n" + nav, encoding="utf-8")
        return project
    for name in ("apuntes", "overrides", "data"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copytree(ROOT / "docs/assets", project / "docs/assets")
    for language in ("es", "en"):
        shutil.copytree(ROOT / "docs" / language / "reference", project / "docs" / language / "reference")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[0]
    (project / "mkdocs.yml").write_text(config + "\nnav:\n  - index.md\n  - Bulk:\n" + nav, encoding="utf-8")
    return project


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = folder / "site"
        seconds = mkdocs(ROOT, site)
        console.print(f"[bold]The site[/]: built in {seconds:.1f} s, "
                      f"{sum(1 for _ in site.rglob('*.html'))} pages")
        stock_site = folder / "stock-site"
        mkdocs(bulk(folder, 60, stock=True), stock_site)

        table = Table("visit", "requests", "kB sent", "stock Material: requests", "kB sent", title="Weight (gzip)")
        ours = transferred(site, ["s3/encryption/", "s3/versioning/"])
        theirs = transferred(stock_site, ["bulk/p000/", "bulk/p001/"])
        for label, mine, other in zip(("first", "next"), ours, theirs, strict=True):
            table.add_row(label, str(mine[0]), f"{mine[1] / 1000:.1f}", str(other[0]), f"{other[1] / 1000:.1f}")
        console.print(table)
        weights = sorted(len(gzip.compress(file.read_bytes(), 9)) for file in site.rglob("index.html"))
        console.print(f"Page HTML: median {statistics.median(weights) / 1000:.1f} kB, largest {weights[-1] / 1000:.1f} kB, "
                      f"over 12 kB: {sum(weight > 12_000 for weight in weights)} of {len(weights)}")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=ensure_chromium(), args=ARGUMENTS)
            console.print(f"First search: {first_search(browser, site) / 1000:.0f} kB")
            browser.close()

        for page in ("", "s3/encryption/", "en/iam/policies/", "ec2/purchase-options/"):
            console.print(f"Lighthouse /{page}: {lighthouse(site, page)}")
        console.print(f"Lighthouse, stock Material: {lighthouse(stock_site, 'bulk/p000/')}")

        table = Table("pages per language", "ours s", "stock s", "ratio", title=f"Build, median of {ROUNDS} alternating runs")
        for count in track(SIZES, "building", console=console):
            own, stock = bulk(folder, count, stock=False), folder / f"stock-{count}"
            stock = stock if stock.exists() else bulk(folder, count, stock=True)
            times = [(mkdocs(own, folder / "a"), mkdocs(stock, folder / "b")) for _ in range(ROUNDS)]
            ratio = statistics.median(a / b for a, b in times)
            table.add_row(str(count), f"{statistics.median(a for a, _ in times):.1f}",
                          f"{statistics.median(b for _, b in times):.1f}", f"{ratio:.2f}")
        console.print(table)


if __name__ == "__main__":
    main()
