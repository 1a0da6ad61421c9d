"""Elastic Load Balancing: the health of targets.

Nothing runs behind the emulator's targets, so a health check looks at what it can: whether anything forwards to the
group, whether the target's zone is enabled, and whether security groups let the load balancer in. Time is left out:
a state that passes by itself in AWS (initial, draining) is there for one look.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from apuntes.labs.rules import corrects

_HEALTH = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html"
_UNUSED = ("unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer")
_ZONE = ("unused", "Target.NotInUse", "Target is in an Availability Zone that is not enabled for the load balancer")
_INITIAL = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
_TIMEOUT = ("unhealthy", "Target.Timeout", "Request timed out")
_DRAINING = ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")


@corrects("elbv2.models", "ELBv2Backend.describe_target_health", source=_HEALTH)
def target_states(original: Any, self: Any, target_group_arn: str, targets: list[dict[str, Any]]) -> Any:
    """Targets are unused, initial, healthy, unhealthy or draining as in AWS, as far as security groups decide it."""
    from moto.elbv2.models import FakeHealthStatus

    shown = original(self, target_group_arn, targets)
    group = self.target_groups[target_group_arn]
    balancers, seen = _balancers(self, group), group.__dict__.setdefault("looks", {})
    for target in shown:
        if target.status == "healthy":
            state = _state(self, group, target, balancers, seen)
            if state is not None:
                target.status, target.reason, target.description = state
    wanted = [target["Id"] for target in targets or []]
    delay = int(group.attributes["deregistration_delay.timeout_seconds"])
    for name, gone in group.deregistered_targets.items():
        if seen.pop(name, None) is not None and delay:      # this look is its last
            shown = [one for one in shown if one.instance_id != name]
            if not wanted or name in wanted:
                shown.append(FakeHealthStatus(name, gone["Port"], group.health_check_port, *_DRAINING))
    return shown


def _state(elb: Any, group: Any, target: Any, balancers: list[Any], seen: dict[str, int]) -> tuple[str, str, str] | None:
    if not balancers:
        return _UNUSED
    instance = elb.ec2_backend.get_instance_by_id(target.instance_id) if target.instance_id.startswith("i-") else None
    if instance is not None:
        zone = instance.placement.zone
        if not any(zone in [one.availability_zone for one in balancer.subnets] for balancer in balancers):
            return _ZONE
    seen[target.instance_id] = seen.get(target.instance_id, 0) + 1
    if seen[target.instance_id] == 1:
        return _INITIAL
    if instance is not None and balancers[0].type == "application":
        port = group.health_check_port
        port = target.port if port in (None, "traffic-port") else port
        if not any(_lets_in(instance, int(port), balancer) for balancer in balancers):
            return _TIMEOUT
    return None


def _lets_in(instance: Any, port: int, balancer: Any) -> bool:
    nodes = [ipaddress.ip_network(subnet.cidr_block) for subnet in balancer.subnets]
    for rule in (rule for group in instance.security_groups for rule in group.ingress_rules):
        if rule.ip_protocol == "tcp" and not rule.from_port <= port <= rule.to_port:
            continue
        if rule.ip_protocol not in ("tcp", "-1"):
            continue
        source = rule.cidr_ipv4
        if rule.source_group.get("GroupId") in balancer.security_groups:
            return True
        if source and any(node.overlaps(ipaddress.ip_network(source, strict=False)) for node in nodes):
            return True
    return False


def _balancers(elb: Any, group: Any) -> list[Any]:
    return [balancer for balancer in elb.load_balancers.values() if group.arn in _forwards(elb, balancer)]


def _forwards(elb: Any, balancer: Any) -> Iterator[str]:
    for listener in balancer.listeners.values():
        for rule in listener.rules.values():
            for action in rule.actions:
                yield from elb._get_target_group_arns_from(action_data=action.data)
