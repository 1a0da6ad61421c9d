"""Diagrams on pages come from diagrams/, in the page's language, with the alternative of their words file.

That the written files are up to date is for `apuntes diagrams --check`; that they exist, for `links`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from apuntes.content.pages import Image, Page
from apuntes.content.problem import Problem
from apuntes.content.tree import Content

_DIAGRAM = re.compile(r"assets/diagrams/(?P<name>[\w-]+)\.(?P<language>\w+)\.svg$")


def check(content: Content) -> list[Problem]:
    """One problem per picture that is not what its sources say."""
    return [problem for page in content.sides() for image in page.images
            if (problem := _image(content.root, page, image))]


def _image(root: Path, page: Page, image: Image) -> Problem | None:
    match = _DIAGRAM.search(image.target)
    if match is None:
        return None
    name, source = match["name"], f"diagrams/{match['name']}.yml"
    if match["language"] != page.language:
        return Problem(page.file, image.line, f"the picture {name} is shown in the language “{match['language']}”",
                       f"show {name}.{page.language}.svg")
    alternative = _alternatives(root / source).get(page.language)
    if alternative is None:
        return Problem(page.file, image.line, f"the picture {name} has no source {source} with an alternative in "
                       f"“{page.language}”", f"write diagrams/{name}.svg and {source} (see diagrams/README.md)")
    if alternative.split() != image.alt.split():
        return Problem(page.file, image.line, f"the text alternative of {name} is not the one of {source}",
                       f"write the same in both; {source} says “{alternative}”")
    return None


@cache
def _alternatives(file: Path) -> dict[str, str]:
    words = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None
    found = words.get("alt") if isinstance(words, dict) else None
    return {str(language): str(text) for language, text in found.items()} if isinstance(found, dict) else {}
