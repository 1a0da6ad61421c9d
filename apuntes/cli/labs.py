"""Commands for the labs: `lab` serves their emulator or runs them, `labs` makes what their pages run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apuntes.cli.shared import Root, out, project_root

lab = typer.Typer(invoke_without_command=True, help="Serve the labs' emulator on 127.0.0.1, or run labs.")


@lab.callback()
def lab_serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(help="The port; 5000 or else a free one by default.", show_default=False)] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List what the emulator does as AWS and moto does not.")] = False,
) -> None:
    """Serve the labs' emulator until Ctrl+C."""
    from apuntes.labs import cli as local

    if context.invoked_subcommand is None:
        local.list_rules(out) if rules else local.serve(out, port)


@lab.command("run")
def lab_run(names: Annotated[list[str] | None, typer.Argument(help="Labs such as s3-versioning; all by default.")] = None,
            root: Root = Path()) -> None:
    """Run labs in bash against the emulator and hold them against what their pages claim."""
    from apuntes.labs import cli as local

    if not local.run(out, project_root(root), names or []):
        raise typer.Exit(1)


def labs(if_possible: Annotated[bool, typer.Option("--if-possible", help="Where it cannot be made, say so and succeed.")] = False,
         root: Root = Path()) -> None:
    """Write build/labs, what the terminal of the lab pages runs; quick if it is up to date."""
    from apuntes.labs import bundle

    try:
        with out.status("making build/labs …"):
            made = bundle.build(project_root(root))
    except bundle.Missing as error:
        out.print(str(error), markup=False)
        raise typer.Exit(0 if if_possible else 1) from error
    for name, size in made.names.items():
        out.print(f"{size:>9,} {name}")
    out.print(f"{bundle.OUTPUT} {'written' if made.fresh else 'was up to date'}: {sum(made.names.values()) / 1e6:.1f} MB")
