"""EBS: what snapshots and volumes take from where they come from, device names, sharing what is encrypted.

Limits, zones and volumes in use are in `ec2`.
"""

from __future__ import annotations

import copy
from typing import Any

from apuntes.labs.rules import Call, corrects, error, refuses

_CREATE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html"
_ATTACH = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-attaching-volume.html"
_DETACH = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachVolume.html"
_SNAPSHOT = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html"
_SHARE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html"
_DEFAULT = "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html"


@corrects("ec2.models", "EC2Backend.create_volume", source=_DEFAULT)
def volume_encryption(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """A new volume is encrypted if it is asked to be, its snapshot is, or the Region encrypts by default."""
    volume = original(self, *args, **kwargs)
    snapshot = self.snapshots.get(volume.snapshot_id)
    if volume.encrypted or by_default(self):
        volume.encrypted = True
        volume.kms_key_id = key_arn(self, volume.kms_key_id or (snapshot.kms_key_id if snapshot else None))
    if volume.volume_type == "gp3":
        volume.throughput = volume.throughput or 125
    return volume


@refuses("ec2.models", "EC2Backend.create_volume", code="InvalidParameterValue", source=_CREATE)
def volume_as_large_as_its_snapshot(ec2: Any, call: Call) -> str | None:
    """A volume from a snapshot is at least as large as the snapshot's volume was."""
    snapshot = ec2.snapshots.get(call.snapshot_id)
    if snapshot is None or not call.size or int(call.size) >= int(snapshot.volume.size):
        return None
    return f"Volume of size {call.size}GB is smaller than snapshot '{snapshot.id}', expect size >= {snapshot.volume.size}GB"


@corrects("ec2.models", "EC2Backend.create_snapshot", source=_SNAPSHOT)
def snapshot_of_its_moment(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """A snapshot keeps the volume's size and key of its moment, whatever becomes of the volume."""
    snapshot = original(self, *args, **kwargs)
    snapshot.volume = copy.copy(snapshot.volume)
    snapshot.kms_key_id = snapshot.volume.kms_key_id if snapshot.encrypted else None
    return snapshot


@refuses("ec2.models", "EC2Backend.attach_volume", code="InvalidParameterValue", source=_ATTACH)
def device_in_use(ec2: Any, call: Call) -> str | None:
    """Two volumes of an instance never have the same device name."""
    taken = ec2.get_instance(call.instance_id).block_device_mapping
    if call.device_path not in taken:
        return None
    return f"Invalid value '{call.device_path}' for unixDevice. Attachment point {call.device_path} is already in use"


@corrects("ec2.models", "EC2Backend.detach_volume", source=_DETACH)
def detached_by_its_id(original: Any, self: Any, volume_id: str, instance_id: str | None, device_path: str | None) -> Any:
    """The volume's id is enough to detach it; one that is not attached is in the wrong state."""
    attachment = self.get_volume(volume_id).attachment
    if attachment is None:
        raise error("IncorrectState", f"Volume '{volume_id}' is in the 'available' state.")
    return original(self, volume_id, instance_id or attachment.instance.id, device_path)


@refuses("ec2.models", "EC2Backend.add_create_volume_permission", code="OperationNotPermitted", source=_SHARE)
def default_key_not_shared(ec2: Any, call: Call) -> str | None:
    """A snapshot under the key aws/ebs is not shared with other accounts."""
    snapshot = ec2.get_snapshot(call.snapshot_id)
    shared = call.user_ids and snapshot.encrypted and snapshot.kms_key_id == key_arn(ec2, "alias/aws/ebs")
    return "Encrypted snapshots with EBS default key cannot be shared" if shared else None


def by_default(ec2: Any) -> bool:
    """Whether the Region encrypts by default; moto's backend does not know while it is being made."""
    return bool(getattr(ec2, "ebs_encryption_by_default", False))


def key_arn(ec2: Any, name: str | None) -> str:
    """The ARN of a KMS key by its id, ARN or alias; without a name, of the Region's default key for EBS."""
    from moto.kms.models import kms_backends

    if not name or name == "alias/aws/ebs":
        chosen = str(ec2.default_kms_key_id or "")
        default = str(ec2._create_default_encryption_key())
        if chosen:                                      # moto forgets the choice when it looks for aws/ebs
            ec2.default_kms_key_id = chosen
        return default if name else chosen or default
    return str(kms_backends[ec2.account_id][ec2.region_name].describe_key(name).arn)
