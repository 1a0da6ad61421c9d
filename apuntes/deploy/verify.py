"""After the work: the bucket is listed again, and pages are fetched from the published address, as a reader gets them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import quote

import urllib3

from apuntes.deploy.errors import DeployError
from apuntes.deploy.headers import Kind
from apuntes.deploy.manifest import Manifest
from apuntes.deploy.plan import Plan
from apuntes.deploy.scan import Item

SAMPLE, SHOWN = 12, 5
_AGAIN = "run this again; if it stays, something else writes to the bucket or stands between it and its readers"


def check_listing(listing: dict[str, str], manifest: Manifest, plan: Plan) -> None:
    """Every object is there with the ETag that its upload answered, and what was deleted is gone."""
    for key, entry in manifest.entries.items():
        if listing.get(key) != entry.etag:
            raise DeployError(f"after the deployment {key} is {'not what was uploaded' if key in listing else 'missing'}", _AGAIN)
    for key in plan.gone:
        if key in listing:
            raise DeployError(f"after the deployment {key} is still there", _AGAIN)


def sample(plan: Plan) -> list[Item]:
    """The entries and some of what changed, the same ones for the same plan."""
    entries = [item for item in plan.items.values() if item.kind is Kind.ENTRY and item.key != "404.html" and not item.version]
    changed = [put.item for put in plan.puts if put.item not in entries and put.item.key != "404.html" and not put.item.version]
    return entries + random.Random(len(changed)).sample(changed, min(SAMPLE, len(changed)))


def check_pages(url: str, plan: Plan) -> int:
    """Fetch the sample below `url`; how many were. Raises DeployError with all differences."""
    retries = urllib3.Retry(3, redirect=0, raise_on_redirect=False, backoff_factor=0.5, status_forcelist=(500, 502, 503, 504))
    pool = urllib3.PoolManager(retries=retries, timeout=20)
    found: list[str] = []
    items = sample(plan)
    for item in items:
        found += [f"{item.key}: {difference}" for difference in _differences(pool, url, item)]
    if found:
        raise DeployError(f"what {url} serves is not what was deployed:\n    " + "\n    ".join(found[:SHOWN])
                          + (f"\n    … and {len(found) - SHOWN} more" if len(found) > SHOWN else ""),
                          "check that --url is the address of this bucket, and what stands before it; then run this again")
    return len(items)


def _differences(pool: urllib3.PoolManager, url: str, item: Item) -> Iterator[str]:
    path = item.key if item.headers.redirect else item.key.removesuffix("index.html")
    try:
        answer = pool.request("GET", url.rstrip("/") + "/" + quote(path), headers={"Accept-Encoding": "gzip"})
    except urllib3.exceptions.HTTPError as error:
        raise DeployError(f"the bucket is as it should be, but {url} does not answer: {error}",
                          "check --url (APUNTES_URL) and the name's DNS records; then run this again") from error
    expected = {"Content-Type": item.headers.content_type, "Cache-Control": item.headers.cache_control}
    if item.headers.redirect:
        where = answer.headers.get("Location", "")
        if answer.status != 301 or not where.endswith(item.headers.redirect):
            yield f"status {answer.status} to “{where}” instead of 301 to {item.headers.redirect}"
        return
    if answer.status != 200:
        yield f"status {answer.status} instead of 200"
        return
    for name, value in expected.items():
        if answer.headers.get(name) != value:
            yield f"{name} is “{answer.headers.get(name)}” instead of “{value}”"
    if sha256(answer.data).hexdigest() != item.sha256:
        yield "other content"
