"""`.deploy/manifest.json`: what a deployment put into the bucket, and whether it came to its end.

A manifest with `incoming` keys belongs to a deployment that has not finished: the objects of these keys
may be old or new, so they are never trusted.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from apuntes.deploy.compress import compress
from apuntes.deploy.errors import Refused
from apuntes.deploy.headers import Headers

KEY = ".deploy/manifest.json"
SCHEMA = 1
STORED_AS = Headers("application/json", "no-store", content_encoding="gzip")
_RESTORE = ("restore an earlier version of this object (aws s3api list-object-versions, copy-object); without versions, "
            "look into the bucket, empty it, and deploy with --init")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Model):
    """One object: SHA-256 of the raw content, ETag of what is stored, digest of its headers, version if there are any."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    etag: Annotated[str, Field(min_length=1)]
    headers: str
    version: str = ""


class Manifest(_Model):
    """`retired` maps keys that pages no longer need to the time since when; `headers` digests to headers."""

    marker: Literal["apuntes-deploy"] = "apuntes-deploy"
    schema_: Literal[1] = Field(default=1, alias="schema")
    site: Annotated[str, Field(min_length=1)]
    prefix: str = ""
    entries: dict[str, Entry] = {}
    headers: dict[str, dict[str, str]] = {}
    retired: dict[str, AwareDatetime] = {}
    incoming: list[str] = []

    def known(self) -> set[str]:
        """Every key that a deployment of this site made or may have made."""
        return {*self.entries, *self.retired, *self.incoming}

    def starting(self, uploads: Iterable[str], needed: Collection[str]) -> Manifest:
        """This manifest while a deployment uploads some keys; those of an unfinished one before stay.

        A retired asset that is `needed` again is so from now on: pages may be live a moment later.
        """
        return self.model_copy(update={
            "incoming": sorted({*self.incoming, *uploads}),
            "retired": {key: since for key, since in self.retired.items() if key not in needed}})

    def headers_of(self, key: str) -> Headers:
        """The headers of an entry."""
        return Headers(**self.headers[self.entries[key].headers])

    def to_bytes(self) -> bytes:
        """As stored, gzip: the same manifest always gives the same bytes, about a third of the text's."""
        ordered = self.model_copy(update={"entries": dict(sorted(self.entries.items())),
                                          "retired": dict(sorted(self.retired.items()))})
        return compress(ordered.model_dump_json(by_alias=True, indent=1).encode() + b"\n")


def finished(site: str, prefix: str, entries: Mapping[str, tuple[Entry, Headers]],
             retired: Mapping[str, datetime]) -> Manifest:
    """The manifest of a deployment that came to its end."""
    table = {entry.headers: asdict(headers) for entry, headers in entries.values()}
    return Manifest(site=site, prefix=prefix, entries={key: entry for key, (entry, _) in entries.items()},
                    headers=dict(sorted(table.items())), retired=dict(retired))


def parse(data: bytes, where: str) -> Manifest:
    """The manifest in `data`, compressed or not. Refuses a malformed one, one of a newer program, and none of ours."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(f"{where} is damaged: {error}", _RESTORE) from None
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        if place == "schema" and isinstance(first["input"], int) and first["input"] > SCHEMA:
            raise Refused(f"{where} was written by a newer version of this program (schema {first['input']}, "
                          f"this one knows {SCHEMA})", "update the project and run this again") from None
        raise Refused(f"{where} is damaged: {place or 'the file'}: {first['msg']}", _RESTORE) from None
    missing = {entry.headers for entry in manifest.entries.values()} - manifest.headers.keys()
    if missing:
        raise Refused(f"{where} is damaged: headers {missing.pop()} are not in its table", _RESTORE)
    return manifest
