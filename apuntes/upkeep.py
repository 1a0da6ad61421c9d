"""What goes out of date without anybody touching it: sources that moved, AWS models that changed, old facts.

`look` gathers it all as problems of the usual kind, each with file, line and remedy. Facts and commands
are judged by the botocore and the AWS CLI that are installed, so whoever calls this installs the newest
first. Network is used for links only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urldefrag, urljoin, urlsplit

import urllib3

from apuntes import checks
from apuntes.content.parser import make_parser
from apuntes.content.problem import Problem
from apuntes.content.tree import Content

MAX_AGE = dt.timedelta(days=365)
TITLES = {
    "links": "External links",
    "model": "Facts against the newest AWS API model",
    "commands": "Commands against the newest AWS CLI",
    "age": "Verified more than a year ago",
}
WORKERS = 8
_HEADERS = {"User-Agent": "Mozilla/5.0 (link check)", "Accept": "text/html,*/*;q=0.8"}
Place = tuple[str, int]


def look(content: Content, today: dt.date, *, links: bool = True) -> dict[str, list[Problem]]:
    """Problems by section (the keys of TITLES); sections without any are left out."""
    found: dict[str, list[Problem]] = {"links": dead_links(addresses(content)) if links else []}
    for result in checks.run(content, ("model", "commands")):
        # That botocore is not the pinned one is the point here.
        found[result.name] = [problem for problem in result.problems
                              if not (result.name == "model" and problem.file == "requirements-dev.in")]
    found["age"] = old(content, today)
    return {name: found[name] for name in TITLES if found[name]}


def old(content: Content, today: dt.date) -> list[Problem]:
    """Facts and corrections whose source was last read more than MAX_AGE before `today`, oldest first."""
    records = [(record.verified, kind, name) for kind, group in (("fact", content.data.facts),
                                                                 ("correction", content.data.corrections))
               for name, record in group.items() if today - record.verified > MAX_AGE]
    return [Problem(*content.line(kind, name), f"{kind} “{name}” was last verified on {verified}",
                    "read its source again, mend the record if needed, and set `verified`")
            for verified, kind, name in sorted(records)]


def addresses(content: Content) -> dict[str, list[Place]]:
    """Every address of another site that the ledger, a page or a file at the top names as a link, with its places."""
    found: dict[str, list[Place]] = {}
    for name, fact in content.data.facts.items():
        found.setdefault(urldefrag(fact.source.url).url, []).append(content.line("fact", name))
    for page in content.sides():
        for link in page.links:
            if link.target.startswith(("https://", "http://")):
                found.setdefault(urldefrag(link.target).url, []).append((page.file, link.line))
    for file in sorted(content.root.glob("*.md")):
        for token in make_parser().parse(file.read_text(encoding="utf-8")):
            for child in token.children or []:
                target = str(child.attrGet("href") or "")
                if child.type == "link_open" and target.startswith(("https://", "http://")):
                    found.setdefault(urldefrag(target).url, []).append((file.name, (token.map or [0])[0] + 1))
    return {address: places for address, places in sorted(found.items()) if not _reserved(address)}


def dead_links(found: Mapping[str, list[Place]], *, pause: float = 2) -> list[Problem]:
    """Addresses that do not answer with a page, or lead to another one. `pause`: seconds, doubled at each retry."""
    retry = urllib3.Retry(3, backoff_factor=pause, status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False,
                          allowed_methods=("HEAD", "GET"))
    pool = urllib3.PoolManager(retries=retry, timeout=urllib3.Timeout(20), headers=_HEADERS, maxsize=WORKERS)
    with ThreadPoolExecutor(WORKERS) as workers:
        faults = zip(found.items(), workers.map(lambda address: _fault(pool, address), found), strict=True)
        return [Problem(*places[0], f"{address} {fault}{_also(places)}", "find where the page is now, and read it again")
                for (address, places), fault in faults if fault]


def _fault(pool: urllib3.PoolManager, address: str) -> str | None:
    """HEAD, and GET where HEAD is not welcome; None if all is well."""
    status, reached = 0, address
    for method in ("HEAD", "GET"):
        try:
            answer = pool.request(method, address, preload_content=False)
        except urllib3.exceptions.HTTPError as error:
            cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
            return f"does not answer ({type(cause).__name__})"
        status, reached = answer.status, urljoin(address, answer.geturl() or "")
        answer.close()
        if status < 400:
            break
    if status >= 400:
        return f"answers {status}"
    return f"leads to {reached}" if _page(reached) != _page(address) else None


def _page(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")


def _also(places: list[Place]) -> str:
    return f" (also at {len(places) - 1} other places)" if len(places) > 1 else ""


def _reserved(address: str) -> bool:
    """Names that exist only in examples, and this machine."""
    host = urlsplit(address).hostname or ""
    last = host.rpartition(".")[2]
    return (last in ("example", "invalid", "localhost", "test") or host.startswith("127.")
            or host.removeprefix("www.") in ("example.com", "example.org", "example.net"))


def markdown(found: Mapping[str, list[Problem]], *, limit: int = 60_000) -> str:
    """The report, empty if nothing was found; at most about `limit` characters (GitHub takes 65,536)."""
    lines: list[str] = []
    for name, problems in found.items():
        lines += [f"## {TITLES[name]} ({len(problems)})", "", *map(_item, problems), ""]
    return _cut(lines, limit)


def _item(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return f"- [ ] `{place}` {problem.what} → {problem.how}"


def _cut(lines: Iterable[str], limit: int) -> str:
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(line) + 1
        if size > limit:
            return "\n".join([*kept, "", "… and more: `apuntes upkeep` shows everything."])
        kept.append(line)
    return "\n".join(kept).strip()
