"""Who may do what: every key but the administrator's is held against the policies of its user or role.

moto knows identities and signatures; the decision and AWS's words for it are ours (`policies`). What is
left out: boundaries, session policies and organizations; the resource of a request is known for IAM,
STS, S3 and EC2 by id, and is * elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from apuntes.labs.rules import corrects, error
from apuntes.labs.rules.policies import Context, verdict

_LOGIC = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
_MESSAGES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
_EC2_IDS = {"InstanceId": "instance", "VolumeId": "volume", "SnapshotId": "snapshot", "GroupId": "security-group",
            "ImageId": "image", "VpcId": "vpc", "SubnetId": "subnet", "AllocationId": "elastic-ip"}
_GROUP_ACTIONS = ("AddUserToGroup", "RemoveUserFromGroup")
_ADDRESS = "203.0.113.10"               # of the documentation range: where the lab's requests come from


@corrects("core.authorization", "ActionAuthenticatorMixin._authenticate_and_authorize_action", source=_LOGIC)
def identities_are_checked(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """The administrator may do everything; other keys what their policies allow; unsigned requests are S3's to judge."""
    from moto import settings

    from apuntes.labs.account import ACCESS_KEY

    if "Authorization" not in self.headers or self.get_access_key() == ACCESS_KEY:
        return None
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    return original(self, *args, **kwargs)


@corrects("iam.access_control", "IAMRequestBase.check_action_permitted", source=_MESSAGES)
def policies_decide(_: Any, self: Any, resource: str) -> None:
    """Identity policies and the bucket's policy decide, conditions included; a refusal says why, as AWS does."""
    if self._action == "sts:GetCallerIdentity":
        return
    who, action = self._access_key.arn, self._action
    resource = _resource(self, resource)
    context = _context(self)
    identity = verdict(_identity_policies(self), action, resource, context)
    bucket = verdict(_bucket_policies(self, resource), action, resource, context, principal=who)
    trusted = not self._is_assuming_role_operation(resource) or self._check_role_trust_relationship(resource)
    if "deny" in (identity, bucket):
        kind = "an identity-based policy" if identity == "deny" else "a resource-based policy"
        raise _denied(self, resource, f"with an explicit deny in {kind}")
    if "allow" not in (identity, bucket) or not trusted:
        kind = "identity-based" if trusted else "role trust"
        raise _denied(self, resource, f"because no {kind} policy allows the {action} action")


def _denied(self: Any, resource: str, why: str) -> Exception:
    service = self._action.split(":")[0]
    named = f'"{resource}"' if service == "s3" else resource
    on = "" if resource in ("*", "arn:aws:s3:::*") else f" on resource: {named}"
    text = f"User: {self._access_key.arn} is not authorized to perform: {self._action}{on} {why}"
    if service == "ec2":
        return error("UnauthorizedOperation", f"You are not authorized to perform this operation. {text}")
    return error("AccessDenied", text, "moto.s3." if service == "s3" else "")


def _identity_policies(self: Any) -> list[dict[str, Any]]:
    from moto.iam.access_control import IAMPolicy

    return [IAMPolicy(policy)._policy_json for policy in self._access_key.collect_policies()]


def _bucket_policies(self: Any, resource: str) -> list[dict[str, Any]]:
    if not resource.startswith("arn:aws:s3:::"):
        return []
    from moto.s3.models import s3_backends

    bucket = s3_backends[self.account_id]["aws"].buckets.get(resource.removeprefix("arn:aws:s3:::").split("/")[0])
    return [json.loads(bucket.policy)] if bucket is not None and bucket.policy else []


def _resource(self: Any, given: str) -> str:
    service, _, name = self._action.partition(":")
    if service == "iam":
        user, group, role = (_value(self, key) for key in ("UserName", "GroupName", "RoleName"))
        prefix = f"arn:aws:iam::{self.account_id}:"
        if group and (name in _GROUP_ACTIONS or not user):
            return f"{prefix}group/{group}"
        if user or "User" in name:
            return f"{prefix}user/{user or ''}"
        if role:
            return f"{prefix}role/{role}"
        return _value(self, "PolicyArn") or given
    if service == "ec2" and not name.startswith("Describe"):
        for key, kind in _EC2_IDS.items():
            if found := _value(self, key) or _value(self, f"{key}.1"):
                kind, found = ("instance", "*") if name == "RunInstances" else (kind, found)
                return f"arn:aws:ec2:{self._region}:{self.account_id}:{kind}/{found}"
    return given


def _value(self: Any, key: str) -> str:
    value = self._data.get(key, "") if hasattr(self._data, "get") else ""
    return str(value[0] if isinstance(value, list) else value)


def _context(self: Any) -> Context:
    arn = self._access_key.arn
    name = arn.rsplit("/", 1)[-1]
    values = {
        "aws:PrincipalArn": arn, "aws:PrincipalAccount": self.account_id, "aws:SourceIp": _ADDRESS,
        "aws:RequestedRegion": "us-east-1" if self._service in ("iam", "sts", "route53") else self._region,
        "aws:SecureTransport": "true", "aws:CurrentTime": dt.datetime.now(dt.UTC).isoformat(),
        "ec2:InstanceType": _value(self, "InstanceType"), "ec2:Region": self._region if self._service == "ec2" else "",
        "iam:PolicyARN": _value(self, "PolicyArn"), "s3:prefix": _value(self, "prefix"),
        "s3:delimiter": _value(self, "delimiter"),
    }
    if ":assumed-role/" in arn:
        values["aws:MultiFactorAuthPresent"] = "false"          # the key is not there with a user's own access key
    else:
        values["aws:username"] = name
        user = self.backend.users.get(name)
        values |= {f"aws:PrincipalTag/{tag['Key']}": tag["Value"] for tag in (user.tags or [] if user else [])}
    return {key.lower(): (value,) for key, value in values.items() if value}
