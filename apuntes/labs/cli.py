"""`apuntes lab`: serve the labs' emulator, or run a lab. It calls and prints; no logic of its own."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from rich.console import Console
from rich.markup import escape

from apuntes.content.problem import ContentError
from apuntes.content.tree import load_pages
from apuntes.labs import rules
from apuntes.labs.account import ACCOUNT, learner
from apuntes.labs.emulator import Emulator, EmulatorError
from apuntes.labs.record import Lab, load_labs
from apuntes.labs.run import Event, run_lab
from apuntes.labs.script import Block
from apuntes.labs.session import Commands, Session

PORT = 5000


def serve(out: Console, port: int | None) -> None:
    """Serve until Ctrl+C; without a port, 5000 or else a free one."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)    # a shell starts what runs behind it without
    try:
        emulator = _started(port)
    except EmulatorError as error:
        out.print(f"[red]{escape(str(error))}[/]; choose another one: apuntes lab --port 5001")
        raise typer.Exit(1) from error
    with emulator:
        variables = {**learner(emulator.url), "AWS_PAGER": '""'}           # a long answer would wait in `less` for a key
        out.print(f"the labs' AWS answers on {emulator.url} (account {ACCOUNT}, {len(rules.load())} rules; --rules lists them)\n")
        out.print("In another terminal, in bash:")
        out.print("".join(f"  export {name}={value}\n" for name, value in variables.items()), markup=False)
        out.print("then, for example: aws sts get-caller-identity\nCtrl+C stops it and forgets everything")
        try:
            emulator.wait()
        except KeyboardInterrupt:
            out.print("stopped")


def _started(port: int | None) -> Emulator:
    try:
        return Emulator(PORT if port is None else port)
    except EmulatorError:
        if port is not None:
            raise
        return Emulator(0)


def list_rules(out: Console) -> None:
    """What the emulator does otherwise than moto, and where AWS says so."""
    for rule in rules.load():
        out.print(f"[bold]{rule.name}[/] {rule.code or 'corrected'}\n  {escape(rule.text)}\n  [dim]{escape(rule.source)}[/]")


def run(out: Console, root: Path, names: list[str]) -> bool:
    """Run these labs (all by default), printing step by step; False if something was not as claimed."""
    try:
        labs, pages = load_labs(root), load_pages(root)
    except ContentError as error:
        out.print(str(error), markup=False)
        raise typer.Exit(1) from error
    for name in names:
        if name not in labs:
            out.print(f"no lab “{escape(name)}”; there are {', '.join(labs)}")
            raise typer.Exit(2)
    good = True
    with Emulator() as emulator, Commands() as commands:
        for name in names or labs:
            page = pages[f"labs/{name}"].sides[0]
            out.print(f"[bold]{page.front.title if page.front else name}[/]")
            emulator.reset()
            with TemporaryDirectory() as folder, Session(Path(folder), emulator.url, commands) as session:
                for event in run_lab(labs[name], page, session):
                    good = good and not event.fault
                    _print(out, labs[name], event, page.file)
    return good


def _print(out: Console, lab: Lab, event: Event, file: str) -> None:
    if isinstance(event.what, Block):
        out.print(f"[cyan]{file}:{event.what.line}[/] #{event.section}")
        out.print("".join(f"  $ {line}\n" for line in event.what.text.splitlines()) +
                  "".join(f"    {line}\n" for line in event.outcome.shown.splitlines()), markup=False)
    elif not event.fault:
        out.print(f"  [green]ok[/] {escape(event.what.ok.en)}")
    if event.fault:
        out.print(f"  [red]{lab.id} #{event.section}[/]: {escape(event.fault)}")
