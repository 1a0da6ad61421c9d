"""The search index: Pagefind over the built pages, and the glossary's synonyms beside it.

Pagefind splits by `<html lang>`, stems both languages and loads on demand in pieces, so a first
search costs the same however large the site gets; Material's own index mixes the languages and
loads on every page.
"""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pagefind_bin import get_executable

from apuntes.content.records import LANGUAGES, Data
from apuntes.site.blocks import fold

FOLDER = "pagefind"
_NOT_USED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js",
             "pagefind-worker.js")
# What no one searches for, or would find on another page: sources and templates, the commands of labs, and on the
# reference pages all but the names in the tables and the claims. The text of a found page is loaded, so it should be short.
_LEFT_OUT = (".footnote", ".language-yaml", "[data-index=lab] .highlight", ".filterable td", "[data-index=reference] .now")
_POSTINGS = "500"       # a chunk of the index is loaded for each word searched; Pagefind's own 20000 make 37 kB each


def start(site_dir: Path, target: Path) -> subprocess.Popen[str]:
    """Pagefind, indexing the pages below `site_dir` into `target`; `finish` waits for it."""
    command = [str(get_executable()), "--site", str(site_dir), "--output-path", str(target),
               "--exclude-selectors", ",".join(_LEFT_OUT), "--quiet"]
    env = {**os.environ, "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": _POSTINGS}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process: subprocess.Popen[str], target: Path) -> None:
    """Wait for `start` and leave only what this site uses. Raises RuntimeError with Pagefind's own words when it failed."""
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the search index could not be built (pagefind exit {process.returncode}):\n{said}")
    for pattern in _NOT_USED:
        for file in target.glob(pattern):
            file.unlink()
    entry = target / "pagefind-entry.json"       # its languages come in any order
    entry.write_text(json.dumps(json.loads(entry.read_text(encoding="utf-8")), ensure_ascii=False, sort_keys=True,
                                separators=(",", ":")), encoding="utf-8")


@contextmanager
def indexing(site_dir: Path) -> Iterator[None]:
    """Write `site_dir/pagefind` while the block runs, which must leave the pages as they are.

    Raises RuntimeError, see `finish`. When the block fails, the indexing ends with it.
    """
    process = start(site_dir, site_dir / FOLDER)
    try:
        yield
    except BaseException:
        process.kill()
        process.communicate()
        raise
    finish(process, site_dir / FOLDER)


def bare(text: str) -> str:
    """Words without accents, hyphens and plural endings, as search.js makes them of what is typed."""
    return " ".join(re.sub(r"y$", "i", re.sub(r"e$", "", re.sub(r"e?s$", "", word))) if len(word) > 3 else word
                    for word in fold(text).replace("-", " ").split(" "))


def synonyms(data: Data, language: str) -> list[list[str]]:
    """Rows `[bare phrase, folded equivalents…]`; an equivalent never reads like the phrase.

    A term of several words has a row of its own, if only so that no synonym replaces a part of it. In Spanish its
    equivalent is the English term, which stands beside its first mention and is found on few pages.
    """
    rows: dict[str, list[str]] = {}

    def add(phrase: str, equivalents: list[str]) -> None:
        row = rows.setdefault(phrase, [])
        for equivalent in equivalents:
            if phrase not in (equivalent, bare(equivalent)) and equivalent not in row:
                row.append(equivalent)

    for term in data.terms.values():
        best = [fold(term.words(language).term)]
        other = "en" if language == "es" else "es"
        if term.keep_english or any(fold(term.words(other).term) == fold(v) for v in term.words(language).variants):
            best.append(fold(term.words(other).term))
        typed = [*term.synonyms[language], *term.synonyms[other], term.words(other).term,
                 *term.words(other).variants, *term.words(language).variants]
        for phrase in map(bare, typed):
            add(phrase, best)
    for term in data.terms.values():
        words = term.words(language)
        english = [fold(term.en.term)] if language == "es" else []
        for phrase in map(bare, (words.term, *words.variants)):
            if " " in phrase and not rows.get(phrase):
                add(phrase, english)
    return [[phrase, *equivalents] for phrase, equivalents in sorted(rows.items()) if equivalents or " " in phrase]


def shelf(phrase: str) -> str:
    """The name of the file that holds a phrase: its first letter, or 0. As in search.js."""
    return phrase[0] if phrase[:1] in string.ascii_lowercase and phrase else "0"


def write_synonyms(data: Data, site_dir: Path) -> None:
    """Write `search/<lang>/<shelf>.json` for each language and letter.

    A search loads the files of its words' first letters: what it costs does not grow with the glossary.
    """
    for language in LANGUAGES:
        shelves: dict[str, list[list[str]]] = {name: [] for name in "0" + string.ascii_lowercase}
        for row in synonyms(data, language):
            shelves[shelf(row[0])].append(row)
        folder = site_dir / "search" / language
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in shelves.items():
            text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
