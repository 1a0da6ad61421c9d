"""Style sheets and scripts: joined, minified and named by their content.

rcssmin and rjsmin do the minifying (pure text, no Node); a hash in the name lets a deployment serve
these files as immutable.

A script names another file of the bundle as `'./name'`; the bundle puts the hashed name there, so that
pages name only one script and the browser finds the rest beside it. `UI` in a script becomes the
interface's words, in the page's language, that it uses and that the scripts use which it brings along: they
are loaded once, not with every page. A script with a `UI` of its own brings its own words.

A picture beside the style sheets (`url("icons.svg")`) becomes a part of them: no request of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import rcssmin
import rjsmin

_REFERENCE = re.compile(r"'\./([\w-]+\.\w+)'")
_PLACE_FOR_WORDS = re.compile(r"\bUI\b")
_PICTURE = re.compile(r'url\("([\w-]+\.svg)"\)')
_USED_WORD = re.compile(r"\bui\.([a-z0-9_]+)\b")
_PAGE_SHEETS = {"65-practice.css": "practice.css", "85-lab.css": "lab.css"}    # of few pages: the others need not load them


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
    """All of `source/styles/*.css` but those of few pages as `site.css`; each of `source/scripts/*.js` on its own.

    `words[language]` are the interface's words, `generated[language]` texts of files made by the build,
    by name. Raises KeyError for a word or a file that a script names and nobody has, FileNotFoundError for
    a picture that a style sheet names.
    """
    sheets: dict[str, str] = {"site.css": ""}
    for file in sorted((source / "styles").glob("*.css")):
        name = _PAGE_SHEETS.get(file.name, "site.css")
        sheets[name] = sheets.get(name, "") + file.read_text(encoding="utf-8") + "\n"
    styles = {name: _with_pictures(str(rcssmin.cssmin(css)), source / "styles")      # slow: once, not once a language
              for name, css in sheets.items()}
    scripts = {file.name: str(rjsmin.jsmin(file.read_text(encoding="utf-8"), keep_bang_comments=True))
               for file in sorted((source / "scripts").glob("*.js"))}
    used = {name: _words(name, scripts) for name, text in scripts.items() if _PLACE_FOR_WORDS.search(text)}
    urls: dict[str, dict[str, str]] = {}
    files: dict[str, str] = {}
    for language, texts in words.items():
        for word in {name for text in scripts.values() for name in _USED_WORD.findall(text)}:
            _ = texts[word]                                     # a script without it would show “undefined”
        inserted = {name: json.dumps({word: texts[word] for word in words}, ensure_ascii=False, separators=(",", ":"))
                    for name, words in used.items()}
        plain = {**styles, **generated[language],
                 **{name: inserted.get(name, "").join(_PLACE_FOR_WORDS.split(text)) for name, text in scripts.items()}}
        urls[language] = {}
        for name in plain:
            _place(name, plain, urls[language], files)
    return Assets(urls, files)


def _with_pictures(css: str, folder: Path) -> str:
    """The style sheet with the SVG files that it names in their place."""
    def data(match: re.Match[str]) -> str:
        svg = re.sub(r"\s*\n\s*", "", (folder / match[1]).read_text(encoding="utf-8"))
        return 'url("data:image/svg+xml,' + quote(svg.replace('"', "'"), safe=" =:/'") + '")'

    return _PICTURE.sub(data, css)


def _words(name: str, scripts: Mapping[str, str]) -> list[str]:
    """The interface's words that a script uses, with those of the scripts it names, as far as they have no `UI`."""
    seen, waiting, found = {name}, [name], set[str]()
    while waiting:
        text = scripts[waiting.pop()]
        found.update(_USED_WORD.findall(text))
        named = {other for other in _REFERENCE.findall(text) if other in scripts and other not in seen}
        seen |= named
        waiting += [other for other in named if not _PLACE_FOR_WORDS.search(scripts[other])]
    return sorted(found)


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
