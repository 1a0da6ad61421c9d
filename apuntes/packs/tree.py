"""Small operations on an HTML tree (ElementTree) that the standard library lacks.

ElementTree keeps the text behind an element in the element itself; nothing here loses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as etree

import tinyhtml5

Element = etree.Element
SVG = "{http://www.w3.org/2000/svg}"


def read(file: Path) -> Element:
    """The page as browsers read it; HTML elements have no namespace."""
    root: Element = tinyhtml5.parse(file.read_bytes(), namespace_html_elements=False, transport_encoding="utf-8")
    return root


def classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def find(root: Element, wanted: Callable[[Element], bool]) -> Iterator[tuple[Element, Element]]:
    """Each `(parent, element)` that is wanted, in reading order, as the tree was when asked."""
    return iter([(parent, child) for parent in root.iter() for child in parent if isinstance(child.tag, str) and wanted(child)])


def replace(parent: Element, old: Element, new: Iterable[Element] = ()) -> None:
    """Put `new` in the place of `old`; the text behind it stays."""
    place, tail, added = list(parent).index(old), old.tail or "", list(new)
    parent.remove(old)
    for offset, element in enumerate(added):
        parent.insert(place + offset, element)
    if added:
        added[-1].tail = (added[-1].tail or "") + tail
    elif place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def make(tag: str, css: str = "", *content: Element | str, **attributes: str) -> Element:
    """An element; a trailing underscore in an attribute's name is left out, others become hyphens."""
    given = {name.removesuffix("_").replace("_", "-"): value for name, value in attributes.items()}
    return fill(Element(tag, ({"class": css} if css else {}) | given), content)


def fill(element: Element, content: Iterable[Element | str]) -> Element:
    """The element with elements and texts added at its end."""
    for part in content:
        if not isinstance(part, str):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = (element.text or "") + part
    return element


def content(element: Element) -> list[Element | str]:
    """What is inside, to be put into another element."""
    found: list[Element | str] = [element.text or ""]
    for child in list(element):
        tail, child.tail = child.tail or "", None
        found += [child, tail]
    return found


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
