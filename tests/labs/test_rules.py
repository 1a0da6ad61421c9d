"""Each rule: the case that AWS refuses, with its code, and a neighbour that AWS accepts.

Through the real AWS CLI against the emulator on loopback; `test_in_process` is the browser's way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from apuntes.labs import rules

pytestmark = pytest.mark.xdist_group("rules")       # one account: a test may go on with what the one before made
Does = Callable[[str], str]
Refused = Callable[[str, str], str]
PUBLIC = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::rules-public/*"}]})
TESTED = {
    "access.identities-are-checked", "access.policies-decide",                      # test_access.py
    "encryption.blocked-types-shown", "encryption.encryption-reset", "encryption.kms-key-opens",
    "encryption.kms-key-usable", "encryption.object-encryption-updated", "encryption.sse-c-blocked", "iam.alias-form",
    "iam.delete-alias-missing", "iam.delete-policy-in-use", "public.anonymous-requests", "public.policy-judged-once",
    "simulator.principal-policies-simulated", "users.boundary-deleted", "users.boundary-from-the-start",
    "users.boundary-put", "users.boundary-shown", "users.expiry-only-if-set", "users.first-password",
    "users.next-password", "users.reset-required",                # test_security_rules.py
    "core.operation-missing",                                                       # test_input.py
    "answers.test-dns-answer",                                                      # test_rules_dns.py
    # autoscaling, elbv2, health: test_rules_servers.py
    "autoscaling.activities-listed", "autoscaling.create-group-bounds", "autoscaling.delete-group-in-use",
    "autoscaling.delete-group-with-policies", "autoscaling.instance-keeps-its-version", "autoscaling.instances-spread",
    "autoscaling.put-policy-answers", "autoscaling.scale-in-by-policy", "autoscaling.set-desired-capacity-bounds",
    "autoscaling.template-version-from-source", "autoscaling.terminate-in-group-noted",
    "autoscaling.terminated-instances-noted", "autoscaling.update-group-bounds",
    # addresses, groups, images, instances: test_instances.py
    "addresses.automatic-is-reserved", "addresses.elastic-is-reserved", "addresses.elastic-survives-start",
    "addresses.elastic-survives-stop", "addresses.quota", "addresses.reassociation-is-automatic", "addresses.terminated-leaves-its-address",
    "groups.default-lets-itself-in", "groups.default-stays", "groups.in-use-stays", "groups.range-with-length",
    "images.disabled-not-launched", "images.disabled-not-shared", "images.disabled-not-shown", "images.name-in-use",
    "images.snapshot-is-tagged", "images.snapshots-by-owner", "images.snapshots-go-too",
    "instances.change-when-stopped", "instances.launch-defaults", "instances.launch-image-of-parameter",
    "instances.launch-other-architecture", "instances.launch-user-data-size", "instances.start-terminated",
    "instances.stop-terminated", "instances.terminated-without-interface",
    "ec2.attach-volume-in-use", "ec2.attach-volume-other-zone", "ec2.copy-snapshot-encrypted", "ec2.create-volume-limits",
    "ec2.modify-volume-limits", "elbv2.listener-port-once", "elbv2.load-balancer-named-once",
    "elbv2.load-balancer-one-subnet-a-zone", "elbv2.load-balancer-two-zones", "elbv2.security-group-of-load-balancer",
    "health.target-states", "iam.delete-group-in-use", "iam.delete-user-in-use",
    # route53: test_rules_dns.py
    "route53.addresses-valid", "route53.alias-target-there", "route53.changes-are-pending", "route53.changes-meet-records",
    "route53.cname-alone", "route53.create-or-delete-what-is", "route53.one-policy-for-a-name", "route53.zone-name-reserved",
    "s3.acls-disabled", "s3.bucket-name", "s3.delete-marker-unreadable",
    # ebs, elasticache, kms, rds: test_rules_data.py
    "ebs.default-key-not-shared", "ebs.detached-by-its-id", "ebs.device-in-use", "ebs.snapshot-of-its-moment",
    "ebs.volume-as-large-as-its-snapshot", "ebs.volume-encryption", "kms.deletion-by-arn",
    "elasticache.deleted-group-is-gone", "elasticache.failover-needs-a-replica", "elasticache.failover-swaps-roles",
    "elasticache.group-as-asked", "elasticache.security-group-of-cache", "elasticache.subnet-group-deleted-when-free",
    "elasticache.subnet-group-exists", "elasticache.token-needs-tls",
    "rds.failover-changes-zones", "rds.failover-needs-standby", "rds.instance-in-its-zones", "rds.last-snapshot-decided",
    "rds.modified-instance-in-its-zones", "rds.only-replicas-are-promoted", "rds.promoted-replica-stands-alone",
    "rds.replica-begins-by-itself", "rds.replica-has-a-name-of-its-own", "rds.replica-needs-backups",
    "rds.replica-of-managed-password", "rds.replicas-outlive-their-source", "rds.security-group-of-database",
    "rds.subnet-group-in-use", "rds.subnet-group-two-zones",
    "s3.deleted-folders-unlisted", "s3.new-bucket", "s3.public-policy-blocked", "s3.versioning-never-off",
}


def test_every_rule_is_tested_and_says_where_it_comes_from() -> None:
    found = rules.load()
    assert {rule.name for rule in found} == TESTED, "a new rule needs a test here, and its name in TESTED"
    assert [rule.name for rule in found if not rule.text or len(rule.source) < 20] == []


@pytest.mark.parametrize("name", ["Bad_Name", "Upper", "ab", "a..b", "-abc", "192.168.5.4", "xn--abc", "abc-s3alias"])
def test_bucket_names(refused: Refused, name: str) -> None:
    options = f"--bucket={name} --create-bucket-configuration LocationConstraint=eu-west-1"
    refused("InvalidBucketName", f"aws s3api create-bucket {options}")


def test_bucket_names_that_are_valid(does: Does) -> None:
    for name in ("abc", "my.bucket-1", "1bucket"):
        does(f"aws s3 mb s3://{name}")


def test_new_buckets(does: Does, refused: Refused) -> None:
    does("aws s3 mb s3://rules-new")
    assert does("aws s3api get-public-access-block --bucket rules-new --output text --query "
                "PublicAccessBlockConfiguration.BlockPublicPolicy") == "True"
    assert "AES256" in does("aws s3api get-bucket-encryption --bucket rules-new")
    assert "BucketOwnerEnforced" in does("aws s3api get-bucket-ownership-controls --bucket rules-new")
    refused("AccessControlListNotSupported", "aws s3api put-bucket-acl --bucket rules-new --acl public-read")
    does("aws s3api put-bucket-ownership-controls --bucket rules-new "
         "--ownership-controls 'Rules=[{ObjectOwnership=ObjectWriter}]'")
    does("aws s3api put-bucket-acl --bucket rules-new --acl private")


def test_public_policies(does: Does, refused: Refused) -> None:
    does("aws s3 mb s3://rules-public")
    message = refused("AccessDenied", f"aws s3api put-bucket-policy --bucket rules-public --policy '{PUBLIC}'")
    assert "BlockPublicPolicy" in message
    private = PUBLIC.replace('"*", "Action"', '{"AWS": "arn:aws:iam::111122223333:root"}, "Action"')
    does(f"aws s3api put-bucket-policy --bucket rules-public --policy '{private}'")
    does("aws s3api delete-public-access-block --bucket rules-public")
    does(f"aws s3api put-bucket-policy --bucket rules-public --policy '{PUBLIC}'")


def test_versions(does: Does, refused: Refused) -> None:
    does("aws s3 mb s3://rules-versions; aws s3api put-bucket-versioning --bucket rules-versions "
         "--versioning-configuration Status=Enabled; echo x | aws s3 cp - s3://rules-versions/folder/key")
    assert "folder/" in does("aws s3 ls s3://rules-versions")
    does("aws s3 rm s3://rules-versions/folder/key")
    assert does("aws s3 ls s3://rules-versions") == ""
    does("marker=$(aws s3api list-object-versions --bucket rules-versions --query DeleteMarkers[].VersionId --output text)")
    refused("MethodNotAllowed", 'aws s3api get-object --bucket rules-versions --key folder/key --version-id "$marker" x')
    refused("MalformedXML", "aws s3api put-bucket-versioning --bucket rules-versions --versioning-configuration Status=Disabled")
    does("aws s3api put-bucket-versioning --bucket rules-versions --versioning-configuration Status=Suspended")


def test_users_and_groups_in_use(does: Does, refused: Refused) -> None:
    does("aws iam create-user --user-name u; aws iam create-group --group-name g; "
         "aws iam add-user-to-group --user-name u --group-name g")
    assert "remove users from group" in refused("DeleteConflict", "aws iam delete-user --user-name u")
    assert "remove users from group" in refused("DeleteConflict", "aws iam delete-group --group-name g")
    does("aws iam remove-user-from-group --user-name u --group-name g; "
         "key=$(aws iam create-access-key --user-name u --query AccessKey.AccessKeyId --output text)")
    assert "access keys" in refused("DeleteConflict", "aws iam delete-user --user-name u")
    does('aws iam delete-access-key --user-name u --access-key-id "$key"; '
         "aws iam create-login-profile --user-name u --password Correct-horse-9")
    assert "login profile" in refused("DeleteConflict", "aws iam delete-user --user-name u")
    does("aws iam delete-login-profile --user-name u; aws iam delete-user --user-name u; "
         "aws iam attach-group-policy --group-name g --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert "detach" in refused("DeleteConflict", "aws iam delete-group --group-name g")
    does("aws iam detach-group-policy --group-name g --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess; "
         "aws iam delete-group --group-name g")
    refused("NoSuchEntity", "aws iam delete-group --group-name g")
    refused("NoSuchEntity", "aws iam delete-user --user-name u")


VOLUME = "aws ec2 create-volume --availability-zone eu-west-1a --query VolumeId --output text"


@pytest.mark.parametrize(("options", "message"), [
    ("--size 10 --volume-type gp3 --iops 99999", "maximum is 80000"),
    ("--size 10 --volume-type gp3 --iops 6000", "ratio"),
    ("--size 10 --volume-type gp3 --iops 100", "minimum is 3000"),
    ("--size 20000 --volume-type gp2", "too large"),
    ("--size 10 --volume-type st1", "minimum is 125GiB"),
    ("--size 10 --volume-type io1 --iops 600", "maximum is 50"),
])
def test_volumes(refused: Refused, options: str, message: str) -> None:
    assert message in refused("InvalidParameterValue", f"{VOLUME} {options}")


def test_volumes_within_their_limits(does: Does, refused: Refused) -> None:
    for options in ("--size 10", "--size 10 --volume-type gp3 --iops 5000", "--size 1 --volume-type gp3 --iops 3000",
                    "--size 125 --volume-type st1", "--size 20 --volume-type io2 --iops 20000"):
        does(f"{VOLUME} {options}")
    does(f"id=$({VOLUME} --size 10 --volume-type gp3)")
    assert "smaller" in refused("InvalidParameterValue", 'aws ec2 modify-volume --volume-id "$id" --size 5')
    refused("InvalidParameterValue", 'aws ec2 modify-volume --volume-id "$id" --iops 99999')
    does('aws ec2 modify-volume --volume-id "$id" --size 20 --iops 4000')


def test_attaching_volumes(does: Does, refused: Refused) -> None:
    does("ami=$(aws ec2 describe-images --owners amazon --query 'Images[0].ImageId' --output text); "
         'instance=$(aws ec2 run-instances --image-id "$ami" --instance-type t3.micro --placement AvailabilityZone=eu-west-1a '
         "--query Instances[0].InstanceId --output text)")
    does(f"here=$({VOLUME} --size 1); there=$({VOLUME.replace('1a', '1b')} --size 1)")
    refused("InvalidVolume.ZoneMismatch",
            'aws ec2 attach-volume --volume-id "$there" --instance-id "$instance" --device /dev/sdf')
    does('aws ec2 attach-volume --volume-id "$here" --instance-id "$instance" --device /dev/sdf')
    refused("VolumeInUse", 'aws ec2 attach-volume --volume-id "$here" --instance-id "$instance" --device /dev/sdg')


def test_copies_of_snapshots(does: Does) -> None:
    does(f"volume=$({VOLUME} --size 1); "
         'snapshot=$(aws ec2 create-snapshot --volume-id "$volume" --query SnapshotId --output text)')
    for options, encrypted in (("--encrypted", "True"), ("", "False")):
        does(f'copy=$(aws ec2 copy-snapshot --source-region eu-west-1 --source-snapshot-id "$snapshot" {options} '
             "--query SnapshotId --output text)")
        shown = does('aws ec2 describe-snapshots --snapshot-ids "$copy" --query "Snapshots[0].Encrypted" --output text')
        assert shown == encrypted


def test_in_process() -> None:
    """The same rules answer calls of botocore in the process that asked for them."""
    program = """
from apuntes.labs.account import learner, start
import os
os.environ.update(learner(None))
start()
start()
import boto3
from botocore.exceptions import ClientError
s3, iam = boto3.client("s3"), boto3.client("iam")
place = {"LocationConstraint": "eu-west-1"}
for call in (lambda: s3.create_bucket(Bucket="Bad_Name", CreateBucketConfiguration=place),
             lambda: (iam.create_user(UserName="a"), iam.create_access_key(UserName="a"), iam.delete_user(UserName="a"))):
    try:
        call()
    except ClientError as error:
        print(error.response["Error"]["Code"])
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["InvalidBucketName", "DeleteConflict"], done.stderr
