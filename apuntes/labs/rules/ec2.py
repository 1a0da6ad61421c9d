"""EC2 and EBS: sizes and performance of volumes, attaching them, encrypting copies of snapshots."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import Call, corrects, refuses
from apuntes.labs.rules.ebs import by_default, key_arn

_CREATE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html"
_ATTACH = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-attaching-volume.html"
_CODES = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
_COPY = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html"
# Size in GiB and IOPS that a type allows, and IOPS per GiB: API model, CreateVolumeRequest, and ebs-volume-types.
_SIZES = {"gp2": (1, 16384), "gp3": (1, 65536), "io1": (4, 16384), "io2": (4, 65536), "st1": (125, 16384),
          "sc1": (125, 16384), "standard": (1, 1024)}
_IOPS = {"gp3": (3000, 80000, 500), "io1": (100, 64000, 50), "io2": (100, 256000, 1000)}


def volume_fault(kind: str, size: int, iops: int | None) -> str | None:
    """What AWS says of a volume of that type, or None if it makes it."""
    least, most = _SIZES.get(kind, (1, 65536))
    if size < least:
        return f"Volume of {size}GiB is too small for volume type {kind}; minimum is {least}GiB."
    if size > most:
        return f"Volume of {size}GiB is too large for volume type {kind}; maximum is {most}GiB."
    if iops is None or kind not in _IOPS:
        return None
    lowest, highest, ratio = _IOPS[kind]
    if iops < lowest:
        return f"Volume iops of {iops} is too low; minimum is {lowest}."
    if iops > highest:
        return f"Volume iops of {iops} is too high; maximum is {highest}."
    if iops > max(size * ratio, lowest):
        return f"Iops to volume size ratio of {iops / size:.6f} is too high; maximum is {ratio}."
    return None


@refuses("ec2.models", "EC2Backend.create_volume", code="InvalidParameterValue", source=_CREATE)
def create_volume_limits(ec2: Any, call: Call) -> str | None:
    """A volume has a size and IOPS that its type allows."""
    size = call.size or (ec2.get_snapshot(call.snapshot_id).volume.size if call.snapshot_id else 0)
    return volume_fault(call.volume_type or "gp2", int(size), _int(call.iops))


@refuses("ec2.models", "EC2Backend.modify_volume", code="InvalidParameterValue", source=_CREATE)
def modify_volume_limits(ec2: Any, call: Call) -> str | None:
    """A volume grows, never shrinks, and keeps within what its type allows."""
    volume = ec2.get_volume(call.volume_id)
    size = int(call.target_size or volume.size)
    if size < volume.size:
        return f"New size cannot be smaller than existing size ({volume.size} GiB)."
    return volume_fault(call.target_volume_type or volume.volume_type, size, _int(call.target_iops))


@refuses("ec2.models", "EC2Backend.attach_volume", code="VolumeInUse", source=_CODES)
def attach_volume_in_use(ec2: Any, call: Call) -> str | None:
    """A volume that is attached is not attached again."""
    attachment = getattr(ec2.get_volume(call.volume_id), "attachment", None)
    return f"{call.volume_id} is already attached to an instance" if attachment else None


@refuses("ec2.models", "EC2Backend.attach_volume", code="InvalidVolume.ZoneMismatch", source=_ATTACH)
def attach_volume_other_zone(ec2: Any, call: Call) -> str | None:
    """A volume and its instance stand in the same Availability Zone."""
    volume, instance = ec2.get_volume(call.volume_id), ec2.get_instance(call.instance_id)
    if volume.zone.name == instance.placement.zone:
        return None
    return f"The volume '{call.volume_id}' is not in the same availability zone as instance '{call.instance_id}'"


@corrects("ec2.responses.elastic_block_store", "ElasticBlockStore.copy_snapshot", source=_COPY)
def copy_snapshot_encrypted(original: Any, self: Any) -> Any:
    """A copy made with --encrypted, of an encrypted snapshot or where the Region says so is encrypted, under a key."""
    ec2 = self.ec2_backend
    before = set(ec2.snapshots)
    answer = original(self)
    for name in set(ec2.snapshots) - before:
        snapshot = ec2.snapshots[name]
        if self._get_param("Encrypted") in (True, "true") or snapshot.encrypted or by_default(ec2):
            snapshot.encrypted = True
            snapshot.kms_key_id = key_arn(ec2, snapshot.kms_key_id)
    return answer


def _int(value: Any) -> int | None:
    return int(value) if value else None
