"""The template environment of a build, without the two costs that MkDocs pays for each language.

MkDocs lists every file of the theme to copy the ones that pages need. Material brings 10,000 icons in a
folder whose name begins with a dot; MkDocs drops those from the list afterwards
(`Files.add_files_from_theme`), so not listing them changes nothing but the time. And it compiles each
template anew for each language and each reload; Jinja's bytecode cache, kept in memory, compiles once.
"""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme


class _Loader(FileSystemLoader):
    """Finds every file, and lists those outside dot folders."""

    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for top in self.searchpath:
            for folder, folders, files in os.walk(top, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update((Path(folder) / name).relative_to(top).as_posix() for name in files)
        return sorted(found)


class Compiled(BytecodeCache):
    """Compiled templates in memory. Jinja compares a checksum of the source, so an edit is compiled anew."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


def environment(theme: Theme, compiled: Compiled) -> Environment:
    """The environment MkDocs would make for this theme, with the loader and the cache of this module."""
    env: Environment = type(theme).get_env(theme)
    env.loader = _Loader(theme.dirs)
    env.bytecode_cache = compiled
    return env
