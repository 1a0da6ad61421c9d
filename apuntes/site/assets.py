"""Style sheets and scripts: joined, minified and named by their content.

rcssmin and rjsmin do the minifying (pure text, no Node); a hash in the name lets a deployment serve
these files as immutable.

A script names another file of the bundle as `'./name'`; the bundle puts the hashed name there, so that
pages name only one script and the browser finds the rest beside it. `UI` in a script becomes the
interface's words that it uses, in the page's language: they are loaded once, not with every page. site.js
gets those of the scripts without a `UI` as well, and hands them on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import rcssmin
import rjsmin

_REFERENCE = re.compile(r"'\./([\w-]+\.\w+)'")
_PLACE_FOR_WORDS = re.compile(r"\bUI\b")
_USED_WORD = re.compile(r"\bui\.([a-z0-9_]+)\b")
_GIVES_WORDS = "site.js"


@dataclass(frozen=True)
class Assets:
    """Bundled files: `urls[language]` maps the name templates use to the path in the site, `files` path to text."""

    urls: dict[str, dict[str, str]]
    files: dict[str, str]

    def write(self, site_dir: Path) -> None:
        """Write every file below `site_dir`."""
        for path, text in self.files.items():
            target = site_dir / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def bundle(source: Path, words: Mapping[str, Mapping[str, str]], generated: Mapping[str, Mapping[str, str]]) -> Assets:
    """All of `source/styles/*.css` as `site.css`; each of `source/scripts/*.js` on its own.

    `words[language]` are the interface's words, `generated[language]` texts of files made by the build,
    by name. Raises KeyError for a word or a file that a script names and nobody has.
    """
    css = "\n".join(file.read_text(encoding="utf-8") for file in sorted((source / "styles").glob("*.css")))
    scripts = {file.name: str(rjsmin.jsmin(file.read_text(encoding="utf-8")))
               for file in sorted((source / "scripts").glob("*.js"))}
    own = {name: set(_USED_WORD.findall(text)) for name, text in scripts.items()}
    given = set().union(*(words for name, words in own.items() if not _PLACE_FOR_WORDS.search(scripts[name])))
    urls: dict[str, dict[str, str]] = {}
    files: dict[str, str] = {}
    for language, texts in words.items():
        plain = {"site.css": str(rcssmin.cssmin(css)), **generated[language]}
        for name, text in scripts.items():
            used = own[name] | (given if name == _GIVES_WORDS else set())
            inserted = json.dumps({word: texts[word] for word in sorted(used)}, ensure_ascii=False, separators=(",", ":"))
            plain[name] = inserted.join(_PLACE_FOR_WORDS.split(text))
        urls[language] = {}
        for name in plain:
            _place(name, plain, urls[language], files)
    return Assets(urls, files)


def _place(name: str, plain: Mapping[str, str], urls: dict[str, str], files: dict[str, str]) -> str:
    """The hashed path of a file, placed after the files that it names."""
    if name in urls:
        return urls[name]
    if name not in plain:
        raise KeyError(f"a script names “./{name}”, which is neither in docs/assets/scripts nor made by the build")
    text = plain[name]
    if name.endswith(".js"):
        text = _REFERENCE.sub(lambda match: f"'./{_place(match[1], plain, urls, files).rpartition('/')[2]}'", text)
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    urls[name] = f"assets/{stem}.{digest}.{suffix}"
    files[urls[name]] = text
    return urls[name]
