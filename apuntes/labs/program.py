"""What the small programs of the lab terminal have in common: streams, options, files as input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Sink: TypeAlias = Callable[[bytes], object]


@dataclass(frozen=True)
class Streams:
    """Where a program reads and writes."""

    given: bytes
    out: Sink
    err: Sink

    def write(self, text: str) -> None:
        self.out(text.encode("utf-8", "surrogateescape"))

    def complain(self, text: str) -> None:
        self.err((text + "\n").encode("utf-8", "surrogateescape"))


class Usage(Exception):
    """A program was called in a way that it does not know; the message says how."""


Program = Callable[[list[str], Any, Streams], int]


def options(words: list[str], flags: str, valued: str = "") -> tuple[dict[str, str], list[str]]:
    """Short options (`-in 3`) and the rest. Raises Usage for an unknown one."""
    found: dict[str, str] = {}
    rest = list(words)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word == "--":
            break
        for place, letter in enumerate(word[1:], 1):
            if letter in valued:
                value = word[place + 1:] or (rest.pop(0) if rest else None)
                if value is None:
                    raise Usage(f"option requires an argument -- '{letter}'")
                found[letter] = value
                break
            if letter not in flags:
                raise Usage(f"unrecognized option '{word}'" if word.startswith("--") else f"invalid option -- '{letter}'")
            found[letter] = ""
    return found, rest


def inputs(name: str, files: list[str], shell: Any, streams: Streams) -> Iterator[tuple[str, bytes | None]]:
    """Each file's content, or standard input without files; None, after a message, for one that cannot be read."""
    for file in files or ["-"]:
        if file == "-":
            yield file, streams.given
            continue
        try:
            yield file, shell.path(file).read_bytes()
        except OSError as error:
            streams.complain(f"{name}: {file}: {reason(error)}")
            yield file, None


def reason(error: OSError) -> str:
    """bash's and the GNU programs' words for it."""
    words = {FileNotFoundError: "No such file or directory", IsADirectoryError: "Is a directory", FileExistsError: "File exists",
             PermissionError: "Permission denied", NotADirectoryError: "Not a directory"}
    return words.get(type(error), error.strerror or "Input/output error")


def unescape(text: str) -> str:
    """Backslash sequences as `echo -e` and `printf` read them."""
    signs = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\a", "b": "\b", "0": "\0"}
    return re.sub(r"\\([ntrab0\\])", lambda match: signs[match[1]], text)
