"""Security groups: what the default group lets in, and when a group cannot be deleted."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, corrects, refuses

_DEFAULT = "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html"
_DELETE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html"
_AUTHORIZE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html"


@corrects("ec2.models", "EC2Backend.create_security_group", source=_DEFAULT)
def default_lets_itself_in(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """The default group of a VPC lets in everything that comes from its members."""
    group = original(self, *args, **kwargs)
    if group.is_default:
        self.authorize_security_group_ingress(group.id, "-1", -1, -1, [], source_groups=[{"GroupId": group.id}])
    return group


@refuses("ec2.models", "EC2Backend.delete_security_group", code="DependencyViolation", source=_DELETE)
def in_use_stays(ec2: Any, call: Call) -> str | None:
    """A group that a network interface has, or that a rule of another group names, is not deleted."""
    group = _group(ec2, call)
    if not group:
        return None
    worn = any(group.id in {each.id for each in interface.group_set} for interface in ec2.enis.values())
    named = any(source.get("GroupId") == group.id for other in _groups(ec2) if other is not group
                for rule in (*other.ingress_rules, *other.egress_rules) for source in [rule.source_group or {}])
    return f"resource {group.id} has a dependent object" if worn or named else None


@refuses("ec2.models", "EC2Backend.delete_security_group", code="CannotDelete", source=_DEFAULT)
def default_stays(ec2: Any, call: Call) -> str | None:
    """The default group of a VPC is not deleted."""
    group = _group(ec2, call)
    if not group or not group.is_default:
        return None
    return f'the specified group: "{group.id}" name: "{group.name}" cannot be deleted by a user'


@refuses("ec2.models", "EC2Backend.authorize_security_group_ingress", code="InvalidParameterValue", source=_AUTHORIZE)
def range_with_length(_: Any, call: Call) -> str | None:
    """The source of a rule is a range in CIDR notation, also for a single address."""
    for given in call.ip_ranges or []:
        text = given.get("CidrIp") if isinstance(given, dict) else None
        if text and "/" not in text:
            return f"CIDR block {text} is malformed"
    return None


def _groups(ec2: Any) -> list[Any]:
    return [group for groups in ec2.groups.values() for group in groups.values()]


def _group(ec2: Any, call: Call) -> Any:
    return next((group for group in _groups(ec2) if call.group_id == group.id or (not call.group_id and call.name == group.name)),
                None)
