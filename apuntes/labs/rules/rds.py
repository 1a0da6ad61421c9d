"""RDS: where an instance stands, failing over, replicas and their promotion, and what may be deleted when.

Of two rules for one method the later is asked first: corrections stand before refusals.
"""

from __future__ import annotations

import sys
import uuid
from typing import Any

from apuntes.labs.rules import Call, corrects, refuses

_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"
_EVENTS = {"LAB_FAILOVER_START": "Multi-AZ instance failover started.", "LAB_RESTART": "DB instance restarted.",
           "LAB_FAILOVER_FINISH": "Multi-AZ instance failover completed."}


@corrects("rds.models", "RDSBackend.create_db_instance", source=f"{_GUIDE}/Concepts.MultiAZSingleStandby.html")
def instance_in_its_zones(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """An instance stands in a zone of its subnet group; a Multi-AZ one has its standby in another zone."""
    return _placed(self, original(self, *args, **kwargs))


@corrects("rds.models", "RDSBackend.modify_db_instance", source=f"{_GUIDE}/Concepts.MultiAZSingleStandby.html")
def modified_instance_in_its_zones(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """An instance made Multi-AZ gets a standby in another zone, and loses it again."""
    return _placed(self, original(self, *args, **kwargs))


@corrects("rds.responses", "RDSResponse.reboot_db_instance", source=f"{_GUIDE}/USER_RebootInstance.html")
def failover_changes_zones(original: Any, self: Any) -> Any:
    """A forced failover swaps the instance's zones, keeps its endpoint, and is told by events."""
    from moto.rds.models import Event

    instance = self.backend.describe_db_instances(self.params.get("DBInstanceIdentifier"))[0]
    forced = bool(self.params.get("ForceFailover"))
    for name, message in _EVENTS.items():
        Event.EVENT_MAP.setdefault(name, {"Categories": ["failover" if "FAIL" in name else "availability"], "Message": message})
        if forced or name == "LAB_RESTART":
            instance.add_event(name)
    if forced:
        instance.availability_zone, instance.secondary_availability_zone = (
            instance.secondary_availability_zone, instance.availability_zone)
    return original(self)


@refuses("rds.responses", "RDSResponse.reboot_db_instance", code="InvalidParameterCombination",
         source=f"{_API}/API_RebootDBInstance.html")
def failover_needs_standby(response: Any, _: Call) -> str | None:
    """Only a Multi-AZ instance is failed over."""
    instance = response.backend.describe_db_instances(response.params.get("DBInstanceIdentifier"))[0]
    if not response.params.get("ForceFailover") or instance.multi_az:
        return None
    return "ForceFailover cannot be specified since the instance is not configured for either MultiAZ or High Availability"


@corrects("rds.models", "RDSBackend.create_db_instance_read_replica", source=f"{_GUIDE}/USER_ReadRepl.html")
def replica_begins_by_itself(original: Any, self: Any, db_kwargs: Any) -> Any:
    """A replica begins without backups, standby or deletion protection, whatever its source has."""
    replica = original(self, db_kwargs)
    replica.dbi_resource_id = f"db-{uuid.uuid4().hex.upper()[:26]}"
    replica.multi_az = bool(db_kwargs.get("multi_az"))
    replica.deletion_protection = bool(db_kwargs.get("deletion_protection"))
    replica.backup_retention_period = 0
    replica.vpc_security_group_ids = list(replica.vpc_security_group_ids)
    replica.tags = list(db_kwargs.get("tags") or [])
    replica.secondary_availability_zone = None
    replica.add_event("DB_INSTANCE_CREATE")
    return _placed(self, replica)


@refuses("rds.models", "RDSBackend.create_db_instance_read_replica", code="DBInstanceAlreadyExists",
         source=f"{_API}/API_CreateDBInstanceReadReplica.html")
def replica_has_a_name_of_its_own(rds: Any, call: Call) -> str | None:
    """A replica does not take the name of an instance that exists."""
    return "DB instance already exists" if call.db_kwargs["db_instance_identifier"] in rds.databases else None


@refuses("rds.models", "RDSBackend.create_db_instance_read_replica", code="InvalidDBInstanceState",
         source=f"{_GUIDE}/USER_ReadRepl.html")
def replica_needs_backups(rds: Any, call: Call) -> str | None:
    """The source of a replica has automated backups."""
    if rds.find_db_from_id(call.db_kwargs["source_db_instance_identifier"]).backup_retention_period:
        return None
    return ("Automated backups are not enabled for this database instance. To enable automated backups, use "
            "ModifyDBInstance to set the backup retention period to a non-zero value.")


@refuses("rds.models", "RDSBackend.create_db_instance_read_replica", code="InvalidParameterValue",
         source=f"{_GUIDE}/rds-secrets-manager.html")
def replica_of_managed_password(rds: Any, call: Call) -> str | None:
    """No replica of an instance whose master password RDS keeps in Secrets Manager, except for SQL Server."""
    source = rds.find_db_from_id(call.db_kwargs["source_db_instance_identifier"])
    if not source.manage_master_user_password or source.engine.startswith("sqlserver"):
        return None
    return (f"Creating read replicas for source instance with engine {source.engine} where ManageMasterUserPassword is enabled "
            "is not supported.")


@corrects("rds.models", "RDSBackend.promote_read_replica", source=f"{_API}/API_PromoteReadReplica.html")
def promoted_replica_stands_alone(original: Any, self: Any, db_kwargs: Any) -> Any:
    """A promoted replica has no source any more, nor its source that replica, and it has backups."""
    _freed(self, self.databases[db_kwargs["db_instance_identifier"]])
    promoted = original(self, db_kwargs)
    promoted.backup_retention_period = promoted.backup_retention_period or 1
    return promoted


@refuses("rds.models", "RDSBackend.promote_read_replica", code="InvalidDBInstanceState",
         source=f"{_API}/API_PromoteReadReplica.html")
def only_replicas_are_promoted(rds: Any, call: Call) -> str | None:
    """What is no replica is not promoted."""
    replica = rds.describe_db_instances(call.db_kwargs["db_instance_identifier"])[0].is_replica
    return None if replica else "DB Instance is not a read replica."


@corrects("rds.models", "RDSBackend.delete_db_instance", source=f"{_GUIDE}/USER_ReadRepl.html")
def replicas_outlive_their_source(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    """The replicas of a deleted instance are promoted."""
    gone = original(self, *args, **kwargs)
    for name in list(gone.replicas):
        if name in self.databases:
            replica = self.databases[name]
            replica.is_replica, replica.source_db_instance_identifier = False, None
    return gone


@refuses("rds.models", "RDSBackend.delete_db_instance", code="InvalidParameterCombination",
         source=f"{_API}/API_DeleteDBInstance.html")
def last_snapshot_decided(rds: Any, call: Call) -> str | None:
    """Who deletes an instance says whether a last snapshot is kept; a replica has none."""
    instance = rds.databases.get(call.db_instance_identifier)
    if instance is None:
        return None
    if call.final_db_snapshot_identifier and instance.is_replica:
        return "FinalDBSnapshotIdentifier can not be specified when deleting a replica instance"
    if not call.final_db_snapshot_identifier and not call.skip_final_snapshot:
        return "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
    return None


@refuses("rds.models", "RDSBackend.create_subnet_group", code="DBSubnetGroupDoesNotCoverEnoughAZs",
         source=f"{_GUIDE}/USER_VPC.WorkingWithRDSInstanceinaVPC.html")
def subnet_group_two_zones(_: Any, call: Call) -> str | None:
    """A subnet group has subnets in two Availability Zones."""
    zones = sorted({subnet.availability_zone for subnet in call.subnets})
    if len(zones) > 1:
        return None
    return (f"The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: {zones[0]}. "
            "Add subnets to cover at least 2 AZs.")


@refuses("rds.models", "RDSBackend.delete_subnet_group", code="InvalidDBSubnetGroupStateFault",
         source=f"{_API}/API_DeleteDBSubnetGroup.html")
def subnet_group_in_use(rds: Any, call: Call) -> str | None:
    """A subnet group with instances in it is not deleted."""
    for name, instance in rds.databases.items():
        if getattr(getattr(instance, "db_subnet_group", None), "name", None) == call.subnet_name:
            return (f"Cannot delete the subnet group '{call.subnet_name}' because at least one database instance: {name} is "
                    "still using it.")
    return None


@refuses("ec2.models", "EC2Backend.delete_security_group", code="DependencyViolation",
         source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html")
def security_group_of_database(ec2: Any, call: Call) -> str | None:
    """A security group that a database uses is not deleted."""
    models: Any = sys.modules.get("moto.rds.models")            # not imported: there is no database
    databases = models.rds_backends[ec2.account_id][ec2.region_name].databases.values() if models else []
    used = any(call.group_id in instance.vpc_security_group_ids for instance in databases)
    return f"resource {call.group_id} has a dependent object" if used else None


def _placed(rds: Any, instance: Any) -> Any:
    group = getattr(instance, "db_subnet_group", None)
    zones = sorted({subnet["SubnetAvailabilityZone"]["Name"] for subnet in group.subnets} if group
                   else (f"{rds.region_name}{letter}" for letter in "abc"))
    if instance.availability_zone not in zones:
        instance.availability_zone = zones[0]
    others = [zone for zone in zones if zone != instance.availability_zone]
    standby = getattr(instance, "secondary_availability_zone", None)
    instance.secondary_availability_zone = (standby or others[0]) if instance.multi_az else None
    return instance


def _freed(rds: Any, replica: Any) -> None:
    source = rds.find_db_from_id(replica.source_db_instance_identifier)
    source.remove_replica(replica)
    replica.source_db_instance_identifier = None
