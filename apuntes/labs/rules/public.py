"""Requests to S3 that nobody has signed: a public policy and Block Public Access decide, as for a visitor's browser."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import corrects, error
from apuntes.labs.rules.policies import verdict
from apuntes.labs.rules.request import BUCKETS, bucket_of, bucket_policies, context

_FLOW = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-auth-workflow-object-operation.html"
_BLOCK = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
_SIGNED = ("X-Amz-Signature", "Signature")          # of a presigned URL


@corrects("s3.models", "FakeBucket.get_permission", source=_FLOW)
def policy_judged_once(_: Any, self: Any, action: str, resource: str) -> Any:
    """A bucket's policy is judged with who asks and on which conditions (rules of access), not before."""
    from moto.iam.access_control import PermissionResult

    return PermissionResult.PERMITTED


@corrects("core.authorization", "ActionAuthenticatorMixin._authenticate_and_authorize_action", source=_BLOCK)
def anonymous_requests(original: Any, self: Any, request: type, resource: str = "*") -> Any:
    """Without a signature, S3 gives what a public policy allows, unless Block Public Access restricts it."""
    if "Authorization" in self.headers or not resource.startswith(BUCKETS) or any(one in self.querystring for one in _SIGNED):
        return original(self, request, resource)
    action = self._get_action()
    bucket = bucket_of(self.current_account, resource)
    if bucket is None:
        return None                                     # moto answers NoSuchBucket
    name = resource.removeprefix(BUCKETS).partition("/")[2]
    there = not name or name in bucket.keys
    told = there or _allowed(self, bucket, "ListBucket", resource.partition("/")[0])        # else not even that it is missing
    if not told or not _allowed(self, bucket, action, resource):
        raise error("AccessDenied", "Access Denied", "moto.s3.")
    if name and there and (bucket.keys[name].encryption or "").startswith("aws:kms"):
        raise error("InvalidArgument", "Requests specifying Server Side Encryption with AWS KMS managed keys require "
                    "AWS Signature Version 4.", "moto.s3.")
    return None


def _allowed(self: Any, bucket: Any, action: str, resource: str) -> bool:
    block = bucket.public_access_block
    known = context("", self.current_account, "s3", self.region, self.data, self.headers)
    found = verdict(bucket_policies(self.current_account, resource), f"s3:{action}", resource, known, principal="anonymous")
    if found == "deny":
        return False
    if found == "allow":
        return not (block and block.restrict_public_buckets)
    if (block and block.ignore_public_acls) or "BucketOwnerEnforced" in str(bucket.ownership_rule):
        return False
    held = bucket.keys.get(resource.removeprefix(BUCKETS).partition("/")[2]) if action == "GetObject" else bucket
    return bool(held is not None and held.acl and held.acl.public_read)
