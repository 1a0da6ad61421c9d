"""AMIs and their snapshots: names, tags, images that nobody may launch, what is left of a deregistered image."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, corrects, refuses

_CODES = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
_CREATE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html"
_DISABLE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html"
_DEREGISTER = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html"
_SNAPSHOTS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html"


@refuses("ec2.models", "EC2Backend.create_image", code="InvalidAMIName.Duplicate", source=_CODES)
def name_in_use(ec2: Any, call: Call) -> str | None:
    """Two images of an account and Region do not share a name."""
    same = [image.id for image in ec2.describe_images(owners=["self"]) if image.name == call.name]
    return f"AMI name {call.name} is already in use by AMI {same[0]}" if same else None


@corrects("ec2.models", "EC2Backend.create_image", source=_CREATE)
def snapshot_is_tagged(original: Any, self: Any, instance_id: str, name: str, description: str,
                       tag_specifications: list[dict[str, Any]]) -> Any:
    """The tags that are meant for the image's snapshots are put on them; the image knows its instance's root device."""
    meant = [each for each in tag_specifications if each["ResourceType"] == "snapshot"]
    image = original(self, instance_id, name, description, [each for each in tag_specifications if each not in meant])
    image.root_device_type = "ebs"
    image.root_device_name = self.get_instance(instance_id).root_device_name
    for each in meant:
        image.ebs_snapshot.add_tags({tag["Key"]: tag["Value"] for tag in each["Tags"]})
    return image


@refuses("ec2.models", "EC2Backend.run_instances", code="InvalidAMIID.Unavailable", source=_DISABLE)
def disabled_not_launched(ec2: Any, call: Call) -> str | None:
    """Nobody launches an instance from an image that is disabled or deregistered."""
    image = ec2.amis.get(call.image_id)
    gone = image.state == "disabled" if image else call.image_id in ec2.deleted_amis
    return f"The image id '[{call.image_id}]' is no longer available" if gone else None


@corrects("ec2.models", "EC2Backend.disable_image", source=_DISABLE)
def disabled_not_shared(original: Any, self: Any, ami_id: str) -> None:
    """Disabling an image takes its launch permissions away."""
    original(self, ami_id)
    self.amis[ami_id].launch_permissions.clear()


@corrects("ec2.responses.amis", "AmisResponse.describe_images", source=_DISABLE)
def disabled_not_shown(original: Any, self: Any) -> Any:
    """A disabled image is listed only with --include-disabled."""
    answer = original(self)
    if self._get_param("IncludeDisabled") not in (True, "true"):
        answer.result["Images"] = [image for image in answer.result["Images"] if image.state != "disabled"]
    return answer


@corrects("ec2.responses.amis", "AmisResponse.deregister_image", source=_DEREGISTER)
def snapshots_go_too(original: Any, self: Any) -> Any:
    """--delete-associated-snapshots deletes the image's snapshots with it."""
    image = self.ec2_backend.amis.get(self._get_param("ImageId"))
    answer = original(self)
    if image and self._get_param("DeleteAssociatedSnapshots") in (True, "true"):
        self.ec2_backend.delete_snapshot(image.ebs_snapshot.id)
    return answer


@corrects("ec2.responses.elastic_block_store", "ElasticBlockStore.describe_snapshots", source=_SNAPSHOTS)
def snapshots_by_owner(original: Any, self: Any) -> Any:
    """--owner-ids shows only the snapshots of those owners, `self` among them."""
    answer = original(self)
    wanted = {self.ec2_backend.account_id if name == "self" else name for name in self._get_param("OwnerIds", [])}
    if wanted:
        answer.result["Snapshots"] = [each for each in answer.result["Snapshots"] if each.owner_id in wanted]
    return answer
