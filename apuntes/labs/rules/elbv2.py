"""Elastic Load Balancing: a load balancer's zones, its name, the ports of its listeners, its security groups."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, corrects, error, refuses

_SUBNETS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer"
_CREATE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html"
_LISTENER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html"
_GROUPS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html"


@refuses("elbv2.models", "ELBv2Backend.create_load_balancer", code="ValidationError", source=_SUBNETS)
def load_balancer_two_zones(elb: Any, call: Call) -> str | None:
    """An Application Load Balancer needs subnets in two Availability Zones."""
    if (call.loadbalancer_type or "application") != "application" or len(_zones(elb, call)) > 1:
        return None
    return "At least two subnets in two different Availability Zones must be specified"


@refuses("elbv2.models", "ELBv2Backend.create_load_balancer", code="InvalidConfigurationRequest", source=_SUBNETS)
def load_balancer_one_subnet_a_zone(elb: Any, call: Call) -> str | None:
    """A load balancer has one subnet in each of its Availability Zones."""
    zones = _zones(elb, call)
    doubled = len(set(zones)) < len(zones)
    return "A load balancer cannot be attached to multiple subnets in the same Availability Zone" if doubled else None


@corrects("elbv2.models", "ELBv2Backend.create_load_balancer", source=_CREATE)
def load_balancer_named_once(original: Any, self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    """A name is used once (the same call again answers the same); scheme and security group have their defaults."""
    made = original(self, name, *args, **kwargs)
    made.scheme = made.scheme or "internet-facing"
    if made.type == "application" and not made.security_groups:
        made.security_groups = [self.ec2_backend.get_default_security_group(made.vpc_id).id]
    for other in list(self.load_balancers.values()):
        if other.name == name and other is not made:
            del self.load_balancers[made.arn]
            if _settings(other) != _settings(made):
                raise error("DuplicateLoadBalancerName",
                            f"A load balancer with the same name '{name}' exists, but with different settings")
            return other
    return made


@corrects("elbv2.models", "ELBv2Backend.create_listener", source=_LISTENER)
def listener_port_once(original: Any, self: Any, load_balancer_arn: str, *args: Any, **kwargs: Any) -> Any:
    """A load balancer has one listener on a port; the same call again answers the same listener."""
    made = original(self, load_balancer_arn, *args, **kwargs)
    listeners = self.load_balancers[load_balancer_arn].listeners
    for other in list(listeners.values()):
        if other is not made and str(other.port) == str(made.port):
            del listeners[made.arn]
            if (other.protocol, [one.data for one in other.default_actions]) == (
                    made.protocol, [one.data for one in made.default_actions]):
                return other
            raise error("DuplicateListener",
                        f"A listener already exists on this port for this load balancer '{load_balancer_arn}'")
    return made


@refuses("ec2.models", "EC2Backend.delete_security_group", code="DependencyViolation", source=_GROUPS)
def security_group_of_load_balancer(ec2: Any, call: Call) -> str | None:
    """A security group that a load balancer uses is not deleted."""
    from moto.elbv2.models import elbv2_backends

    group = ec2.get_security_group_from_id(call.group_id or "") or ec2.get_security_group_from_name(call.name or "")
    used = group and any(group.id in (one.security_groups or [])
                         for one in elbv2_backends[ec2.account_id][ec2.region_name].load_balancers.values())
    return f"resource {group.id} has a dependent object" if used else None


def _zones(elb: Any, call: Call) -> list[str]:
    names = [*call.subnet_ids, *(item["SubnetId"] for item in call.subnet_mappings or [])]
    return [subnet.availability_zone for name in names if (subnet := elb.ec2_backend.get_subnet(name))]


def _settings(balancer: Any) -> tuple[Any, ...]:
    return (balancer.type, balancer.scheme, sorted(balancer.security_groups or []), sorted(one.id for one in balancer.subnets))
