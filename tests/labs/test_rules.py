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

Does = Callable[[str], str]
Refused = Callable[[str, str], str]
PUBLIC = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::rules-public/*"}]})
TESTED = {
    "access.identities-are-checked", "access.policies-decide",                      # test_access.py
    "core.operation-missing",                                                       # test_input.py
    "addresses.automatic-is-reserved", "addresses.elastic-is-reserved", "addresses.elastic-survives-start",  # test_instances.py
    "addresses.elastic-survives-stop", "addresses.quota", "addresses.reassociation-is-automatic", "addresses.terminated-leaves-its-address",
    "groups.default-lets-itself-in", "groups.default-stays", "groups.in-use-stays", "groups.range-with-length",
    "images.disabled-not-launched", "images.disabled-not-shared", "images.disabled-not-shown", "images.name-in-use",
    "images.snapshot-is-tagged", "images.snapshots-by-owner", "images.snapshots-go-too",
    "instances.change-when-stopped", "instances.launch-defaults", "instances.launch-image-of-parameter",
    "instances.launch-other-architecture", "instances.launch-user-data-size", "instances.start-terminated",
    "instances.stop-terminated", "instances.terminated-without-interface",
    "autoscaling.create-group-bounds", "autoscaling.set-desired-capacity-bounds", "autoscaling.update-group-bounds",
    "ec2.attach-volume-in-use", "ec2.attach-volume-other-zone", "ec2.copy-snapshot-encrypted", "ec2.create-volume-limits",
    "ec2.modify-volume-limits", "elbv2.load-balancer-two-zones", "iam.delete-group-in-use", "iam.delete-user-in-use",
    "route53.cname-alone", "s3.acls-disabled", "s3.bucket-name", "s3.delete-marker-unreadable",
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


def test_load_balancers(does: Does, refused: Refused) -> None:
    does('subnets=$(aws ec2 describe-subnets --query "sort_by(Subnets, &AvailabilityZone)[].SubnetId" --output text); '
         'one=${subnets%%\t*}; vpc=$(aws ec2 describe-vpcs --query "Vpcs[0].VpcId" --output text)')
    create = "aws elbv2 create-load-balancer --name"
    assert "two different Availability Zones" in refused("ValidationError", f'{create} a --subnets "$one"')
    does('second=$(aws ec2 create-subnet --vpc-id "$vpc" --cidr-block 172.31.200.0/24 --availability-zone eu-west-1a '
         "--query Subnet.SubnetId --output text)")
    assert "same Availability Zone" in refused("ValidationError", f'{create} b --subnets "$one" "$second"')
    does(f"{create} c --subnets $subnets")
    does(f'{create} d --type network --subnets "$one"')


def test_bounds_of_groups(does: Does, refused: Refused) -> None:
    does("ami=$(aws ec2 describe-images --owners amazon --query 'Images[0].ImageId' --output text); "
         "aws ec2 create-launch-template --launch-template-name micro --launch-template-data "
         '"{\\"ImageId\\": \\"$ami\\", \\"InstanceType\\": \\"t3.micro\\"}"')
    create = ("aws autoscaling create-auto-scaling-group --launch-template LaunchTemplateName=micro "
              "--availability-zones eu-west-1a --auto-scaling-group-name")
    refused("ValidationError", f"{create} a --min-size 1 --max-size 3 --desired-capacity 9")
    refused("ValidationError", f"{create} a --min-size 4 --max-size 3")
    does(f"{create} a --min-size 1 --max-size 3 --desired-capacity 1")
    desired = "aws autoscaling set-desired-capacity --auto-scaling-group-name a --desired-capacity"
    assert "above max value 3" in refused("ValidationError", f"{desired} 4")
    assert "below min value 1" in refused("ValidationError", f"{desired} 0")
    does(f"{desired} 2")
    update = "aws autoscaling update-auto-scaling-group --auto-scaling-group-name a"
    refused("ValidationError", f"{update} --desired-capacity 9")
    refused("ValidationError", f"{update} --min-size 5")
    does(f"{update} --max-size 4 --desired-capacity 4")


def change(action: str, name: str, kind: str, value: str) -> str:
    batch = json.dumps({"Changes": [{"Action": action, "ResourceRecordSet": {
        "Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}}]})
    return f"aws route53 change-resource-record-sets --hosted-zone-id \"$zone\" --change-batch '{batch}'"


def test_records(does: Does, refused: Refused) -> None:
    does("zone=$(aws route53 create-hosted-zone --name example.com --caller-reference 1 "
         "--query HostedZone.Id --output text)")
    assert "apex" in refused("InvalidChangeBatch", change("CREATE", "example.com", "CNAME", "other.example.net"))
    does(change("CREATE", "example.com", "A", "192.0.2.1"))
    does(change("CREATE", "www.example.com", "CNAME", "other.example.net"))
    assert "conflicting" in refused("InvalidChangeBatch", change("CREATE", "www.example.com", "A", "192.0.2.1"))
    does(change("UPSERT", "www.example.com", "CNAME", "third.example.net"))
    does(change("DELETE", "www.example.com", "CNAME", "third.example.net"))
    does(change("CREATE", "www.example.com", "A", "192.0.2.1"))
    does(change("CREATE", "www.example.com", "AAAA", "2001:db8::1"))


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
