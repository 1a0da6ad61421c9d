"""The command `apuntes`: its modules read arguments, call, and print. No logic of their own.

Exit codes: 0 all is well, 1 problems were found (each printed with file, line and remedy), 2 wrong arguments,
3 a deployment that a guard refused (nothing was written).
"""

from __future__ import annotations

import typer

from apuntes.cli import content, labs, machine, publish

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None,
                  help="Check, review and extend the bilingual AWS notes.")
for command in (content.check, content.status, content.stamp, content.new, content.diagrams, content.upkeep,
                publish.infra, publish.packs, publish.deploy,
                labs.labs, machine.vendor, machine.chromium, machine.tools):
    app.command()(command)
app.add_typer(labs.lab, name="lab")
