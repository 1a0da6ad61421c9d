"""Write the pictures of each language from their drawing and their words (see diagrams/README.md).

Plain text in, plain text out: nothing but Python is needed to rebuild them, and the site build
only reads what is committed.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import yaml

from apuntes.content.problem import ContentError, Problem
from apuntes.content.records import LANGUAGES

_ARROW = re.compile(r'class="line\b[^"]*\barrow\b[^"]*"')       # “line arrow”, “line dashed arrow”
_KEY = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")
_STYLE = """\
:root{--fg:#16213a;--mute:#48546d;--paper:#fcfbf7;--soft:#f3f1ea;--line:#7d8594;--hi:#06695c;--ok:#1d7a3a;--no:#b3261e}
@media (prefers-color-scheme:dark){:root{--fg:#e5eaf3;--mute:#aab4c6;--paper:#0e1522;--soft:#182233;--line:#7f8ba0;
--hi:#4fd1ba;--ok:#6bd48a;--no:#ff9a90}}
text{font:15px system-ui,sans-serif;fill:var(--fg);text-anchor:middle}
.small{font-size:13px}.strong{font-weight:700}.muted{fill:var(--mute)}.mono{font-family:ui-monospace,monospace}
.start{text-anchor:start}
.box{fill:var(--soft);stroke:var(--line);stroke-width:1.5}.accent{stroke:var(--hi);stroke-width:2}
.ok{stroke:var(--ok);stroke-width:2}.no{stroke:var(--no);stroke-width:2}
.zone{fill:none;stroke:var(--line);stroke-width:1.5;stroke-dasharray:6 5}
.line,.icon{fill:none;stroke:var(--mute);stroke-width:2}.dashed{stroke-dasharray:6 5}
"""


def render(name: str, drawing: str, words: dict[str, object], language: str) -> str:
    """One picture in one language.

    Raises KeyError with the name of a label that the drawing uses and the words lack.
    """
    labels = words["labels"]
    alt = words["alt"]
    assert isinstance(labels, dict)
    assert isinstance(alt, dict)
    body = _KEY.sub(lambda match: html.escape(str(labels[match[1]][language]), quote=False), drawing.strip())
    opening, rest = re.match(r"(<svg\b[^>]*)>(.*)", body, re.DOTALL).groups()  # type: ignore[union-attr]
    described = html.escape(str(alt[language]), quote=False)
    arrow = ('<marker id="arrow" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" '
             'orient="auto-start-reverse"><path d="M0 1 9 5 0 9z" fill="context-stroke"/></marker>')
    if _ARROW.search(rest) and 'marker-end="' not in body:
        rest = _ARROW.sub(rf'\g<0> marker-end="url(#{name}-arrow)"', rest)
        rest = "<defs>" + arrow.replace('id="arrow"', f'id="{name}-arrow"') + "</defs>" + rest
    return (f'{opening} class="dg" role="img" aria-labelledby="{name}-t" xml:lang="{language}">'
            f'<title id="{name}-t">{described}</title><style>{_STYLE}</style>{rest}\n')


def outdated(root: Path) -> dict[Path, str]:
    """Files below `docs/assets/diagrams` that differ from what their sources say, with the right text.

    Raises ContentError for a drawing without words or a label without a translation.
    """
    found: dict[Path, str] = {}
    problems: list[Problem] = []
    for drawing in sorted((root / "diagrams").glob("*.svg")):
        source = drawing.relative_to(root).as_posix()
        words_file = drawing.with_suffix(".yml")
        if not words_file.is_file():
            problems.append(Problem(source, 0, "the drawing has no words", f"write diagrams/{words_file.name}"))
            continue
        words = yaml.safe_load(words_file.read_text(encoding="utf-8"))
        for language in LANGUAGES:
            try:
                text = render(drawing.stem, drawing.read_text(encoding="utf-8"), words, language)
            except (KeyError, TypeError) as error:
                problems.append(Problem(source, 0, f"no label {error} in “{language}”", f"add it to diagrams/{words_file.name}"))
                continue
            target = root / "docs" / "assets" / "diagrams" / f"{drawing.stem}.{language}.svg"
            if not target.is_file() or target.read_text(encoding="utf-8") != text:
                found[target] = text
    if problems:
        raise ContentError(problems)
    return found


def write(root: Path) -> list[Path]:
    """Bring the committed pictures up to date; returns the files written."""
    changed = outdated(root)
    for target, text in changed.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return list(changed)
