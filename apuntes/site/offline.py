"""What “save for offline reading” needs: the list of each language's files, the service worker, the manifests.

A list holds everything that a page of its language may ask for, with size and hash, so that a reader's copy is
whole, can be resumed and loads only what changed. What the terminal of the lab pages runs is as big as all the
rest, so it is listed apart: for those who ask for it. Lists must be written last, when no file changes any more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path

import rjsmin

from apuntes.content.records import LANGUAGES
from apuntes.site.terminal import FOLDER as LABS

# For programs, for those who share links, or for the moment before saving: no page shows them.
_NEVER = ("data/*", "packs/*", "offline/*", f"{LABS}/*", "sw.js", "*.txt", "*.xml", "*.md", "assets/brand/preview-*",
          "pagefind/wasm.unknown.*")
_SHARED = ("assets/", "pagefind/", "search/")
# The language in a shared file's name: diagram.es.svg, wasm.es.pagefind, es_93a0a18044.pf_meta, search/es/a.json.
_IN_NAME = re.compile(rf"[/.]({'|'.join(LANGUAGES)})[_./]")


def language_of(path: str, bundled: Mapping[str, Iterable[str]]) -> str | None:
    """The only language that uses a file; None for both. `bundled` are the hashed files by language."""
    if not path.startswith(_SHARED):
        return "en" if path.startswith("en/") else None if "/" not in path and path != "index.html" else "es"
    users = [language for language, paths in bundled.items() if path in paths]
    if users:
        return users[0] if len(users) == 1 else None
    found = _IN_NAME.search(path)
    return found[1] if found else None


def lists(site_dir: Path, bundled: Mapping[str, Iterable[str]]) -> dict[str, dict[str, object]]:
    """For each language `{version, size, files: [[address, bytes, hash], …], labs: {size, files}}`.

    Addresses are relative to the site. `labs`, only there if the terminal is, holds its files; their names carry a
    hash that stands in the lab pages, so that `version` changes with them.
    """
    known = {language: set(paths) for language, paths in bundled.items()}
    files: dict[str, list[tuple[str, int, str]]] = {language: [] for language in known}
    texts = {language: "" for language in known}
    diagrams: list[tuple[str, Path]] = []
    for file in sorted(path for path in site_dir.rglob("*") if path.is_file()):
        path = file.relative_to(site_dir).as_posix()
        if any(fnmatch(path, pattern) for pattern in _NEVER):
            continue
        if path.startswith("assets/diagrams/"):
            diagrams.append((path, file))
            continue
        only = language_of(path, known)
        for language in known if only is None else [only]:
            files[language].append(_entry(path, file))
            texts[language] += file.read_text(encoding="utf-8") if path.endswith(".html") else ""
    for path, file in diagrams:                                 # most stand inside their pages
        for language, text in texts.items():
            if path in text:
                files[language].append(_entry(path, file))
    extra = [_entry(file.relative_to(site_dir).as_posix(), file) for file in sorted((site_dir / LABS).rglob("*"))
             if file.is_file() and file.suffix != ".txt"]
    return {language: {"version": hashlib.sha256(json.dumps(found).encode()).hexdigest()[:12],
                       **_sized(found), **({"labs": _sized(extra)} if extra else {})} for language, found in files.items()}


def _sized(files: list[tuple[str, int, str]]) -> dict[str, object]:
    return {"size": sum(size for _, size, _ in files), "files": files}


def _entry(path: str, file: Path) -> tuple[str, int, str]:
    content = file.read_bytes()
    address = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
    return address, len(content), hashlib.sha256(content).hexdigest()[:16]


def manifest(language: str, name: str, description: str) -> dict[str, object]:
    """The web app manifest; the English one stands in `en/`, and its app shows both languages too."""
    root = "" if language == "es" else "../"
    return {
        "name": name, "short_name": name, "description": description, "lang": language, "dir": "ltr",
        "start_url": "./", "scope": root or "./", "display": "standalone",
        "background_color": "#fcfbf7", "theme_color": "#fcfbf7", "categories": ["education", "books"],
        "icons": [
            {"src": f"{root}assets/brand/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": f"{root}assets/brand/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {"src": f"{root}assets/brand/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }


def write_app(site_dir: Path, worker: Path, about: Mapping[str, tuple[str, str]]) -> None:
    """The service worker and the manifests; `about[language]` are name and description of the site."""
    (site_dir / "sw.js").write_text(str(rjsmin.jsmin(worker.read_text(encoding="utf-8"))), encoding="utf-8")
    for language, (name, description) in about.items():
        _write(site_dir / ("" if language == "es" else language) / "manifest.webmanifest", manifest(language, name, description))


def write_lists(site_dir: Path, bundled: Mapping[str, Iterable[str]]) -> None:
    """Write `offline/<language>.json` and the versions alone, for the question whether there is a newer one."""
    found = lists(site_dir, bundled)
    (site_dir / "offline").mkdir(exist_ok=True)
    for language, content in found.items():
        _write(site_dir / "offline" / f"{language}.json", content)
    _write(site_dir / "offline" / "versions.json", {language: content["version"] for language, content in found.items()})


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
