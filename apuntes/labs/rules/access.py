"""Who may do what: every key but the administrator's is held against the policies of its user or role.

moto knows identities and signatures; the decision and AWS's words for it are ours (`policies`). What is
left out: session policies and organizations; the resource of a request is known for IAM, STS, S3 and EC2 by
id, and is * elsewhere.
"""

from __future__ import annotations

import json
from typing import Any

from apuntes.labs.rules import corrects
from apuntes.labs.rules.encryption import key_for
from apuntes.labs.rules.policies import Context, Verdict, applies, verdict
from apuntes.labs.rules.request import BUCKETS, bucket_of, bucket_policies, context, refusal, value
from apuntes.labs.rules.users import boundary_of

_LOGIC = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
_MESSAGES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
_EC2_IDS = {"InstanceId": "instance", "VolumeId": "volume", "SnapshotId": "snapshot", "GroupId": "security-group",
            "ImageId": "image", "VpcId": "vpc", "SubnetId": "subnet", "AllocationId": "elastic-ip"}
_GROUP_ACTIONS = ("AddUserToGroup", "RemoveUserFromGroup")
_WAY_BACK = ("GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy")        # the root user can, whatever a policy denies


@corrects("core.authorization", "ActionAuthenticatorMixin._authenticate_and_authorize_action", source=_LOGIC)
def identities_are_checked(original: Any, self: Any, request: type, resource: str = "*") -> Any:
    """The administrator may do what no bucket policy denies, other keys what their policies allow."""
    from moto import settings

    from apuntes.labs.account import ACCESS_KEY

    if "Authorization" not in self.headers:
        return None
    if self.get_access_key() != ACCESS_KEY:
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
        return original(self, request, resource)
    policies = [] if self._get_action() in _WAY_BACK else bucket_policies(self.current_account, resource)
    if policies:
        who, action = f"arn:aws:iam::{self.current_account}:user/admin", f"s3:{self._get_action()}"
        known = context(who, self.current_account, "s3", self.region, self.data, self.headers)
        if verdict(policies, action, resource, known, principal=who) == "deny":
            raise refusal(who, action, resource, "with an explicit deny in a resource-based policy")
    return None


@corrects("iam.access_control", "IAMRequestBase.check_action_permitted", source=_MESSAGES)
def policies_decide(_: Any, self: Any, resource: str) -> None:
    """Policies of the identity and the bucket, and the permissions boundary, decide; a refusal says why, as AWS does."""
    if self._action == "sts:GetCallerIdentity":
        return
    action, resource = self._action, _resource(self, resource)
    known = _context(self)
    _decide(self, action, resource, known)
    if action == "s3:GetObject" and _missing(self, resource):
        bucket = resource.partition("/")[0]               # who may not list is not told whether the object is there
        _decide(self, "s3:ListBucket", bucket, known)
    needed = key_for(action, self._method, resource, self.account_id, self._headers)
    if needed is not None:
        _key_decides(self, *needed, known)


def _decide(self: Any, action: str, resource: str, known: Context) -> None:
    """Nothing, or AWS's refusal."""
    who = self._access_key.arn
    identity, limit = _own(self, action, resource, known)
    bucket = verdict(bucket_policies(self.account_id, resource), action, resource, known, principal=who)
    _no_deny(who, action, resource, identity, bucket, limit)
    if self._is_assuming_role_operation(resource) and not self._check_role_trust_relationship(resource):
        raise refusal(who, action, resource, f"because no role trust policy allows the {action} action")
    if bucket == "allow" and ":user/" in who:           # a resource's policy that names the user is enough by itself
        return
    if "allow" not in (identity, bucket):
        raise refusal(who, action, resource, f"because no identity-based policy allows the {action} action")
    if limit != "allow":
        raise refusal(who, action, resource, f"because no permissions boundary allows the {action} action")


def _key_decides(self: Any, action: str, key: Any, known: Context) -> None:
    """The key's policy allows the caller by name, or leaves it to the account's IAM policies."""
    who = self._access_key.arn
    known = {**known, "kms:viaservice": (f"s3.{key.region}.amazonaws.com",), "kms:calleraccount": (self.account_id,)}
    policy = json.loads(key.policy)
    identity, limit = _own(self, action, key.arn, known)
    theirs = verdict([policy], action, key.arn, known, principal=who)
    _no_deny(who, action, key.arn, identity, theirs, limit)
    account = f"arn:aws:iam::{self.account_id}:root"
    named = [statement for statement in policy["Statement"] if account not in str(statement.get("Principal"))]
    if any(applies(statement, action, key.arn, known, who) for statement in named):
        return
    for kind, found in (("resource-based policy", theirs), ("identity-based policy", identity), ("permissions boundary", limit)):
        if found != "allow":
            raise refusal(who, action, key.arn, f"because no {kind} allows the {action} action", service="s3")


def _own(self: Any, action: str, resource: str, known: Context) -> tuple[Verdict, Verdict]:
    """What the caller's own policies say, and the permissions boundary, which allows everything if there is none."""
    boundary = _boundary(self)
    limit: Verdict = "allow" if boundary is None else verdict([boundary], action, resource, known)
    return verdict(_identity_policies(self), action, resource, known), limit


def _no_deny(who: str, action: str, resource: str, identity: Verdict, resources: Verdict, limit: Verdict) -> None:
    kinds = {"an identity-based policy": identity, "a resource-based policy": resources, "a permissions boundary": limit}
    for kind, found in kinds.items():
        if found == "deny":
            service = "s3" if action.startswith("kms:") else ""         # S3 asks the key on the caller's behalf
            raise refusal(who, action, resource, f"with an explicit deny in {kind}", service)


def _identity_policies(self: Any) -> list[dict[str, Any]]:
    from moto.iam.access_control import IAMPolicy

    return [IAMPolicy(policy)._policy_json for policy in self._access_key.collect_policies()]


def _boundary(self: Any) -> dict[str, Any] | None:
    """The permissions boundary of the user, or of the role whose session this is."""
    _, kind, *names = self._access_key.arn.replace("/", ":").rsplit(":", 3 if ":assumed-role/" in self._access_key.arn else 2)
    return boundary_of(self.backend, kind, names[0])


def _missing(self: Any, resource: str) -> bool:
    bucket = bucket_of(self.account_id, resource)
    return bucket is not None and resource.removeprefix(BUCKETS).partition("/")[2] not in bucket.keys


def _resource(self: Any, given: str) -> str:
    service, _, name = self._action.partition(":")
    if service == "iam":
        user, group, role = (value(self._data, key) for key in ("UserName", "GroupName", "RoleName"))
        prefix = f"arn:aws:iam::{self.account_id}:"
        if group and (name in _GROUP_ACTIONS or not user):
            return f"{prefix}group/{group}"
        if user or "User" in name:
            return f"{prefix}user/{user or ''}"
        if role:
            return f"{prefix}role/{role}"
        return value(self._data, "PolicyArn") or given
    if service == "ec2" and not name.startswith("Describe"):
        for key, kind in _EC2_IDS.items():
            if found := value(self._data, key) or value(self._data, f"{key}.1"):
                kind, found = ("instance", "*") if name == "RunInstances" else (kind, found)
                return f"arn:aws:ec2:{self._region}:{self.account_id}:{kind}/{found}"
    return given


def _context(self: Any) -> Context:
    arn = self._access_key.arn
    known = dict(context(arn, self.account_id, self._service, self._region, self._data, self._headers))
    if ":assumed-role/" in arn:
        known["aws:multifactorauthpresent"] = ("false",)        # the key is not there with a user's own access key
        return known
    name = arn.rsplit("/", 1)[-1]
    user = self.backend.users.get(name)
    tags = {f"aws:principaltag/{tag['Key'].lower()}": (tag["Value"],) for tag in (user.tags or [] if user else [])}
    return {**known, "aws:username": (name,), **tags}
