"""What the rules of access know about a request: its context keys, the bucket's policy, AWS's words for a refusal."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from apuntes.labs.rules import error
from apuntes.labs.rules.policies import Context

_ADDRESS = "203.0.113.10"               # of the documentation range: where the lab's requests come from
_HEADERS = ("x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-storage-class",
            "x-amz-server-side-encryption-customer-algorithm", "x-amz-copy-source")
_GLOBAL = ("iam", "sts", "route53")
BUCKETS = "arn:aws:s3:::"


def context(who: str, account: str, service: str, region: str, data: Any, headers: Mapping[str, str]) -> Context:
    """The context keys of a request; `who` is the ARN that makes it, "" if it is anonymous."""
    values = {
        "aws:PrincipalArn": who, "aws:PrincipalAccount": account if who else "", "aws:SourceIp": _ADDRESS,
        "aws:RequestedRegion": "us-east-1" if service in _GLOBAL else region,
        "aws:SecureTransport": "true", "aws:CurrentTime": dt.datetime.now(dt.UTC).isoformat(),
        "ec2:InstanceType": value(data, "InstanceType"), "ec2:Region": region if service == "ec2" else "",
        "iam:PolicyARN": value(data, "PolicyArn"), "s3:prefix": value(data, "prefix"), "s3:delimiter": value(data, "delimiter"),
    }
    if service == "s3":
        values |= {f"s3:{name}": headers.get(name, "") for name in _HEADERS}
    return {key.lower(): (found,) for key, found in values.items() if found}


def value(data: Any, key: str) -> str:
    """A parameter of the request, "" if it is not there."""
    found = data.get(key, "") if hasattr(data, "get") else ""
    return str(found[0] if isinstance(found, list) else found)


def bucket_of(account: str, resource: str) -> Any:
    """The bucket that an S3 resource is, or is in; None if there is none."""
    if not resource.startswith(BUCKETS):
        return None
    from moto.s3.models import s3_backends

    return s3_backends[account]["aws"].buckets.get(resource.removeprefix(BUCKETS).split("/")[0])


def bucket_policies(account: str, resource: str) -> list[dict[str, Any]]:
    """The policy of the bucket, as a list of none or one."""
    bucket = bucket_of(account, resource)
    return [json.loads(bucket.policy)] if bucket is not None and bucket.policy else []


def refusal(who: str, action: str, resource: str, why: str, service: str = "") -> Exception:
    """AWS's answer to a request that is not allowed; `service` is the one that answers, if not the action's."""
    service = service or action.partition(":")[0]
    named = f'"{resource}"' if resource.startswith(BUCKETS) else resource
    on = "" if resource in ("*", f"{BUCKETS}*") else f" on resource: {named}"
    text = f"User: {who} is not authorized to perform: {action}{on} {why}"
    if service == "ec2":
        return error("UnauthorizedOperation", f"You are not authorized to perform this operation. {text}")
    return error("AccessDenied", text, "moto.s3." if service == "s3" else "")
