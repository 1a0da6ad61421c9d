"""A deployment on a terminal: the plan, a progress bar, one line of result, the report."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from apuntes.content.redirects import addresses, load_redirects
from apuntes.deploy import report
from apuntes.deploy.options import Options
from apuntes.deploy.progress import Bar
from apuntes.deploy.run import deploy


def deploy_and_print(options: Options, project: Path, out: Console) -> None:
    """Run it and print. Raises DeployError, and ContentError for a malformed data/redirects.yml."""
    moved = addresses(load_redirects(project))
    with Bar(out) as bar:
        outcome = deploy(options, moved, lambda plan, notes: report.show_plan(out, options, plan, notes), bar)
    if outcome.applied:
        fetched = f", {outcome.fetched} files fetched from {options.url}" if options.url else ""
        out.print(f"done in {outcome.seconds:.1f} s, {outcome.sent / 1000:.0f} kB sent{fetched}", markup=False)
        if not options.url and not options.remove:
            out.print("pages were not fetched from the published address: set APUNTES_URL to check them too", markup=False)
    elif not options.apply and not outcome.plan.empty:
        out.print("this is only the plan; to carry it out: apuntes deploy --apply (make deploy APPLY=1)", markup=False)
    if options.report:
        report.write_json(options.report, options, outcome)
