"""Killed at any point: what is live is whole, and the next deployment finishes the work."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from apuntes.deploy import headers
from apuntes.deploy.errors import DeployError
from apuntes.deploy.links import links, target
from tests.deploy.child import Children
from tests.deploy.conftest import CREDENTIALS, Cloud
from tests.deploy.proxy import Answer, Request, error
from tests.deploy.sites import ADDRESS, draft, write

PAGES = ("", "s3/", "iam/", "en/", "en/s3/", "en/iam/")
# A new theme renames every asset, so each page changes; one of the three has no IAM, another has STS.
DRAFTS = {"first": draft(pages=PAGES), "theme": draft(theme="two", pages=tuple(p for p in PAGES if "iam" not in p)),
          "words": draft(theme="two", words="more", pages=(*PAGES, "sts/", "en/sts/"))}
MOVED = {"first": {}, "theme": {"iam/": "s3/"}, "words": {"old/": "s3/"}}
PHASES = ("hashed assets", "media", "new pages", "changed pages", "entry pages", "redirects", "deletes", "end")


@dataclass
class Run:
    """Kills one deployment after another in one bucket."""

    cloud: Cloud
    children: Children
    killed: int = 0
    complete: bool = False

    def kill(self, name: str, **where: Any) -> bool:
        """Deploy a draft and die on the way; whether it died before its end."""
        write(self.cloud.folder, DRAFTS[name])
        options = {"bucket": self.cloud.name, "folder": str(self.cloud.folder), "apply": True, "init": True,
                   "endpoint": self.cloud.proxy.upstream, "allow_deletes": True}
        code = self.children.run(options={**options, "grace": where.pop("grace", 7 * 86400)}, moved=MOVED[name], **where)
        assert code in (0, -signal.SIGKILL), code
        self.killed += code != 0
        time.sleep(0.03)                                    # requests under way reach the server all the same
        self.check_live(f"after killing “{name}” at {where}")
        return code != 0

    def finish(self, name: str, grace: timedelta = timedelta(days=7)) -> None:
        """Deploy a draft without harm; the bucket then holds exactly that, and the assets that wait."""
        self.cloud.deploy(DRAFTS[name], MOVED[name], allow_deletes=True, grace=grace)
        self.complete = True
        self.check_live(f"after finishing “{name}”")
        manifest = self.cloud.manifest()
        redirects = {key for old in MOVED[name] for key in (f"{old}index.html", old.rstrip("/"))}
        live = self.cloud.contents()
        assert set(live) == set(DRAFTS[name]) | redirects | set(manifest["retired"])
        assert manifest["incoming"] == []
        for key, text in DRAFTS[name].items():
            if key.endswith(".html"):
                assert live[key] == text
        assert self.cloud.deploy(DRAFTS[name], MOVED[name], grace=timedelta(days=7)).plan.empty

    def check_live(self, when: str) -> None:
        """Each file is one whole version, and everything that a page names is there.

        That includes the pages it links to, for every page that can be reached from a home page. (A page that is
        just arriving may name another one; nobody sees it yet. Nor is there a site before the first deployment ends.)
        """
        live = self.cloud.contents()
        named: dict[str, list[str]] = {}
        for key, text in live.items():
            # an empty text is a redirect
            assert not text or any(text == files.get(key) for files in DRAFTS.values()), f"{key} is no version of itself {when}"
            if key.endswith(".html"):
                named[key] = [target(key, link, ADDRESS) or "" for link, _ in links(text)]
        for key, found in named.items():
            missing = [name for name in found if name not in live and not name.endswith(".html")]
            assert not missing, f"{key} is live without its assets {missing} {when}"
        reached, next_ones = set[str](), ["index.html", "en/index.html", "404.html"] if self.complete else []
        while next_ones:
            key = next_ones.pop()
            assert key in live, f"{key} is linked and not there {when}"
            if key not in reached:
                reached.add(key)
                next_ones += [name for name in named.get(key, []) if name.endswith(".html")]
        if "pagefind/pagefind-entry.json" in live:
            [meta] = re.findall(r"es_\w{10}", live["pagefind/pagefind-entry.json"])
            assert f"pagefind/pagefind.{meta}.pf_meta" in live, when


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    running = Children(CREDENTIALS)
    yield running
    running.stop()


@pytest.fixture
def run(cloud: Cloud, children: Children) -> Run:
    return Run(cloud, children)


@pytest.mark.parametrize("phase", PHASES)
def test_killed_between_phases(run: Run, phase: str) -> None:
    run.finish("first")
    died = run.kill("theme", phase=phase)
    assert died == (phase not in ("media", "new pages"))    # that change has neither
    run.finish("theme")
    run.kill("words", phase=phase)
    run.kill("first", phase=phase)                          # on top of an unfinished one
    run.finish("words")


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_random(run: Run, seed: int) -> None:
    """At any request, before it goes out or while it is under way; some finished after that, some killed again."""
    chance = random.Random(seed)
    now = ""
    while run.killed < 7:
        now = chance.choice([name for name in DRAFTS if name != now])
        run.kill(now, request=chance.randint(3, 32), delay=chance.choice((0, 0, 0.002, 0.01)), grace=chance.choice((0, 7 * 86400)))
        if chance.random() < 0.4:
            now = chance.choice(list(DRAFTS))
            run.finish(now, chance.choice((timedelta(0), timedelta(days=7))))
    run.finish("words")


def test_headers_of_a_killed_deployment_are_not_trusted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are equal and so is the ETag; only the marker knows that the object may have other headers."""
    run.finish("first")
    proxy = run.cloud.proxy

    def no_end(request: Request) -> Answer | None:
        markers = [seen for seen in proxy.requests if seen.method == "PUT" and seen.path.endswith("/manifest.json")]
        return error(503, "SlowDown") if len(markers) > 1 and request is markers[-1] else None

    with monkeypatch.context() as other:
        other.setitem(headers._CACHE, headers.Kind.PAGE, "public, max-age=999")
        proxy.fault = no_end
        with pytest.raises(DeployError, match="AWS was busy during s3:PutObject"):
            run.cloud.deploy()
    assert run.cloud.head("s3/index.html")["CacheControl"] == "public, max-age=999"
    proxy.fault = lambda request: None
    outcome = run.cloud.deploy()
    assert {put.reason for put in outcome.plan.puts} == {"unfinished"}
    assert run.cloud.head("s3/index.html")["CacheControl"] == "public, max-age=60, must-revalidate"
