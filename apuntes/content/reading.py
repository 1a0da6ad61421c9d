"""From Markdown text to a `Page`. Total: any text gives a page; what is malformed is in its `faults`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import yaml
from markdown_it.token import Token
from pydantic import ValidationError

from apuntes.content.pages import (
    Admonition,
    Code,
    FrontMatter,
    Heading,
    Image,
    Link,
    Page,
    Passage,
    Span,
    SpanKind,
    Tab,
    Table,
)
from apuntes.content.parser import attributes, make_parser
from apuntes.content.problem import Problem
from apuntes.content.records import Language

_PARSER = make_parser()
_HEADING_ATTRS = re.compile(r"[ \t]*(\{[^{}]*\})[ \t]*$")
_NO_FACT = re.compile(r"<!--\s*no-fact:?(.*?)-->", re.DOTALL)
_HTML_ID = re.compile(r"<[a-zA-Z][^>]*?\sid=\"([^\"]+)\"")
_FRONT_KEYS = ", ".join(FrontMatter.model_fields)


def read_page(path: str, language: Language, file: str, text: str) -> Page:
    """The page that `text` is."""
    return _Reader(path, language, file, text).page()


def spans_of(text: str, line: int = 1) -> tuple[Span, ...]:
    """The spans of one paragraph of Markdown, for texts of records."""
    token = _PARSER.parseInline(text)[0]
    return tuple(_spans(token.children or [], line))


def _spans(children: list[Token], line: int) -> list[Span]:
    """Flatten inline tokens; the innermost of link and emphasis names the kind, strong text is text."""
    spans: list[Span] = []
    kinds: list[SpanKind] = ["text"]
    for token in children:
        if token.type in ("em_open", "link_open"):
            kinds.append("emphasis" if token.type == "em_open" else "link")
        elif token.type in ("em_close", "link_close"):
            kinds.pop()
        elif token.type in ("softbreak", "hardbreak"):
            spans.append(Span("text", " ", line))
            line += 1
        elif token.type == "html_inline":
            if token.content.startswith("<!--"):
                spans.append(Span("comment", token.content, line))
        elif token.type == "image":
            spans.append(Span("image", token.content, line))
        elif token.type in ("text", "text_special"):
            last = spans[-1] if spans else None
            if last and last.kind == kinds[-1] == "text" and last.line == line:
                spans[-1] = Span("text", last.text + token.content, line)
            else:
                spans.append(Span(kinds[-1], token.content, line))
        elif token.type == "code_inline":
            spans.append(Span("code", token.content, line))
        elif token.type == "citation":
            spans.append(Span("citation", token.content, line))
    return spans


class _Reader:
    """Walks the token stream once, remembering the section and the containers it is in."""

    def __init__(self, path: str, language: Language, file: str, text: str) -> None:
        self.path, self.language, self.file, self.text = path, language, file, text
        self.section = ""
        self.faults: list[Problem] = []
        self.front: FrontMatter | None = None
        self.front_lines: dict[str, int] = {}
        self.headings: list[Heading] = []
        self.codes: list[Code] = []
        self.admonitions: list[Admonition] = []
        self.tabs: list[Tab] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.tables: list[Table] = []
        self.passages: list[Passage] = []
        self.html_ids: set[str] = set()
        self.block = 0
        self.items = 0                          # depth of list items
        self.last_block = (0, 0)                # passages of the block that ended last

    def page(self) -> Page:
        tokens = _PARSER.parse(self.text)
        if not tokens or tokens[0].type != "front_matter":
            self._fault(1, "the page has no front matter", "start the file with ---, title:, description:, ---")
        for index, token in enumerate(tokens):
            handler = getattr(self, f"_on_{token.type}", None)
            if handler is not None:
                handler(token, tokens, index)
        return Page(self.path, self.language, self.file, self.text, self.front, self.front_lines,
                    tuple(self.headings), tuple(self.codes), tuple(self.admonitions), tuple(self.tabs),
                    tuple(self.links), tuple(self.images), tuple(self.tables), tuple(self.passages),
                    frozenset(self.html_ids), tuple(self.faults))

    def _fault(self, line: int, what: str, how: str) -> None:
        self.faults.append(Problem(self.file, line, what, how))

    def _on_front_matter(self, token: Token, *_: Any) -> None:
        try:
            node = yaml.compose(token.content, Loader=yaml.SafeLoader)
            raw = yaml.safe_load(token.content)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self._fault(mark.line + 2 if mark else 1, f"front matter is not YAML: {getattr(error, 'problem', error)}",
                        "quote values that contain “: ” or start with a symbol")
            return
        if not isinstance(raw, dict) or not isinstance(node, yaml.MappingNode):
            self._fault(1, "front matter has no keys", "write title: and description:")
            return
        self.front_lines = {str(key.value): key.start_mark.line + 2 for key, _ in node.value}
        try:
            self.front = FrontMatter.model_validate(raw)
        except ValidationError as error:
            for detail in error.errors():
                key = str(detail["loc"][0])
                extra = detail["type"] == "extra_forbidden"
                what = "is not a known key" if extra else detail["msg"][0].lower() + detail["msg"][1:]
                if detail["type"] in ("string_too_short", "string_too_long"):
                    what += f", it has {len(detail['input'])}"
                self._fault(self.front_lines.get(key, 1), f"front matter “{key}”: {what}",
                            f"remove it; known keys: {_FRONT_KEYS}" if extra else f"mend “{key}” (STYLE.md, 6.1)")

    def _on_heading_open(self, token: Token, tokens: list[Token], index: int) -> None:
        inline, line = tokens[index + 1], _line(token)
        text, ident = inline.content, ""
        if match := _HEADING_ATTRS.search(text):
            found = attributes(match[1])
            if found is None:
                self._fault(line, f"the attribute list {match[1]} cannot be read", "write it as { #english-id }")
            ident, text = (found or {}).get("id", ""), text[:match.start()]
        level = int(token.tag[1])
        self.headings.append(Heading(level, text, ident, line))
        if level > 1:
            self.section = ident
        inline.children = _PARSER.parseInline(text)[0].children
        self._add("heading", inline, line)

    def _on_fence(self, token: Token, *_: Any) -> None:
        language, attrs = self._info(token.info.strip(), _line(token))
        self.codes.append(Code(language, token.content, _line(token), self.section, attrs))

    def _on_code_block(self, token: Token, *_: Any) -> None:
        self._fault(_line(token), "code by indentation has no language",
                    "fence it: ```text … ```; if it is meant as text, indent it less")

    def _info(self, info: str, line: int) -> tuple[str, dict[str, str]]:
        """`json {reason="…"}`, `json title="…"` and `{.json reason="…"}` alike."""
        language, rest = ("", info) if info.startswith("{") else [*info.split(maxsplit=1), "", ""][:2]
        if not rest:
            return language, {}
        found = attributes(rest if rest.startswith("{") else "{" + rest + "}")
        if found is None:
            self._fault(line, f"the fence's attributes {rest} cannot be read",
                        "write them as {reason=\"why this block cannot be validated\"}")
            return language, {}
        classes = found.pop("class", "").split()
        return language or (classes[0] if classes else ""), found

    def _on_admonition_open(self, token: Token, tokens: list[Token], index: int) -> None:
        line = _line(token)
        self.admonitions.append(Admonition(token.info, token.content, line, self.section, token.markup != "!!!"))
        if token.content and token.info != "then-now":
            self._add("title", tokens[index + 1], line)

    def _on_tab_open(self, token: Token, *_: Any) -> None:
        self.tabs.append(Tab(token.content, _line(token), self.section))

    def _on_list_item_open(self, *_: Any) -> None:
        self.items += 1

    def _on_list_item_close(self, *_: Any) -> None:
        self.items -= 1

    def _on_paragraph_open(self, token: Token, tokens: list[Token], index: int) -> None:
        self._add("item" if self.items else "paragraph", tokens[index + 1], _line(token))

    def _on_table_open(self, token: Token, tokens: list[Token], index: int) -> None:
        close = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
        start, rows = len(self.passages), 0
        header: tuple[str, ...] = ()
        self.block += 1
        for i in range(index, close):
            if tokens[i].type != "tr_open":
                continue
            end = next(j for j in range(i, close) if tokens[j].type == "tr_close")
            cells = [cell for cell in tokens[i:end] if cell.type == "inline"]
            line = _line(tokens[i])
            spans = [span for cell in cells for span in (*_spans(cell.children or [], line), Span("text", " | ", line))]
            for cell in cells:
                self._targets(cell.children or [], line)
            self.passages.append(_exempted(Passage("row", tuple(spans), line, self.section, header, None, self.block)))
            if not header:
                header = tuple(cell.content for cell in cells)
            else:
                rows += 1
        self.tables.append(Table(header, rows, _line(token), self.section))
        self.last_block = (start, len(self.passages))

    def _on_html_block(self, token: Token, *_: Any) -> None:
        self.html_ids.update(_HTML_ID.findall(token.content))
        if match := _NO_FACT.search(token.content):
            for i in range(*self.last_block):
                self.passages[i] = replace(self.passages[i], exemption=match[1].strip())

    def _add(self, kind: Any, inline: Token, line: int) -> None:
        self.block += 1
        children = inline.children or []
        self._targets(children, line)
        passage = Passage(kind, tuple(_spans(children, line)), line, self.section, (), None, self.block)
        self.passages.append(_exempted(passage))
        self.last_block = (len(self.passages) - 1, len(self.passages))

    def _targets(self, children: list[Token], line: int) -> None:
        for i, token in enumerate(children):
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            elif token.type == "image":
                self.images.append(Image(str(token.attrGet("src") or ""), token.content, line, self.section))
            elif token.type == "link_open":
                end = next(j for j in range(i, len(children)) if children[j].type == "link_close")
                text = "".join(child.content for child in children[i:end])
                self.links.append(Link(str(token.attrGet("href") or ""), text, line, self.section))
            elif token.type == "html_inline":
                self.html_ids.update(_HTML_ID.findall(token.content))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _exempted(passage: Passage) -> Passage:
    for span in passage.spans:
        if span.kind == "comment" and (match := _NO_FACT.search(span.text)):
            return replace(passage, exemption=match[1].strip())
    return passage
