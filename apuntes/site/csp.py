"""The Content-Security-Policy: computed from the pages that were built, never typed in.

Inline scripts are allowed by hash, nothing else inline is. `'wasm-unsafe-eval'` is there because
the search index and the terminal of the lab pages run WebAssembly.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.DOTALL)
_HEAD = re.compile(r'<meta charset="?utf-8"?>', re.IGNORECASE)


def script_hashes(page: str) -> set[str]:
    """CSP hash sources of the page's inline scripts."""
    return {"'sha256-" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() + "'"
            for body in _INLINE_SCRIPT.findall(page) if body.strip()}


def policy(hashes: set[str]) -> str:
    """The policy for a meta element; as a header it gains `frame-ancestors`."""
    return "; ".join([
        "default-src 'none'",
        " ".join(["script-src 'self' 'wasm-unsafe-eval'", *sorted(hashes)]),
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
    ])


def apply(site_dir: Path) -> str:
    """Put one policy, right for all pages, into each page's head; return its header value.

    Raises ValueError for a page without `<meta charset="utf-8">`, where the policy would be lost.
    """
    pages = {file: file.read_text(encoding="utf-8") for file in sorted(site_dir.rglob("*.html"))}
    value = policy({name for page in pages.values() for name in script_hashes(page)})
    meta = f'<meta http-equiv="Content-Security-Policy" content="{value}">'
    for file, page in pages.items():
        if not _HEAD.search(page):
            raise ValueError(f"{file}: no <meta charset=\"utf-8\"> to put the Content-Security-Policy after")
        file.write_text(_HEAD.sub(lambda match: match[0] + meta, page, count=1), encoding="utf-8")
    return value + "; frame-ancestors 'none'"
