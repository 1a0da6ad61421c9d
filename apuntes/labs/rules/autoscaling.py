"""Auto Scaling: the desired capacity stands between minimum and maximum."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, refuses

_LIMITS = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html"


def fault(least: Any, desired: Any, most: Any) -> str | None:
    """What AWS says of these three capacities, or None."""
    least, most = int(least or 0), int(most or 0)
    if least > most:
        return f"Max bound, {most}, must be greater than or equal to min bound, {least}"
    if desired not in (None, "") and not least <= int(desired) <= most:
        return f"Desired capacity:{desired} must be between the specified min size:{least} and max size:{most}"
    return None


@refuses("autoscaling.models", "AutoScalingBackend.create_auto_scaling_group", code="ValidationError", source=_LIMITS)
def create_group_bounds(_: Any, call: Call) -> str | None:
    """A new group's desired capacity is within its bounds."""
    return fault(call.min_size, call.desired_capacity, call.max_size)


@refuses("autoscaling.models", "AutoScalingBackend.update_auto_scaling_group", code="ValidationError", source=_LIMITS)
def update_group_bounds(scaling: Any, call: Call) -> str | None:
    """An update keeps the desired capacity within the bounds."""
    group = scaling.autoscaling_groups.get(call.name)
    if group is None:
        return None
    given = (call.min_size, call.desired_capacity, call.max_size)
    known = (group.min_size, None, group.max_size)      # AWS moves a capacity that is not given into new bounds
    return fault(*(old if new is None else new for new, old in zip(given, known, strict=True)))


@refuses("autoscaling.models", "AutoScalingBackend.set_desired_capacity", code="ValidationError",
         source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html")
def set_desired_capacity_bounds(scaling: Any, call: Call) -> str | None:
    """The desired capacity that is set is within the group's bounds."""
    group = scaling.autoscaling_groups.get(call.group_name)
    if group is None:
        return "AutoScalingGroup name not found - null"
    least, most, desired = int(group.min_size), int(group.max_size), int(call.desired_capacity)
    if desired > most:
        return f"New SetDesiredCapacity value {desired} is above max value {most} for the AutoScalingGroup."
    if desired < least:
        return f"New SetDesiredCapacity value {desired} is below min value {least} for the AutoScalingGroup."
    return None
