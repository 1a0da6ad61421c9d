"""Which sections of a pair were last reviewed together: data/translations.lock.

The lock keeps, per page and section, a short hash of each side's text at the last review (`apuntes
stamp`). By content, not by commit date: a typo fix hides no drift and a cosmetic edit flags one section.
Section "top" is everything above the first heading with an id, front matter included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from apuntes.content.pages import Page
from apuntes.content.problem import ContentError, Problem
from apuntes.content.tree import Pair

FILE = "data/translations.lock"
HEAD = """\
# Sections as last reviewed side by side: page -> section: [hash of the Spanish text, of the English text].
# Written by `apuntes stamp`; `apuntes status` lists what has changed since.
"""
State = Literal["es", "en", "both", "new", "gone"]
Lock = dict[str, dict[str, tuple[str, str]]]


@dataclass(frozen=True)
class Stale:
    """A section whose two sides were not reviewed together in their present form.

    `state`: the side that changed, both, never stamped (new), or stamped but no longer there (gone).
    """

    path: str
    section: str
    state: State


def section_hashes(page: Page) -> dict[str, str]:
    """Hash of each section's text by heading id, in order; white space does not count."""
    lines = page.text.splitlines()
    starts = [("top", 0), *((heading.id, heading.line - 1) for heading in page.headings if heading.id)]
    ends = [start for _, start in starts[1:]] + [len(lines)]
    return {name: _hash("\n".join(lines[start:end])) for (name, start), end in zip(starts, ends, strict=True)}


def section_line(page: Page, section: str) -> int:
    """Where the section starts."""
    return next((heading.line for heading in page.headings if heading.id == section), 1)


def stale(pairs: Iterable[Pair], lock: Lock) -> list[Stale]:
    """Every section that needs a review or a stamp. Pairs with a missing side are left to `twins`."""
    found: list[Stale] = []
    paths: set[str] = set()
    for pair in pairs:
        paths.add(pair.path)
        if pair.es is None or pair.en is None:
            continue
        es, en, stamped = section_hashes(pair.es), section_hashes(pair.en), lock.get(pair.path, {})
        for section in dict.fromkeys((*es, *en)):
            state = _state(stamped.get(section), es.get(section, ""), en.get(section, ""))
            if state:
                found.append(Stale(pair.path, section, state))
        found += [Stale(pair.path, section, "gone") for section in stamped if section not in es and section not in en]
    return found + [Stale(path, "top", "gone") for path in lock if path not in paths]


def stamped(pairs: Iterable[Pair], lock: Lock, only: set[str] | None = None) -> Lock:
    """The lock with the present state of the pairs (`only`: of these pages); pages that are gone dropped."""
    new: Lock = {}
    for pair in pairs:
        if pair.es is None or pair.en is None or (only is not None and pair.path not in only):
            if pair.path in lock:
                new[pair.path] = lock[pair.path]
            continue
        es, en = section_hashes(pair.es), section_hashes(pair.en)
        new[pair.path] = {section: (es.get(section, ""), en.get(section, "")) for section in dict.fromkeys((*es, *en))}
    return new


def read_lock(root: Path) -> Lock:
    """The lock of the project, empty if there is none. `ContentError` if it cannot be read."""
    file = root / FILE
    if not file.is_file():
        return {}
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        return {str(path): {str(section): (str(pair[0]), str(pair[1])) for section, pair in sections.items()}
                for path, sections in raw.items()}
    except (yaml.YAMLError, AttributeError, IndexError, TypeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise ContentError([Problem(FILE, line, "the lock cannot be read", "after a merge conflict: take either side, "
                                    "then run apuntes status and apuntes stamp")]) from error


def write_lock(root: Path, lock: Lock) -> bool:
    """Write the lock, sorted, one section a line; False if it was already so."""
    lines = [HEAD]
    for path in sorted(lock):
        lines.append(f"{path}:\n")
        lines += [f'  {section}: ["{es}", "{en}"]\n' for section, (es, en) in lock[path].items()]
    text = "".join(lines)
    file = root / FILE
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.write_text(text, encoding="utf-8")
    return True


def _state(before: tuple[str, str] | None, es: str, en: str) -> State | None:
    if before is None:
        return "new"
    changed = (before[0] != es, before[1] != en)
    return {(True, True): "both", (True, False): "es", (False, True): "en"}.get(changed)  # type: ignore[return-value]


def _hash(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]
