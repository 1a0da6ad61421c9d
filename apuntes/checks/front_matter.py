"""Front matter and attribute lists: every page has what the schema (`FrontMatter`) asks, nothing else."""

from __future__ import annotations

from apuntes.content.problem import Problem
from apuntes.content.tree import Content


def check(content: Content) -> list[Problem]:
    """What the reader could not understand, then `lab` and `service` values that lead nowhere, and twins
    whose language-independent keys differ."""
    problems: list[Problem] = []
    for pair in content.pages.values():
        for page in pair.sides:
            problems += page.faults
            if page.front is None:
                continue
            if page.front.lab and f"labs/{page.front.lab.removeprefix('labs/')}" not in content.pages:
                problems.append(Problem(page.file, page.front_lines["lab"], f"lab “{page.front.lab}” is no page",
                                        "name a page below docs/*/labs, e.g. lab: labs/s3-versioning"))
            services = {path.split("/")[0] for path in content.pages if "/" in path}
            if page.front.service and page.front.service not in services:
                problems.append(Problem(page.file, page.front_lines["service"],
                                        f"service “{page.front.service}” is no folder of pages",
                                        f"use one of {', '.join(sorted(services))}"))
        if pair.es and pair.en and pair.es.front and pair.en.front:
            for key in ("template", "hide", "lab", "service"):
                if getattr(pair.es.front, key) != getattr(pair.en.front, key):
                    problems.append(Problem(pair.en.file, pair.en.front_lines.get(key, 1),
                                            f"front matter “{key}” differs from {pair.es.file}", "write the same in both"))
    return problems
