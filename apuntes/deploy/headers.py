"""The rule table: what kind of file a key is, and the headers it is served with.

Everything follows from the key alone, so that a rule that changes shows as a header change of
exactly the objects it is about.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum

from apuntes.deploy.errors import Refused


class Kind(StrEnum):
    """What a file is for the order of uploads and for caches."""

    HASHED = "hashed"       # the name has a hash of the content: never changes, may be kept for ever
    MEDIA = "media"         # pictures, fonts, downloads: what pages show, under a fixed name
    PAGE = "page"
    ENTRY = "entry"         # where visits begin: home pages, 404, sitemap, robots, the entry of the search


@dataclass(frozen=True)
class Headers:
    """Headers of one object; an empty value means that the header is not sent. `redirect` is S3's own."""

    content_type: str
    cache_control: str
    content_language: str = ""
    content_encoding: str = ""
    redirect: str = ""

    def arguments(self) -> dict[str, str]:
        """As arguments of PutObject and CopyObject."""
        names = {"content_type": "ContentType", "cache_control": "CacheControl", "content_language": "ContentLanguage",
                 "content_encoding": "ContentEncoding", "redirect": "WebsiteRedirectLocation"}
        return {names[name]: value for name, value in asdict(self).items() if value}

    def digest(self) -> str:
        """Equal exactly for equal headers."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


_HASHED = re.compile(r"""
      assets/[^/]+\.[0-9a-f]{10}\.\w+                                   # styles, scripts, definitions (site/assets.py)
    | pagefind/(?:fragment|index)/[\w-]+_[0-9a-f]{7,}\.pf_(?:fragment|index)
    | pagefind/pagefind\.[\w-]+_[0-9a-f]{10,}\.pf_meta
    | labs-runtime/(?:packages|project)\.[0-9a-f]{10}\.tar\.gz          # compressed already: the lab pages unpack them
    | labs-runtime/pyodide-[0-9a-f]{10}/[\w.]+
""", re.VERBOSE)
# The search's program and its entry belong to one version of Pagefind, so they change together, last;
# so do the lists for offline reading, which name files that must be there.
_ENTRY = re.compile(r"(?:en/)?index\.html|404\.html|sitemap\.xml|robots\.txt|csp\.txt|search/[^/]+/[^/]+\.json"
                    r"|unsaved\.html|sw\.js|offline/[^/]+\.json"
                    r"|pagefind/(?:pagefind-entry\.json|[\w-]+\.js|wasm\.[\w-]+\.pagefind)")

_FOREVER = "public, max-age=31536000, immutable"
_HOUR = "public, max-age=3600"
_SHORT = "public, max-age=60, must-revalidate"
_CACHE = {Kind.HASHED: _FOREVER, Kind.MEDIA: _HOUR, Kind.PAGE: _SHORT, Kind.ENTRY: _SHORT}

_UTF8 = "; charset=utf-8"
_TYPES = {
    "html": "text/html" + _UTF8, "css": "text/css" + _UTF8, "js": "text/javascript" + _UTF8, "mjs": "text/javascript" + _UTF8,
    "txt": "text/plain" + _UTF8, "md": "text/markdown" + _UTF8, "csv": "text/csv" + _UTF8,
    "xml": "application/xml" + _UTF8, "atom": "application/atom+xml" + _UTF8, "rss": "application/rss+xml" + _UTF8,
    "json": "application/json", "webmanifest": "application/manifest+json", "svg": "image/svg+xml" + _UTF8,
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "ico": "image/x-icon", "woff": "font/woff", "woff2": "font/woff2",
    "wasm": "application/wasm", "pdf": "application/pdf", "zip": "application/zip", "gz": "application/gzip",
    "epub": "application/epub+zip", "apkg": "application/octet-stream", "mp4": "video/mp4", "webm": "video/webm",
    # Pagefind compresses these itself and unpacks them in its own program
    "pagefind": "application/octet-stream", "pf_fragment": "application/octet-stream",
    "pf_index": "application/octet-stream", "pf_meta": "application/octet-stream",
}
_TEXT = re.compile(r"text/|application/(?:json|manifest\+json|xml|atom\+xml|rss\+xml)|image/svg")


def kind_of(key: str) -> Kind:
    """The kind of a key (without the deployment's prefix)."""
    if _HASHED.fullmatch(key):
        return Kind.HASHED
    if _ENTRY.fullmatch(key):
        return Kind.ENTRY
    return Kind.PAGE if key.endswith(".html") else Kind.MEDIA


def headers_of(key: str, *, gzip: bool) -> Headers:
    """Headers of a file; with `gzip` texts are announced as stored compressed. Refuses an unknown ending."""
    ending = key.rpartition("/")[2].rpartition(".")[2].lower()
    try:
        content_type = _TYPES[ending]
    except KeyError:
        raise Refused(f"{key}: no Content-Type is known for the ending “.{ending}”",
                      "add it to _TYPES in apuntes/deploy/headers.py, or keep the file out of the site") from None
    language = ""
    if ending == "html":
        language = "es, en" if key in ("404.html", "unsaved.html") else "en" if key.startswith("en/") else "es"
    return Headers(content_type, _CACHE[kind_of(key)], language, "gzip" if gzip and _TEXT.match(content_type) else "")


def redirect_headers(location: str) -> Headers:
    """Headers of a zero-byte object that the website endpoint answers with 301 to `location`."""
    return Headers("text/html" + _UTF8, _SHORT, redirect=location)
