"""Links and pictures lead somewhere inside the same language.

Guarantees: relative links name an existing page of the same language or an existing file, their
anchors an id of that page (headings, HTML ids, and the ids that the build generates); pictures exist;
nothing links to the own site by its address. Addresses of other sites are not visited.
"""

from __future__ import annotations

import posixpath
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from rapidfuzz import process

from apuntes.checks.facts import cited_ids
from apuntes.content.pages import Image, Link, Page
from apuntes.content.problem import Problem
from apuntes.content.tree import Content


def check(content: Content) -> list[Problem]:
    """Problems of links and images on every page."""
    own = site_address(content.root)
    problems: list[Problem] = []
    for page in content.sides():
        for link in page.links:
            problem = _link(content, page, link, own)
            problems += [problem] if problem else []
        problems += [problem for image in page.images if (problem := _image(content, page, image))]
    return problems


def ids_of(content: Content, page: Page) -> set[str]:
    """Everything that a link to the page may name behind `#`."""
    ids = set(page.ids)
    data = content.data
    if any(question.page == page.path for question in data.questions.values()):
        ids.add("self-test")
    if cited_ids(content, page):
        ids.add("sources")
    services = {fact.service for fact in data.facts.values()}
    generated = {
        "reference/glossary": set(data.terms),
        "reference/numbers": set(data.facts) | services,
        "reference/corrections": {page.split("/")[0] for record in data.corrections.values() for page in record.pages},
    }
    return ids | generated.get(page.path, set())


def _link(content: Content, page: Page, link: Link, own: str) -> Problem | None:
    parts = urlsplit(link.target)
    if own and link.target.startswith(own):
        return Problem(page.file, link.line, f"“{link.target}” links to this site by its address",
                       "link to the file: relative/path/page.md#id")
    if parts.scheme or parts.netloc:
        return None
    if link.target.startswith("/"):
        return Problem(page.file, link.line, f"“{link.target}” is an absolute path",
                       "link to the file relative to this page: ../s3/index.md")
    base = posixpath.dirname(page.file)
    name = posixpath.normpath(posixpath.join(base, unquote(parts.path))) if parts.path else page.file
    if name.endswith(".md") and name.startswith(f"docs/{page.language}/"):
        path = name.removeprefix(f"docs/{page.language}/").removesuffix(".md")
        pair = content.pages.get(path)
        target = pair[page.language] if pair else None
        if target is None:
            near = process.extractOne(path, list(content.pages), score_cutoff=80)
            hint = f": {posixpath.relpath(f'docs/{page.language}/{near[0]}.md', base)}" if near else ""
            return Problem(page.file, link.line, f"the link “{link.target}” leads to no page",
                           f"link to an existing page{hint}")
        if parts.fragment and parts.fragment not in (ids := ids_of(content, target)):
            near = process.extractOne(parts.fragment, sorted(ids), score_cutoff=50)
            hint = f"did you mean #{near[0]}?" if near else f"{target.file} has no ids"
            return Problem(page.file, link.line, f"#{parts.fragment} is no id of {target.file}", hint)
        return None
    if name.endswith(".md") and name.startswith("docs/"):
        return Problem(page.file, link.line, f"“{link.target}” leaves the page's language",
                       f"link inside docs/{page.language}; readers switch languages in the page header")
    if parts.path.endswith("/") or not (content.root / name).is_file():
        return Problem(page.file, link.line, f"the link “{link.target}” leads to no file",
                       "link to a .md file of this language, or to an existing file below docs/assets")
    return None


def _image(content: Content, page: Page, image: Image) -> Problem | None:
    if urlsplit(image.target).scheme or image.target.startswith("/"):
        return Problem(page.file, image.line, f"the picture “{image.target}” is not a relative file",
                       "put it below docs/assets and link it relative to this page")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), unquote(image.target)))
    if not (content.root / name).is_file():
        remedy = "run: apuntes diagrams (the drawing is diagrams/<name>.svg)" if "/diagrams/" in name else \
            "add the file, or mend its name"
        return Problem(page.file, image.line, f"the picture {name} does not exist", remedy)
    if not image.alt.strip():
        return Problem(page.file, image.line, f"the picture {posixpath.basename(name)} has no text alternative",
                       "write what it shows: ![text alternative](…)")
    return None


@cache
def site_address(root: Path) -> str:
    """`site_url` of mkdocs.yml (its default where the environment may override it), "" if there is none."""
    file = root / "mkdocs.yml"
    if not file.is_file():
        return ""
    value: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=_AnyTag).get("site_url", "")
    return str(value[-1] if isinstance(value, list) else value or "")


class _AnyTag(yaml.SafeLoader):
    """Reads mkdocs.yml without acting on its tags (`!ENV`, `!!python/name:`)."""


def _plain(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_AnyTag.add_multi_constructor("!", _plain)
_AnyTag.add_multi_constructor("tag:yaml.org,2002:python/", _plain)
