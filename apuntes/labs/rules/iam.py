"""IAM: users, groups and policies go only when nothing hangs on them; the account has one alias of a given form."""

from __future__ import annotations

import re
from typing import Any

from apuntes.labs.rules import Call, refuses

_USER = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html"
_GROUP = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html"

_POLICY = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html"
_ALIAS = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html"
_NO_ALIAS = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html"
_FORM = r"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$"


@refuses("iam.models", "IAMBackend.delete_user", code="DeleteConflict", source=_USER)
def delete_user_in_use(iam: Any, call: Call) -> str | None:
    """A user with a password, access keys, MFA devices or groups is not deleted."""
    user = iam.users.get(call.user_name)
    if user is None:
        return None
    if user.access_keys:
        return "Cannot delete entity, must delete access keys first."
    if user.password is not None:
        return "Cannot delete entity, must delete login profile first."
    if user.mfa_devices:
        return "Cannot delete entity, must delete MFA device first."
    if any(user in group.users for group in iam.groups.values()):
        return "Cannot delete entity, must remove users from group first."
    return None


@refuses("iam.models", "IAMBackend.delete_group", code="DeleteConflict", source=_GROUP)
def delete_group_in_use(iam: Any, call: Call) -> str | None:
    """A group with users or policies is not deleted."""
    group = iam.groups.get(call.group_name)
    if group is None:
        return None
    if group.users:
        return "Cannot delete entity, must remove users from group first."
    if group.managed_policies:
        return "Cannot delete entity, must detach all policies first."
    if group.policies:
        return "Cannot delete entity, must delete policies first."
    return None


@refuses("iam.models", "IAMBackend.delete_policy", code="DeleteConflict", source=_POLICY)
def delete_policy_in_use(iam: Any, call: Call) -> str | None:
    """A managed policy that is attached, or has versions besides the default one, is not deleted."""
    policy = iam.managed_policies.get(call.policy_arn)
    if policy is None:
        return None
    if policy.attachment_count:
        return "Cannot delete a policy attached to entities."
    if len(policy.versions) > 1:
        return ("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
                "The default version is deleted with the policy.")
    return None


@refuses("iam.models", "IAMBackend.create_account_alias", code="ValidationError", source=_ALIAS)
def alias_form(_: Any, call: Call) -> str | None:
    """An account alias has lowercase letters, digits and single hyphens, 3 to 63 of them."""
    if re.search(_FORM, call.alias):
        return None
    return (f"1 validation error detected: Value '{call.alias}' at 'accountAlias' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {_FORM}")


@refuses("iam.responses", "IamResponse.delete_account_alias", code="NoSuchEntity", source=_NO_ALIAS)
def delete_alias_missing(response: Any, _: Call) -> str | None:
    """Only the alias that the account has is deleted."""
    alias = response._get_param("AccountAlias")
    return None if alias in response.backend.account_aliases else f"The account alias with name {alias} cannot be found."
