"""What is to be done, and why. Pure: no clock, no network, no files.

Order of the phases: first what pages need, then pages nobody links to yet, then pages that may link to
those, then the entries, then redirects; removed pages go before what they needed. So at every moment each
live page finds all its assets and every page it links to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from apuntes.deploy.headers import Kind, kind_of
from apuntes.deploy.manifest import Manifest
from apuntes.deploy.scan import Item

Reason = Literal["new", "content", "headers", "untrusted", "unfinished"]
GRACE = timedelta(days=7)


@dataclass(frozen=True)
class Put:
    """One upload."""

    item: Item
    reason: Reason


@dataclass(frozen=True)
class Phase:
    """Uploads that may happen in any order; the next phase waits for all of them."""

    name: str
    puts: tuple[Put, ...]


@dataclass(frozen=True)
class Plan:
    """`deletes` are phases too. `retired` is what the finished manifest will hold, `retiring` its new keys."""

    items: Mapping[str, Item]
    phases: tuple[Phase, ...]
    deletes: tuple[tuple[str, ...], ...]
    retired: Mapping[str, datetime]
    retiring: tuple[str, ...]
    foreign: tuple[str, ...]
    unchanged: int
    removed: int = field(default=0)         # deletes that are not retired assets whose time has come
    untouched: bool = field(default=False)  # the manifest is right as it is

    @property
    def puts(self) -> tuple[Put, ...]:
        return tuple(put for phase in self.phases for put in phase.puts)

    @property
    def gone(self) -> tuple[str, ...]:
        return tuple(key for phase in self.deletes for key in phase)

    @property
    def empty(self) -> bool:
        """Nothing to write at all."""
        return self.untouched and not self.phases and not self.deletes


def make_plan(items: Mapping[str, Item], listing: Mapping[str, str], manifest: Manifest | None, now: datetime,
              grace: timedelta = GRACE) -> Plan:
    """From the site's items and the bucket's `{key: ETag}` to what makes them equal."""
    puts = [Put(item, reason) for item in items.values() if (reason := _reason(item, listing, manifest))]
    known = manifest.known() if manifest else set()
    old = manifest.retired if manifest else {}
    retired: dict[str, datetime] = {}
    deletes: list[str] = []
    for key in sorted(known - items.keys()):
        if key not in listing:
            continue
        if kind_of(key) is not Kind.HASHED or (key in old and now - old[key] >= grace):
            deletes.append(key)
        else:
            retired[key] = old.get(key, now)
    pages = tuple(key for key in deletes if kind_of(key) is not Kind.HASHED and _is_page(key, manifest))
    rest = tuple(key for key in deletes if key not in pages)
    return Plan(
        items=items,
        phases=_phases(puts, listing),
        deletes=tuple(phase for phase in (pages, rest) if phase),
        retired=retired,
        retiring=tuple(key for key in retired if key not in old),
        foreign=tuple(sorted(listing.keys() - items.keys() - known)),
        unchanged=len(items) - len(puts),
        removed=sum(key not in old for key in deletes),
        untouched=manifest is not None and not manifest.incoming and retired == old,
    )


def _reason(item: Item, listing: Mapping[str, str], manifest: Manifest | None) -> Reason | None:
    entry = manifest.entries.get(item.key) if manifest else None
    if item.key not in listing:
        return "new"
    if manifest and item.key in manifest.incoming:
        return "unfinished"
    if entry is None or entry.etag != listing[item.key]:
        return "untrusted"
    if entry.sha256 != item.sha256:
        return "content"
    return None if entry.headers == item.headers.digest() else "headers"


def _phases(puts: list[Put], listing: Mapping[str, str]) -> tuple[Phase, ...]:
    names = ("hashed assets", "media", "new pages", "changed pages", "entry pages", "redirects")

    def phase(put: Put) -> str:
        if put.item.headers.redirect:
            return "redirects"
        if put.item.kind is Kind.PAGE:
            return "changed pages" if put.item.key in listing else "new pages"
        return {Kind.HASHED: "hashed assets", Kind.MEDIA: "media"}.get(put.item.kind, "entry pages")

    def deepest_first(put: Put) -> tuple[int, str]:
        return -put.item.key.count("/"), put.item.key

    groups = {name: tuple(sorted((put for put in puts if phase(put) == name), key=deepest_first)) for name in names}
    return tuple(Phase(name, group) for name, group in groups.items() if group)


def _is_page(key: str, manifest: Manifest | None) -> bool:
    """Pages, entries such as a home page, and redirects, whose keys may have no ending."""
    return key.endswith(".html") or bool(manifest and key in manifest.entries and manifest.headers_of(key).redirect)
