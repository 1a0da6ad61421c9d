"""What programs read: llms.txt, a Markdown twin of every page, feeds and downloads.

Everything follows from pages and records alone: two builds give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from apuntes.content.records import Data, Question
from apuntes.site import blocks, downloads, feed, plain

_WORDS = {
    "es": {"intro": "Cada página está también en Markdown, en las direcciones de abajo. Cada cifra lleva su fuente y el día "
                    "en que se comprobó. Licencia: CC BY 4.0.",
           "home": "Inicio", "data": "Datos", "feed": "Novedades (Atom)", "feed_is": "Correcciones y cifras cambiadas",
           "other": "In English"},
    "en": {"intro": "Every page is there as Markdown too, at the addresses below. Each figure comes with its source and the day "
                    "it was checked. License: CC BY 4.0.",
           "home": "Home", "data": "Data", "feed": "News (Atom)", "feed_is": "Corrections and changed figures",
           "other": "En español"},
}


@dataclass
class Side:
    """One language of the site, as the build gets to know it. `sources` are the pages' Markdown by path."""

    language: str
    boxes: Mapping[str, str]
    titles: dict[str, str]
    name: str = ""
    description: str = ""
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return plain.url_of("index", self.language)


def write(site_dir: Path, site_url: str, data: Data, questions: Mapping[str, list[Question]], sides: list[Side]) -> None:
    """Write all of it below `site_dir`."""
    for side in sides:
        for path in sorted(side.sources):
            text = plain.twin(side.sources[path], path, data, questions.get(path, []),
                              plain.Wording(side.language, side.boxes, side.titles))
            target = site_dir / plain.url_of(path, side.language) / "index.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        others = [other for other in sides if other is not side]
        (site_dir / side.root / "llms.txt").write_text(llms(side, others, site_url), encoding="utf-8")
    feed.write(data, site_dir, site_url, {side.language: side.name for side in sides})
    downloads.write(data, site_dir, site_url, " / ".join(side.name for side in sides))


def llms(side: Side, others: list[Side], site_url: str) -> str:
    """The index of a language's twins, as llmstxt.org describes it."""
    words = _WORDS[side.language]
    parts = [f"# {side.name}", f"> {side.description}", words["intro"]]
    for title, paths in side.sections:
        listed = [_line(side.titles.get(path, path), site_url + plain.url_of(path, side.language) + "index.md",
                        side.titles.get(f"{path}#description", "")) for path in paths if path in side.sources]
        if listed:
            parts.append(f"## {title or words['home']}\n\n" + "\n".join(listed))
    files = [_line(f"{name}.json", f"{site_url}data/{name}.json", says[side.language])
             for name, says in blocks.DOWNLOADS.items()]
    parts.append(f"## {words['data']}\n\n" + "\n".join(
        [*files, _line(words["feed"], f"{site_url}{side.root}feed.xml", words["feed_is"])]))
    parts += [f"## {words['other']}\n\n" + _line(other.name, f"{site_url}{other.root}llms.txt", other.description)
              for other in others]
    return "\n\n".join(parts) + "\n"


def _line(title: str, url: str, description: str) -> str:
    return f"- [{title}]({url})" + (f": {description}" if description else "")
