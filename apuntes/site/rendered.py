"""What `mkdocs serve` keeps between two builds: pages in which nothing would change.

Rendering Markdown is most of a rebuild, and a save changes few pages. A page is taken from here only if its
Markdown (boxes and footnotes written out), what is appended to it and everything that can show in any page
(the mark that `begin` is given) are the same as when it was kept. `mkdocs build` never uses it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page


@dataclass(frozen=True)
class Rendered:
    """A page after `on_page_content`: its HTML and what MkDocs derived from it."""

    key: str
    html: str
    toc: Any
    anchors: set[str] | None
    links: dict[str, dict[str, str]]        # linked file -> anchor -> link as written


@dataclass
class Kept:
    """The kept pages of one `serve`, by source path."""

    mark: str = ""
    pages: dict[str, Rendered] = field(default_factory=dict)

    def begin(self, mark: str) -> None:
        """A build starts; what was kept under another mark is forgotten."""
        if mark != self.mark:
            self.mark = mark
            self.pages.clear()

    def knows(self, page: Page, markdown: str, appended: str) -> bool:
        """Whether the page is kept and would come out the same."""
        kept = self.pages.get(page.file.src_uri)
        return kept is not None and kept.key == _key(markdown, appended)

    def keep(self, page: Page, html: str, appended: str) -> None:
        """Keep a page that MkDocs has rendered."""
        links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
        key = _key(page.markdown or "", appended)
        self.pages[page.file.src_uri] = Rendered(key, html, page.toc, page.present_anchor_ids, links)

    def restore(self, page: Page, files: Files) -> str:
        """The kept HTML; what MkDocs derived from it goes into the page."""
        kept = self.pages[page.file.src_uri]
        page.toc = kept.toc
        page.present_anchor_ids = kept.anchors
        found = {files.get_file_from_path(name): anchors for name, anchors in kept.links.items()}
        page.links_to_anchors = {file: anchors for file, anchors in found.items() if file}
        return kept.html


def _key(markdown: str, appended: str) -> str:
    return hashlib.sha256(f"{markdown}\0{appended}".encode()).hexdigest()


def mark_of(paths: Iterable[Path]) -> str:
    """A hash of the names, times and sizes of these files and of all files below these folders."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                state = file.stat()
                digest.update(f"{file}\0{state.st_mtime_ns}\0{state.st_size}\n".encode())
    return digest.hexdigest()
