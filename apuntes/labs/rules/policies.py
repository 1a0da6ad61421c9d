"""How IAM decides: policies, an action, a resource and the request's context to a verdict. Pure functions.

After “Policy evaluation logic” of the IAM User Guide: an explicit Deny wins, then an Allow, else nothing is
allowed. A statement matters only if action, resource and all its conditions match. moto's own evaluation
ignores conditions and answers an unmet one with a Deny.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

Verdict = Literal["allow", "deny", "nothing"]
Context = Mapping[str, tuple[str, ...]]         # lower-case key -> values of this request


def verdict(policies: Iterable[Mapping[str, Any]], action: str, resource: str, context: Context, principal: str = "") -> Verdict:
    """The verdict of these policies; `principal` is given for policies of a resource, which name whom they mean."""
    found: Verdict = "nothing"
    for policy in policies:
        for statement in _list(policy.get("Statement", [])):
            if applies(statement, action, resource, context, principal):
                if statement.get("Effect") == "Deny":
                    return "deny"
                found = "allow"
    return found


def applies(statement: Mapping[str, Any], action: str, resource: str, context: Context, principal: str = "") -> bool:
    """Whether a statement is about this request."""
    if principal and not _names(statement.get("Principal"), principal):
        return False
    if "NotAction" in statement:
        if _any(statement["NotAction"], action.lower(), str.lower):
            return False
    elif not _any(statement.get("Action", []), action.lower(), str.lower):
        return False

    def filled(pattern: str) -> str:
        return re.sub(r"\$\{([^}]+)\}", lambda match: ",".join(context.get(match[1].lower(), ("",))), pattern)

    if "NotResource" in statement:
        if _any(statement["NotResource"], resource, filled):
            return False
    elif not _any(statement.get("Resource", "*"), resource, filled):
        return False
    return all(_holds(operator, key, [filled(str(value)) for value in _list(values)], context)
               for operator, keys in statement.get("Condition", {}).items() for key, values in keys.items())


def _holds(operator: str, key: str, wanted: list[str], context: Context) -> bool:
    quantifier, _, name = operator.rpartition(":")
    optional, name = name.endswith("IfExists"), name.removesuffix("IfExists")
    given = context.get(key.lower())
    if name == "Null":
        return (given is None) == (wanted[0].lower() == "true")
    negated = name.startswith("Not") or "Not" in name
    compare = _OPERATORS.get(name.replace("Not", ""))
    if compare is None:
        raise ValueError(f"the lab's emulator does not know the condition operator {operator}")
    if given is None:
        return optional or negated or quantifier == "ForAllValues"
    matches = [any(compare(value, one) for one in wanted) != negated for value in given]
    return all(matches) if quantifier == "ForAllValues" or (negated and not quantifier) else any(matches)


def _glob(value: str, pattern: str) -> bool:
    return re.fullmatch(fnmatch.translate(pattern.replace("[", "[[]")), value, re.DOTALL) is not None


def _in_network(value: str, network: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)


def _time(value: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": _glob, "ArnEquals": _glob, "ArnLike": _glob,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "IpAddress": _in_network,
    "NumericEquals": lambda value, wanted: float(value) == float(wanted),
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
    "NumericLessThanEquals": lambda value, wanted: float(value) <= float(wanted),
    "NumericGreaterThan": lambda value, wanted: float(value) > float(wanted),
    "NumericGreaterThanEquals": lambda value, wanted: float(value) >= float(wanted),
    "DateEquals": lambda value, wanted: _time(value) == _time(wanted),
    "DateLessThan": lambda value, wanted: _time(value) < _time(wanted),
    "DateLessThanEquals": lambda value, wanted: _time(value) <= _time(wanted),
    "DateGreaterThan": lambda value, wanted: _time(value) > _time(wanted),
    "DateGreaterThanEquals": lambda value, wanted: _time(value) >= _time(wanted),
}


def _any(patterns: Any, value: str, change: Callable[[str], str]) -> bool:
    return any(_glob(value, change(pattern)) for pattern in _list(patterns))


def _names(principal: Any, arn: str) -> bool:
    if principal == "*":
        return True
    account = arn.split(":")[4] if arn.count(":") >= 5 else ""
    wanted = _list(principal.get("AWS", [])) if isinstance(principal, dict) else []
    return any(one in ("*", arn, account, f"arn:aws:iam::{account}:root") for one in wanted)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
