"""A lab's commands in real bash against the emulator: one bash per lab, as a learner has one terminal.

Guarantees: variables and files live from block to block; each block and each failing command in it is
reported; a check sees the lab as its administrator and leaves no trace in the session; nothing waits
longer than `TIMEOUT`.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from apuntes.labs.account import learner
from apuntes.labs.commands import PROGRAM
from apuntes.labs.record import Check

TIMEOUT = 120
_HEAD = """
set -u -o pipefail
trap 'printf "%s\\0%s\\0" "$?" "$BASH_COMMAND" >> "$LAB_FAILURES"' ERR
"""


@dataclass(frozen=True)
class Outcome:
    """What a block did. `failures` are its commands that ended with another status than 0."""

    out: str
    err: str
    failures: tuple[str, ...]

    @property
    def shown(self) -> str:
        """What a terminal would show, errors last."""
        return "\n".join(text.rstrip() for text in (self.out, self.err) if text.strip())


class Commands:
    """The process that answers `aws`; shared by sessions, one command at a time."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen([sys.executable, "-m", "apuntes.labs.commands"], stdout=subprocess.PIPE, text=True,
                                         env=environment)
        assert self._process.stdout is not None
        self.port = self._process.stdout.readline().strip()

    def __enter__(self) -> Commands:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)


class Session:
    """A bash in `folder` whose `aws` talks to the emulator at `endpoint`; a context manager that ends it."""

    def __init__(self, folder: Path, endpoint: str, commands: Commands) -> None:
        self._work, self._home = folder / "session", folder / "home"
        for path in (self._work / "requests", self._work / "bin", self._home):
            path.mkdir(parents=True)
        program = self._work / "bin" / "aws"
        program.write_text(PROGRAM, encoding="utf-8")
        program.chmod(0o755)
        self._count = 0
        environment = {
            "PATH": f"{program.parent}:{os.environ.get('PATH', '/usr/bin:/bin')}", "HOME": str(self._home), "LANG": "C.UTF-8",
            "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "LAB_PORT": commands.port,
            "LAB_REQUESTS": str(self._work / "requests"), "LAB_FAILURES": str(self._work / "failures"), **learner(endpoint)}
        self._bash = subprocess.Popen(["bash", "--noprofile", "--norc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True, cwd=self._home, env=environment)
        self._send(_HEAD)

    def run(self, text: str) -> Outcome:
        """Run a block as if it had been typed."""
        self._count += 1
        file = self._work / f"{self._count}.sh"
        file.write_text(text, encoding="utf-8")
        failures = self._work / "failures"
        failures.unlink(missing_ok=True)
        self._send(f'source "{file}" > "{file}.out" 2> "{file}.err" < /dev/null\necho done\n')
        ended = self._wait()
        out, err = (_text(Path(f"{file}.{end}")) for end in ("out", "err"))
        return Outcome(out, err, (*_failed(failures), *([] if ended else ["the shell ended or did not answer"])))

    def check(self, check: Check) -> tuple[bool, Outcome]:
        """Whether the lab is as the check wants it, and what its command showed."""
        as_administrator = "\n".join(f"export {name}='{value}'" for name, value in learner(None).items())
        outcome = self.run(f"(set +u\nunset AWS_PROFILE AWS_SESSION_TOKEN\n{as_administrator}\n{check.command}\n)\n")
        return not outcome.failures and check.accepts(outcome.out), outcome

    def _send(self, text: str) -> None:
        assert self._bash.stdin is not None
        with contextlib.suppress(BrokenPipeError):      # the shell has ended: `_wait` says so
            self._bash.stdin.write(text)
            self._bash.stdin.flush()

    def _wait(self) -> bool:
        assert self._bash.stdout is not None
        ready, _, _ = select.select([self._bash.stdout], [], [], TIMEOUT)
        return bool(ready) and self._bash.stdout.readline() == "done\n"

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bash.kill()
        self._bash.communicate(timeout=10)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _failed(file: Path) -> list[str]:
    """The commands that failed; bash also names the `source` that ran the last one."""
    parts = file.read_text(encoding="utf-8").split("\0")[:-1] if file.is_file() else []
    return [f"{command} (exit status {status})" for status, command in zip(parts[::2], parts[1::2], strict=True)
            if not command.startswith("source ")]
