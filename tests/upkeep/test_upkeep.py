"""What `apuntes upkeep` finds: links over real HTTP on loopback, old records, changed models and commands."""

from __future__ import annotations

import datetime as dt
import http.server
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from apuntes import upkeep
from apuntes.cli import app
from apuntes.content.problem import Problem
from apuntes.content.tree import load_content

GOOD = Path(__file__).resolve().parents[1] / "checks" / "good"
PLACE = [("docs/en/page.md", 7)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "project"))


class _Handler(http.server.BaseHTTPRequestHandler):
    seen: Counter[tuple[str, str]]

    def _answer(self) -> None:
        self.seen[self.command, self.path] += 1
        status, location = {
            "/gone": (404, ""), "/no-head": (405 if self.command == "HEAD" else 200, ""), "/moved": (301, "/new"),
            "/slash": (301, "/slash/"), "/moved-to-nowhere": (302, "/gone"), "/broken": (503, ""),
            "/flaky": (503 if self.seen[self.command, self.path] < 3 else 200, ""),
        }.get(self.path, (200, ""))
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = _answer

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[tuple[str, Counter[tuple[str, str]]]]:
    seen: Counter[tuple[str, str]] = Counter()
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"seen": seen}))
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}", seen
    running.shutdown()


@pytest.mark.parametrize(("path", "fault"), [
    ("/", None), ("/no-head", None), ("/slash", None), ("/flaky", None),
    ("/gone", "answers 404"), ("/broken", "answers 503"), ("/moved", "leads to {}/new"), ("/moved-to-nowhere", "answers 404"),
])
def test_links(server: tuple[str, Counter[tuple[str, str]]], path: str, fault: str | None) -> None:
    base, seen = server
    problems = upkeep.dead_links({base + path: PLACE}, pause=0)
    assert [problem.what for problem in problems] == ([f"{base}{path} {fault.format(base)}"] if fault else [])
    assert all((problem.file, problem.line) == PLACE[0] for problem in problems)
    if path in ("/", "/moved"):
        assert ("GET", path) not in seen                        # HEAD was enough


def test_a_host_that_is_not_there_is_one_problem_not_the_end() -> None:
    problems = upkeep.dead_links({"http://127.0.0.1:9/": PLACE * 3}, pause=0)
    assert [str(problem) for problem in problems] == [
        "docs/en/page.md:7: http://127.0.0.1:9/ does not answer (NewConnectionError) (also at 2 other places)\n"
        "    → find where the page is now, and read it again"]


def test_addresses_come_from_ledger_pages_and_top_files(project: Path) -> None:
    page = project / "docs" / "en" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[a](https://aws.amazon.com/a#part) [b](https://example.com/)\n", encoding="utf-8")
    (project / "README.md").write_text("# Read\n\n[c](https://docs.python.org/3/) <http://127.0.0.1:8000>\n", encoding="utf-8")
    content = load_content(project)
    found = upkeep.addresses(content)
    assert found["https://docs.python.org/3/"] == [("README.md", 3)]
    assert [file for file, _ in found["https://aws.amazon.com/a"]] == ["docs/en/index.md"]
    assert {fact.source.url.split("#")[0] for fact in content.data.facts.values()} < set(found)
    assert not [address for address in found if "example" in address or "127" in address]


def test_records_verified_long_ago(project: Path) -> None:
    content = load_content(project)
    newest = max(record.verified for record in (*content.data.facts.values(), *content.data.corrections.values()))
    assert upkeep.old(content, newest) == []
    found = upkeep.old(content, newest + dt.timedelta(days=366))
    assert len(found) == len(content.data.facts) + len(content.data.corrections)
    assert found[0].what.endswith(f"was last verified on {min(fact.verified for fact in content.data.facts.values())}")
    assert found[0].line > 0


def test_changed_model_and_command(project: Path) -> None:
    facts, = (project / "data" / "facts").glob("*.yml")
    text = facts.read_text(encoding="utf-8")
    assert "op: contains" in text or "op: equals" in text
    facts.write_text(text.replace("service: s3\n", "service: s33\n"), encoding="utf-8")
    for language in ("es", "en"):
        page = project / "docs" / language / "index.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n```bash\naws s3api list-bukets\n```\n", encoding="utf-8")
    found = upkeep.look(load_content(project), dt.date(2026, 11, 27), links=False)
    assert list(found) == ["model", "commands"]
    assert all("s33" in problem.what for problem in found["model"])
    assert [problem.what for problem in found["commands"]] == [
        "aws s3api list-bukets: no such operation “list-bukets”, maybe you meant list-buckets"]


def test_report() -> None:
    problem = Problem("data/facts/s3.yml", 12, "fact “a” was last verified on 2025-01-01", "read it")
    report = upkeep.markdown({"age": [problem]})
    assert report == ("## Verified more than a year ago (1)\n\n"
                      "- [ ] `data/facts/s3.yml:12` fact “a” was last verified on 2025-01-01 → read it")
    assert upkeep.markdown({}) == ""
    long = upkeep.markdown({"age": [problem] * 5000})
    assert len(long) < 61_000
    assert long.endswith("`apuntes upkeep` shows everything.")


def test_command(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs, summary = tmp_path / "outputs", tmp_path / "summary"
    arguments = ["upkeep", "--no-links", "--root", str(project)]
    monkeypatch.setattr(upkeep, "MAX_AGE", dt.timedelta(days=36500))
    done = CliRunner().invoke(app, [*arguments, "--output", str(outputs), "--summary", str(summary)], catch_exceptions=False)
    assert (done.exit_code, "all is well" in done.output) == (0, True)
    assert summary.read_text(encoding="utf-8") == "All is well.\n"
    mark = outputs.read_text(encoding="utf-8").splitlines()[0].removeprefix("report<<")
    assert outputs.read_text(encoding="utf-8") == f"report<<{mark}\n\n{mark}\n"
    monkeypatch.setattr(upkeep, "MAX_AGE", dt.timedelta(days=-36500))
    assert CliRunner().invoke(app, arguments).exit_code == 1
    done = CliRunner().invoke(app, [*arguments, "--output", str(outputs)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "was last verified on" in outputs.read_text(encoding="utf-8")
