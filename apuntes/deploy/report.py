"""The plan and its result, for people on a terminal and as JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from apuntes.deploy.errors import DeployError
from apuntes.deploy.options import Options
from apuntes.deploy.plan import Plan

_REASONS = {"new": "new", "content": "content changed", "headers": "headers changed",
            "untrusted": "not what the last deployment left", "unfinished": "left by an unfinished deployment"}
_SHOWN = 12


@dataclass(frozen=True)
class Outcome:
    """What came of it. `applied` is False for a plan that was only shown."""

    plan: Plan
    applied: bool
    sent: int = 0
    invalidated: list[str] = field(default_factory=list)
    fetched: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


def show_plan(out: Console, options: Options, plan: Plan, notes: tuple[str, ...]) -> None:
    """Print what would be done, a dozen lines of each kind."""
    where = f"s3://{options.bucket}/{options.prefix}"
    for phase in plan.phases:
        reasons = Counter(put.reason for put in phase.puts)
        out.print(f"[bold]upload {phase.name}[/] {len(phase.puts)} [dim]"
                  + ", ".join(f"{count} {_REASONS[reason]}" for reason, count in reasons.items()) + "[/]")
        _names(out, [put.item.key for put in phase.puts])
    if plan.gone:
        out.print(f"[bold]delete[/] {len(plan.gone)}")
        _names(out, list(plan.gone))
    if plan.retiring:
        out.print(f"[bold]retire[/] {len(plan.retiring)} [dim]not needed any more; deleted after {options.grace.days} days[/]")
        _names(out, list(plan.retiring))
    if plan.foreign:
        out.print(f"[yellow]warning[/]: {len(plan.foreign)} objects are not of this site; they are left alone")
        _names(out, list(plan.foreign))
    for note in notes:
        out.print(f"[dim]{escape(note)}[/]")
    out.print(f"{where}: {summary(plan)}", markup=False)


def summary(plan: Plan) -> str:
    """One line of counts."""
    if plan.empty:
        return f"nothing to do, {plan.unchanged} objects are as they should be"
    return (f"{len(plan.puts)} to upload, {len(plan.gone)} to delete, {len(plan.retiring)} to retire, "
            f"{plan.unchanged} unchanged")


def write_json(path: Path, options: Options, outcome: Outcome) -> None:
    """The report as JSON. Raises DeployError if it cannot be written."""
    plan = outcome.plan
    data: dict[str, Any] = {
        "bucket": options.bucket, "prefix": options.prefix, "target": options.target, "applied": outcome.applied,
        "uploads": [{"key": put.item.key, "reason": put.reason, "phase": phase.name}
                    for phase in plan.phases for put in phase.puts],
        "deletes": list(plan.gone), "retired": {key: when.isoformat() for key, when in plan.retired.items()},
        "foreign": list(plan.foreign), "unchanged": plan.unchanged, "bytes_sent": outcome.sent,
        "invalidated": outcome.invalidated, "pages_fetched": outcome.fetched, "seconds": round(outcome.seconds, 2),
        "notes": list(outcome.notes),
    }
    try:
        path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise DeployError(f"the report {path} cannot be written: {error.strerror}",
                          f"the deployment itself {'is complete' if outcome.applied else 'was only planned'}; "
                          "free space, or name another file") from error


def _names(out: Console, keys: list[str]) -> None:
    for key in keys[:_SHOWN]:
        out.print(f"    {key}", markup=False)
    if len(keys) > _SHOWN:
        out.print(f"    … and {len(keys) - _SHOWN} more (--report FILE lists all)", markup=False)
