"""What the commands share: the project's folder, and how problems are printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from apuntes.content.problem import ContentError, Problem
from apuntes.content.tree import Content, load_content

out = Console(highlight=False, soft_wrap=True)
Root = Annotated[Path, typer.Option("--root", help="The project; found from the current folder.", show_default=False)]


def project_root(value: Path) -> Path:
    """The nearest folder upwards that holds mkdocs.yml and docs; `value` itself if there is none."""
    start = value.resolve()
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "docs").is_dir():
            return folder
    return start


def load(root: Path) -> Content:
    """Pages and records; when they cannot be read, the problems are printed and the command ends with 1."""
    try:
        return load_content(root)
    except ContentError as error:
        fail(error)


def fail(error: ContentError) -> NoReturn:
    """Print the problems and end the command with 1."""
    show(error.problems)
    out.print(f"[red]{len(error.problems)} problems[/]: the content cannot be read")
    raise typer.Exit(1) from error


def show(problems: Sequence[Problem]) -> None:
    """Each problem on its line: place, what, remedy."""
    for problem in problems:
        place, rest = str(problem).split(": ", 1)
        out.print(f"[cyan]{escape(place)}[/]: {escape(rest)}")
