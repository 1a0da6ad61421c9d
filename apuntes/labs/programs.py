"""The small programs of the lab terminal: what the labs use of each, with the words of the GNU ones.

A program gets its words, the shell and its streams, and returns its exit status. Input is whole, never waited for.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apuntes.labs.filters import base64_, grep, head, sort, tail, wc
from apuntes.labs.program import Program, Streams, Usage, inputs, options, reason, unescape

LONGEST_SLEEP = 2.0                     # the emulator needs no time; who waits for AWS should not wait here


def echo(words: list[str], shell: Any, streams: Streams) -> int:
    newline, escapes = True, False
    while words and re.fullmatch(r"-[neE]+", words[0]):
        newline, escapes = newline and "n" not in words[0], escapes or "e" in words[0]
        words = words[1:]
    text = " ".join(words)
    streams.write((unescape(text) if escapes else text) + ("\n" if newline else ""))
    return 0


def printf(words: list[str], shell: Any, streams: Streams) -> int:
    if not words:
        streams.complain("bash: printf: usage: printf [-v var] format [arguments]")
        return 2
    form, values, status = unescape(words[0]), list(words[1:]), 0
    while True:
        before = len(values)

        def fill(match: re.Match[str]) -> str:
            nonlocal status
            if match[2] == "%":
                return "%"
            value = values.pop(0) if values else ""
            if match[2] in "di":
                try:
                    number = int(value or "0", 0)
                except ValueError:
                    streams.complain(f"bash: printf: {value}: invalid number")
                    number, status = 0, 1
                return f"%{match[1]}d" % number
            return f"%{match[1]}s" % (unescape(value) if match[2] == "b" else value)

        streams.write(re.sub(r"%([-0]*\d*(?:\.\d+)?)([sdibq%])", fill, form))
        if not values or len(values) == before:
            return status


def cat(words: list[str], shell: Any, streams: Streams) -> int:
    _, files = options(words, "u")
    status = 0
    for _, content in inputs("cat", files, shell, streams):
        if content is None:
            status = 1
        else:
            streams.out(content)
    return status


def date(words: list[str], shell: Any, streams: Streams) -> int:
    now, form = dt.datetime.now().astimezone(), "%a %b %e %H:%M:%S %Z %Y"
    for word in words:
        if word in ("-u", "--utc", "--universal"):
            now = now.astimezone(dt.UTC)
        elif word.startswith("+"):
            form = word[1:]
        elif re.fullmatch(r"(-I|--iso-8601=)(seconds|s)", word):
            form = "%Y-%m-%dT%H:%M:%S+00:00" if now.utcoffset() == dt.timedelta() else "%Y-%m-%dT%H:%M:%S%z"
        else:
            streams.complain(f"date: invalid date ‘{word}’")
            return 1
    streams.write(now.strftime(form.replace("%s", str(int(now.timestamp())))) + "\n")
    return 0


def sleep(words: list[str], shell: Any, streams: Streams) -> int:
    total = 0.0
    for word in words:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", word)
        if not match:
            streams.complain(f"sleep: invalid time interval ‘{word}’")
            return 1
        total += float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[match[2]]
    if not words:
        streams.complain("sleep: missing operand")
        return 1
    time.sleep(min(total, LONGEST_SLEEP))
    return 0


def mkdir(words: list[str], shell: Any, streams: Streams) -> int:
    chosen, names = options(words, "p")
    if not names:
        raise Usage("missing operand")
    status = 0
    for name in names:
        try:
            shell.path(name).mkdir(parents="p" in chosen, exist_ok="p" in chosen)
        except OSError as error:
            streams.complain(f"mkdir: cannot create directory ‘{name}’: {reason(error)}")
            status = 1
    return status


def rm(words: list[str], shell: Any, streams: Streams) -> int:
    chosen, names = options(words, "rRfv")
    if not names and "f" not in chosen:
        raise Usage("missing operand")
    status = 0
    for name in names:
        path = shell.path(name)
        try:
            if path.is_dir() and not path.is_symlink():
                if not {"r", "R"} & set(chosen):
                    raise IsADirectoryError
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as error:
            if not ("f" in chosen and isinstance(error, FileNotFoundError)):
                streams.complain(f"rm: cannot remove '{name}': {reason(error)}")
                status = 1
    return status


def ls(words: list[str], shell: Any, streams: Streams) -> int:
    chosen, names = options(words, "la1hA")
    status = 0
    shown: list[tuple[str, Path]] = []
    for name in names or ["."]:
        path = shell.path(name)
        if not path.exists():
            streams.complain(f"ls: cannot access '{name}': No such file or directory")
            status = 2
        elif path.is_dir():
            shown += [(entry.name, entry) for entry in sorted(path.iterdir())
                      if not entry.name.startswith(".") or {"a", "A"} & set(chosen)]
        else:
            shown.append((name, path))
    for name, path in shown:
        if "l" in chosen:
            state = path.stat()
            when = dt.datetime.fromtimestamp(state.st_mtime).strftime("%b %e %H:%M")
            streams.write(f"{'d' if path.is_dir() else '-'}rw-r--r-- 1 lab lab {state.st_size:>6} {when} {name}\n")
        else:
            streams.write(f"{name}\n")
    return status


def test(words: list[str], shell: Any, streams: Streams) -> int:
    return 0 if _holds(words, shell, streams) else 1


def bracket(words: list[str], shell: Any, streams: Streams) -> int:
    if not words or words[-1] != "]":
        streams.complain("bash: [: missing `]'")
        return 2
    return test(words[:-1], shell, streams)


def _holds(words: list[str], shell: Any, streams: Streams) -> bool:
    if words[:1] == ["!"]:
        return not _holds(words[1:], shell, streams)
    if len(words) == 3:
        left, sign, right = words
        if sign in ("=", "==", "!="):
            return (left == right) == (sign != "!=")
        numbers = {"-eq": int.__eq__, "-ne": int.__ne__, "-lt": int.__lt__, "-le": int.__le__, "-gt": int.__gt__,
                   "-ge": int.__ge__}
        if sign in numbers:
            for word in (left, right):
                if not re.fullmatch(r"\s*-?\d+\s*", word):
                    raise Usage(f"{word}: integer expression expected")
            return bool(numbers[sign](int(left), int(right)))
        raise Usage(f"{sign}: binary operator expected")
    if len(words) == 2:
        kinds: dict[str, Callable[[str], bool]] = {
            "-z": lambda word: not word, "-n": bool, "-e": lambda word: bool(shell.path(word).exists()),
            "-f": lambda word: bool(shell.path(word).is_file()), "-d": lambda word: bool(shell.path(word).is_dir()),
            "-s": lambda word: bool(shell.path(word).is_file() and shell.path(word).stat().st_size)}
        if words[0] not in kinds:
            raise Usage(f"{words[0]}: unary operator expected")
        return kinds[words[0]](words[1])
    if len(words) > 3:
        raise Usage("too many arguments")
    return bool(words and words[0])


def curl(words: list[str], shell: Any, streams: Streams) -> int:
    streams.complain("curl: this terminal has no network: nothing runs on the instances of the emulator")
    return 6


def pwd(words: list[str], shell: Any, streams: Streams) -> int:
    streams.write(f"{os.fspath(shell.folder)}\n")
    return 0


PROGRAMS: dict[str, Program] = {
    "[": bracket, "base64": base64_, "cat": cat, "curl": curl, "date": date, "echo": echo, "grep": grep, "head": head, "ls": ls,
    "mkdir": mkdir, "printf": printf, "pwd": pwd, "rm": rm, "sleep": sleep, "sort": sort, "tail": tail, "test": test, "wc": wc,
    "true": lambda words, shell, streams: 0, "false": lambda words, shell, streams: 1, ":": lambda words, shell, streams: 0}
