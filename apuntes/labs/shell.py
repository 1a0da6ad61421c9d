"""The shell of the lab terminal: runs what `syntax` reads, as bash does, without a process and without an exception.

Guarantees: a script that this shell accepts does what bash does with it (the tests run both); an error is
worded as bash and the AWS CLI word it, and never shows a stack trace; files stay below the home folder's file
system; variables, the folder and `$?` live from one script to the next. `aws` is a function that is given:
the AWS CLI, in this process.
"""

from __future__ import annotations

import functools
import glob
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from apuntes.labs import syntax
from apuntes.labs.parser import parse
from apuntes.labs.program import Sink, Streams, Usage, reason
from apuntes.labs.programs import PROGRAMS

Aws = Callable[[list[str], Path, dict[str, str], bytes], tuple[int, bytes, bytes]]
T = TypeVar("T")
_SPACES = re.compile(r"[ \t\n]+")
_MISSING = b"This part of AWS is not in the emulator: "


class Shell:
    """One session. `environment` is exported; other variables are not."""

    def __init__(self, folder: Path, environment: Mapping[str, str], aws: Aws) -> None:
        self.folder, self._home = folder, folder
        self._variables = dict(environment)
        self._exported = set(environment)
        self._aws = aws
        self.status = 0

    def run(self, text: str, out: Sink, err: Sink, given: bytes = b"") -> int:
        """Run a script; output goes to `out` and `err` as it comes. Returns the exit status."""
        try:
            script = parse(text)
        except syntax.SyntaxFault as fault:
            err(f"bash: {fault}\n".encode())
            self.status = 2
            return 2
        return self._script(script, Streams(given, out, err))

    def copy(self, environment: Mapping[str, str], drop: tuple[str, ...]) -> Shell:
        """A session like this one, with other variables exported; what it does to variables stays there."""
        other = Shell(self._home, environment, self._aws)
        other.folder = self.folder
        other._variables = {**{name: value for name, value in self._variables.items() if name not in drop}, **environment}
        other._exported = (self._exported - set(drop)) | set(environment)
        return other

    def names(self) -> list[str]:
        """The variables' names, sorted."""
        return sorted(self._variables)

    def path(self, name: str) -> Path:
        """A file's place, seen from the current folder."""
        return self.folder / name

    # Scripts.
    def _script(self, script: syntax.Script, streams: Streams) -> int:
        for item in script:
            if (item.joined == "&&" and self.status) or (item.joined == "||" and not self.status):
                continue
            self.status = self._pipeline(item.commands, streams)
            if item.negated:
                self.status = int(not self.status)
        return self.status

    def _pipeline(self, commands: tuple[syntax.Command, ...], streams: Streams) -> int:
        if len(commands) == 1:
            return self._command(commands[0], streams)
        given, status = streams.given, 0
        for place, command in enumerate(commands, 1):
            parts: list[bytes] = []
            before = (dict(self._variables), self.folder)       # bash runs each in a process of its own
            status = self._command(command, Streams(given, streams.out if place == len(commands) else parts.append, streams.err))
            self._variables, self.folder = before
            given = b"".join(parts)
        return status

    def _command(self, command: syntax.Command, streams: Streams) -> int:
        if isinstance(command, syntax.For):
            self.status = 0
            for value in self._expanded(command.words, streams):
                self._variables[command.name] = value
                self._script(command.body, streams)
            return self.status
        return self._simple(command, streams)

    def _simple(self, command: syntax.Simple, streams: Streams) -> int:
        self._substituted = 0
        words = self._expanded(command.words, streams)
        values = {name: self._joined(word, streams) for name, word in command.assignments}
        files: list[Callable[[], None]] = []
        try:
            streams = self._redirected(command.redirects, streams, files)
        except OSError as error:
            streams.complain(f"bash: {error.filename}: {reason(error)}")
            return 1
        if not words:
            self._variables.update(values)
            status = self._substituted
        else:
            saved, exported = dict(self._variables), set(self._exported)
            self._variables.update(values)
            self._exported |= set(values)
            status = self._call(words, streams)
            for name in values:
                self._exported = exported if words[0] != "export" else self._exported
                if name in saved:
                    self._variables[name] = saved[name]
                else:
                    self._variables.pop(name, None)
        for close in files:
            close()
        return status

    def _call(self, words: list[str], streams: Streams) -> int:
        name, *rest = words
        own = {"cd": self._cd, "export": self._export, "unset": self._unset, "aws": self._run_aws}
        try:
            if name in own:
                return own[name](rest, streams)
            if name in PROGRAMS:
                return PROGRAMS[name](rest, self, streams)
        except Usage as fault:
            shown = f"bash: {name}" if name in ("[", "test") else name
            streams.complain(f"{shown}: {fault}")
            return 2
        except OSError as error:
            streams.complain(f"{name}: {error.filename or ''}: {reason(error)}")
            return 1
        if "/" in name:
            streams.complain(f"bash: {name}: {'Permission denied' if self.path(name).exists() else 'No such file or directory'}")
            return 126 if self.path(name).exists() else 127
        streams.complain(f"bash: {name}: command not found")
        return 127

    # Words.
    def _expanded(self, words: tuple[syntax.Word, ...], streams: Streams) -> list[str]:
        return [text for word in words for text in self._fields(word, streams)]

    def _fields(self, word: syntax.Word, streams: Streams) -> list[str]:
        """The words that one word becomes: unquoted values are split at white space, patterns become file names."""
        fields: list[str] = []
        open_field: list[tuple[str, bool]] | None = None
        for part in word:
            text, quoted = self._value(part, streams), part.quoted
            if isinstance(part, syntax.Literal) or quoted:
                if not fields and open_field is None and isinstance(part, syntax.Literal) and not quoted:
                    text = self._tilde(text)
                open_field = [*(open_field or []), (text, quoted)]
                continue
            pieces = _SPACES.split(text)
            for place, piece in enumerate(pieces):
                if place and open_field is not None:
                    fields += self._files(open_field)
                    open_field = None
                if piece:
                    open_field = [*(open_field or []), (piece, False)]
        return fields + (self._files(open_field) if open_field is not None else [])

    def _files(self, field: list[tuple[str, bool]]) -> list[str]:
        text = "".join(part for part, _ in field)
        if not any(not quoted and set(part) & set("*?[") for part, quoted in field):
            return [text]
        pattern = "".join(glob.escape(part) if quoted else part for part, quoted in field)
        return sorted(glob.glob(pattern, root_dir=self.folder)) or [text]

    def _tilde(self, text: str) -> str:
        return re.sub(r"^~(?=/|$)", str(self._home), text)

    def _joined(self, word: syntax.Word, streams: Streams) -> str:
        """A word as one text, as assignments and redirections take it."""
        return "".join(self._tilde(text) if place == 0 and isinstance(part, syntax.Literal) and not part.quoted else text
                       for place, part in enumerate(word) for text in [self._value(part, streams)])

    def _value(self, part: syntax.Part, streams: Streams) -> str:
        if isinstance(part, syntax.Literal):
            return part.text
        if isinstance(part, syntax.Variable):
            special = {"?": str(self.status), "PWD": str(self.folder), "HOME": str(self._home), "#": "0", "0": "bash"}
            return self._variables.get(part.name, special.get(part.name, ""))
        printed: list[bytes] = []
        before, folder, status = dict(self._variables), self.folder, self.status
        self._substituted = self._script(part.script, Streams(streams.given, printed.append, streams.err))
        self._variables, self.folder, self.status = before, folder, status
        return b"".join(printed).decode("utf-8", "replace").replace("\0", "").rstrip("\n")

    def _redirected(self, redirects: tuple[syntax.Redirect, ...], streams: Streams, files: list[Callable[[], None]]) -> Streams:
        sinks = {1: streams.out, 2: streams.err}
        given = streams.given
        for redirect in redirects:
            target = self._joined(redirect.word, streams)
            if redirect.kind == "<<":
                given = target.encode()
            elif redirect.kind == "<":
                given = _opened(target, self.path(target).read_bytes)
            elif redirect.kind == ">&":
                sinks[redirect.descriptor] = sinks.get(int(target) if target in ("1", "2") else 1, streams.out)
            elif target == "/dev/null":
                sinks[redirect.descriptor] = lambda content: None
            else:
                mode = "wb" if redirect.kind == ">" else "ab"
                file = _opened(target, functools.partial(io.FileIO, self.path(target), mode))
                files.append(file.close)
                sinks[redirect.descriptor] = _into(file)
        return Streams(given, sinks[1], sinks[2])

    # What must be part of the shell.
    def _cd(self, words: list[str], streams: Streams) -> int:
        target = (self.folder / words[0]).resolve() if words else self._home
        if not target.is_dir():
            streams.complain(f"bash: cd: {words[0]}: {'Not a directory' if target.exists() else 'No such file or directory'}")
            return 1
        self.folder = target
        return 0

    def _export(self, words: list[str], streams: Streams) -> int:
        status = 0
        for word in words:
            name, sign, value = word.partition("=")
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
                streams.complain(f"bash: export: `{word}': not a valid identifier")
                status = 1
                continue
            self._exported.add(name)
            if sign:
                self._variables[name] = value
        return status

    def _unset(self, words: list[str], streams: Streams) -> int:
        for word in words:
            self._variables.pop(word, None)
            self._exported.discard(word)
        return 0

    def _run_aws(self, words: list[str], streams: Streams) -> int:
        environment = {name: self._variables[name] for name in self._exported if name in self._variables}
        try:
            status, out, err = self._aws(words, self.folder, {**environment, "HOME": str(self._home)}, streams.given)
        except Exception as error:
            status, out, err = 255, b"", _MISSING + str(error).encode() + b"\n"
        if out:
            streams.out(out)
        if err:
            streams.err(err)
        return status


def _into(file: io.FileIO) -> Sink:
    def write(content: bytes) -> None:
        file.write(content)
    return write


def _opened(name: str, act: Callable[[], T]) -> T:
    """What `act` returns; an error names the file as it was written."""
    try:
        if not name:
            raise FileNotFoundError
        return act()
    except OSError as error:
        error.filename = name
        raise
