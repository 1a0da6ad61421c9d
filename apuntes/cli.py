"""The command `apuntes`: it reads arguments, calls, and prints. No logic of its own.

Exit codes: 0 all is well, 1 problems were found (each printed with file, line and remedy), 2 wrong arguments,
3 a deployment that a guard refused (nothing was written).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from apuntes import checks
from apuntes.content import archetype, translations
from apuntes.content.problem import ContentError, Problem
from apuntes.content.tree import Content, load_content, load_pages

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None,
                  help="Check, review and extend the bilingual AWS notes.")
out = Console(highlight=False, soft_wrap=True)
Root = Annotated[Path, typer.Option("--root", help="The project; found from the current folder.", show_default=False)]


def find_root(start: Path) -> Path:
    """The nearest folder upwards that holds mkdocs.yml and docs."""
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "docs").is_dir():
            return folder
    return start


def _root(value: Path) -> Path:
    return find_root(value.resolve())


@app.command()
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
    project = _root(root)
    content = _load(project)
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
            _print(problems)
            if problems:
                count[result.name] = len(problems)
    data = content.data
    out.print(f"checked {len(content.pages)} pages in two languages, {len(data.facts)} facts, {len(data.questions)} questions, "
              f"{len(data.terms)} terms, {len(data.corrections)} corrections")
    if count:
        out.print(f"[red]{sum(count.values())} problems[/]: " + ", ".join(f"{name} {n}" for name, n in count.items()))
        raise typer.Exit(1)
    out.print("[green]no problems[/]")


@app.command()
def status(root: Root = Path()) -> None:
    """List the sections whose two sides have not been reviewed together since they changed."""
    project = _root(root)
    words = {"es": "only Spanish changed", "en": "only English changed", "both": "both changed: needs stamp",
             "new": "never stamped", "gone": "stamped but gone"}
    try:
        found = translations.stale(load_pages(project).values(), translations.read_lock(project))
    except ContentError as error:
        _fail(error)
    table = Table("page", "section", "state", box=None)
    for item in found:
        table.add_row(item.path, item.section, words[item.state])
    if found:
        out.print(table)
        raise typer.Exit(1)
    out.print("every section was reviewed side by side in its present form")


@app.command()
def stamp(pages: Annotated[list[str] | None, typer.Argument(help="Pages such as s3/encryption; all by default.")] = None,
          root: Root = Path()) -> None:
    """Record that the two sides of these pages say the same in their present form."""
    project = _root(root)
    try:
        pairs, lock = load_pages(project), translations.read_lock(project)
    except ContentError as error:
        _fail(error)
    only = {_page(name) for name in pages} if pages else None
    unknown = [name for name in only or () if name not in pairs and name not in lock]
    if unknown:
        out.print(f"no page “{escape(unknown[0])}”; write it as s3/encryption")
        raise typer.Exit(2)
    changed = translations.write_lock(project, translations.stamped(pairs.values(), lock, only))
    out.print(f"{translations.FILE} {'written' if changed else 'was up to date'}")


@app.command()
def new(path: Annotated[str, typer.Argument(help="Path below docs/es and docs/en, e.g. s3/replication.")],
        es: Annotated[str, typer.Option(help="Spanish title.")], en: Annotated[str, typer.Option(help="English title.")],
        root: Root = Path()) -> None:
    """Write a new page pair with the sections that every page has."""
    project = _root(root)
    try:
        files = archetype.new_pair(project, path, {"es": es, "en": en})
    except ContentError as error:
        _fail(error)
    for file in files:
        out.print(file.relative_to(project).as_posix())
    out.print("add it to `nav` in mkdocs.yml; then: apuntes check")


@app.command()
def diagrams(check_only: Annotated[bool, typer.Option("--check", help="Write nothing, fail on drift.")] = False,
             root: Root = Path()) -> None:
    """Write the pictures of docs/assets/diagrams from their sources in diagrams/."""
    from apuntes.site import diagrams as pictures

    project = _root(root)
    try:
        files = list(pictures.outdated(project)) if check_only else pictures.write(project)
    except ContentError as error:
        _fail(error)
    if check_only and files:
        _print([Problem(file.relative_to(project).as_posix(), 0, "the picture is not what its sources say",
                        "run: apuntes diagrams") for file in files])
        raise typer.Exit(1)
    out.print(f"{len(files)} pictures {'differ' if check_only else 'written'}")


lab = typer.Typer(invoke_without_command=True, help="Serve the labs' emulator on 127.0.0.1, or run labs.")
app.add_typer(lab, name="lab")


@lab.callback()
def lab_serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(help="The port; 5000 or else a free one by default.", show_default=False)] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List what the emulator does as AWS and moto does not.")] = False,
) -> None:
    """Serve the labs' emulator until Ctrl+C."""
    from apuntes.labs import cli as labs

    if context.invoked_subcommand is None:
        labs.list_rules(out) if rules else labs.serve(out, port)


@lab.command("run")
def lab_run(names: Annotated[list[str] | None, typer.Argument(help="Labs such as s3-versioning; all by default.")] = None,
            root: Root = Path()) -> None:
    """Run labs in bash against the emulator and hold them against what their pages claim."""
    from apuntes.labs import cli as labs

    if not labs.run(out, _root(root), names or []):
        raise typer.Exit(1)


@app.command()
def infra(check_only: Annotated[bool, typer.Option("--check", help="Write nothing, fail on drift.")] = False,
          live: Annotated[str | None, typer.Option(help="Published address; fail if its policy is not site/csp.txt.")] = None,
          root: Root = Path()) -> None:
    """Write the CloudFront Function into infra/cloudfront.yaml from its source and the redirects."""
    from apuntes import infra as templates

    project = _root(root)
    try:
        problems = templates.outdated(project) if check_only or live else []
        changed = not (check_only or live) and templates.write(project)
    except ContentError as error:
        _fail(error)
    _print(problems)
    policy = project / "site" / "csp.txt"
    if live and not policy.is_file():
        out.print("there is no site/csp.txt; run: make build")
        raise typer.Exit(1)
    fault = templates.stale_header(live, policy.read_text(encoding="utf-8")) if live else None
    if fault:
        out.print(fault, markup=False)
    if problems or fault:
        raise typer.Exit(1)
    out.print(f"{templates.TEMPLATE} {'written' if changed else 'is up to date'}")


@app.command()
def upkeep(
    links: Annotated[bool, typer.Option(help="Visit the addresses of sources and links.")] = True,
    output: Annotated[Path | None, typer.Option(help="Append the report to this file of step outputs (GitHub).")] = None,
    summary: Annotated[Path | None, typer.Option(help="Append the report to this file.")] = None,
    root: Root = Path(),
) -> None:
    """Look for what time made wrong: dead links, changed AWS models and commands, facts verified long ago."""
    from apuntes import upkeep as looking

    with out.status("looking …"):
        found = looking.look(_load(_root(root)), dt.date.today(), links=links)
    for name, problems in found.items():
        out.print(f"[bold]{looking.TITLES[name]}[/] [red]{len(problems)}[/]")
        _print(problems)
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


@app.command()
def packs(root: Root = Path()) -> None:
    """Write PDF, EPUB, Anki decks and a zip of the site to build/packs/, which the next build offers for download."""
    from apuntes.packs.make import NotBuilt, make
    from apuntes.packs.pdf import NoPango

    project = _root(root)
    files: list[Path] = []
    try:
        with out.status("building the site, then setting the books (some minutes) …"):
            for file in make(project):
                files.append(file)
                out.print(f"{file.name} is ready")
    except ContentError as error:
        _fail(error)
    except (NoPango, NotBuilt, ValueError) as error:
        out.print(f"[red]no packs were made[/]: {escape(str(error))}")
        raise typer.Exit(1) from None
    for file in sorted(files):
        out.print(f"{file.relative_to(project).as_posix()} ({file.stat().st_size / 1e6:.1f} MB)")


@app.command()
def vendor(root: Root = Path()) -> None:
    """Fetch, verify and minify the library that the flashcards run (needs npm)."""
    from subprocess import CalledProcessError

    from apuntes.vendor import vendor as fetch

    project = _root(root)
    try:
        out.print(fetch(project).relative_to(project).as_posix())
    except FileNotFoundError:
        out.print("npm is not installed: it comes with Node, https://nodejs.org")
        raise typer.Exit(1) from None
    except (ValueError, CalledProcessError) as error:
        out.print(str(error), markup=False)
        raise typer.Exit(1) from error


@app.command()
def labs(if_possible: Annotated[bool, typer.Option("--if-possible", help="Where it cannot be made, say so and succeed.")] = False,
         root: Root = Path()) -> None:
    """Write build/labs, what the terminal of the lab pages runs; quick if it is up to date."""
    from apuntes.labs import bundle

    try:
        with out.status("making build/labs …"):
            made = bundle.build(_root(root))
    except bundle.Missing as error:
        out.print(str(error), markup=False)
        raise typer.Exit(0 if if_possible else 1) from error
    for name, size in made.names.items():
        out.print(f"{size:>9,} {name}")
    out.print(f"{bundle.OUTPUT} {'written' if made.fresh else 'was up to date'}: {sum(made.names.values()) / 1e6:.1f} MB")


@app.command()
def chromium() -> None:
    """Find a Chromium for the browser tests, or install Debian's, or say how."""
    from apuntes.browser import NoChromium, ensure_chromium

    try:
        out.print(ensure_chromium())
    except NoChromium as error:
        out.print(str(error), markup=False)
        raise typer.Exit(1) from error


@app.command()
def tools() -> None:
    """Find the programs that the tests need, or install Debian's, or say how."""
    from apuntes.browser import NoChromium
    from apuntes.machine import Missing, ensure

    try:
        out.print("found: " + ", ".join(ensure()))
    except (Missing, NoChromium) as error:
        out.print(str(error), markup=False)
        raise typer.Exit(1) from error


@app.command()
def deploy(
    bucket: Annotated[str, typer.Option(envvar="APUNTES_BUCKET", help="Name of the bucket.")] = "",
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without this the plan is shown.")] = False,
    init: Annotated[bool, typer.Option("--init", help="First deployment, into an empty bucket.")] = False,
    owner: Annotated[str, typer.Option(envvar="APUNTES_BUCKET_OWNER", help="Account that must own the bucket.")] = "",
    region: Annotated[str, typer.Option(envvar="AWS_REGION", help="Region of the bucket.")] = "",
    target: Annotated[str, typer.Option(envvar="APUNTES_TARGET", help="website or cloudfront.")] = "website",
    distribution: Annotated[str, typer.Option(envvar="APUNTES_DISTRIBUTION", help="CloudFront distribution.")] = "",
    url: Annotated[str, typer.Option(envvar="APUNTES_URL", help="Published address: pages are fetched from it at the end.")] = "",
    prefix: Annotated[str, typer.Option(envvar="APUNTES_PREFIX", help="A preview beside the site: preview/NAME/.")] = "",
    site_id: Annotated[str, typer.Option(envvar="APUNTES_SITE_ID", help="Name of the site, if not its address.")] = "",
    site: Annotated[Path, typer.Option("--site", help="The built site.")] = Path("site"),
    remove: Annotated[bool, typer.Option("--remove", help="Remove the preview of --prefix.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Back to the deployment before (bucket with versions).")] = False,
    break_lock: Annotated[bool, typer.Option("--break-lock", help="Take the lock of another deployment.")] = False,
    allow_deletes: Annotated[bool, typer.Option("--allow-deletes", help="Delete more than a quarter of the site.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write plan and result to this file, as JSON.")] = None,
    endpoint_url: Annotated[str, typer.Option(help="Another S3 endpoint, for tests.")] = "",
    root: Root = Path(),
) -> None:
    """Publish the built site on S3: show the plan; with --apply, carry it out."""
    from apuntes.deploy.errors import DeployError, Refused
    from apuntes.deploy.options import Options
    from apuntes.deploy.terminal import deploy_and_print

    project = _root(root)
    try:
        options = Options(bucket=bucket, folder=project / site, apply=apply, init=init, owner=owner, region=region, target=target,
                          distribution=distribution, url=url, prefix=prefix, site_id=site_id, remove=remove, rollback=rollback,
                          break_lock=break_lock, allow_deletes=allow_deletes, report=report, endpoint=endpoint_url)
    except DeployError as error:
        out.print(f"[red]{escape(str(error))}[/]")
        raise typer.Exit(2) from None
    try:
        deploy_and_print(options, project, out)
    except ContentError as error:
        _fail(error)
    except DeployError as error:
        out.print(f"[red]{escape(str(error))}[/]")
        raise typer.Exit(3 if isinstance(error, Refused) else 1) from None


def _load(root: Path) -> Content:
    try:
        return load_content(root)
    except ContentError as error:
        _fail(error)


def _fail(error: ContentError) -> NoReturn:
    _print(error.problems)
    out.print(f"[red]{len(error.problems)} problems[/]: the content cannot be read")
    raise typer.Exit(1) from error


def _print(problems: Sequence[Problem]) -> None:
    for problem in problems:
        place, rest = str(problem).split(": ", 1)
        out.print(f"[cyan]{escape(place)}[/]: {escape(rest)}")


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
