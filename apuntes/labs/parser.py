"""Reads what was typed into trees of `syntax`.

`parse(text)` returns a script, or raises `Incomplete` where bash would wait for another line, or `SyntaxFault`
with bash's own words. What bash knows and this shell does not is refused by name, never misread.
"""

from __future__ import annotations

import re
from typing import NoReturn

from apuntes.labs.syntax import (
    Command,
    For,
    Incomplete,
    Item,
    Literal,
    Part,
    Redirect,
    Script,
    Simple,
    Substitution,
    SyntaxFault,
    Variable,
    Word,
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
_OPERATORS = ("&&", "||", ";;", "|&", "|", ";", "&", "\n", "(", ")")
_REDIRECT = re.compile(r"([012]?)(<<-|<<<|<<|>>|>&|<&|>\||<>|<|>)|(&>>|&>)")
_BRACES = re.compile(r"\{[^{}]*(?:,|\.\.)[^{}]*\}")
_BLANK = " \t"
_ENDS_WORD = " \t\n|&;()<>"
_UNSUPPORTED = ("if", "then", "else", "elif", "fi", "while", "until", "case", "esac", "select", "function", "[[", "{", "}",
                "coproc", "time")


def parse(text: str) -> Script:
    """The whole text as a script."""
    parser = _Parser(text)
    script = parser.script(())
    if parser.place < len(text):
        parser.unexpected()
    return script


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.bodies: dict[int, int] = {}        # end of a line -> end of the here-documents that follow it

    # What stands at the current place.
    def peek(self) -> str:
        """The operator there, "" for a word or the end. Skips blanks, continued lines and comments."""
        while self.place < len(self.text):
            if self.text[self.place] in _BLANK:
                self.place += 1
            elif self.text.startswith("\\\n", self.place):
                self.continued()
            elif self.text[self.place] == "#":
                end = self.text.find("\n", self.place)
                self.place = len(self.text) if end < 0 else end
            else:
                break
        if re.match(r"&>", self.text[self.place:]):
            return ""
        return next((sign for sign in _OPERATORS if self.text.startswith(sign, self.place)), "")

    def continued(self) -> None:
        """Step over a backslash at the end of a line."""
        self.place += 2
        if self.place >= len(self.text):
            raise Incomplete("syntax error: unexpected end of file")

    def ended(self) -> bool:
        return self.peek() == "" and self.place >= len(self.text)

    def take(self, sign: str) -> None:
        self.place = self.bodies.get(self.place, self.place + len(sign))

    def unexpected(self) -> NoReturn:
        sign = self.peek()
        if not sign and self.place >= len(self.text):
            raise Incomplete("syntax error: unexpected end of file")
        word = re.split(r"[\s;|&()<>]", self.text[self.place:])[0] or self.text[self.place]
        token = "newline" if sign == "\n" else sign or word
        raise SyntaxFault(f"syntax error near unexpected token `{token}'")

    def skip_lines(self) -> None:
        while (sign := self.peek()) == "\n":
            self.take(sign)

    def word_ahead(self) -> str:
        """The plain word there, for reserved words."""
        self.peek()
        match = re.compile(r"[A-Za-z\[\]{}!]+(?=[\s;|&()<>]|$)").match(self.text, self.place)
        return match[0] if match else ""

    # Scripts, pipelines, commands.
    def script(self, ends: tuple[str, ...]) -> Script:
        """Commands up to one of the words or signs `ends`, which is left there."""
        items: list[Item] = []
        joined = ""
        while True:
            self.skip_lines()
            if self.ended() or self.peek() in ends or self.word_ahead() in ends:
                if joined:
                    raise Incomplete("syntax error: unexpected end of file") if self.ended() else SyntaxFault(
                        f"syntax error near unexpected token `{self.peek() or self.word_ahead()}'")
                return tuple(items)
            negated = self.word_ahead() == "!"
            if negated:
                self.place += 1
            items.append(Item(joined, self.pipeline(), negated))
            sign = self.peek()
            joined = sign if sign in ("&&", "||") else ""
            if sign in (";", "\n", "&&", "||"):
                self.take(sign)
            elif sign == "&":
                raise SyntaxFault("running in the background with `&' is not part of this terminal")
            elif not self.ended() and sign not in ends and self.word_ahead() not in ends:
                self.unexpected()

    def pipeline(self) -> tuple[Command, ...]:
        commands = [self.command()]
        while self.peek() == "|":
            self.take("|")
            self.skip_lines()
            commands.append(self.command())
        return tuple(commands)

    def command(self) -> Command:
        word = self.word_ahead()
        if word == "for":
            return self.loop()
        if word in _UNSUPPORTED:
            raise SyntaxFault(f"`{word}' is not part of this terminal")
        if word in ("do", "done", "in"):
            raise SyntaxFault(f"syntax error near unexpected token `{word}'")
        if self.peek() == "(":
            raise SyntaxFault("a subshell `( … )' is not part of this terminal")
        return self.simple()

    def loop(self) -> For:
        self.place += len("for")
        self.peek()
        name = _NAME.match(self.text, self.place)
        if not name:
            self.unexpected()
        self.place = name.end()
        if self.word_ahead() != "in":
            self.unexpected()
        self.place += len("in")
        words = []
        while (sign := self.peek()) == "" and not self.ended():
            words.append(self.word())
        if sign not in (";", "\n"):
            self.unexpected()
        self.take(sign)
        self.skip_lines()
        if self.word_ahead() != "do":
            self.unexpected()
        self.place += len("do")
        body = self.script(("done",))
        if self.word_ahead() != "done":
            self.unexpected()
        self.place += len("done")
        return For(name[0], tuple(words), body)

    def simple(self) -> Simple:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while self.peek() == "" and not self.ended():
            redirect = _REDIRECT.match(self.text, self.place)
            assignment = _ASSIGNMENT.match(self.text, self.place)
            if redirect and (redirect[1] == "" or self.text[self.place - 1:self.place] in ("", *_BLANK, "\n", ";", "|", "&")):
                redirects += self.redirect(redirect)
            elif assignment and not words:
                self.place = assignment.end()
                at_end = self.place >= len(self.text) or self.text[self.place] in _ENDS_WORD
                assignments.append((assignment[1], () if at_end else self.word()))
            else:
                words.append(self.word())
        if not (assignments or words or redirects):
            self.unexpected()
        return Simple(tuple(assignments), tuple(words), tuple(redirects))

    def redirect(self, match: re.Match[str]) -> list[Redirect]:
        kind, descriptor = match[2] or match[3], match[1]
        self.place = match.end()
        if self.ended():
            raise SyntaxFault("syntax error near unexpected token `newline'")
        if self.peek():
            self.unexpected()
        if kind in ("<<", "<<-"):
            start = self.place
            marker = "".join(part.text for part in self.word() if isinstance(part, Literal))
            literal = any(char in self.text[start:self.place] for char in "'\"\\")
            return [Redirect(0, "<<", self.here_document(marker, literal, kind == "<<-"))]
        word = self.word()
        if kind in ("&>", "&>>"):
            return [Redirect(1, kind[1:], word), Redirect(2, ">&", (Literal("1", True),))]
        if kind in ("<&", "<>", ">|", "<<<"):
            raise SyntaxFault(f"`{kind}' is not part of this terminal")
        return [Redirect(int(descriptor) if descriptor else (0 if kind == "<" else 1), kind, word)]

    def here_document(self, marker: str, literal: bool, tabs: bool) -> Word:
        """The text after the current line, up to `marker`; `take` will step over it."""
        line_end = self.text.find("\n", self.place)
        place = self.bodies.get(line_end, line_end + 1)
        lines: list[str] = []
        while line_end >= 0 and place < len(self.text):
            line, _, _ = self.text[place:].partition("\n")
            place += len(line) + 1
            line = line.lstrip("\t") if tabs else line
            if line == marker:
                self.bodies[line_end] = place
                text = "".join(lines)
                return (Literal(text, True),) if literal else tuple(_Parser(text).quoted(""))
            lines.append(line + "\n")
        raise Incomplete(f"here-document delimited by end-of-file (wanted `{marker}')")

    # Words and what is in them.
    def word(self) -> Word:
        parts: list[Part] = []
        while self.place < len(self.text) and self.text[self.place] not in _ENDS_WORD:
            char = self.text[self.place]
            if char == "'":
                end = self.text.find("'", self.place + 1)
                if end < 0:
                    raise Incomplete("unexpected EOF while looking for matching `''")
                parts.append(Literal(self.text[self.place + 1:end], True))
                self.place = end + 1
            elif char == '"':
                self.place += 1
                parts += self.quoted('"') or [Literal("", True)]
            elif char == "\\":
                if self.place + 1 >= len(self.text):
                    raise Incomplete("unexpected EOF after `\\'")
                if self.text[self.place + 1] == "\n":
                    self.continued()
                    continue
                parts.append(Literal(self.text[self.place + 1], True))
                self.place += 2
            elif char == "`":
                raise SyntaxFault("write $(command) instead of `command`")
            elif char == "$":
                parts.append(self.dollar(False))
            else:
                end = self.place
                while end < len(self.text) and self.text[end] not in _ENDS_WORD + "'\"\\$`":
                    end += 1
                if _BRACES.search(self.text[self.place:end]):
                    raise SyntaxFault("brace expansion `{a,b}' is not part of this terminal; quote the word to mean it as it is")
                parts.append(Literal(self.text[self.place:end], False))
                self.place = end
        return tuple(parts)

    def quoted(self, end: str) -> list[Part]:
        """Up to the quote `end` (a here-document ends with the text)."""
        parts: list[Part] = []
        text = ""
        while self.place < len(self.text):
            char = self.text[self.place]
            following = self.text[self.place + 1:self.place + 2]
            if char == end:
                self.place += 1
                return [*parts, *([Literal(text, True)] if text else [])]
            if char == "\\" and following in ("$", "`", "\\", "\n", end) and following:
                text += "" if following == "\n" else following
                self.place += 2
            elif char == "$":
                parts += [Literal(text, True)] if text else []
                text = ""
                parts.append(self.dollar(True))
            else:
                text += char
                self.place += 1
        if end:
            raise Incomplete(f"unexpected EOF while looking for matching `{end}'")
        return [*parts, *([Literal(text, True)] if text else [])]

    def dollar(self, quoted: bool) -> Part:
        rest = self.text[self.place + 1:]
        if rest.startswith("(("):
            raise SyntaxFault("arithmetic `$(( … ))' is not part of this terminal")
        if rest.startswith("("):
            self.place += 2
            script = self.script((")",))
            if self.peek() != ")":
                raise Incomplete("unexpected EOF while looking for matching `)'")
            self.place += 1
            return Substitution(script, quoted)
        if rest.startswith("{"):
            end = rest.find("}")
            if end < 0:
                raise Incomplete("unexpected EOF while looking for matching `}'")
            name = rest[1:end]
            if not _NAME.fullmatch(name):
                raise SyntaxFault(f"${{{name}}}: bad substitution")
            self.place += end + 2
            return Variable(name, quoted)
        match = _NAME.match(rest) or re.match(r"[?$#@*!0-9-]", rest)
        if not match:
            self.place += 1
            return Literal("$", True)
        self.place += 1 + match.end()
        return Variable(match[0], quoted)
