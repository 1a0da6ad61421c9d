"""Both languages have every page, with the same structure: STYLE.md 1.1.

Guarantees, for each pair: same heading ids and levels in the same order, same code blocks to the byte,
same facts cited in the same order within each section, same admonition kinds and then/now boxes,
same tabs (by key), same pictures (name without the language), tables of the same shape.
One problem per kind and pair, at the first difference: later ones usually follow from it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from apuntes.content.pages import Page
from apuntes.content.problem import Problem
from apuntes.content.records import LANGUAGES
from apuntes.content.tree import Content, Pair

Item = tuple[Any, int]              # what must be equal, and its line


def check(content: Content) -> list[Problem]:
    """Missing twins, then the first difference of each kind in each pair."""
    keys = {label[language]: key for key, label in content.data.tabs.items() for language in LANGUAGES}
    problems: list[Problem] = []
    for pair in content.pages.values():
        if pair.es is None or pair.en is None:
            problems.append(_missing(pair))
            continue
        problems += _headings(pair.es, pair.en)
        problems += _codes(pair.es, pair.en)
        problems += _citations(pair.es, pair.en)
        for name, extract in _kinds(keys):
            problems += _first(pair.es, pair.en, name, extract(pair.es), extract(pair.en))
        for page in pair.sides:
            problems += [Problem(page.file, tab.line, f"the tab label “{tab.label}” is not in data/tabs.yml",
                                 "use one of its labels, or add a row with both languages")
                         for tab in page.tabs if tab.label not in keys]
    return problems


def _missing(pair: Pair) -> Problem:
    there = pair.sides[0]
    language, name = ("en", "English") if there.language == "es" else ("es", "Spanish")
    return Problem(f"docs/{language}/{pair.path}.md", 0, f"the {name} twin of {there.file} is missing",
                   f"write it with the same headings, ids and code as {there.file}")


def _headings(es: Page, en: Page) -> Iterator[Problem]:
    for here, there in zip_longest(es.headings, en.headings):
        if here and there and (here.level, here.id) == (there.level, there.id):
            continue
        if here is None or there is None:
            page, other, heading = (es, en, here) if here else (en, es, there)
            yield Problem(page.file, heading.line, f"the heading “{heading.text}” (#{heading.id}) has no twin in "
                          f"{other.file}", f"add a heading of level {heading.level} with {{ #{heading.id} }} there, "
                          "or remove this one")
        else:
            yield Problem(en.file, there.line, f"heading {'#' * there.level} #{there.id} stands where {es.file}:"
                          f"{here.line} has {'#' * here.level} #{here.id}",
                          f"give both the level {here.level} and {{ #{here.id} }}, or mend the order")
        return


def _codes(es: Page, en: Page) -> Iterator[Problem]:
    for here, there in zip_longest(es.codes, en.codes):
        if here is None or there is None:
            page, other, code = (es, en, here) if here else (en, es, there)
            yield Problem(page.file, code.line, f"the {code.language} block has no twin in {other.file}",
                          "copy the block there, at the same place")
            return
        if (here.language, here.content, here.attrs) == (there.language, there.content, there.attrs):
            continue
        if here.content == there.content:
            yield Problem(en.file, there.line, f"the fence differs from {es.file}:{here.line}",
                          "write the same language and attributes on both")
        else:
            mine, theirs = there.content.splitlines(), here.content.splitlines()
            at = next(i for i, (a, b) in enumerate(zip_longest(mine, theirs)) if a != b)
            said = f"“{mine[at].strip()}”" if at < len(mine) else "its end"
            wanted = f"“{theirs[at].strip()}”" if at < len(theirs) else "its end"
            yield Problem(en.file, there.line + 1 + at, f"code differs from {es.file}:{here.line + 1 + at}: {said} here, "
                          f"{wanted} there", "make the blocks equal to the byte (comments in English)")
        return


def _citations(es: Page, en: Page) -> Iterator[Problem]:
    sections = list(dict.fromkeys(section for page in (es, en) for _, section in page.cited()))
    for section in sections:
        here = [span for span, where in es.cited() if where == section]
        there = [span for span, where in en.cited() if where == section]
        names = [span.text for span in here], [span.text for span in there]
        if names[0] == names[1]:
            continue
        for page, other, mine, theirs in ((es, en, here, names[1]), (en, es, there, names[0])):
            for span in mine:
                if [s.text for s in mine].count(span.text) > theirs.count(span.text):
                    yield Problem(page.file, span.line, f"[^{span.text}] is cited here but not in the same section of "
                                  f"{other.file}", f"cite it there too, under #{section or 'the title'}, or remove it here")
                    return
        yield Problem(en.file, there[0].line, f"section #{section} cites {', '.join(names[1])}; {es.file}:{here[0].line} "
                      f"cites {', '.join(names[0])}", "cite the facts in the same order")
        return


def _kinds(keys: dict[str, str]) -> Sequence[tuple[str, Callable[[Page], list[Item]]]]:
    def boxes(page: Page) -> list[Item]:
        return [(f'{a.kind} "{a.title}"' if a.kind == "then-now" else a.kind, a.line) for a in page.admonitions]

    def tabs(page: Page) -> list[Item]:
        return [(keys.get(tab.label, tab.label), tab.line) for tab in page.tabs]

    def images(page: Page) -> list[Item]:
        suffix = re.compile(rf"\.{page.language}(?=\.\w+$)")
        return [(suffix.sub("", posixpath.basename(image.target)), image.line) for image in page.images]

    def tables(page: Page) -> list[Item]:
        return [(f"{len(table.header)} columns and {table.rows} rows", table.line) for table in page.tables]

    return [("admonition", boxes), ("tab", tabs), ("picture", images), ("table", tables)]


def _first(es: Page, en: Page, name: str, here: list[Item], there: list[Item]) -> Iterator[Problem]:
    for a, b in zip_longest(here, there):
        if a and b and a[0] == b[0]:
            continue
        if a and b:
            yield Problem(en.file, b[1], f"{name} {b[0]} stands where {es.file}:{a[1]} has {a[0]}",
                          "make both pages alike, in the same order")
        else:
            page, other, item = (es, en, a) if a else (en, es, b)
            yield Problem(page.file, item[1], f"{name} {item[0]} has no twin in {other.file}",
                          "add it there at the same place, or remove it here")
        return
