"""The checks: one module each, one signature, `check(content) -> list[Problem]`.

`CHECKS` lists them in the order in which they are worth reading: structure first, then truth, language, code.
Modules are imported when their check runs, so that the site build needs none of their libraries.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module

from apuntes.content.problem import Problem
from apuntes.content.tree import Content

CHECKS: dict[str, str] = {
    "twins": "both languages have every page with the same structure",
    "headings": "one title, explicit unique English ids",
    "front_matter": "title, description and the other keys follow the schema",
    "fences": "code blocks name a language, exemptions a reason",
    "links": "links, anchors and pictures exist in the same language",
    "redirects": "moved pages lead to pages, in one step",
    "pictures": "diagrams come from their sources, with their text alternative",
    "facts": "citations are in the ledger and show its value; every fact is cited",
    "figures": "figures with a unit, prices and dates have a source",
    "model": "facts agree with the pinned AWS API model",
    "questions": "pages have enough questions, explained and distinct",
    "corrections": "then/now boxes and their records belong together",
    "coverage": "every record of the fact base is taught somewhere",
    "glossary": "terms are used, unambiguous, and no forbidden word appears",
    "freshness": "both sides of each section were reviewed together",
    "remnants": "no text in the other language",
    "spelling": "words are in the dictionary or in data/wordlist",
    "markdown": "Markdown style",
    "labs": "labs and their records fit, blocks keep to the page's terminal",
    "commands": "aws commands are accepted by the pinned AWS CLI",
    "policies": "JSON parses, IAM policies are sound",
    "templates": "YAML parses, CloudFormation templates are sound",
    "shell": "shell blocks pass shellcheck",
    "python_code": "Python blocks compile",
}
# These wait for a program of their own, so they run beside the others.
_BESIDE = ("commands", "shell")


@dataclass(frozen=True)
class Result:
    """What one check found, and how long it took."""

    name: str
    problems: list[Problem]
    seconds: float


def run(content: Content, names: Iterable[str] | None = None) -> Iterator[Result]:
    """Results of the named checks (all of them by default), in the order of `CHECKS`."""
    wanted = [name for name in CHECKS if names is None or name in set(names)]
    with ThreadPoolExecutor(max_workers=len(_BESIDE)) as pool:
        beside = {name: pool.submit(_run, content, name) for name in wanted if name in _BESIDE}
        for name in wanted:
            yield beside[name].result() if name in beside else _run(content, name)


def _run(content: Content, name: str) -> Result:
    check: Callable[[Content], list[Problem]] = import_module(f"apuntes.checks.{name}").check
    start = time.perf_counter()
    problems = check(content)
    return Result(name, sorted(set(problems)), time.perf_counter() - start)
