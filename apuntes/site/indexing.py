"""The search index of `mkdocs serve`, made after the page has been reloaded.

Indexing, and writing the hundreds of small files of an index, takes as long as all else that a save costs. So both
happen while the page is read again: first the index of the last build is put back, then the new one replaces it.
`mkdocs build` waits for its index as ever.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
from pathlib import Path
from threading import Thread

from apuntes.site import search

log = logging.getLogger("mkdocs.plugins.apuntes")


class Background:
    """One `serve`: at most one indexing at a time. `stop` before the site folder is emptied and at the end."""

    def __init__(self) -> None:
        self._index: dict[str, bytes] = {}
        self._process: subprocess.Popen[str] | None = None
        self._thread: Thread | None = None
        self._stopped = False

    def refresh(self, site_dir: Path) -> None:
        """Index `site_dir`: the first time before this returns, later behind the reader's back."""
        self.stop()
        self._stopped = False
        target = Path(tempfile.mkdtemp(prefix="apuntes-index-"))
        self._process = search.start(site_dir, target)
        self._thread = Thread(target=self._finish, args=(self._process, target, site_dir), daemon=True)
        self._thread.start()
        if not self._index:
            self._thread.join()

    def stop(self) -> None:
        """End a running indexing; its result is dropped."""
        self._stopped = True
        if self._process and self._thread:
            self._process.kill()
            self._thread.join()
        self._process = self._thread = None

    def _finish(self, process: subprocess.Popen[str], target: Path, site_dir: Path) -> None:
        self._write(site_dir)
        try:
            search.finish(process, target)
        except RuntimeError as error:
            if not self._stopped:
                log.error("%s", error)
        else:
            self._index = {file.relative_to(target).as_posix(): file.read_bytes()
                           for file in target.rglob("*") if file.is_file()}
            self._write(site_dir)
        shutil.rmtree(target)

    def _write(self, site_dir: Path) -> None:
        for name, content in self._index.items():
            if self._stopped:
                return
            file = site_dir / search.FOLDER / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
