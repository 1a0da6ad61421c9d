"""Both sides of every section were reviewed together in their present form (data/translations.lock)."""

from __future__ import annotations

from apuntes.content.problem import ContentError, Problem
from apuntes.content.translations import FILE, Stale, read_lock, section_line, stale
from apuntes.content.tree import Content

_NAMES = {"es": "Spanish", "en": "English"}


def check(content: Content) -> list[Problem]:
    """One problem per section that changed since its stamp, was never stamped, or is gone."""
    try:
        lock = read_lock(content.root)
    except ContentError as error:
        return error.problems
    return [_problem(content, item) for item in stale(content.pages.values(), lock)]


def _problem(content: Content, item: Stale) -> Problem:
    stamp = f"apuntes stamp {item.path}"
    if item.state == "gone":
        return Problem(FILE, 0, f"{item.path}#{item.section} is stamped but no longer exists", f"run: {stamp}")
    changed = "en" if item.state == "en" else "es"
    page = content.pages[item.path][changed]
    assert page is not None
    line = section_line(page, item.section)
    if item.state in ("es", "en"):
        other = "es" if changed == "en" else "en"
        return Problem(page.file, line, f"section #{item.section} changed only in {_NAMES[changed]}",
                       f"bring docs/{other}/{item.path}.md up to date if it needs it, then run: {stamp}")
    what = "was never reviewed side by side" if item.state == "new" else "changed in both languages since the last review"
    return Problem(page.file, line, f"section #{item.section} {what}", f"compare both sides, then run: {stamp}")
