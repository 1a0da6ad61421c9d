"""IAM: a user or group goes only when nothing hangs on it any more."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, refuses

_USER = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html"
_GROUP = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html"


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
