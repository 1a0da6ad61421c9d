"""Scripts of the lab terminal's shell as immutable trees: the part of bash that the labs use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


class SyntaxFault(Exception):
    """The text is no script of this shell; the message is what the shell prints after its own name."""


class Incomplete(SyntaxFault):
    """The text ends in the middle of something; another line may complete it."""


@dataclass(frozen=True)
class Literal:
    text: str
    quoted: bool


@dataclass(frozen=True)
class Variable:
    """`$name`, `${name}` or `$?`; unquoted ones are split into words."""

    name: str
    quoted: bool


@dataclass(frozen=True)
class Substitution:
    """`$(script)`."""

    script: Script
    quoted: bool


Part: TypeAlias = "Literal | Variable | Substitution"
Word: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True)
class Redirect:
    """`kind` is `<`, `>`, `>>`, `<<` (then `word` is the text itself) or `>&` (then it names a descriptor)."""

    descriptor: int
    kind: str
    word: Word


@dataclass(frozen=True)
class Simple:
    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True)
class For:
    name: str
    words: tuple[Word, ...]
    body: Script


Command: TypeAlias = Simple | For


@dataclass(frozen=True)
class Item:
    """A pipeline and what joins it to the one before: "", "&&" or "||"."""

    joined: str
    commands: tuple[Command, ...]
    negated: bool = False


Script: TypeAlias = tuple[Item, ...]
