"""The deployment beside `aws s3 sync --delete` and `hugo deploy`: requests, bytes and seconds on the same tree.

Run by `make bench-deploy`. Each tool is a process of its own and talks to the same S3 (moto) through a
proxy that counts. Three situations, three alternating runs each: a first deployment, the same tree again,
and a rebuild, in which every file is new by its time, three have other content and one of these the same size.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer
from rich.console import Console
from rich.table import Table

from tests.deploy.conftest import CREDENTIALS
from tests.deploy.proxy import Proxy

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HUGO = ROOT / ".venv" / "hugo" / "bin" / "hugo"
RUNS = 3
CASES = ("first", "unchanged", "3 changed")
CHANGED = ("s3/index.html", "en/index.html", "assets/brand/logo.svg")


@dataclass(frozen=True)
class Measure:
    """One run of one tool."""

    requests: int
    uploads: int
    sent: int
    seconds: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--latency", type=float, default=0.0, help="milliseconds added to each request")
    options = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    delay = options.latency / 1000
    proxy = Proxy(f"http://{host}:{port}", fault=lambda request: time.sleep(delay) if delay else None).start()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1",
                          aws_access_key_id="test", aws_secret_access_key="test")
    found: dict[tuple[str, str], list[Measure]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for turn in range(RUNS):
            for tool, run in TOOLS.items():
                bucket = f"bench-{tool}-{turn}"
                client.create_bucket(Bucket=bucket)
                measure(options.site, folder, proxy, bucket, lambda case, tool=tool, measured=found: measured.setdefault((tool, case), []), run)
    proxy.stop()
    server.stop()
    show(options.site, found, options.latency)


def measure(source: Path, folder: Path, proxy: Proxy, bucket: str, results: Callable[[str], list[Measure]], run: Any) -> None:
    """The three situations for one tool in one bucket."""
    for case in CASES:
        if case != "unchanged":
            shutil.rmtree(folder / "site", ignore_errors=True)
            shutil.copytree(source, folder / "site", copy_function=shutil.copy)      # new times
        if case == "3 changed":
            for number, key in enumerate(CHANGED):
                path = folder / "site" / key
                text = path.read_text(encoding="utf-8")
                path.write_text(text.replace("AWS", "SWA") if number == 0 else text + "\n", encoding="utf-8")
        time.sleep(1.1)             # S3 tells times in seconds: a file made in the second of its upload looks new to `sync`
        proxy.requests.clear()
        start = time.perf_counter()
        done = subprocess.run(run(folder, bucket, proxy.url), env={**os.environ, **CREDENTIALS, "PYTHONPATH": str(ROOT)}, cwd=folder,
                              capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
        if done.returncode:
            sys.exit(f"{bucket}, {case}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        requests = list(proxy.requests)
        results(case).append(Measure(len(requests), sum(r.method == "PUT" and "/.deploy/" not in r.path for r in requests),
                                     sum(len(r.body) for r in requests), seconds))


def aws(folder: Path, bucket: str, endpoint: str) -> list[str]:
    return [str(BIN / "aws"), "s3", "sync", str(folder / "site"), f"s3://{bucket}", "--delete", "--only-show-errors",
            "--endpoint-url", endpoint]


def hugo(folder: Path, bucket: str, endpoint: str) -> list[str]:
    (folder / "hugo.toml").write_text(f"""
publishDir = "{folder / 'site'}"
[deployment]
[[deployment.targets]]
name = "bench"
URL = "s3://{bucket}?region=us-east-1&endpoint={endpoint}&use_path_style=true&disable_https=true"
[[deployment.matchers]]
pattern = "^.+\\\\.(html|css|js|json|svg|xml|txt)$"
gzip = true
""", encoding="utf-8")
    return [str(HUGO), "deploy", "--target", "bench", "--config", str(folder / "hugo.toml"), "--quiet"]


def ours(folder: Path, bucket: str, endpoint: str) -> list[str]:
    return [sys.executable, "-m", "apuntes", "deploy", "--root", str(ROOT), "--site", str(folder / "site"), "--bucket", bucket,
            "--endpoint-url", endpoint, "--apply", "--init"]


TOOLS: dict[str, Callable[[Path, str, str], list[str]]] = {"aws": aws, "hugo": hugo, "ours": ours}


def show(site: Path, found: dict[tuple[str, str], list[Measure]], latency: float) -> None:
    """The table; seconds are the median, in brackets how many times ours."""
    files = [path for path in site.rglob("*") if path.is_file()]
    table = Table("situation", "tool", "requests", "uploads", "kB sent", "seconds",
                  title=f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB, {latency:.0f} ms added, {RUNS} runs")
    for case in CASES:
        base = statistics.median(m.seconds for m in found["ours", case])
        for tool in TOOLS:
            measures = found[tool, case]
            median = statistics.median(m.seconds for m in measures)
            last = measures[-1]
            table.add_row(case, tool, str(last.requests), str(last.uploads), f"{last.sent / 1000:.0f}",
                          f"{median:.2f} ({median / base:.2f})")
    Console().print(table)


if __name__ == "__main__":
    main()
