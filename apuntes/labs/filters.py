"""The programs of the lab terminal that read text and show some of it, with the words of the GNU ones."""

from __future__ import annotations

import base64
import re
from typing import Any

from apuntes.labs.program import Streams, Usage, inputs, options

_CLASSES = {"digit": "[0-9]", "space": r"\s", "alpha": "[A-Za-z]", "alnum": "[A-Za-z0-9]", "upper": "[A-Z]", "lower": "[a-z]"}


def grep(words: list[str], shell: Any, streams: Streams) -> int:
    chosen, rest = options(words, "iEFvcnqowxHh", "em")
    pattern = chosen.get("e") or (rest.pop(0) if rest else None)
    if pattern is None:
        raise Usage("usage: grep [OPTION]... PATTERNS [FILE]...")
    source = re.escape(pattern) if "F" in chosen else pattern if "E" in chosen else basic(pattern)
    source = re.sub(r"\[\[:(\w+):\]\]", lambda match: _CLASSES.get(match[1], match[0]), source)
    source = rf"\b(?:{source})\b" if "w" in chosen else rf"^(?:{source})$" if "x" in chosen else source
    try:
        regex = re.compile(source, re.IGNORECASE if "i" in chosen else 0)
    except re.error:
        streams.complain(f"grep: invalid regular expression: {pattern}")
        return 2
    found, status = 0, 1
    for name, content in inputs("grep", rest, shell, streams):
        if content is None:
            status = 2
            continue
        lines = content.decode("utf-8", "replace").split("\n")
        hits = [(number, line) for number, line in enumerate(lines[:-1] if lines[-1] == "" else lines, 1)
                if bool(regex.search(line)) != ("v" in chosen)]
        found += len(hits)
        label = f"{name}:" if (len(rest) > 1 and "h" not in chosen) or "H" in chosen else ""
        if "c" in chosen:
            streams.write(f"{label}{len(hits)}\n")
        elif "q" not in chosen:
            for number, line in hits[:int(chosen["m"])] if "m" in chosen else hits:
                shown = [match[0] for match in regex.finditer(line) if match[0]] if "o" in chosen else [line]
                streams.write("".join(f"{label}{f'{number}:' if 'n' in chosen else ''}{text}\n" for text in shown))
    return 0 if found else status


def basic(pattern: str) -> str:
    """A basic regular expression of POSIX as one of Python: there `+` is a plus and `\\+` repeats."""
    swapped = re.sub(r"\\([+?|(){}])|([+?|(){}])", lambda match: match[1] or "\\" + match[2], pattern)
    return "\\" + swapped if swapped.startswith("*") else swapped


def head(words: list[str], shell: Any, streams: Streams) -> int:
    return _end(words, shell, streams, "head")


def tail(words: list[str], shell: Any, streams: Streams) -> int:
    return _end(words, shell, streams, "tail")


def _end(words: list[str], shell: Any, streams: Streams, name: str) -> int:
    if words and re.fullmatch(r"-\d+", words[0]):
        words = ["-n", words[0][1:], *words[1:]]
    chosen, files = options(words, "q", "nc")
    amount = chosen.get("c", chosen.get("n", "10"))
    if not re.fullmatch(r"[+-]?\d+", amount):
        streams.complain(f"{name}: invalid number of {'bytes' if 'c' in chosen else 'lines'}: ‘{amount}’")
        return 1
    count, status = int(amount), 0
    for file, content in inputs(name, files, shell, streams):
        if content is None:
            status = 1
            continue
        parts: Any = content if "c" in chosen else content.splitlines(keepends=True)
        if name == "head":
            kept = parts[:count]
        else:
            kept = parts[count - 1:] if amount.startswith("+") else parts[len(parts) - min(abs(count), len(parts)):]
        if len(files) > 1:
            streams.write(f"==> {file} <==\n")
        streams.out(kept if "c" in chosen else b"".join(kept))
    return status


def wc(words: list[str], shell: Any, streams: Streams) -> int:
    chosen, files = options(words, "lwcm")
    totals, status, rows = [0, 0, 0], 0, []
    for name, content in inputs("wc", files, shell, streams):
        if content is None:
            status = 1
            continue
        size = len(content.decode("utf-8", "replace")) if "m" in chosen else len(content)
        counts = [content.count(b"\n"), len(content.split()), size]
        totals = [one + other for one, other in zip(totals, counts, strict=True)]
        rows.append((counts, name))
    if len(files) > 1:
        rows.append((totals, "total"))
    shown = [place for place, letters in enumerate(("l", "w", "cm")) if not chosen or any(letter in chosen for letter in letters)]
    width = 1 if len(shown) == 1 and len(rows) == 1 else 7 if not files else len(str(max(totals)))
    for counts, name in rows:
        streams.write(" ".join(f"{counts[place]:>{width}}" for place in shown) + (f" {name}" if name != "-" else "") + "\n")
    return status


def sort(words: list[str], shell: Any, streams: Streams) -> int:
    chosen, files = options(words, "rnuf", "kt")
    contents = list(inputs("sort", files, shell, streams))
    if any(content is None for _, content in contents):
        return 2
    lines = [line for _, content in contents for line in (content or b"").decode("utf-8", "replace").splitlines()]

    def key(line: str) -> Any:
        if "k" in chosen:
            fields = line.split(chosen.get("t"))
            line = " ".join(fields[int(chosen["k"].split(",")[0].rstrip("nr")) - 1:])
        if "n" in chosen:
            number = re.match(r"\s*(-?\d+(?:\.\d+)?)", line)
            return float(number[1]) if number else 0.0
        return line.casefold() if "f" in chosen else line

    lines.sort(key=key, reverse="r" in chosen)
    if "u" in chosen:
        lines = list({key(line): line for line in reversed(lines)}.values())[::-1]
    streams.write("".join(f"{line}\n" for line in lines))
    return 0


def base64_(words: list[str], shell: Any, streams: Streams) -> int:
    words = ["-d" if word == "--decode" else "-w" + word[7:] if word.startswith("--wrap=") else word for word in words]
    chosen, files = options(words, "d", "w")
    content = b"".join(part or b"" for _, part in inputs("base64", files, shell, streams))
    if "d" in chosen:
        try:
            streams.out(base64.b64decode(re.sub(rb"\s", b"", content), validate=True))
        except ValueError:
            streams.complain("base64: invalid input")
            return 1
        return 0
    text, width = base64.b64encode(content).decode(), int(chosen.get("w", "76"))
    rows = [text[start:start + width] for start in range(0, len(text), width)] if width else [text]
    streams.write("\n".join(rows) + ("\n" if width and text else ""))
    return 0
