"""A Python-Markdown extension for what depends on the parsed page, not on its text.

It links the first mention of each glossary term, wraps tables so that they scroll, inlines
diagrams (so that they follow the site's colour scheme) and marks tab labels with the key that
the browser remembers. The hooks set `PAGE` before each page is rendered, because MkDocs
creates one Markdown instance per page and offers no other way to pass it context.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_SKIP = {"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "label", "svg", "script", "style", "th"}
_SKIP_CLASSES = {"admonition-title", "footnote", "tn-label"}


@dataclass(frozen=True)
class TermLinks:
    """The words to link in one language: `pattern` finds them, `targets` maps a form to its term."""

    pattern: re.Pattern[str]
    targets: Mapping[str, str]      # form as written or case-folded -> term id

    @classmethod
    def build(cls, forms: Mapping[str, str]) -> TermLinks:
        """`forms`: word form -> term id. A form with a capital only matches as written.

        The forms stand in groups by first letter: `re` tries alternatives one by one, and there are hundreds.
        """
        groups: dict[str, list[str]] = defaultdict(list)
        for form in sorted(forms, key=len, reverse=True):
            word = re.escape(form)
            groups[form[0].casefold()].append(word if form != form.casefold() else f"(?i:{word})")
        alternatives = [f"(?=(?i:{re.escape(letter)}))(?:{'|'.join(words)})" for letter, words in groups.items()]
        pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives) or '(?!)'})(?![\w-])")
        return cls(pattern, dict(forms))

    def find(self, word: str) -> str:
        return self.targets.get(word) or self.targets[word.casefold()]


@dataclass
class PageContext:
    """What the extension needs to know of the page being rendered."""

    glossary_url: str = ""                       # relative URL of the glossary, "" to link nothing
    terms: TermLinks | None = None
    tab_keys: Mapping[str, str] = field(default_factory=dict)
    diagrams: Path | None = None
    table_label: str = "Table"


PAGE = PageContext()


def set_page(context: PageContext) -> None:
    """Make `context` the one for the next page."""
    global PAGE
    PAGE = context


class _PageTree(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        self.linked: set[str] = set()
        self._diagrams(root)
        self._tables(root)
        self._tabs(root)
        if PAGE.terms and PAGE.glossary_url:
            self._terms(root)

    def _diagrams(self, root: etree.Element) -> None:
        for paragraph in list(root.iter("p")):
            if len(paragraph) != 1 or paragraph[0].tag != "img" or PAGE.diagrams is None:
                continue
            name = Path(paragraph[0].get("src", "")).name
            file = PAGE.diagrams / name
            if "assets/diagrams/" not in paragraph[0].get("src", "") or not file.is_file():
                continue
            paragraph.clear()
            paragraph.tag = "div"
            paragraph.set("class", "diagram-slot")
            paragraph.text = self.md.htmlStash.store(inline_svg(file.read_text(encoding="utf-8")))

    def _tables(self, root: etree.Element) -> None:
        """Tables scroll in a region of their own, named after the heading above them."""
        heading, names = PAGE.table_label, set[str]()
        for parent in list(root.iter()):
            if parent.tag in ("h2", "h3"):
                heading = re.sub(r"\x02.*?\x03", "", "".join(parent.itertext())).strip("# \n")
            for index, child in enumerate(list(parent)):
                if child.tag in ("h2", "h3"):
                    heading = re.sub(r"\x02.*?\x03", "", "".join(child.itertext())).strip("# \n")
                if child.tag == "table" and "table-wrap" not in parent.get("class", ""):
                    _name_rows(child)
                    name, count = f"{PAGE.table_label}: {heading}", 1
                    while name in names:
                        count += 1
                        name = f"{PAGE.table_label}: {heading} ({count})"
                    names.add(name)
                    wrap = etree.Element("div", {"class": "table-wrap", "tabindex": "0", "role": "region",
                                                 "aria-label": name})
                    wrap.tail, child.tail = child.tail, "\n"
                    parent.remove(child)
                    wrap.append(child)
                    parent.insert(index, wrap)

    def _tabs(self, root: etree.Element) -> None:
        for labels in root.iter("div"):
            if labels.get("class") == "tabbed-labels":
                for label in labels.iter("label"):
                    key = PAGE.tab_keys.get("".join(label.itertext()).strip())
                    if key:
                        label.set("data-tab", key)

    def _terms(self, element: etree.Element) -> None:
        if element.tag in _SKIP or _SKIP_CLASSES & set(element.get("class", "").split()):
            return
        self._link_text(element, None)
        for child in list(element):
            self._terms(child)
            self._link_text(element, child)

    def _link_text(self, parent: etree.Element, after: etree.Element | None) -> None:
        """Link terms in the text before the first child (`after` None) or behind a child."""
        text = (parent.text if after is None else after.tail) or ""
        terms = PAGE.terms
        assert terms is not None
        place = 0 if after is None else list(parent).index(after) + 1
        holder, start = after, 0
        for match in terms.pattern.finditer(text):
            term = terms.find(match[0])
            if term in self.linked:
                continue
            self.linked.add(term)
            self._set(parent, holder, text[start:match.start()])
            link = etree.Element("a", {"class": "term", "href": f"{PAGE.glossary_url}#{term}"})
            link.text = match[0]
            parent.insert(place, link)
            holder, start, place = link, match.end(), place + 1
        if start:
            self._set(parent, holder, text[start:])

    @staticmethod
    def _set(parent: etree.Element, holder: etree.Element | None, text: str) -> None:
        if holder is None:
            parent.text = text
        else:
            holder.tail = text


def _name_rows(table: etree.Element) -> None:
    """An empty header names nothing: it becomes a plain cell. An empty corner says that the cells below it
    are the names of their rows, so that a screen reader reads them with each cell.
    """
    headers = list(table.iter("th"))
    nameless = [cell for cell in headers if not len(cell) and not (cell.text or "").strip()]
    for cell in nameless:
        cell.tag = "td"
    if nameless and nameless[0] is headers[0]:
        for row in table.findall("tbody/tr"):
            row[0].tag = "th"
            row[0].set("scope", "row")


def inline_svg(svg: str) -> str:
    """The diagram for use inside a page: its own style sheet removed (the site's applies), in a figure."""
    svg = re.sub(r"<\?xml[^>]*\?>\s*|<style>.*?</style>\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r">\s+<", "><", svg).strip()
    return f'<figure class="diagram" tabindex="0">{svg}</figure>'


class ApuntesExtension(Extension):
    """Registers the tree processor after inline parsing and heading ids, before link rewriting ends."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_PageTree(md), "apuntes", 4)


def makeExtension(**kwargs: Any) -> ApuntesExtension:
    """Entry point that Python-Markdown looks up by name."""
    return ApuntesExtension(**kwargs)
