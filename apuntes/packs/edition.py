"""When a pack is from: a moment that follows from the sources, never from the clock.

`SOURCE_DATE_EPOCH` if it is set, else the last commit, else (an unpacked archive) the newest day on which a record was
checked. So the same sources give the same names and the same bytes.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from apuntes.content.records import Data


@dataclass(frozen=True)
class Edition:
    """`moment` is in UTC, to the second."""

    moment: dt.datetime

    @property
    def day(self) -> dt.date:
        return self.moment.date()

    def name(self, language: str, ending: str) -> str:
        """`apuntes-aws-es-2026-11-23.pdf`; without language for what holds both."""
        return "-".join(filter(None, ("apuntes-aws", language, self.day.isoformat()))) + f".{ending}"


def edition(root: Path, data: Data) -> Edition:
    """The edition of the sources below `root`."""
    given = os.environ.get("SOURCE_DATE_EPOCH") or _commit(root)
    if given:
        return Edition(dt.datetime.fromtimestamp(int(given), dt.UTC))
    checked = [fact.verified for fact in data.facts.values()] + [correction.verified for correction in data.corrections.values()]
    newest = max(checked)
    return Edition(dt.datetime.combine(newest, dt.time(), dt.UTC))


def _commit(root: Path) -> str:
    if not (root / ".git").exists():
        return ""                                               # not the commit of a repository around the project
    try:
        done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()
