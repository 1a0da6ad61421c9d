"""CloudFront: tell the edge what changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import boto3
from botocore.config import Config

from apuntes.deploy.aws_errors import translated
from apuntes.deploy.errors import Conflict, DeployError
from apuntes.deploy.headers import Kind
from apuntes.deploy.options import Options
from apuntes.deploy.plan import Plan

MAX_PATHS = 15      # a thousand paths a month are free, and `/*` counts as one


def paths(plan: Plan, prefix: str) -> list[str]:
    """What to invalidate. A page is named as readers ask for it and as the edge function rewrites it."""
    keys = [put.item.key for put in plan.puts if put.item.kind is not Kind.HASHED] + list(plan.gone)
    found = {f"/{prefix}{key}" for key in keys}
    found |= {path.removesuffix("index.html") for path in found if path.endswith("/index.html")}
    return sorted(map(quote, found)) if len(found) <= MAX_PATHS else [f"/{prefix}*"]


def invalidate(options: Options, plan: Plan, token: str) -> list[str]:
    """Ask for the invalidation; returns its paths. `token` makes a repeated request the same one."""
    found = paths(plan, options.prefix)
    if not options.distribution or not found:
        return []
    config = Config(retries={"mode": "standard", "total_max_attempts": options.attempts})
    try:
        with translated("cloudfront:CreateInvalidation", f"distribution {options.distribution}"):
            client: Any = boto3.session.Session().client("cloudfront", region_name="us-east-1", config=config,
                                                         endpoint_url=options.endpoint or None)
            client.create_invalidation(DistributionId=options.distribution, InvalidationBatch={
                "Paths": {"Quantity": len(found), "Items": found}, "CallerReference": token})
    except Conflict as error:
        raise DeployError(f"CloudFront did not take the invalidation: {error}", "run this again") from error
    return found
