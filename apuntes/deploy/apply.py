"""Carry out a plan: phase after phase, each waiting for the one before.

Before the first upload the manifest learns which keys are `incoming`, so that a deployment that is killed
at any point is finished by the next one. The invalidation comes before the final manifest for the same
reason: as long as it has not succeeded, the next run does it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Protocol, TypeVar

from apuntes.deploy import manifest as manifests
from apuntes.deploy.errors import Conflict, Refused
from apuntes.deploy.headers import Headers
from apuntes.deploy.lock import Lock
from apuntes.deploy.manifest import Entry, Manifest
from apuntes.deploy.plan import Plan, Put
from apuntes.deploy.s3 import Bucket

T = TypeVar("T")
Job = TypeVar("Job")


class Watcher(Protocol):
    """Is told how the work goes; for the progress bar."""

    def phase(self, name: str, steps: int) -> None:
        """A phase of so many steps begins."""

    def step(self) -> None:
        """One more is done."""


@dataclass(frozen=True)
class Done:
    """The finished manifest and how many bytes were sent."""

    manifest: Manifest
    sent: int


@dataclass(frozen=True)
class Current:
    """The manifest in the bucket with its ETag; both None at a first deployment."""

    manifest: Manifest | None
    etag: str | None


def apply(plan: Plan, bucket: Bucket, lock: Lock, current: Current, site_id: str, watcher: Watcher, workers: int,
          invalidate: Callable[[], None]) -> Done:
    """Do it. Raises DeployError at the first failure, after the requests under way have ended."""
    before = current.manifest or Manifest(site=site_id, prefix=bucket.prefix)
    starting = before.starting((put.item.key for put in plan.puts), plan.items)
    etag = _write(bucket, lock, starting, current.etag)
    written: dict[str, tuple[Entry, Headers]] = {}
    sent = 0

    def put(job: Put) -> tuple[str, Entry, Headers, int]:
        lock.ensure()
        item = job.item
        if item.version:
            answer, size = bucket.restore(item.key, item.version, item.headers), 0
        else:
            body = item.stored()
            answer, size = bucket.put(item.key, body, item.headers), len(body)
        return item.key, Entry(sha256=item.sha256, etag=answer.etag, headers=item.headers.digest(),
                               version=answer.version), item.headers, size

    def delete(key: str) -> None:
        lock.ensure()
        bucket.delete(key)

    with ThreadPoolExecutor(max_workers=workers) as pool:
        for phase in plan.phases:
            watcher.phase(phase.name, len(phase.puts))
            for key, entry, headers, size in _each(pool, put, phase.puts, watcher):
                written[key] = entry, headers
                sent += size
        for keys in plan.deletes:
            watcher.phase("deletes", len(keys))
            for _ in _each(pool, delete, keys, watcher):
                pass
    watcher.phase("end", 0)
    invalidate()
    final = manifests.finished(site_id, bucket.prefix, _entries(plan, before, written), plan.retired)
    _write(bucket, lock, final, etag)
    return Done(final, sent)


def _each(pool: ThreadPoolExecutor, work: Callable[[Job], T], jobs: Iterable[Job], watcher: Watcher) -> Iterable[T]:
    """Results as they come; after a failure nothing more is begun."""
    futures = [pool.submit(work, job) for job in jobs]
    try:
        for future in as_completed(futures):
            yield future.result()
            watcher.step()
    finally:
        for future in futures:
            future.cancel()


def _entries(plan: Plan, before: Manifest, written: dict[str, tuple[Entry, Headers]]) -> dict[str, tuple[Entry, Headers]]:
    """What the bucket holds now: the site, and assets kept for pages that somebody still reads."""
    kept = [key for key in (*plan.items, *plan.retired) if key in before.entries and key not in written]
    return written | {key: (before.entries[key], before.headers_of(key)) for key in kept}


def _write(bucket: Bucket, lock: Lock, manifest: Manifest, only_if: str | None) -> str:
    lock.ensure()
    data = manifest.to_bytes()
    try:
        return bucket.put(manifests.KEY, data, manifests.STORED_AS, only_if=only_if or "*").etag
    except Conflict:
        there = bucket.get(manifests.KEY)
        if there and there.data == data:                # the answer was lost, and the request repeated
            return there.etag
        raise Refused("another deployment changed the bucket after the plan was made", "run this again") from None
