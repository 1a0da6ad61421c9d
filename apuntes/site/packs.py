"""Downloads made before the build (`make packs`): found in build/packs/, offered only if they are there.

The build never makes them, because it must not need their libraries.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("build") / "packs"


@dataclass(frozen=True)
class Pack:
    """A file to download; `url` is its path in the site."""

    name: str
    url: str
    kilobytes: int


def found(root: Path, language: str) -> list[Pack]:
    """Anki decks of this language, by name."""
    return [Pack(file.name, f"packs/{file.name}", max(1, round(file.stat().st_size / 1000)))
            for file in sorted((root / FOLDER).glob(f"*-{language}.apkg"))]


def copy(root: Path, site_dir: Path) -> None:
    """Put every pack that is there into the site."""
    if (root / FOLDER).is_dir():
        shutil.copytree(root / FOLDER, site_dir / "packs", dirs_exist_ok=True)
