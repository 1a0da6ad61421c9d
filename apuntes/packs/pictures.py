"""The diagrams as files of their own, in light colours, for readers that know no CSS variables and no `context-stroke`.

The words are text, so they can be searched and read aloud; the text alternative is the drawing's title.
"""

from __future__ import annotations

import copy
from xml.etree import ElementTree as etree

from apuntes.packs.tree import SVG, Element, classes

_INK, _SOFT, _EDGE, _ACCENT, _GREEN, _CLAY = "#17243c", "#4b5970", "#7d8594", "#08695f", "#3d6a14", "#a5341f"
# What each class of diagrams/README.md looks like; the last one that an element has wins.
_LOOK: dict[str, dict[str, str]] = {
    "zone": {"fill": "#f7f8fa", "stroke": _EDGE, "stroke-width": "1.5", "stroke-dasharray": "5 5"},
    "box": {"fill": "#ffffff", "stroke": _EDGE, "stroke-width": "1.5"},
    "accent": {"fill": "#e0f0ec", "stroke": _ACCENT, "stroke-width": "2"},
    "ok": {"fill": "#ebf1e5", "stroke": _GREEN, "stroke-width": "2"},
    "no": {"fill": "#f6e8e4", "stroke": _CLAY, "stroke-width": "2"},
    "line": {"fill": "none", "stroke": _SOFT, "stroke-width": "1.75"},
    "icon": {"fill": "none", "stroke": _ACCENT, "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round"},
    "dashed": {"stroke-dasharray": "5 4"},
    "t": {"fill": _INK, "font-family": "'Source Sans 3', 'Helvetica Neue', Arial, sans-serif", "font-size": "15",
          "text-anchor": "middle"},
    "small": {"font-size": "13"},
    "strong": {"font-weight": "600"},
    "muted": {"fill": _SOFT},
    "mono": {"font-family": "'Source Code Pro', Menlo, Consolas, monospace", "font-size": "12.5"},
    "start": {"text-anchor": "start"},
}


def standalone(drawing: Element) -> str:
    """The drawing with its looks written out, as an SVG file."""
    svg = copy.deepcopy(drawing)
    width, height = svg.get("viewBox", "0 0 1 1").split()[2:]
    for name in [name for name in svg.attrib if name.startswith("{") or name in ("class", "tabindex")]:
        del svg.attrib[name]
    svg.attrib.update(width=width, height=height)
    for element in svg.iter():
        if not isinstance(element.tag, str):
            continue
        held = classes(element)
        for name, look in _LOOK.items():
            if name in held:
                element.attrib.update(look)
        element.attrib.pop("class", None)
        if element.get("fill") == "context-stroke":
            element.set("fill", _SOFT)
        if element.get("orient") == "auto-start-reverse":
            element.set("orient", "auto")                       # all arrowheads are at the end of their line
        element.tag = element.tag.removeprefix(SVG)
    svg.set("xmlns", SVG.strip("{}"))
    return etree.tostring(svg, encoding="unicode") + "\n"

