"""Rules for EBS, RDS and ElastiCache: what AWS refuses with its code, and a neighbour that AWS accepts."""

from __future__ import annotations

import pytest

from .test_rules import Does, Refused

pytestmark = pytest.mark.xdist_group("rules-data")       # one account: a test may go on with what the one before made
VOLUME = "aws ec2 create-volume --availability-zone eu-west-1a --volume-type gp3 --query VolumeId --output text"
GROUP = ("aws ec2 create-security-group --description x --query GroupId --output text --group-name")
SUBNETS = ("subnets=$(aws ec2 describe-subnets --filters Name=default-for-az,Values=true "
           "--query 'Subnets[].SubnetId' --output text)")


def test_encryption_of_volumes(does: Does, refused: Refused) -> None:
    does(f"volume=$({VOLUME} --size 4); key=$(aws kms create-key --query KeyMetadata.Arn --output text); "
         'aws kms create-alias --alias-name alias/rules --target-key-id "$key"; '
         'plain=$(aws ec2 create-snapshot --volume-id "$volume" --query SnapshotId --output text); '
         "copy=$(aws ec2 copy-snapshot --source-region eu-west-1 --source-snapshot-id \"$plain\" --encrypted "
         "--kms-key-id alias/rules --query SnapshotId --output text)")
    shown = "--query '[Encrypted,KmsKeyId]' --output text"
    create = "aws ec2 create-volume --availability-zone eu-west-1a --volume-type gp3"
    assert does(f'{create} --snapshot-id "$copy" {shown}').split() == ["True", does('echo "$key"')]
    assert does(f'{create} --snapshot-id "$plain" {shown}').split()[0] == "False"
    share = "aws ec2 modify-snapshot-attribute --attribute createVolumePermission --operation-type add --user-ids 444455556666"
    does(f'{share} --snapshot-id "$copy"; {share} --snapshot-id "$plain"')
    does("aws ec2 enable-ebs-encryption-by-default")
    assert does(f'{create} --snapshot-id "$plain" {shown}').split()[0] == "True"
    does(f"new=$({VOLUME} --size 4); "
         'ours=$(aws ec2 create-snapshot --volume-id "$new" --query SnapshotId --output text)')
    refused("OperationNotPermitted", f'{share} --snapshot-id "$ours"')
    does('again=$(aws ec2 copy-snapshot --source-region eu-west-1 --source-snapshot-id "$plain" --query SnapshotId --output text); '
         "aws ec2 disable-ebs-encryption-by-default")
    assert does("aws ec2 describe-snapshots --snapshot-ids \"$again\" --query 'Snapshots[0].Encrypted' --output text") == "True"
    assert does(f"{create} --size 4 {shown}").split()[0] == "False"
    delete = "aws kms schedule-key-deletion --pending-window-in-days 7 --key-id"
    does(f'{delete} "$key"; {delete} $(aws kms create-key --query KeyMetadata.KeyId --output text)')
    refused("NotFoundException", f"{delete} arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000")


def test_snapshots_keep_their_size(does: Does, refused: Refused) -> None:
    does(f"volume=$({VOLUME} --size 4); "
         'snapshot=$(aws ec2 create-snapshot --volume-id "$volume" --query SnapshotId --output text); '
         'aws ec2 modify-volume --volume-id "$volume" --size 8')
    assert does("aws ec2 describe-snapshots --snapshot-ids \"$snapshot\" --query 'Snapshots[0].VolumeSize' --output text") == "4"
    create = f'{VOLUME} --snapshot-id "$snapshot" --size'
    assert "expect size >= 4GB" in refused("InvalidParameterValue", f"{create} 3")
    does(f"{create} 4; {create} 5")


def test_device_names(does: Does, refused: Refused) -> None:
    does("ami=$(aws ec2 describe-images --owners amazon --query 'Images[0].ImageId' --output text); "
         'instance=$(aws ec2 run-instances --image-id "$ami" --instance-type t3.micro --placement AvailabilityZone=eu-west-1a '
         "--query 'Instances[0].InstanceId' --output text)")
    does(f"one=$({VOLUME} --size 1); two=$({VOLUME} --size 1); "
         'aws ec2 attach-volume --volume-id "$one" --instance-id "$instance" --device /dev/sdf')
    attach = 'aws ec2 attach-volume --volume-id "$two" --instance-id "$instance" --device'
    assert "/dev/sdf is already in use" in refused("InvalidParameterValue", f"{attach} /dev/sdf")
    does(f"{attach} /dev/sdg")
    does('aws ec2 detach-volume --volume-id "$one"')
    refused("IncorrectState", 'aws ec2 detach-volume --volume-id "$one"')
    does('aws ec2 attach-volume --volume-id "$one" --instance-id "$instance" --device /dev/sdf')


def test_databases(does: Does, refused: Refused) -> None:
    does(f"{SUBNETS}; one=$(echo $subnets | head -c 24); group=$({GROUP} rules-db)")
    create = "aws rds create-db-subnet-group --db-subnet-group-name rules --db-subnet-group-description x --subnet-ids"
    assert "Current AZ coverage: eu-west-1" in refused("DBSubnetGroupDoesNotCoverEnoughAZs", f'{create} "$one"')
    does(f"{create} $subnets")
    does("aws rds create-db-instance --db-instance-identifier db --engine postgres --db-instance-class db.t4g.micro "
         "--allocated-storage 20 --master-username a --manage-master-user-password --db-subnet-group-name rules "
         '--vpc-security-group-ids "$group" --backup-retention-period 0')
    refused("DependencyViolation", 'aws ec2 delete-security-group --group-id "$group"')
    refused("InvalidDBSubnetGroupStateFault", "aws rds delete-db-subnet-group --db-subnet-group-name rules")
    reboot = "aws rds reboot-db-instance --db-instance-identifier db --force-failover"
    modify = "aws rds modify-db-instance --db-instance-identifier db --apply-immediately"
    zones = ("aws rds describe-db-instances --db-instance-identifier db --output text "
             "--query 'DBInstances[0].[AvailabilityZone,SecondaryAvailabilityZone]'")
    assert does(zones).split() == ["eu-west-1a", "None"]
    refused("InvalidParameterCombination", reboot)
    does("aws rds reboot-db-instance --db-instance-identifier db")
    does(f"{modify} --multi-az")
    assert does(zones).split() == ["eu-west-1a", "eu-west-1b"]
    does(reboot)
    assert does(zones).split() == ["eu-west-1b", "eu-west-1a"]
    assert "failover completed" in does("aws rds describe-events --source-type db-instance --source-identifier db")
    does(f"{modify} --no-multi-az")
    assert does(zones).split() == ["eu-west-1b", "None"]


def test_replicas_of_databases(does: Does, refused: Refused) -> None:
    modify = "aws rds modify-db-instance --db-instance-identifier db --apply-immediately"
    replica = "aws rds create-db-instance-read-replica --source-db-instance-identifier db --db-instance-identifier"
    refused("InvalidParameterValue", f"{replica} copy")
    does(f"{modify} --no-manage-master-user-password --master-user-password not-a-real-one --multi-az")
    refused("InvalidDBInstanceState", f"{replica} copy")
    does(f"{modify} --backup-retention-period 1; {replica} copy; {replica} other")
    refused("DBInstanceAlreadyExists", f"{replica} copy")
    shown = ("aws rds describe-db-instances --db-instance-identifier {} --output text --query 'DBInstances[0].[MultiAZ,"
             "BackupRetentionPeriod,ReadReplicaSourceDBInstanceIdentifier,ReadReplicaDBInstanceIdentifiers[0]]'")
    assert does(shown.format("copy")).split() == ["False", "0", "db", "None"]
    does("aws rds promote-read-replica --db-instance-identifier copy")
    assert does(shown.format("copy")).split() == ["False", "1", "None", "None"]
    assert does(shown.format("db")).split() == ["True", "1", "None", "other"]
    refused("InvalidDBInstanceState", "aws rds promote-read-replica --db-instance-identifier copy")
    delete = "aws rds delete-db-instance --db-instance-identifier"
    assert "is required unless" in refused("InvalidParameterCombination", f"{delete} copy")
    assert "replica" in refused("InvalidParameterCombination", f"{delete} other --final-db-snapshot-identifier last")
    does(f"{delete} db --skip-final-snapshot")
    assert does(shown.format("other")).split()[2] == "None"
    does(f"{delete} other --final-db-snapshot-identifier last; {delete} copy --skip-final-snapshot")
    does('aws rds delete-db-subnet-group --db-subnet-group-name rules; aws ec2 delete-security-group --group-id "$group"')


def test_caches(does: Does, refused: Refused) -> None:
    does(f"{SUBNETS}; group=$({GROUP} rules-cache); aws elasticache create-cache-subnet-group --cache-subnet-group-name rules "
         "--cache-subnet-group-description x --subnet-ids $subnets")
    create = ("aws elasticache create-replication-group --replication-group-id rules --replication-group-description x "
              '--engine valkey --cache-node-type cache.t4g.micro --security-group-ids "$group" --cache-subnet-group-name')
    refused("CacheSubnetGroupNotFoundFault", f"{create} other")
    assert "at least 2" in refused("InvalidParameterCombination",
                                   f"{create} rules --num-cache-clusters 1 --automatic-failover-enabled")
    assert "Multi-AZ" in refused("InvalidParameterCombination", f"{create} rules --num-cache-clusters 2 --multi-az-enabled")
    refused("InvalidParameterValue", f"{create} rules --auth-token not-a-real-token-0")
    refused("InvalidParameterValue", f"{create} rules --transit-encryption-enabled --auth-token short")
    does(f"{create} rules --num-cache-clusters 2 --automatic-failover-enabled --multi-az-enabled "
         "--transit-encryption-enabled --auth-token not-a-real-token-0")
    shown = ("aws elasticache describe-replication-groups --replication-group-id rules --output text "
             "--query 'ReplicationGroups[0].{}'")
    assert does(shown.format("NodeGroups[0].NodeGroupMembers[].[PreferredAvailabilityZone,CurrentRole]")).split() == [
        "eu-west-1a", "primary", "eu-west-1b", "replica"]
    assert does(shown.format("[AtRestEncryptionEnabled,TransitEncryptionMode]")).split() == ["True", "required"]
    assert ".euw1." in does(shown.format("NodeGroups[0].PrimaryEndpoint.Address"))


def test_failing_over_and_deleting_caches(does: Does, refused: Refused) -> None:
    fail = "aws elasticache test-failover --replication-group-id rules --node-group-id"
    refused("NodeGroupNotFoundFault", f"{fail} 0009")
    does(f"{fail} 0001")
    assert does("aws elasticache describe-replication-groups --replication-group-id rules --output text --query "
                "'ReplicationGroups[0].NodeGroups[0].NodeGroupMembers[].CurrentRole'").split() == ["replica", "primary"]
    does("aws elasticache modify-replication-group --replication-group-id rules --no-automatic-failover-enabled")
    refused("TestFailoverNotAvailableFault", f"{fail} 0001")
    delete = "aws elasticache delete-cache-subnet-group --cache-subnet-group-name"
    refused("CacheSubnetGroupInUse", f"{delete} rules")
    refused("CacheSubnetGroupNotFoundFault", f"{delete} other")
    refused("DependencyViolation", 'aws ec2 delete-security-group --group-id "$group"')
    does("aws elasticache delete-replication-group --replication-group-id rules")
    refused("ReplicationGroupNotFoundFault", "aws elasticache describe-replication-groups --replication-group-id rules")
    does(f'{delete} rules; aws ec2 delete-security-group --group-id "$group"')
