"""Commands for this machine: the programs and libraries that building and testing need."""

from __future__ import annotations

from pathlib import Path

import typer

from apuntes.cli.shared import Root, out, project_root


def vendor(root: Root = Path()) -> None:
    """Fetch, verify and minify the library that the flashcards run (needs npm)."""
    from subprocess import CalledProcessError

    from apuntes.vendor import vendor as fetch

    project = project_root(root)
    try:
        out.print(fetch(project).relative_to(project).as_posix())
    except FileNotFoundError:
        out.print("npm is not installed: it comes with Node, https://nodejs.org")
        raise typer.Exit(1) from None
    except (ValueError, CalledProcessError) as error:
        out.print(str(error), markup=False)
        raise typer.Exit(1) from error


def chromium() -> None:
    """Find a Chromium for the browser tests, or install Debian's, or say how."""
    from apuntes.browser import NoChromium, ensure_chromium

    try:
        out.print(ensure_chromium())
    except NoChromium as error:
        out.print(str(error), markup=False)
        raise typer.Exit(1) from error


def tools() -> None:
    """Find the programs that the tests need, or install Debian's, or say how."""
    from apuntes.browser import NoChromium
    from apuntes.machine import Missing, ensure

    try:
        out.print("found: " + ", ".join(ensure()))
    except (Missing, NoChromium) as error:
        out.print(str(error), markup=False)
        raise typer.Exit(1) from error
