"""Elastic Load Balancing: an Application Load Balancer spans two Availability Zones."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, refuses

_SUBNETS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer"


@refuses("elbv2.models", "ELBv2Backend.create_load_balancer", code="ValidationError", source=_SUBNETS)
def load_balancer_two_zones(elb: Any, call: Call) -> str | None:
    """An Application Load Balancer needs subnets in two Availability Zones, one each."""
    if (call.loadbalancer_type or "application") != "application":
        return None
    names = [*call.subnet_ids, *(item["SubnetId"] for item in call.subnet_mappings or [])]
    zones = [subnet.availability_zone for name in names if (subnet := elb.ec2_backend.get_subnet(name))]
    if len(set(zones)) < len(zones):
        return "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
    if len(zones) < 2:
        return "At least two subnets in two different Availability Zones must be specified"
    return None
