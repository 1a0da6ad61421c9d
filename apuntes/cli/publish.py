"""Commands for what is published: infra, packs, deploy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from apuntes.cli.shared import Root, fail, out, project_root, show
from apuntes.content.problem import ContentError


def infra(check_only: Annotated[bool, typer.Option("--check", help="Write nothing, fail on drift.")] = False,
          live: Annotated[str | None, typer.Option(help="Published address; fail if its policy is not site/csp.txt.")] = None,
          root: Root = Path()) -> None:
    """Write the CloudFront Function into infra/cloudfront.yaml from its source and the redirects."""
    from apuntes import infra as templates

    project = project_root(root)
    try:
        problems = templates.outdated(project) if check_only or live else []
        changed = not (check_only or live) and templates.write(project)
    except ContentError as error:
        fail(error)
    show(problems)
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


def packs(root: Root = Path()) -> None:
    """Write PDF, EPUB, Anki decks and a zip of the site to build/packs/, which the next build offers for download."""
    from apuntes.packs.make import NotBuilt, make
    from apuntes.packs.pdf import NoPango

    project = project_root(root)
    files: list[Path] = []
    try:
        with out.status("building the site, then setting the books (some minutes) …"):
            for file in make(project):
                files.append(file)
                out.print(f"{file.name} is ready")
    except ContentError as error:
        fail(error)
    except (NoPango, NotBuilt, ValueError) as error:
        out.print(f"[red]no packs were made[/]: {escape(str(error))}")
        raise typer.Exit(1) from None
    for file in sorted(files):
        out.print(f"{file.relative_to(project).as_posix()} ({file.stat().st_size / 1e6:.1f} MB)")


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

    project = project_root(root)
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
        fail(error)
    except DeployError as error:
        out.print(f"[red]{escape(str(error))}[/]")
        raise typer.Exit(3 if isinstance(error, Refused) else 1) from None
