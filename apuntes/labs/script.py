"""The script of a lab's page: its bash blocks in order, and what each one claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apuntes.content.pages import Page

CLEAN_UP = "clean-up"
EXPERIMENT = "experiment"


@dataclass(frozen=True)
class Block:
    """A bash block. `section` is the id of its level 2 heading; `fails` is the error that it ends with, "" if none;
    `reason` says why it is only shown, "" if it runs."""

    section: str
    text: str
    line: int                           # of the fence
    fails: str = ""
    reason: str = ""

    @property
    def runs(self) -> bool:
        return not self.reason


def blocks(page: Page) -> Iterator[Block]:
    """Every bash block of the page."""
    tops = [heading for heading in page.headings if heading.level == 2]
    for code in page.codes:
        if code.language == "bash":
            above = [heading for heading in tops if heading.line < code.line]
            yield Block(above[-1].id if above else "", code.content, code.line,
                        code.attrs.get("fails", ""), code.attrs.get("reason", ""))
