"""A deployment from beginning to end: read both sides, plan, ask the guards, apply, verify."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from apuntes.deploy import cdn, guards, rollback, verify
from apuntes.deploy import manifest as manifests
from apuntes.deploy.apply import Current, Watcher, apply
from apuntes.deploy.errors import Refused
from apuntes.deploy.lock import Lock
from apuntes.deploy.options import Options
from apuntes.deploy.plan import Plan, make_plan
from apuntes.deploy.report import Outcome
from apuntes.deploy.s3 import Bucket
from apuntes.deploy.scan import Item, redirects, scan

Show = Callable[[Plan, tuple[str, ...]], None]


def deploy(options: Options, moved: Mapping[str, str], show: Show, watcher: Watcher) -> Outcome:
    """Plan, show, and with `options.apply` carry out. `moved` maps old page paths to new ones (`data/redirects.yml`).

    Raises DeployError (Refused if nothing was written because a guard said no).
    """
    start = time.monotonic()
    bucket = Bucket(options)
    if options.remove:
        return _remove(options, bucket, show, watcher, start)
    notes: list[str] = []
    if not options.owner:
        notes.append("the owner of the bucket is not checked: set APUNTES_BUCKET_OWNER to its account")
    site_id = options.site_id
    items: dict[str, Item] = {}
    if not options.rollback:
        site = scan(options.folder, gzip=options.target == "website")
        built_for = guards.check_site(options.folder, site)
        site_id = site_id or built_for
        if site.skipped:
            notes.append(f"left out: {len(site.skipped)} hidden files and source maps")
        items = site.items | (redirects(moved, options.prefix) if options.target == "website" else {})
    current = _current(bucket)
    listing = bucket.list()
    if options.rollback:
        if current.manifest is None:
            raise Refused(f"there is no deployment in {options.bucket}/{options.prefix} to go back from", "check APUNTES_BUCKET")
        site_id = site_id or current.manifest.site
        old = rollback.previous(bucket, current.manifest)
        items = rollback.items(old)
    guards.check_bucket(options, site_id, listing, current.manifest)
    plan = make_plan(items, listing, current.manifest, bucket.time, options.grace)
    show(plan, tuple(notes))
    guards.check_deletes(plan, current.manifest, allowed=options.allow_deletes)
    if options.rollback:
        rollback.check_versions(bucket, plan)
    outcome = Outcome(plan, applied=False, notes=tuple(notes))
    if options.apply and not plan.empty:
        outcome = _carry_out(options, bucket, current, plan, site_id, watcher, outcome)
    return replace(outcome, seconds=time.monotonic() - start)


def _carry_out(options: Options, bucket: Bucket, current: Current, plan: Plan, site_id: str, watcher: Watcher,
               outcome: Outcome) -> Outcome:
    invalidated: list[str] = []
    lock = Lock(bucket, break_it=options.break_lock)
    with lock.held():
        if lock.taken_from:
            outcome = replace(outcome, notes=(*outcome.notes, f"took over the lock of {lock.taken_from}"))
        done = apply(plan, bucket, lock, current, site_id, watcher, options.workers,
                     lambda: invalidated.extend(cdn.invalidate(options, plan, lock.token)))
        verify.check_listing(bucket.list(), done.manifest, plan)
        if options.remove:
            bucket.delete(manifests.KEY)
    fetched = verify.check_pages(options.url, plan) if options.url and not options.remove else 0
    return replace(outcome, applied=True, sent=done.sent, invalidated=invalidated, fetched=fetched)


def _remove(options: Options, bucket: Bucket, show: Show, watcher: Watcher, start: float) -> Outcome:
    """Take a preview away again: everything that its manifest knows, pages first, the manifest last."""
    current = _current(bucket)
    if current.manifest is None or current.manifest.prefix != options.prefix:
        raise Refused(f"there is no preview at {options.bucket}/{options.prefix}", "check --prefix; nothing was removed")
    plan = make_plan({}, bucket.list(), current.manifest, bucket.time)
    if plan.retired:
        plan = replace(plan, deletes=(*plan.deletes, tuple(plan.retired)), retired={}, retiring=())
    show(plan, ())
    outcome = Outcome(plan, applied=False)
    if options.apply:
        outcome = _carry_out(options, bucket, current, plan, current.manifest.site, watcher, outcome)
    return replace(outcome, seconds=time.monotonic() - start)


def _current(bucket: Bucket) -> Current:
    stored = bucket.get(manifests.KEY)
    if stored is None:
        return Current(None, None)
    return Current(manifests.parse(stored.data, f"{bucket.name}/{bucket.prefix}{manifests.KEY}"), stored.etag)
