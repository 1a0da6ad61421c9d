"""IAM users: permissions boundaries, and passwords held against the account's password policy."""

from __future__ import annotations

import copy
import json
from typing import Any

from apuntes.labs.rules import Call, corrects, error, provides, refuses

_BOUNDARIES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"
_PASSWORDS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html"
_DEFAULT_LENGTH, _DEFAULT_TYPES = 8, 3
_SYMBOLS = "!@#$%^&*()_+-=[]{}|'"


def boundary_of(iam: Any, kind: str, name: str) -> dict[str, Any] | None:
    """The document of the permissions boundary of a user, or of a role (`kind`: user, role or assumed-role)."""
    holder = iam.users.get(name) if kind == "user" else next((one for one in iam.roles.values() if one.name == name), None)
    arn = getattr(holder, "lab_boundary" if kind == "user" else "permissions_boundary_arn", None)
    return document_of(iam.managed_policies[arn]) if arn in iam.managed_policies else None


def document_of(policy: Any) -> dict[str, Any]:
    """The default version of a managed policy."""
    found: dict[str, Any] = json.loads(next(version.document for version in policy.versions if version.is_default))
    return found


@provides("iam.responses", "IamResponse.put_user_permissions_boundary", source=_BOUNDARIES)
def boundary_put(self: Any) -> Any:
    """A user is given a permissions boundary, which is a managed policy."""
    from moto.core.responses import EmptyResult

    user, arn = self.backend.get_user(self._get_param("UserName")), self._get_param("PermissionsBoundary")
    self.backend.get_policy(arn)
    user.lab_boundary = arn
    return EmptyResult()


@provides("iam.responses", "IamResponse.delete_user_permissions_boundary", source=_BOUNDARIES)
def boundary_deleted(self: Any) -> Any:
    """A user loses the permissions boundary."""
    from moto.core.responses import EmptyResult

    user = self.backend.get_user(self._get_param("UserName"))
    if getattr(user, "lab_boundary", None) is None:
        raise error("NoSuchEntity", f"The user {user.name} has no permissions boundary.")
    user.lab_boundary = None
    return EmptyResult()


@corrects("iam.responses", "IamResponse.create_user", source=_BOUNDARIES)
def boundary_from_the_start(original: Any, self: Any) -> Any:
    """A user may be created with a permissions boundary."""
    arn = self._get_param("PermissionsBoundary")
    if arn:
        self.backend.get_policy(arn)
    answer = original(self)
    answer.result["User"].lab_boundary = arn
    return _shown(answer)


@corrects("iam.responses", "IamResponse.get_user", source=_BOUNDARIES)
def boundary_shown(original: Any, self: Any) -> Any:
    """A user is shown with the permissions boundary."""
    return _shown(original(self))


def _shown(answer: Any) -> Any:
    arn = getattr(answer.result["User"], "lab_boundary", None)
    if arn:
        answer.result["User"] = user = copy.copy(answer.result["User"])
        user.permissions_boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
    return answer


@refuses("iam.models", "IAMBackend.create_login_profile", code="PasswordPolicyViolation", source=_PASSWORDS)
def first_password(iam: Any, call: Call) -> str | None:
    """A user's first password fulfils the account's password policy."""
    return _violation(iam, call.password)


@refuses("iam.models", "IAMBackend.update_login_profile", code="PasswordPolicyViolation", source=_PASSWORDS)
def next_password(iam: Any, call: Call) -> str | None:
    """A user's new password fulfils the account's password policy."""
    return None if call.password is None else _violation(iam, call.password)


@corrects("iam.responses", "IamResponse.create_login_profile", source=_PASSWORDS)
def reset_required(original: Any, self: Any) -> Any:
    """A first password may have to be changed at the first sign-in."""
    answer = original(self)
    user = self.backend.get_user(self._get_param("UserName"))
    user.password_reset_required = self._get_bool_param("PasswordResetRequired", False)
    answer.result["LoginProfile"]["PasswordResetRequired"] = user.password_reset_required
    return answer


@corrects("iam.models", "IAMBackend.update_account_password_policy", source=_PASSWORDS)
def expiry_only_if_set(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
    """A password policy without an expiry shows no maximum age."""
    original(self, *args, **kwargs)
    self.account_password_policy.max_password_age = self.account_password_policy.max_password_age or None


def _violation(iam: Any, password: str) -> str | None:
    policy = iam.account_password_policy
    types = {"lowercase": any(sign.islower() for sign in password), "uppercase": any(sign.isupper() for sign in password),
             "numbers": any(sign.isdigit() for sign in password), "symbols": any(sign in _SYMBOLS for sign in password)}
    if policy is None:
        kept = len(password) >= _DEFAULT_LENGTH and sum(types.values()) >= _DEFAULT_TYPES
    else:
        wanted = {"lowercase": policy.require_lowercase_characters, "uppercase": policy.require_uppercase_characters,
                  "numbers": policy.require_numbers, "symbols": policy.require_symbols}
        kept = len(password) >= policy.minimum_password_length and all(types[one] for one in types if wanted[one])
    return None if kept else "Password does not conform to the account password policy."
