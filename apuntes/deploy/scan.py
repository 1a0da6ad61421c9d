"""The built site as items to publish: hashed, classified, with their headers. Bytes are read again when sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from apuntes.deploy.compress import compress
from apuntes.deploy.errors import DeployError
from apuntes.deploy.headers import Headers, Kind, headers_of, kind_of, redirect_headers

_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Item:
    """One object of the site. `key` is without prefix, `sha256` is of the raw content, `size` its bytes.

    `path` is the file; without one, the content is empty (redirects), or, if `version` is set, that
    version of the object itself (rollback).
    """

    key: str
    kind: Kind
    sha256: str
    size: int
    headers: Headers
    path: Path | None = None
    version: str = ""

    def raw(self) -> bytes:
        """The content. Raises DeployError if the file is no longer what was scanned."""
        data = b"" if self.path is None else _read(self.path, self.key)
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise DeployError(f"{self.key} changed while it was being deployed",
                              "build again when nothing else writes to the site folder, then run this again")
        return data

    def stored(self) -> bytes:
        """The content as it is stored."""
        return compress(self.raw()) if self.headers.content_encoding == "gzip" else self.raw()


@dataclass(frozen=True)
class Site:
    """The items by key, and the paths that are left out (hidden files, source maps)."""

    items: dict[str, Item]
    skipped: tuple[str, ...]


def scan(folder: Path, *, gzip: bool) -> Site:
    """Every file below `folder`. Raises DeployError for a file that cannot be read or has no known type."""
    items: dict[str, Item] = {}
    skipped: list[str] = []
    if not folder.is_dir():
        raise DeployError(f"there is no built site at {folder}", "build it first: make build")
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder).as_posix()
        if path.is_dir():
            continue
        if key.endswith(".map") or any(part.startswith(".") for part in key.split("/")):
            skipped.append(key)
            continue
        headers = headers_of(key, gzip=gzip)
        data = _read(path, key)
        items[key] = Item(key, kind_of(key), hashlib.sha256(data).hexdigest(), len(data), headers, path)
    return Site(items, tuple(skipped))


def redirects(moved: Mapping[str, str], prefix: str) -> dict[str, Item]:
    """Redirect objects for `{old page path: new page path}`: one for the folder, one for its name without slash."""
    found: dict[str, Item] = {}
    for old, new in moved.items():
        headers = redirect_headers(f"/{prefix}{new}")
        for key in (f"{old}index.html", old.rstrip("/")):
            found[key] = Item(key, Kind.PAGE, _NOTHING, 0, headers)
    return found


def _read(path: Path, key: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DeployError(f"{key} cannot be read: {error.strerror}",
                          f"make {path} readable, or build the site again") from error
