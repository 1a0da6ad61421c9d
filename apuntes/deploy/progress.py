"""The progress bar: a phase at a time, silent where the output is no terminal."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Bar:
    """`with Bar(console) as watcher:`; a `Watcher` for `apply`."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(TextColumn("{task.description:14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                                  console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task("", total=None, visible=False)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def phase(self, name: str, steps: int) -> None:
        """A phase of so many steps begins."""
        self._progress.reset(self._task, total=steps or None, description=name, visible=True)

    def step(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)
