"""A lab from its first block to its clean-up, and every claim of page and record held against what happens.

A step is the page's section: its checks must not all hold before its commands and must all hold after them
(the experiment changes nothing, so its checks need only hold after). A block without `fails` has no failing
command; one with it has exactly one, whose message says that error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from apuntes.content.pages import Page
from apuntes.labs.record import Check, Lab
from apuntes.labs.script import CLEAN_UP, EXPERIMENT, Block, blocks
from apuntes.labs.session import Outcome, Session

_IDLE = "the step's checks hold before its commands run: they check nothing"


@dataclass(frozen=True)
class Event:
    """Something that was run: a block or a check. `fault` says in what it is not as claimed, "" if it is."""

    section: str
    what: Block | Check
    outcome: Outcome
    fault: str


def run_lab(lab: Lab, page: Page, session: Session) -> Iterator[Event]:
    """Run the lab; the faults of its events are all that is wrong."""
    runnable = [block for block in blocks(page) if block.runs]
    for section, found in groupby(runnable, lambda block: block.section):
        checks = lab.clean if section == CLEAN_UP else lab.checks(section)
        before = [session.check(check)[0] for check in checks]
        for block in found:
            outcome = session.run(block.text)
            yield Event(section, block, outcome, block_fault(block, outcome))
        for check in checks:
            holds, outcome = session.check(check)
            yield Event(section, check, outcome, "" if holds else _unmet(check, outcome))
        if checks and all(before) and section != EXPERIMENT:
            yield Event(section, checks[0], Outcome("", "", ()), _IDLE)


def block_fault(block: Block, outcome: Outcome) -> str:
    """In what the block did not do as the page claims."""
    if not block.fails:
        return f"a command failed: {'; '.join(outcome.failures)}" if outcome.failures else ""
    if not outcome.failures:
        return f"it should fail with {block.fails}, and did not fail"
    if len(outcome.failures) > 1:
        return f"more than one command failed: {'; '.join(outcome.failures)}"
    return "" if block.fails in outcome.err else f"it should fail with {block.fails}, and failed otherwise"


def _unmet(check: Check, outcome: Outcome) -> str:
    wanted = "nothing" if check.empty else repr(check.equals if check.equals is not None else check.contains)
    return f"the check wants {wanted} and got {outcome.shown.strip()!r}"
