"""Commands for the content: check, status, stamp, new, diagrams, upkeep."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from apuntes import checks
from apuntes.cli.shared import Root, fail, load, out, project_root, show
from apuntes.content import archetype, translations
from apuntes.content.problem import ContentError, Problem
from apuntes.content.tree import load_pages


def check(
    paths: Annotated[list[str] | None, typer.Argument(help="Only show problems of these files or folders.")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Run only this check; may be repeated.")] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every check and its time.")] = False,
    root: Root = Path(),
) -> None:
    """Check pages and data; every problem says how to mend it."""
    unknown = [name for name in only or [] if name not in checks.CHECKS]
    if unknown:
        out.print(f"no check “{escape(unknown[0])}”; there are {', '.join(checks.CHECKS)}")
        raise typer.Exit(2)
    project = project_root(root)
    content = load(project)
    shown = [_inside(project, path) for path in paths or []]
    count: dict[str, int] = {}
    with out.status("checking …") as status:
        for result in checks.run(content, only):
            problems = [p for p in result.problems if not shown or any(_below(p.file, path) for path in shown)]
            status.update(f"checking … {result.name} done")
            if problems or verbose:
                mark = f"[red]{len(problems)}[/]" if problems else "[green]ok[/]"
                seconds = f" {result.seconds:.2f} s" if verbose else ""
                out.print(f"[bold]{result.name}[/] {mark}{seconds} [dim]{escape(checks.CHECKS[result.name])}[/]")
            show(problems)
            if problems:
                count[result.name] = len(problems)
    data = content.data
    out.print(f"checked {len(content.pages)} pages in two languages, {len(data.facts)} facts, {len(data.questions)} questions, "
              f"{len(data.terms)} terms, {len(data.corrections)} corrections")
    if count:
        out.print(f"[red]{sum(count.values())} problems[/]: " + ", ".join(f"{name} {n}" for name, n in count.items()))
        raise typer.Exit(1)
    out.print("[green]no problems[/]")


def status(root: Root = Path()) -> None:
    """List the sections whose two sides have not been reviewed together since they changed."""
    project = project_root(root)
    words = {"es": "only Spanish changed", "en": "only English changed", "both": "both changed: needs stamp",
             "new": "never stamped", "gone": "stamped but gone"}
    try:
        found = translations.stale(load_pages(project).values(), translations.read_lock(project))
    except ContentError as error:
        fail(error)
    table = Table("page", "section", "state", box=None)
    for item in found:
        table.add_row(item.path, item.section, words[item.state])
    if found:
        out.print(table)
        raise typer.Exit(1)
    out.print("every section was reviewed side by side in its present form")


def stamp(pages: Annotated[list[str] | None, typer.Argument(help="Pages such as s3/encryption; all by default.")] = None,
          root: Root = Path()) -> None:
    """Record that the two sides of these pages say the same in their present form."""
    project = project_root(root)
    try:
        pairs, lock = load_pages(project), translations.read_lock(project)
    except ContentError as error:
        fail(error)
    only = {_page(name) for name in pages} if pages else None
    unknown = [name for name in only or () if name not in pairs and name not in lock]
    if unknown:
        out.print(f"no page “{escape(unknown[0])}”; write it as s3/encryption")
        raise typer.Exit(2)
    changed = translations.write_lock(project, translations.stamped(pairs.values(), lock, only))
    out.print(f"{translations.FILE} {'written' if changed else 'was up to date'}")


def new(path: Annotated[str, typer.Argument(help="Path below docs/es and docs/en, e.g. s3/replication.")],
        es: Annotated[str, typer.Option(help="Spanish title.")], en: Annotated[str, typer.Option(help="English title.")],
        root: Root = Path()) -> None:
    """Write a new page pair with the sections that every page has."""
    project = project_root(root)
    try:
        files = archetype.new_pair(project, path, {"es": es, "en": en})
    except ContentError as error:
        fail(error)
    for file in files:
        out.print(file.relative_to(project).as_posix())
    out.print("add it to `nav` in mkdocs.yml; then: apuntes check")


def diagrams(check_only: Annotated[bool, typer.Option("--check", help="Write nothing, fail on drift.")] = False,
             root: Root = Path()) -> None:
    """Write the pictures of docs/assets/diagrams from their sources in diagrams/."""
    from apuntes.site import diagrams as pictures

    project = project_root(root)
    try:
        files = list(pictures.outdated(project)) if check_only else pictures.write(project)
    except ContentError as error:
        fail(error)
    if check_only and files:
        show([Problem(file.relative_to(project).as_posix(), 0, "the picture is not what its sources say",
                        "run: apuntes diagrams") for file in files])
        raise typer.Exit(1)
    out.print(f"{len(files)} pictures {'differ' if check_only else 'written'}")


def upkeep(
    links: Annotated[bool, typer.Option(help="Visit the addresses of sources and links.")] = True,
    output: Annotated[Path | None, typer.Option(help="Append the report to this file of step outputs (GitHub).")] = None,
    summary: Annotated[Path | None, typer.Option(help="Append the report to this file.")] = None,
    root: Root = Path(),
) -> None:
    """Look for what time made wrong: dead links, changed AWS models and commands, facts verified long ago."""
    from apuntes import upkeep as looking

    with out.status("looking …"):
        found = looking.look(load(project_root(root)), dt.date.today(), links=links)
    for name, problems in found.items():
        out.print(f"[bold]{looking.TITLES[name]}[/] [red]{len(problems)}[/]")
        show(problems)
    report = looking.markdown(found)
    if output:
        mark = f"end-{secrets.token_hex(8)}"
        with output.open("a", encoding="utf-8") as file:
            file.write(f"report<<{mark}\n{report}\n{mark}\n")
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write((report or "All is well.") + "\n")
    if not found:
        out.print("[green]all is well[/]")
    elif not output:
        raise typer.Exit(1)


def _inside(root: Path, path: str) -> str:
    full = Path(path).resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else path


def _below(file: str, path: str) -> bool:
    return path in (".", "") or file == path or file.startswith(path.rstrip("/") + "/")


def _page(name: str) -> str:
    """`docs/es/s3/encryption.md` and `s3/encryption` alike."""
    bare = name.removesuffix(".md")
    for language in ("docs/es/", "docs/en/"):
        bare = bare.removeprefix(language)
    return bare
