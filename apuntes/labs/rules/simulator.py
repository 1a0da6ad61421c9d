"""IAM's policy simulator, which moto lacks: the same evaluation, asked about instead of tried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from apuntes.labs.rules import error, provides
from apuntes.labs.rules.policies import Context, applies, verdict
from apuntes.labs.rules.users import boundary_of, document_of

_SIMULATE = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html"
_WORDS = {"allow": "allowed", "deny": "explicitDeny", "nothing": "implicitDeny"}
_ELSEWHERE = ("ResourcePolicy", "PermissionsBoundaryPolicyInputList", "CallerArn", "ResourceHandlingOption")
_ANY = "*"


@provides("iam.responses", "IamResponse.simulate_principal_policy", source=_SIMULATE)
def principal_policies_simulated(self: Any) -> Any:
    """What the policies of a user, group or role, and its permissions boundary, say to actions on resources."""
    from moto.core.responses import ActionResult

    lacking = [name for name in _ELSEWHERE if self._get_param(name)]
    if lacking:
        raise error("NotImplemented", f"The lab's emulator does not simulate with {lacking[0]}; AWS does.")
    _, kind, name = self._get_param("PolicySourceArn").replace("/", ":").rsplit(":", 2)
    policies = list(_policies(self.backend, kind, name))
    given = enumerate(self._get_param("PolicyInputList", []), 1)
    policies += [(f"PolicyInputList.{number}", json.loads(text)) for number, text in given]
    boundary = boundary_of(self.backend, kind, name)
    known = {entry["ContextKeyName"].lower(): tuple(entry["ContextKeyValues"]) for entry in self._get_param("ContextEntries", [])}
    known |= {"aws:username": (name,)} if kind == "user" else {}
    results = [_result(policies, boundary, action, resource, known)
               for action in self._get_param("ActionNames") for resource in self._get_param("ResourceArns", [_ANY])]
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def _policies(iam: Any, kind: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and document of every identity-based policy that counts."""
    if kind == "user":
        holders = [iam.get_user(name), *iam.get_groups_for_user(name)]
    else:
        holders = [iam.get_group(name) if kind == "group" else iam.get_role(name)]
    for holder in holders:
        for inline, text in holder.policies.items():
            yield f"{kind}_{name}_{inline}", json.loads(text)
        for managed in holder.managed_policies.values():
            yield managed.name, document_of(managed)


def _result(policies: list[tuple[str, dict[str, Any]]], boundary: dict[str, Any] | None, action: str, resource: str,
            known: Context) -> dict[str, Any]:
    found = verdict([document for _, document in policies], action, resource, known)
    matched = [name for name, document in policies if any(applies(one, action, resource, known) for one in _statements(document))]
    result: dict[str, Any] = {
        "EvalActionName": action, "EvalResourceName": resource,
        "MatchedStatements": [{"SourcePolicyId": name, "SourcePolicyType": "IAM Policy"} for name in matched],
        "MissingContextValues": _missing(policies, known) if resource == _ANY else []}
    if boundary is not None:
        limit = verdict([boundary], action, resource, known)
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": limit == "allow"}
        found = "deny" if "deny" in (found, limit) else "nothing" if limit == "nothing" else found
    return {**result, "EvalDecision": _WORDS[found]}


def _missing(policies: list[tuple[str, dict[str, Any]]], known: Context) -> list[str]:
    """Condition keys of the policies that the simulation was not told."""
    return sorted({key for _, document in policies for one in _statements(document)
                   for keys in one.get("Condition", {}).values() for key in keys if key.lower() not in known})


def _statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document.get("Statement", [])
    return found if isinstance(found, list) else [found]
