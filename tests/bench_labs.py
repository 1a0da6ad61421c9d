"""`make bench-labs`: what the terminal of a lab page costs. Transfer, start (first and second visit), time per command.

Every figure comes from a run made here, in Chromium, from a server on loopback that compresses nothing.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from apuntes.browser import ARGUMENTS, ensure_chromium
from tests.conftest import build, serve

PAGE = "labs/s3-versioning/"
COMMANDS = ("echo hello", "aws sts get-caller-identity", "aws iam list-users", "aws s3 mb s3://amzn-s3-demo-bucket",
            "aws ec2 describe-availability-zones", "aws ec2 describe-vpcs --output table", "aws rds describe-db-instances",
            "aws elbv2 describe-load-balancers", "aws route53 list-hosted-zones")
ROUNDS = 3
TIMEOUT = 300_000


def main() -> int:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        done = build(site)
        if done.returncode:
            console.print(done.stderr, markup=False)
            return 1
        server, url = serve(site)
        browser = playwright.chromium.launch(executable_path=ensure_chromium(), args=ARGUMENTS)
        context = browser.new_context()
        page = context.new_page()
        sizes: dict[str, int] = {}
        page.on("response", lambda answer: sizes.__setitem__(answer.url, int(answer.headers.get("content-length", 0))))
        table = Table("what", "figure", box=None)
        first = _start(page, url)
        table.add_row("transfer of the terminal, nothing compressed by the server",
                      f"{sum(size for name, size in sizes.items() if 'labs-runtime' in name) / 1e6:.2f} MB")
        table.add_row("start, first visit (from loopback)", f"{first:.1f} s")
        for command in COMMANDS:
            times = [_command(page, command) for _ in range(ROUNDS)]
            table.add_row(command, f"first {times[0]:.2f} s, then {statistics.median(times[1:]):.2f} s")
        table.add_row("start, second visit", f"{_start(page, url):.1f} s")
        browser.close()
        server.shutdown()
    console.print(table)
    return 0


def _start(page: Page, url: str) -> float:
    page.goto(url + PAGE, wait_until="networkidle")
    begun = time.perf_counter()
    page.locator(".lab-open").click()
    page.locator(".lab-dock[data-ready]").wait_for(timeout=TIMEOUT)
    return time.perf_counter() - begun


def _command(page: Page, text: str) -> float:
    before = page.locator(".lab-out > .typed").count()
    page.locator("#lab-line").fill(text)
    begun = time.perf_counter()
    page.locator("#lab-line").press("Enter")
    page.wait_for_function("before => document.querySelectorAll('.lab-out > .typed').length > before && !document.querySelector('.lab-in.busy')",
                           arg=before, timeout=TIMEOUT)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
