"""Auto Scaling: capacities within their bounds, instances spread over the zones, versions and activities.

AWS takes minutes for what happens here at once: an instance is in service as soon as it is launched, and one that
somebody terminates is replaced before the command answers.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from apuntes.labs.rules import Call, corrects, refuses

_LIMITS = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html"
_DESIRED = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html"
_DELETE = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html"
_ZONES = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html"
_TERMINATION = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html"
_INSTANCE = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Instance.html"
_ACTIVITIES = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-verify-scaling-activity.html"
_POLICY = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html"
_VERSION = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html"
_HEALTH = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html"


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


@refuses("autoscaling.responses", "AutoScalingResponse.set_desired_capacity", code="ValidationError", source=_DESIRED)
def set_desired_capacity_bounds(answer: Any, _: Call) -> str | None:
    """The desired capacity that is set is within the group's bounds."""
    group = answer.autoscaling_backend.autoscaling_groups.get(answer._get_param("AutoScalingGroupName"))
    if group is None:
        return "AutoScalingGroup name not found - null"
    least, most, desired = int(group.min_size), int(group.max_size), int(answer._get_param("DesiredCapacity"))
    if desired > most:
        return f"New SetDesiredCapacity value {desired} is above max value {most} for the AutoScalingGroup."
    if desired < least:
        return f"New SetDesiredCapacity value {desired} is below min value {least} for the AutoScalingGroup."
    return None


@refuses("autoscaling.responses", "AutoScalingResponse.delete_auto_scaling_group", code="ResourceInUse", source=_DELETE)
def delete_group_in_use(answer: Any, _: Call) -> str | None:
    """A group that still has instances is deleted with --force-delete alone."""
    group = answer.autoscaling_backend.autoscaling_groups.get(answer._get_param("AutoScalingGroupName"))
    if group is None or not group.instance_states or answer._get_bool_param("ForceDelete", False):
        return None
    return ("You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in "
            "the group.")


@corrects("autoscaling.models", "AutoScalingBackend.delete_auto_scaling_group", source=_DELETE)
def delete_group_with_policies(original: Any, self: Any, group_name: str) -> None:
    """A group takes its scaling policies and scheduled actions along."""
    original(self, group_name)
    for kept in (self.policies, self.scheduled_actions):
        for name in [name for name, one in kept.items() if one.auto_scaling_group_name == group_name]:
            del kept[name]


@corrects("autoscaling.responses", "AutoScalingResponse.put_scaling_policy", source=_POLICY)
def put_policy_answers(original: Any, self: Any) -> Any:
    """A new scaling policy is answered with its ARN. The alarms of target tracking are not made."""
    return type(answer := original(self))({"PolicyARN": answer.result["PolicyArn"], "Alarms": []})


@corrects("ec2.responses.launch_templates", "LaunchTemplates.create_launch_template_version", source=_VERSION)
def template_version_from_source(original: Any, self: Any) -> Any:
    """A version made with --source-version has the source's data except for what is given anew."""
    source, name = self._get_param("SourceVersion"), self._get_param("LaunchTemplateName")
    if not source:
        return original(self)
    ec2 = self.ec2_backend
    template = ec2.get_launch_template_by_name(name) if name else ec2.get_launch_template(self._get_param("LaunchTemplateId"))
    inherited = template.get_version(source).data       # an unknown version is an error before anything is made
    answer, made = original(self), template.versions[-1]
    template.versions[-1] = type(made)(template, made.number, {**inherited, **made.data}, made.description)
    answer.result["LaunchTemplateVersion"]["LaunchTemplateData"] = template.versions[-1].data
    return answer


@corrects("autoscaling.models", "FakeAutoScalingGroup.replace_autoscaling_group_instances", source=_ZONES)
def instances_spread(original: Any, self: Any, count_needed: int, propagated_tags: dict[str, str]) -> None:
    """New instances go one by one to the zone that has the fewest, and remember the version that launched them."""
    subnets, zones = self.vpc_zone_identifier, self.availability_zones
    places = list(zip((subnets or "").split(",") if subnets else [None] * len(zones), zones, strict=True))
    before = len(self.instance_states)
    try:
        for _ in range(count_needed):
            filled = Counter(state.availability_zone for state in self.instance_states)
            subnet, zone = min(places, key=lambda place: filled[place[1]])
            self.vpc_zone_identifier, self.availability_zones = subnet, [zone]
            original(self, 1, dict(propagated_tags))
            launched = self.instance_states[-1]
            if self.ec2_launch_template is not None:
                launched.launched_version = self.ec2_launch_template.get_version(self.launch_template_version).number
            _note(self, f"Launching a new EC2 instance: {launched.instance.id}", "an instance was started in response to a "
                  f"difference between desired and actual capacity, increasing the capacity from {before} to "
                  f"{before + count_needed}.")
    finally:
        self.vpc_zone_identifier, self.availability_zones = subnets, zones


@corrects("autoscaling.models", "InstanceState.launch_template", source=_INSTANCE)
def instance_keeps_its_version(original: Any, self: Any) -> dict[str, Any] | None:
    """An instance shows the version of the launch template that launched it."""
    shown = original(self)
    if shown is None:
        return None
    return {**shown, "Version": str(getattr(self, "launched_version", shown["Version"]))}


@corrects("autoscaling.models", "FakeAutoScalingGroup.set_desired_capacity", source=_TERMINATION)
def scale_in_by_policy(original: Any, self: Any, new_capacity: int | None) -> None:
    """Scaling in takes the fullest zone first, and there the oldest version, then the oldest instance."""
    before = list(self.instance_states)
    leaving: list[Any] = []
    free = [state for state in before if not state.protected_from_scale_in]
    while free:
        filled = Counter(state.availability_zone for state in free)
        zone = max(filled, key=lambda name: filled[name])
        state = min((one for one in free if one.availability_zone == zone), key=lambda one: getattr(one, "launched_version", 0))
        leaving.append(state)
        free.remove(state)
    self.instance_states = leaving + [state for state in before if state.protected_from_scale_in]
    original(self, new_capacity)
    kept = [state for state in before if state in self.instance_states]
    self.instance_states = kept + [state for state in self.instance_states if state not in before]
    for state in (one for one in before if one not in kept):
        _note(self, f"Terminating EC2 instance: {state.instance.id}", "an instance was taken out of service in response to a "
              f"difference between desired and actual capacity, shrinking the capacity from {len(before)} to {len(kept)}.")


@corrects("autoscaling.models", "AutoScalingBackend.notify_terminate_instances", source=_HEALTH)
def terminated_instances_noted(original: Any, self: Any, instance_ids: list[str]) -> None:
    """An instance that somebody terminates fails the EC2 health check, and the group's history says so."""
    for group in self.autoscaling_groups.values():
        for state in group.instance_states:
            if state.instance.id in instance_ids:
                _note(group, f"Terminating EC2 instance: {state.instance.id}", "an instance was taken out of service in "
                      "response to an EC2 health check indicating it has been terminated or stopped.")
    original(self, instance_ids)


@corrects("autoscaling.models", "AutoScalingBackend.terminate_instance", source=_ACTIVITIES)
def terminate_in_group_noted(original: Any, self: Any, instance_id: str, should_decrement: bool) -> Any:
    """An instance that is terminated through its group is in the group's history."""
    group = next((one for one in self.autoscaling_groups.values()
                  if any(state.instance.id == instance_id for state in one.instance_states)), None)
    if group is not None:
        _note(group, f"Terminating EC2 instance: {instance_id}",
              f"instance {instance_id} was taken out of service in response to a user request.")
    return original(self, instance_id, should_decrement)


@corrects("autoscaling.responses", "AutoScalingResponse.describe_scaling_activities", source=_ACTIVITIES)
def activities_listed(_: Any, self: Any) -> Any:
    """A group's history lists launches and terminations, the newest first."""
    from moto.core.responses import ActionResult

    name = self._get_param("AutoScalingGroupName")
    groups = [one for one in self.autoscaling_backend.autoscaling_groups.values() if name in (None, one.name)]
    found = [one for group in groups for one in group.__dict__.get("activities", [])]
    most = self._get_int_param("MaxRecords") or 100
    return ActionResult({"Activities": found[::-1][:most]})


def _note(group: Any, description: str, cause: str) -> None:
    from moto.autoscaling.models import Activity
    from moto.core.utils import utcnow

    activity = Activity(description, f"At {utcnow():%Y-%m-%dT%H:%M:%SZ} {cause}", group, status_code="Successful")
    activity.progress = 100
    group.__dict__.setdefault("activities", []).append(activity)
