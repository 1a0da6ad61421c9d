"""What must hold before anything is written. Each guard raises Refused with the reason, or does nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from apuntes.deploy.errors import Refused
from apuntes.deploy.headers import Kind
from apuntes.deploy.links import broken, target
from apuntes.deploy.manifest import Manifest
from apuntes.deploy.options import Options
from apuntes.deploy.plan import Plan
from apuntes.deploy.scan import Site
from apuntes.deploy.secrets_scan import refuse_secrets

NEEDED = ("index.html", "en/index.html", "404.html", "sitemap.xml", "robots.txt", "csp.txt", "pagefind/pagefind-entry.json")
MAX_DELETES = 0.25
_BUILD = "build it again, completely: make build"
_SITEMAP = re.compile(r"^Sitemap: (\S+/)sitemap\.xml$", re.MULTILINE)
_LOC = re.compile(r"<loc>([^<]+)</loc>")


def address(site: Site) -> str:
    """The address that the site was built for, from its robots.txt, ending in a slash."""
    match = _SITEMAP.search(site.items["robots.txt"].raw().decode("utf-8", errors="replace"))
    if match is None:
        raise Refused("robots.txt does not say where the sitemap is", _BUILD)
    return match[1]


def check_site(folder: Path, site: Site) -> str:
    """The built site is whole, links only to what it has, and holds no secret. Returns the address it was built for."""
    if not site.items:
        raise Refused(f"{folder} is empty", _BUILD)
    for key in NEEDED:
        if key not in site.items or not site.items[key].size:
            raise Refused(f"the site is half-built: {key} is {'empty' if key in site.items else 'missing'}", _BUILD)
    base = address(site)
    for location in _LOC.findall(site.items["sitemap.xml"].raw().decode()):
        if target("sitemap.xml", location, base) not in site.items:
            raise Refused(f"the site is half-built: sitemap.xml names {location}, which is not there", _BUILD)
    refuse_secrets(folder)
    keys = set(site.items)
    for key, item in site.items.items():
        if not key.endswith(".html"):
            continue
        for link, line in broken(key, item.raw().decode("utf-8", errors="replace"), keys, base):
            raise Refused(f"{key}:{line} links to {link}, which is not in the site", f"mend the link (make check), then {_BUILD}")
    return base


def check_bucket(options: Options, site_id: str, listing: Mapping[str, str], manifest: Manifest | None) -> None:
    """The bucket, or the preview's prefix, is this site's, or is empty and may become it."""
    where = f"{options.bucket}/{options.prefix}"
    if manifest is None:
        if listing and options.init:
            raise Refused(f"{where} is not empty ({len(listing)} objects, such as {min(listing)})",
                          "--init is for an empty bucket only: name another one, or empty it yourself")
        if listing:
            raise Refused(f"{where} has {len(listing)} objects and no marker of this site: it belongs to something else",
                          "check APUNTES_BUCKET; a first deployment needs an empty bucket and --init")
        if not options.init:
            raise Refused(f"{where} is empty and has no marker of this site", "if this is the right one, pass --init once")
    elif manifest.site != site_id:
        raise Refused(f"{where} holds another site: {manifest.site}, this one is {site_id}",
                      "check APUNTES_BUCKET and SITE_URL; if it is the same site under a new address, "
                      f"pass --site-id {manifest.site}")
    elif manifest.prefix != options.prefix:
        raise Refused(f"the marker in {where} was made for “{manifest.prefix or 'the root'}”",
                      "somebody copied it; remove it if you know that it is not needed")


def check_deletes(plan: Plan, manifest: Manifest | None, *, allowed: bool) -> None:
    """Not too much goes away at once. Assets with a hash do not count: they change with every theme, and are kept a while."""
    if manifest is None or allowed:
        return
    managed = sum(item.kind is not Kind.HASHED for item in plan.items.values()) + plan.removed
    if plan.removed > MAX_DELETES * managed:
        raise Refused(f"{plan.removed} of {managed} objects would be deleted, more than {MAX_DELETES:.0%}",
                      "look at the plan; if this is meant, pass --allow-deletes")
