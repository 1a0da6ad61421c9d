"""S3: names of buckets, what a new bucket has from the start, and Block Public Access."""

from __future__ import annotations

import json
import re
from typing import Any

from apuntes.labs.rules import Call, corrects, encryption, refuses

_NAMES = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
_DEFAULTS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html"
_BLOCK = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
_ACLS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"
_VERSIONING = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html"
_MARKERS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html"
# Real AWS also refuses names that begin with amzn-s3-demo-, which it keeps for examples such as this site's.
_NAME = re.compile(r"(?!.*\.\.)(?!xn--|sthree-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
                   r"(?<!-s3alias)(?<!--ol-s3)(?<!--x-s3)(?<!--table-s3)(?<!\.mrap)")


@refuses("s3.models", "S3Backend.create_bucket", code="InvalidBucketName", source=_NAMES)
def bucket_name(_: Any, call: Call) -> str | None:
    """A bucket's name follows the naming rules."""
    return None if _NAME.fullmatch(call.bucket_name) else "The specified bucket is not valid."


@corrects("s3.models", "S3Backend.create_bucket", source=_DEFAULTS)
def new_bucket(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """A new bucket blocks public access, has ACLs disabled, encrypts with SSE-S3 and blocks SSE-C."""
    from moto.s3.models import PublicAccessBlock

    bucket = original(self, *args, **kwargs)
    bucket.public_access_block = PublicAccessBlock("true", "true", "true", "true")
    bucket.ownership_rule = "BucketOwnerEnforced"
    bucket.encryption = encryption.default()
    return bucket


@refuses("s3.models", "S3Backend.put_bucket_policy", code="AccessDenied", source=_BLOCK)
def public_policy_blocked(s3: Any, call: Call) -> str | None:
    """A policy that makes the bucket public is refused while Block Public Access says so."""
    block = s3.get_bucket(call.bucket_name).public_access_block
    if block is None or not block.block_public_policy or not is_public(call.policy):
        return None
    return (f'User: arn:aws:iam::{s3.account_id}:user/admin is not authorized to perform: s3:PutBucketPolicy on resource: '
            f'"arn:aws:s3:::{call.bucket_name}" because public policies are blocked by the BlockPublicPolicy block public '
            "access setting.")


@refuses("s3.models", "S3Backend.put_bucket_acl", code="AccessControlListNotSupported", source=_ACLS)
def acls_disabled(s3: Any, call: Call) -> str | None:
    """A bucket whose owner owns everything takes no ACL."""
    enforced = "BucketOwnerEnforced" in str(s3.get_bucket(call.bucket_name).ownership_rule)     # a word or a mapping
    return "The bucket does not allow ACLs" if enforced else None


@refuses("s3.models", "S3Backend.put_bucket_versioning", code="MalformedXML", source=_VERSIONING)
def versioning_never_off(_: Any, call: Call) -> str | None:
    """Versioning is enabled or suspended; there is no way back to a bucket without it."""
    if call.status in ("Enabled", "Suspended"):
        return None
    return "The XML you provided was not well-formed or did not validate against our published schema"


@refuses("s3.models", "S3Backend.get_object", code="MethodNotAllowed", source=_MARKERS)
def delete_marker_unreadable(s3: Any, call: Call) -> str | None:
    """A delete marker that is asked for by its version id has no content to read."""
    from moto.s3.models import FakeDeleteMarker

    if call.version_id is None or call.return_delete_marker:
        return None
    versions = s3.get_bucket(call.bucket_name).keys.getlist(call.key_name, default=[])
    marker = any(isinstance(one, FakeDeleteMarker) and str(one.version_id) == str(call.version_id) for one in versions)
    return "The specified method is not allowed against this resource." if marker else None


@corrects("s3.models", "S3Backend.list_objects", source=_MARKERS)
def deleted_folders_unlisted(original: Any, self: Any, bucket: Any, *args: Any, **kwargs: Any) -> Any:
    """A common prefix is listed only while an object below it is not deleted."""
    from moto.s3.models import FakeDeleteMarker

    keys, folders, *rest = original(self, bucket, *args, **kwargs)
    live = [name for name, key in bucket.keys.items() if not isinstance(key, FakeDeleteMarker)]
    return (keys, [folder for folder in folders if any(name.startswith(folder) for name in live)], *rest)


def is_public(policy: bytes | str) -> bool:
    """Whether a statement lets everyone in without a condition. AWS looks closer at conditions."""
    try:
        statements = json.loads(policy).get("Statement", [])
    except (ValueError, AttributeError):
        return False
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        everyone = principal == "*" or (isinstance(principal, dict) and "*" in _list(principal.get("AWS")))
        if statement.get("Effect") == "Allow" and everyone and not statement.get("Condition"):
            return True
    return False


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
