"""`make vendor`: the one library that the pages run, fetched, verified, minified and put beside our scripts.

ts-fsrs schedules the flashcards. Its file is committed, so that building the site needs neither Node nor a
network; this module needs `npm` and says which version the file is and how it came about. To take a newer
one, change VERSION and INTEGRITY (`npm view ts-fsrs@<version> dist.integrity`) and run `make vendor`.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

import rjsmin

NAME, VERSION = "ts-fsrs", "5.4.2"
INTEGRITY = "sha512-z4qop4pzTcyTzuJ566d9EaX/4bZZzhYfeaPImfVr+xcYT65c5oBgFDijUhCE/D+C78eaolHIhKRZ04/RwF+v2g=="
TARGET = Path("docs") / "assets" / "scripts" / f"{NAME}.js"


def module(archive: bytes) -> str:
    """The minified ES module of a package as npm publishes it, its license kept as a comment.

    Raises ValueError if the archive is not the pinned one.
    """
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != INTEGRITY:
        raise ValueError(f"{NAME} {VERSION} should be {INTEGRITY}, the registry sent {found}")
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:gz") as package:
            text, terms = (_read(package, f"package/{name}") for name in ("dist/index.mjs", "LICENSE"))
    return f"/*! {NAME} {VERSION}\n{terms.strip()}\n*/\n{rjsmin.jsmin(text)}\n"


def _read(package: tarfile.TarFile, name: str) -> str:
    member = package.extractfile(name)
    if member is None:
        raise ValueError(f"{NAME} {VERSION} has no file {name}")
    return member.read().decode("utf-8")


def vendor(root: Path) -> Path:
    """Write the module below `root`; returns its path. Raises ValueError or CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{NAME}@{VERSION}"], cwd=folder, check=True, capture_output=True)
        text = module((Path(folder) / f"{NAME}-{VERSION}.tgz").read_bytes())
    (root / TARGET).write_text(text, encoding="utf-8")
    return root / TARGET
