"""EC2 instances: what goes together at the launch, which change needs which state, what goes with an instance."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from apuntes.labs.rules import Call, corrects, refuses

_RUN = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html"
_TYPES = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html"
_DATA = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html"
_RESIZE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html"
_STATES = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html"
_SSM = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami-parameter-store.html"
_TERMINATE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html"
_DATA_BYTES = 16384
_WHEN_STOPPED = {"instance_type", "user_data", "kernel", "ramdisk"}


@refuses("ec2.models", "EC2Backend.run_instances", code="InvalidParameterValue", source=_TYPES)
def launch_other_architecture(ec2: Any, call: Call) -> str | None:
    """An instance type runs only images of its processor's architecture."""
    template = _template(ec2, call)
    image = ec2.amis.get(call.image_id or template.get("ImageId"))
    name = call.kwargs.get("instance_type")
    if call.kwargs.get("is_instance_type_default") and template.get("InstanceType"):
        name = template["InstanceType"]
    found = [kind for kind in ec2.instance_types if kind.get("InstanceType") == name]
    if not image or not image.architecture or not found:
        return None
    possible = found[0]["ProcessorInfo"]["SupportedArchitectures"]
    if image.architecture in possible:
        return None
    return (f"The architecture '{possible[-1]}' of the specified instance type does not match the architecture "
            f"'{image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching "
            "architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the "
            "architecture of the instance type or AMI.")


@refuses("ec2.models", "EC2Backend.run_instances", code="InvalidParameterValue", source=_DATA)
def launch_user_data_size(_: Any, call: Call) -> str | None:
    """User data is at most 16 KB before it is encoded."""
    try:
        size = len(base64.b64decode(str(call.user_data or "")))
    except (binascii.Error, ValueError):
        return None
    return f"User data is limited to {_DATA_BYTES} bytes" if size > _DATA_BYTES else None


@corrects("ec2.models", "EC2Backend.run_instances", source=_RUN)
def launch_defaults(original: Any, self: Any, image_id: str, count: int, user_data: Any, security_group_names: Any,
                    **kwargs: Any) -> Any:
    """Launched without subnet or group, an instance is in a default subnet and has the default group of its VPC."""
    if not kwargs.get("nics") and not kwargs.get("launch_template") and self.default_vpc:
        subnets = self.get_default_subnets()
        if not kwargs.get("subnet_id") and subnets:
            zone = kwargs.get("placement") or min(subnets)
            if zone in subnets:
                kwargs["subnet_id"] = subnets[zone].id
                kwargs.setdefault("associate_public_ip", None)      # as the subnet says
        if not security_group_names and not kwargs.get("security_group_ids"):
            subnet = self.get_subnet(kwargs["subnet_id"]) if kwargs.get("subnet_id") else None
            group = self.get_default_security_group(subnet.vpc_id if subnet else None)
            kwargs["security_group_ids"] = [group.id] if group else []
    return original(self, image_id, count, user_data, security_group_names, **kwargs)


@corrects("ec2.models", "EC2Backend.run_instances", source=_SSM)
def launch_image_of_parameter(original: Any, self: Any, image_id: str, *args: Any, **kwargs: Any) -> Any:
    """`resolve:ssm:` before a parameter's name stands for the image whose ID the parameter holds."""
    if str(image_id).startswith("resolve:ssm:"):
        from moto.ssm.models import ssm_backends

        parameter = ssm_backends[self.account_id][self.region_name].get_parameter(image_id.removeprefix("resolve:ssm:"))
        image_id = parameter.value if parameter else image_id
    return original(self, image_id, *args, **kwargs)


@refuses("ec2.models", "EC2Backend.modify_instance_attribute", code="IncorrectInstanceState", source=_RESIZE)
def change_when_stopped(ec2: Any, call: Call) -> str | None:
    """The type and the user data of an instance change only while it is stopped."""
    if call.key not in _WHEN_STOPPED or ec2.get_instance(call.instance_id).state == "stopped":
        return None
    return f"The instance '{call.instance_id}' is not in the 'stopped' state."


@refuses("ec2.models", "EC2Backend.start_instances", code="IncorrectInstanceState", source=_STATES)
def start_terminated(ec2: Any, call: Call) -> str | None:
    """A terminated instance is not started again."""
    return _terminated(ec2, call.instance_ids, "started")


@refuses("ec2.models", "EC2Backend.stop_instances", code="IncorrectInstanceState", source=_STATES)
def stop_terminated(ec2: Any, call: Call) -> str | None:
    """A terminated instance is not stopped."""
    return _terminated(ec2, call.instance_ids, "stopped")


@corrects("ec2.models.instances", "Instance.terminate", source=_TERMINATE)
def terminated_without_interface(original: Any, self: Any) -> Any:
    """The network interface that an instance was launched with goes when it is terminated."""
    again = self.state == "terminated"
    previous = original(self)
    for interface in [] if again else self.nics.values():
        if interface.description == "Primary network interface" and interface.id in self.ec2_backend.enis:
            interface.delete()
    return previous


def _terminated(ec2: Any, names: list[str], verb: str) -> str | None:
    gone = [instance.id for instance in ec2.get_multi_instances_by_id(names) if instance.state == "terminated"]
    return f"The instance '{gone[0]}' is not in a state from which it can be {verb}." if gone else None


def _template(ec2: Any, call: Call) -> dict[str, Any]:
    given = call.kwargs.get("launch_template")
    return dict(ec2._get_template_from_args(given).data) if given else {}
