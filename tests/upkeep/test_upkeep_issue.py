"""The one issue, against a `gh` that keeps its issues in a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAKE = '''#!{python}
import json, sys
from pathlib import Path
store = Path({store!r})
state = json.loads(store.read_text())
what, args = sys.argv[1:3], sys.argv[3:]
option = lambda name: args[args.index(name) + 1]
state["calls"].append(" ".join(what))
if state["fails"] == what[1]:
    sys.exit(print("HTTP 403: Resource not accessible by integration", file=sys.stderr) or 1)
if what == ["issue", "list"]:
    assert option("--label") == "upkeep" and option("--state") == "open"
    print(json.dumps([issue for issue in state["issues"] if issue["open"]]))
elif what == ["issue", "create"]:
    number = len(state["issues"]) + 1
    state["issues"].append({{"number": number, "body": sys.stdin.read(), "open": True, "title": option("--title")}})
    print(f"https://github.com/octo-org/octo-repo/issues/{{number}}")
elif what == ["issue", "edit"]:
    state["issues"][int(args[0]) - 1]["body"] = sys.stdin.read()
elif what == ["issue", "close"]:
    state["issues"][int(args[0]) - 1].update(open=False, comment=option("--comment"))
else:
    assert what == ["label", "create"] and "--force" in args
store.write_text(json.dumps(state))
'''


class Hub:
    """A repository with issues, and the program run against it as the workflow does."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "state.json"
        self.write(issues=[], calls=[], fails="")
        program = folder / "gh"
        program.write_text(FAKE.format(python=sys.executable, store=str(self.store)), encoding="utf-8")
        program.chmod(0o755)
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}"

    def write(self, **state: Any) -> None:
        self.store.write_text(json.dumps(state), encoding="utf-8")

    @property
    def state(self) -> Any:
        return json.loads(self.store.read_text(encoding="utf-8"))

    def run(self, report: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
                               "from apuntes.upkeep_issue import main; main()"], env={"PATH": self.path, "REPORT": report},
                              capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout + done.stderr).strip()


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


def test_life_of_the_issue(hub: Hub) -> None:
    assert hub.run("") == (0, "all is well, 0 closed")
    assert hub.state["issues"] == []
    assert hub.run("## Found\n\n- [ ] `a`") == (0, "opened https://github.com/octo-org/octo-repo/issues/1")
    assert hub.state["issues"][0]["title"] == "Weekly check: what changed outside"
    assert hub.run("## Found\n\n- [ ] `a`") == (0, "#1 says it already")
    assert hub.run("## Found\n\n- [ ] `b`") == (0, "updated #1")
    assert hub.state["issues"][0]["body"].endswith("## Found\n\n- [ ] `b`")
    assert hub.run("\n") == (0, "all is well, 1 closed")
    assert [issue["open"] for issue in hub.state["issues"]] == [False]
    assert hub.run("- [ ] `c`") == (0, "opened https://github.com/octo-org/octo-repo/issues/2")
    assert len(hub.state["issues"]) == 2


def test_never_two_open(hub: Hub) -> None:
    hub.write(calls=[], fails="", issues=[{"number": n, "body": "old", "open": True} for n in (1, 2)])
    assert hub.run("- [ ] `a`") == (0, "updated #1")
    assert [issue["open"] for issue in hub.state["issues"]] == [True, False]
    assert hub.state["issues"][1]["comment"] == "Continued in #1."


def test_gh_refuses(hub: Hub) -> None:
    hub.write(calls=[], fails="create", issues=[])
    assert hub.run("- [ ] `a`") == (1, "gh label create: HTTP 403: Resource not accessible by integration")
