"""The lab terminal inside the browser: what the page's worker calls, with texts and JSON on both sides.

Runs in Pyodide; nothing here needs it, so the tests call it too. Guarantees: no call raises for anything
that a reader typed; a check sees the lab as its administrator and leaves no trace in the session.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from apuntes.labs import account, commands
from apuntes.labs.parser import parse
from apuntes.labs.programs import PROGRAMS
from apuntes.labs.shell import Shell
from apuntes.labs.syntax import Incomplete, SyntaxFault

Show = Callable[[str, str], object]             # "out" or "err", and a text
LARGEST_FILE = 100_000                          # of those that the page shows for editing
_WAIT = 0.02                                    # between two looks of `aws … wait`: the emulator needs no time
_SETTINGS = {"AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "LANG": "C.UTF-8"}


class Terminal:
    """One lab: a shell, its files and the emulator's state."""

    def __init__(self, home: str) -> None:
        self._home = Path(home)
        self._home.mkdir(parents=True, exist_ok=True)
        _start()
        self._shell = self._fresh()
        self._completer: Any = None

    def run(self, text: str, show: Show) -> int:
        """Run what was typed; returns the exit status."""
        return _run(self._shell, text, show)

    def incomplete(self, text: str) -> bool:
        """Whether bash would ask for another line."""
        try:
            parse(text)
        except Incomplete:
            return True
        except SyntaxFault:
            return False
        return False

    def split(self, text: str) -> str:
        """The text as the commands that bash would read one after the other (JSON list), blank ones left out."""
        found, current = [], ""
        for line in text.split("\n"):
            current += line + "\n"
            if not self.incomplete(current):
                found.append(current.rstrip("\n"))
                current = ""
        return json.dumps([command for command in (*found, current.rstrip("\n")) if command.strip()])

    def check(self, checks: str) -> str:
        """Of each check of a step, in order: whether it holds, and what its command showed."""
        shell = self._shell.copy({**account.learner(None)}, drop=("AWS_PROFILE", "AWS_SESSION_TOKEN"))
        found = []
        for check in json.loads(checks):
            shown: dict[str, list[str]] = {"out": [], "err": []}
            status = _run(shell, check["command"], lambda kind, text, shown=shown: shown[kind].append(text))  # type: ignore[misc]
            printed = "".join(shown["out"])
            found.append({"holds": status == 0 and accepts(check, printed), "shown": (printed + "".join(shown["err"])).strip()})
        return json.dumps(found)

    def complete(self, text: str) -> str:
        """The words that may stand at the end of `text`: the length of what they replace, and they."""
        word = re.split(r"[\s|;&(<>=\"']", text)[-1]
        command = re.split(r"\|\||&&|[|;\n]|\$\(", text.replace("\\\n", " "))[-1].lstrip()
        words = re.sub(r"^(?:\w+=\S*\s+)*", "", command).split(" ")
        if word.startswith("$"):
            found = [f"${name}" for name in self._shell.names()]
        elif len(words) == 1:
            found = ["aws", *(name for name in PROGRAMS if name.isalpha()), "cd", "export", "for", "unset"]
        elif words[0] == "aws" and not word.startswith("file"):
            found = self._aws_words(" ".join(words), word)
        else:
            prefix = next((start for start in ("file://", "fileb://") if word.startswith(start)), "")
            found = [prefix + name for name in self._names()]
        return json.dumps([len(word), sorted({name for name in found if name.startswith(word) and name != word})])

    def files(self) -> str:
        """The files of the home folder, sorted; `text` is null for what cannot be edited."""
        found = []
        for name in self._names():
            content = (self._home / name).read_bytes()
            try:
                text = content.decode() if len(content) <= LARGEST_FILE else None
            except UnicodeDecodeError:
                text = None
            found.append({"name": name, "size": len(content), "text": text})
        return json.dumps(found)

    def write(self, name: str, text: str) -> str:
        """Save a file; returns what went wrong, "" if nothing."""
        if not re.fullmatch(r"[\w][\w. -]*(?:/[\w][\w. -]*)*", name):
            return "name"
        target = self._home / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        except OSError:
            return "name"
        return ""

    def remove(self, name: str) -> None:
        (self._home / name).unlink(missing_ok=True)

    def reset(self) -> None:
        """A new account, no files, no variables."""
        from moto.core.base_backend import BackendDict
        from moto.core.model_instances import reset_model_data

        BackendDict.reset()
        reset_model_data()
        for entry in self._home.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        self._shell = self._fresh()

    def prepare(self, services: str) -> None:
        """Load what the first commands of these services (JSON list) would load."""
        import importlib

        for service in json.loads(services):
            if (Path(sys.modules["moto"].__path__[0]) / service).is_dir():
                importlib.import_module(f"moto.{service}.responses")

    def _fresh(self) -> Shell:
        return Shell(self._home, {**_SETTINGS, **account.learner(None)}, _aws)

    def _names(self) -> list[str]:
        return sorted(file.relative_to(self._home).as_posix() for file in self._home.rglob("*")
                      if file.is_file() and ".aws" not in file.relative_to(self._home).parts)

    def _aws_words(self, command: str, word: str) -> list[str]:
        """Services, operations and options, from the tables of the AWS CLI."""
        from awscli.completer import Completer

        self._completer = self._completer or Completer()
        if command.endswith(" ") and len(command.split()) > 2:
            return []                                           # a value, or all options: too many to help
        try:
            return [str(name) for name in self._completer.complete(command)]
        except Exception:
            return []                                           # half-written input that the completer cannot take


def accepts(check: dict[str, Any], printed: str) -> bool:
    """As `record.Check.accepts`, which needs pydantic; a test holds the two against each other."""
    words = " ".join(printed.split())
    if check.get("empty"):
        return all(word in ("", "None") for word in words.split(" "))
    if check.get("contains") is not None:
        return str(check["contains"]) in words
    return words == " ".join(str(check["equals"]).split())


def _run(shell: Shell, text: str, show: Show) -> int:
    decoders = {kind: codecs.getincrementaldecoder("utf-8")("replace") for kind in ("out", "err")}
    return shell.run(text, lambda content: show("out", decoders["out"].decode(content)),
                     lambda content: show("err", decoders["err"].decode(content)))


def _aws(words: list[str], folder: Path, environment: dict[str, str], given: bytes) -> tuple[int, bytes, bytes]:
    """The AWS CLI; moto, in the same process, reads its settings when it is asked."""
    return commands.run(words, folder, {**account.SETTINGS, **environment}, given)


def _start() -> None:
    """The AWS CLI (first: it puts its own botocore in place), then the emulator with the rules."""
    import awscli.clidriver  # noqa: F401

    sys.argv = ["aws"]                                          # what messages call the program
    commands.keep_models()
    _own_models()
    account.start()
    _without_waiting()
    if sys.platform == "emscripten":
        _without_threads()
    os.environ.pop("AWS_PROFILE", None)


def _own_models() -> None:
    """moto finds an S3 operation by the path that the AWS CLI takes out of its models: each reads them for itself."""
    from botocore.loaders import JSONFileLoader
    from moto.core.loaders import Loader

    Loader.FILE_LOADER_CLASS = JSONFileLoader


def _without_waiting() -> None:
    from botocore import waiter

    waiter.time = SimpleNamespace(sleep=lambda seconds: time.sleep(min(seconds, _WAIT)))


def _without_threads() -> None:
    """`aws s3 cp` and its like work through threads, which a browser's Python has not: one after the other instead."""
    from awscli.customizations.s3.results import ResultProcessor
    from s3transfer.futures import BoundedExecutor, NonThreadedExecutor

    BoundedExecutor.EXECUTOR_CLS = NonThreadedExecutor
    ResultProcessor.start = lambda self: None
    ResultProcessor.join = lambda self, timeout=None: self.run()    # every result is in the queue by then
