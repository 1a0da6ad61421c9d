"""The one Markdown parser: CommonMark and tables by markdown-it-py, plus what this site's pages add.

Guarantees: every block token carries its source lines; admonitions (`!!!`, `???`), content tabs
(`===`) and citations (`[^id]`) are tokens of their own, at any depth.

Own rules beside mdit-py-plugins: its admon plugin ends a block at two blank lines, which
Python-Markdown does not, and knows no tabs; its footnote plugin drops references without a
definition, and here the definitions are written by the build.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes
from mdit_py_plugins.front_matter import front_matter_plugin

BODY_INDENT = 4
_HEAD = re.compile(r"(?P<marker>!!!|\?\?\?\+?|===[!+]?)[ \t]+(?P<kind>[\w -]*?)[ \t]*(?:\"(?P<title>.*)\")?[ \t]*$")
_CITATION = re.compile(r"\[\^([^\]\s]+)\]")


def make_parser() -> MarkdownIt:
    """A parser for pages: CommonMark, tables, front matter, attribute lists, containers, citations."""
    md = MarkdownIt("commonmark").enable("table")
    front_matter_plugin(md)
    attrs_plugin(md, after=("image", "code_inline", "link_close"))
    md.block.ruler.before("fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("link", "citation", _citation)
    return md


def attributes(text: str) -> dict[str, str] | None:
    """The attributes written as `{#id .class key="value"}`, or None if `text` is not such a list."""
    try:
        end, found = parse_attributes(text)
    except ParseError:
        return None
    return found if end == len(text) - 1 else None


def _container(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """An admonition or a tab: its head, then every line that is blank or indented four columns deeper."""
    if state.is_code_block(start_line):
        return False
    head = state.src[state.bMarks[start_line] + state.tShift[start_line]:state.eMarks[start_line]]
    match = _HEAD.match(head)
    if match is None or (match["marker"].startswith("=") and match["title"] is None):
        return False
    if silent:
        return True
    indent = state.sCount[start_line] + BODY_INDENT
    next_line = last = start_line + 1
    while next_line < end_line:
        if not state.isEmpty(next_line):
            if state.sCount[next_line] < indent:
                break
            last = next_line + 1
        next_line += 1
    old = state.parentType, state.lineMax, state.blkIndent
    state.lineMax, state.blkIndent = last, indent
    name = "tab" if match["marker"].startswith("=") else "admonition"
    token = state.push(f"{name}_open", "div", 1)
    token.markup, token.map = match["marker"], [start_line, last]
    token.info, token.content = match["kind"].strip(), match["title"] or ""
    if match["title"] and name == "admonition":
        title = state.push("inline", "", 0)
        title.content, title.map, title.children = match["title"], [start_line, start_line + 1], []
    if last > start_line + 1:
        state.md.block.tokenize(state, start_line + 1, last)
    state.push(f"{name}_close", "div", -1)
    state.parentType, state.lineMax, state.blkIndent = old
    state.line = last
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    match = _CITATION.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("citation", "", 0).content = match[1]
    state.pos = match.end()
    return True
