"""Style sheets and scripts: joined, minified and named by their content.

rcssmin and rjsmin do the minifying (pure text, no Node); hashing in the name lets a deployment
serve these files as immutable.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import rcssmin
import rjsmin


@dataclass(frozen=True)
class Assets:
    """Bundled files: `urls` maps the name templates use to the path in the site, `files` path to text."""

    urls: dict[str, str]
    files: dict[str, str]

    def write(self, site_dir: Path) -> None:
        """Write every file below `site_dir`."""
        for path, text in self.files.items():
            target = site_dir / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def bundle(source: Path) -> Assets:
    """All of `source/styles/*.css` as `site.css`; each of `source/scripts/*.js` on its own."""
    css = "\n".join(file.read_text(encoding="utf-8") for file in sorted((source / "styles").glob("*.css")))
    texts = {"site.css": str(rcssmin.cssmin(css))}
    for file in sorted((source / "scripts").glob("*.js")):
        texts[file.name] = str(rjsmin.jsmin(file.read_text(encoding="utf-8")))
    urls: dict[str, str] = {}
    files: dict[str, str] = {}
    for name, text in texts.items():
        stem, _, suffix = name.rpartition(".")
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        urls[name] = f"assets/{stem}.{digest}.{suffix}"
        files[urls[name]] = text
    return Assets(urls, files)
