"""Markdown style: what makes pages of many hands look like one.

Own rules, few and by line: pymarkdownlnt 0.9.41 takes the bodies of admonitions and tabs for indented
code (11 false alarms on one page). Lines of code blocks only count for white space at their ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apuntes.content.pages import Page
from apuntes.content.problem import Problem
from apuntes.content.tree import Content

_BLOCK_HEADS = re.compile(r"\s*(?:#{1,6} |```|!!! |\?\?\?\+? |=== \")")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]) ")
_TABLE = re.compile(r"\s*\|")
_MARKER = re.compile(r"(\s*)([*+]|\d+\)) ")
_UNDERLINE = re.compile(r"(?:=+|-+)\s*")


def check(content: Content) -> list[Problem]:
    """Problems of each page, line by line."""
    return [problem for page in content.sides() for problem in (*_bytes(page), *_lines(page), *_addresses(page))]


def _bytes(page: Page) -> Iterator[Problem]:
    code = _code_lines(page)
    if "\r" in page.text:
        yield Problem(page.file, 0, "lines end with CR LF", "save the file with LF line ends")
    if not page.text.endswith("\n") or page.text.endswith("\n\n"):
        yield Problem(page.file, page.text.count("\n") + 1, "the file does not end with one newline",
                      "end the last line with one newline")
    for number, line in enumerate(page.text.split("\n"), start=1):
        if "\t" in line and number not in code:
            yield Problem(page.file, number, "the line has a tab", "use spaces")
        if line != line.rstrip(" "):
            yield Problem(page.file, number, "the line ends with spaces", "remove them")


def _lines(page: Page) -> Iterator[Problem]:
    lines = page.text.replace("\r", "").split("\n")
    code = _code_lines(page)
    front = _front_end(lines)
    for index in range(front, len(lines)):
        number, line, before = index + 1, lines[index], lines[index - 1] if index else ""
        if number in code:
            continue
        if not line.strip() and not before.strip() and index > front and number - 1 not in code and index < len(lines) - 1:
            yield Problem(page.file, number, "two blank lines in a row", "leave one")
        head = _BLOCK_HEADS.match(line) is not None
        closes_code = number - 1 in code and before.lstrip().startswith("```")
        if line.strip() and before.strip() and index > front and (head or closes_code or _starts_group(line, before)):
            yield Problem(page.file, number, "no blank line between two blocks", "put a blank line before this one")
        if line.strip() and re.match(r"#{1,6} ", before) and number - 1 not in code and not head:
            yield Problem(page.file, number, "no blank line after the heading", "put a blank line before this one")
        if match := _MARKER.match(line):
            right = "1." if match[2][0].isdigit() else "-"
            yield Problem(page.file, number, f"the list item starts with “{match[2]}”", f"start it with “{right}”")
        if _UNDERLINE.fullmatch(line) and before.strip() and not _TABLE.match(before):
            yield Problem(page.file, number, "the heading is underlined", f"write “## {before.strip()} {{ #english-id }}”")


def _starts_group(line: str, before: str) -> bool:
    """A table or a list right below a paragraph: Python-Markdown would not see it."""
    if _TABLE.match(line):
        return not _TABLE.match(before)
    return bool(_ITEM.match(line)) and not _ITEM.match(before) and _indent(before) == _indent(line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _code_lines(page: Page) -> set[int]:
    """Numbers of the lines of code blocks after their opening fence, the closing one included."""
    found: set[int] = set()
    for block in page.codes:
        found |= set(range(block.line + 1, block.line + 2 + block.content.count("\n")))
    return found


def _front_end(lines: list[str]) -> int:
    if lines[0] != "---" or "---" not in lines[1:]:
        return 0
    return lines.index("---", 1) + 1


def _addresses(page: Page) -> Iterator[Problem]:
    for passage in page.passages:
        for span in passage.spans:
            if span.kind in ("text", "emphasis") and (match := re.search(r"https?://[^\s)]+", span.text)):
                yield Problem(page.file, span.line, f"bare address {match[0]}",
                              "link it: [what it is](address), or set it as `code` if it is an example")
