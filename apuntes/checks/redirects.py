"""Redirects: from pages that are no more, to pages that are, in one step."""

from __future__ import annotations

from collections import Counter

from apuntes.content.problem import ContentError, Problem
from apuntes.content.redirects import FILE, Redirect, addresses, load_redirects
from apuntes.content.tree import Content


def check(content: Content) -> list[Problem]:
    """Problems of data/redirects.yml."""
    try:
        redirects = load_redirects(content.root)
    except ContentError as error:
        return error.problems
    problems: list[Problem] = []
    olds = {redirect.old: redirect.line for redirect in reversed(redirects)}
    count = Counter(redirect.old for redirect in redirects)
    pages = {address for path in content.pages for address in addresses_of(path)}
    for redirect in redirects:
        if count[redirect.old] > 1 and redirect.line != olds[redirect.old]:
            problems.append(Problem(FILE, redirect.line, f"“{redirect.old}” is redirected twice",
                                    f"keep one; the other is at {FILE}:{olds[redirect.old]}"))
        if pages & addresses_of(redirect.old):
            problems.append(Problem(FILE, redirect.line, f"“{redirect.old}” is still a page",
                                    "remove the redirect, or the page in both languages"))
        if redirect.new in olds:
            problems.append(Problem(FILE, redirect.line,
                                    f"“{redirect.old}” leads to “{redirect.new}”, which is redirected itself",
                                    f"write where {FILE}:{olds[redirect.new]} leads"))
        elif not pages & addresses_of(redirect.new):
            problems.append(Problem(FILE, redirect.line, f"“{redirect.new}” is no page",
                                    "write the path of a page, as below docs/es"))
    return problems


def addresses_of(path: str) -> set[str]:
    """The addresses of a page; `s3` and `s3/index` are one."""
    return set(addresses([Redirect(path, path, 0)]))
