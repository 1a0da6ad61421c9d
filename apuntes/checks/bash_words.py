"""The commands of a shell block, with what each word says: tree-sitter's bash grammar, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tree_sitter import Language, Node, Parser

# Stands for what only a running shell knows ($NAME, $(…)): a number, long enough for an ARN.
UNKNOWN = "7" * 20
_EXPANSIONS = {"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion", "process_substitution"}


@dataclass(frozen=True)
class Command:
    """One simple command: its words without quotes, and its line within the block (from 0)."""

    words: tuple[str, ...]
    line: int


def commands(script: str) -> Iterator[Command]:
    """Every simple command, those inside pipelines, loops and substitutions included."""
    yield from _walk(_parser().parse(script.encode()).root_node)


def constructs(script: str) -> Iterator[tuple[str, int]]:
    """The grammar's name of every part of the script, with its line (from 0)."""
    nodes = [_parser().parse(script.encode()).root_node]
    while nodes:
        node = nodes.pop()
        yield node.type, node.start_point[0]
        nodes += node.children


def files(script: str) -> dict[str, tuple[str, int]]:
    """Files that `cat > name <<'END'` writes: name to content and the line of its first line (from 0)."""
    found = re.finditer(r"^cat > (\S+) <<'(\w+)'\n(.*?)^\2$", script, re.DOTALL | re.MULTILINE)
    return {match[1]: (match[3], script.count("\n", 0, match.start(3))) for match in found}


def _walk(node: Node) -> Iterator[Command]:
    if node.type == "command" and (name := node.child_by_field_name("name")) is not None:
        words = [_word(name), *(_word(argument) for argument in node.children_by_field_name("argument"))]
        yield Command(tuple(words), node.start_point[0])
    for child in node.children:
        yield from _walk(child)


def _word(node: Node) -> str:
    if node.type in _EXPANSIONS:
        return UNKNOWN
    raw = (node.text or b"").decode()
    if node.type == "raw_string":
        return raw[1:-1]
    if node.type == "string":
        return re.sub(r"\\([\"\\$`])", r"\1", _filled(node)[1:-1])
    if node.type in ("concatenation", "command_name"):
        return "".join(_word(child) for child in node.children)
    return re.sub(r"\\(.)", r"\1", raw) if node.type == "word" else raw


def _filled(node: Node) -> str:
    """The node's source with every expansion replaced by UNKNOWN."""
    source, end, parts = node.text or b"", 0, []
    for child in node.children:
        if child.type in _EXPANSIONS:
            start = child.start_byte - node.start_byte
            parts += [source[end:start], UNKNOWN.encode()]
            end = child.end_byte - node.start_byte
    return b"".join([*parts, source[end:]]).decode()


@cache
def _parser() -> Parser:
    import tree_sitter_bash

    return Parser(Language(tree_sitter_bash.language()))
