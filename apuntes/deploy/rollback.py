"""Back to the deployment before the present one, from the versions that the bucket kept.

The manifest is versioned with everything else, so its earlier versions say which version of each object
belonged together. A rollback is a plan like any other, with versions of objects in the place of files.
"""

from __future__ import annotations

from apuntes.deploy import manifest as manifests
from apuntes.deploy.errors import Refused
from apuntes.deploy.headers import kind_of
from apuntes.deploy.manifest import Manifest
from apuntes.deploy.plan import Plan
from apuntes.deploy.s3 import Bucket
from apuntes.deploy.scan import Item

_BY_HAND = "check out the commit to go back to, build it and deploy it"


def previous(bucket: Bucket, current: Manifest) -> Manifest:
    """The newest complete manifest that describes another site than the present one.

    If the present deployment did not finish, that is the one before it. Raises DeployError without versions.
    """
    found = 0
    for _, version in bucket.versions(manifests.KEY):
        found += 1
        stored = bucket.get(manifests.KEY, version)
        if version == "null" or stored is None:
            continue
        old = manifests.parse(stored.data, f"version {version} of {manifests.KEY}")
        if old.incoming or old.site != current.site or not live(old):
            continue
        if current.incoming or live(old) != live(current):
            return old
    if found <= 1:
        raise Refused(f"the bucket {bucket.name} has no versions to go back to",
                      f"{_BY_HAND}. For the next time turn on versioning (the templates in infra/ do)")
    raise Refused("no earlier complete deployment is among the versions of the manifest", _BY_HAND)


def live(manifest: Manifest) -> dict[str, tuple[str, str]]:
    """The site that a manifest describes: content and headers by key, without retired assets."""
    return {key: (entry.sha256, entry.headers) for key, entry in manifest.entries.items() if key not in manifest.retired}


def items(old: Manifest) -> dict[str, Item]:
    """The objects of an earlier deployment, each as the version that it had. Refuses entries without version."""
    found: dict[str, Item] = {}
    for key in live(old):
        entry, headers = old.entries[key], old.headers_of(key)
        if not entry.version:
            raise Refused(f"{key} was deployed before the bucket had versions", _BY_HAND)
        found[key] = Item(key, kind_of(key), entry.sha256, 0, headers, version=entry.version)
    return found


def check_versions(bucket: Bucket, plan: Plan) -> None:
    """Every version that the plan needs still exists. Refuses for the first that does not."""
    there = set(bucket.versions()) if plan.puts else set()
    for put in plan.puts:
        if (put.item.key, put.item.version) not in there:
            raise Refused(f"{put.item.key}: the version of that deployment no longer exists", f"it has expired; {_BY_HAND}")
