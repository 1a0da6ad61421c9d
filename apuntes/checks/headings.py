"""Headings: one title, explicit unique English ids below it, no level skipped (STYLE.md 1.2)."""

from __future__ import annotations

import re

from apuntes.content.pages import Page
from apuntes.content.problem import Problem
from apuntes.content.tree import Content

_KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
# Ids that the build gives to sections it appends.
RESERVED = {"self-test", "sources"}


def check(content: Content) -> list[Problem]:
    """Problems of every page's headings. That ids are the same in both languages is for `twins`."""
    return [problem for page in content.sides() for problem in _page(page)]


def _page(page: Page) -> list[Problem]:
    problems: list[Problem] = []
    titles = [heading for heading in page.headings if heading.level == 1]
    if not titles:
        problems.append(Problem(page.file, 0, "the page has no title", "begin the text with “# Title”"))
    for extra in titles[1:]:
        problems.append(Problem(page.file, extra.line, f"second title “{extra.text}”", f"write “## {extra.text} {{ #… }}”"))
    seen: dict[str, int] = {}
    level = 1
    for heading in page.headings:
        mark = f"{'#' * heading.level} {heading.text}"
        if heading.level > level + 1:
            problems.append(Problem(page.file, heading.line, f"level {heading.level} follows level {level}",
                                    f"write “{'#' * (level + 1)} {heading.text}”"))
        level = heading.level
        if heading.level == 1:
            if heading.id:
                problems.append(Problem(page.file, heading.line, "the title has an id", f"write “{mark}”"))
            continue
        if not heading.id:
            problems.append(Problem(page.file, heading.line, f"the heading “{heading.text}” has no id",
                                    f"write “{mark} {{ #english-id }}”, the same id in both languages"))
        elif not _KEBAB.fullmatch(heading.id):
            problems.append(Problem(page.file, heading.line, f"the id #{heading.id} is not English kebab-case",
                                    "use lower-case letters, digits and single hyphens: { #bucket-policies }"))
        elif heading.id in RESERVED:
            problems.append(Problem(page.file, heading.line, f"the build uses the id #{heading.id} itself", "choose another"))
        elif heading.id in seen:
            problems.append(Problem(page.file, heading.line, f"the id #{heading.id} is already used in line "
                                    f"{seen[heading.id]}", "give this heading another id, in both languages"))
        seen.setdefault(heading.id, heading.line)
    return problems
