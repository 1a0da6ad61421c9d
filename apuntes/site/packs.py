"""Downloads made before the build (`make packs`): found in build/packs/, offered only if they are there.

The build never makes them, because it must not need their libraries. Date and language are in the files' names, the
size is the file's: nothing about them is written by hand.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from apuntes.content import formats

FOLDER = Path("build") / "packs"
KINDS = ("pdf", "epub", "apkg", "zip")          # in the order in which they are offered
_NAME = re.compile(rf"apuntes-aws-(?:([a-z]{{2}})-)?(\d{{4}}-\d\d-\d\d)\.({'|'.join(KINDS)})")


@dataclass(frozen=True)
class Pack:
    """A file to download; `url` is its path in the site, `language` is "" if it holds both."""

    name: str
    url: str
    kind: str
    language: str
    day: dt.date
    bytes: int

    def size(self, language: str) -> str:
        """`4,2 MB`, as a page in `language` writes it; below one megabyte in kB."""
        if self.bytes < 1e6:
            return f"{max(1, round(self.bytes / 1e3))}{formats.NBSP}kB"
        return f"{formats.number(round(self.bytes / 1e6, 1), language)}{formats.NBSP}MB"

    def date(self, language: str) -> str:
        return formats.date(self.day, language)


def found(root: Path, language: str, *kinds: str) -> list[Pack]:
    """What a reader of this language can download, of these kinds (or all), in the order of KINDS."""
    packs = []
    for file in (root / FOLDER).glob("*"):
        match = _NAME.fullmatch(file.name)
        if match and match[1] in (None, language) and match[3] in (kinds or KINDS):
            packs.append(Pack(file.name, f"packs/{file.name}", match[3], match[1] or "", dt.date.fromisoformat(match[2]),
                              file.stat().st_size))
    return sorted(packs, key=lambda pack: (KINDS.index(pack.kind), pack.day))


def copy(root: Path, site_dir: Path) -> None:
    """Put every pack that is there into the site."""
    if (root / FOLDER).is_dir():
        shutil.copytree(root / FOLDER, site_dir / "packs", dirs_exist_ok=True)
