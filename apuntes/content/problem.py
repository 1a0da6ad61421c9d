"""What a check reports: one fault, where it stands and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a source file.

    `file` is relative to the project root, `line` starts at 1 (0: the file as a whole),
    `what` is a sentence naming the fault, `how` the remedy (an edit or a command).
    """

    file: str
    line: int
    what: str
    how: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}\n    → {self.how}"


class ContentError(Exception):
    """Content that cannot be read at all; carries the problems that say why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
