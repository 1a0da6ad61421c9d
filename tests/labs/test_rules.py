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
    "answers.test-dns-answer",
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


def test_load_balancers(does: Does, refused: Refused) -> None:
    does('subnets=$(aws ec2 describe-subnets --query "sort_by(Subnets, &AvailabilityZone)[].SubnetId" --output text); '
         'one=${subnets%%\t*}; vpc=$(aws ec2 describe-vpcs --query "Vpcs[0].VpcId" --output text)')
    create = "aws elbv2 create-load-balancer --name"
    assert "two different Availability Zones" in refused("ValidationError", f'{create} a --subnets "$one"')
    does('second=$(aws ec2 create-subnet --vpc-id "$vpc" --cidr-block 172.31.200.0/24 --availability-zone eu-west-1a '
         "--query Subnet.SubnetId --output text)")
    assert "same Availability Zone" in refused("InvalidConfigurationRequest", f'{create} b --subnets $subnets "$second"')
    query = "--query LoadBalancers[0].[LoadBalancerArn,Scheme] --output text"
    first = does(f"{create} c --subnets $subnets {query}")
    assert first.endswith("internet-facing")
    assert does(f"{create} c --subnets $subnets {query}") == first
    assert "different settings" in refused("DuplicateLoadBalancerName", f"{create} c --subnets $subnets --scheme internal")
    does(f'{create} d --type network --subnets "$one"')


def test_listeners(does: Does, refused: Refused) -> None:
    does('alb=$(aws elbv2 describe-load-balancers --names c --query "LoadBalancers[0].LoadBalancerArn" --output text)')
    create = ('aws elbv2 create-listener --load-balancer-arn "$alb" --protocol HTTP --default-actions '
              "'Type=fixed-response,FixedResponseConfig={StatusCode=%s}' --query 'Listeners[0].ListenerArn' --output text --port %s")
    first = does(create % (200, 80))
    assert does(create % (200, 80)) == first
    assert "already exists on this port" in refused("DuplicateListener", create % (404, 80))
    assert does(create % (404, 81)) != first
    does('group=$(aws ec2 create-security-group --group-name rules-alb --description x --vpc-id "$vpc" --query GroupId '
         '--output text); aws elbv2 set-security-groups --load-balancer-arn "$alb" --security-groups "$group"')
    assert "dependent object" in refused("DependencyViolation", 'aws ec2 delete-security-group --group-id "$group"')
    does('aws elbv2 delete-load-balancer --load-balancer-arn "$alb"; aws ec2 delete-security-group --group-id "$group"')


def test_health_of_targets(does: Does) -> None:
    does('ami=$(aws ec2 describe-images --owners amazon --query "Images[0].ImageId" --output text); '
         'make="aws ec2 create-security-group --description x --vpc-id $vpc --query GroupId --output text --group-name"; '
         "front=$($make rules-front); back=$($make rules-back); three=($subnets); "
         'run="aws ec2 run-instances --image-id $ami --instance-type t3.micro --security-group-ids $back --query '
         'Instances[0].InstanceId --output text --subnet-id"; in=$($run ${three[0]}); out=$($run ${three[2]}); '
         'group=$(aws elbv2 create-target-group --name rules --protocol HTTP --port 80 --vpc-id "$vpc" --query '
         '"TargetGroups[0].TargetGroupArn" --output text); '
         'aws elbv2 register-targets --target-group-arn "$group" --targets "Id=$in" "Id=$out"')
    look = ('aws elbv2 describe-target-health --target-group-arn "$group" --query '
            '"TargetHealthDescriptions[].TargetHealth.[State,Reason] | []" --output text')
    assert does(look).split() == ["unused", "Target.NotInUse"] * 2
    does('alb=$(aws elbv2 create-load-balancer --name rules --subnets ${three[0]} ${three[1]} --security-groups "$front" '
         '--query "LoadBalancers[0].LoadBalancerArn" --output text); aws elbv2 create-listener --load-balancer-arn "$alb" '
         '--protocol HTTP --port 80 --default-actions "Type=forward,TargetGroupArn=$group"')
    assert does(look).split() == ["initial", "Elb.RegistrationInProgress", "unused", "Target.NotInUse"]
    assert does(look).split()[:2] == ["unhealthy", "Target.Timeout"]
    door = 'security-group-ingress --group-id "$back" --protocol tcp --port 80'
    for source in ('--source-group "$front"', "--cidr 172.31.0.0/16"):
        does(f"aws ec2 authorize-{door} {source}")
        assert does(look).split()[:1] == ["healthy"]
        does(f"aws ec2 revoke-{door} {source}")
        assert does(look).split()[:2] == ["unhealthy", "Target.Timeout"]
    does('aws ec2 authorize-security-group-ingress --group-id "$back" --protocol tcp --port 443 --cidr 0.0.0.0/0')
    assert does(look).split()[:2] == ["unhealthy", "Target.Timeout"]
    does('aws elbv2 deregister-targets --target-group-arn "$group" --targets "Id=$in"')
    assert does(look).split() == ["unused", "Target.NotInUse", "draining", "Target.DeregistrationInProgress"]
    assert does(look).split() == ["unused", "Target.NotInUse"]


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


    assert "still in the group" in refused("ResourceInUse", "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name a")
    does("aws autoscaling delete-auto-scaling-group --auto-scaling-group-name a --force-delete")


def test_instances_of_groups(does: Does, refused: Refused) -> None:
    zones = "eu-west-1a eu-west-1b"
    does("aws autoscaling create-auto-scaling-group --launch-template LaunchTemplateName=micro,Version=1 --availability-zones "
         f"{zones} --auto-scaling-group-name b --min-size 2 --max-size 4")
    look = ("aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names b --output text --query "
            "'sort_by(AutoScalingGroups[0].Instances, &AvailabilityZone)[].[AvailabilityZone,LaunchTemplate.Version] | []'")
    assert does(look).split() == ["eu-west-1a", "1", "eu-west-1b", "1"]
    does("aws ec2 create-launch-template-version --launch-template-name micro --source-version 1 "
         "--launch-template-data InstanceType=t3.small; aws autoscaling update-auto-scaling-group "
         "--auto-scaling-group-name b --launch-template LaunchTemplateName=micro,Version=2")
    assert does("aws ec2 describe-launch-template-versions --launch-template-name micro --versions 2 --output text --query "
                '"LaunchTemplateVersions[0].LaunchTemplateData.[ImageId,InstanceType]"').split()[1] == "t3.small"
    assert does('echo "$ami"') in does("aws ec2 describe-launch-template-versions --launch-template-name micro --versions 2")
    refused("InvalidLaunchTemplateId.VersionNotFound", "aws ec2 create-launch-template-version --launch-template-name micro "
            "--source-version 9 --launch-template-data InstanceType=t3.small")
    does("aws autoscaling set-desired-capacity --auto-scaling-group-name b --desired-capacity 4")
    assert does(look).split() == ["eu-west-1a", "1", "eu-west-1a", "2", "eu-west-1b", "1", "eu-west-1b", "2"]
    does("aws autoscaling set-desired-capacity --auto-scaling-group-name b --desired-capacity 2")
    assert does(look).split() == ["eu-west-1a", "2", "eu-west-1b", "2"]
    history = ("aws autoscaling describe-scaling-activities --auto-scaling-group-name b --output text --query "
               "'Activities[].Cause'")
    assert does(history).count("shrinking the capacity from 4 to 2") == 2
    one = "aws autoscaling describe-auto-scaling-groups --output text --query 'AutoScalingGroups[0].Instances[0].InstanceId'"
    does(f'aws ec2 terminate-instances --instance-ids "$({one})"')
    assert "increasing the capacity from 1 to 2" in does(f"{history} --max-records 1")
    assert "in response to an EC2 health check" in does(history)
    does(f'aws autoscaling terminate-instance-in-auto-scaling-group --instance-id "$({one})" '
         "--no-should-decrement-desired-capacity")
    assert "in response to a user request" in does(history)
    put = ("aws autoscaling put-scaling-policy --auto-scaling-group-name b --policy-name p --policy-type TargetTrackingScaling "
           "--target-tracking-configuration "
           "'TargetValue=50,PredefinedMetricSpecification={PredefinedMetricType=ASGAverageCPUUtilization}'")
    assert does(f"{put} --query PolicyARN --output text").startswith("arn:")
    does("aws autoscaling update-auto-scaling-group --auto-scaling-group-name b --min-size 0 --max-size 0; "
         "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name b")
    assert does("aws autoscaling describe-policies --query 'ScalingPolicies[].PolicyName' --output text") == ""


def batch(*changes: str) -> str:
    parsed = json.dumps({"Changes": [json.loads(one) for one in changes]})
    return f"aws route53 change-resource-record-sets --hosted-zone-id \"$zone\" --change-batch '{parsed}'"


def item(action: str, name: str, kind: str, value: str, **more: object) -> str:
    alias = isinstance(more.get("AliasTarget"), dict)
    data = {} if alias else {"TTL": 60, "ResourceRecords": [{"Value": value}]}
    return json.dumps({"Action": action, "ResourceRecordSet": {"Name": name, "Type": kind, **data, **more}})


def change(action: str, name: str, kind: str, value: str, **more: object) -> str:
    return batch(item(action, name, kind, value, **more))


def test_zones(does: Does, refused: Refused) -> None:
    for name in ("example.com", "com"):
        refused("InvalidDomainName", f"aws route53 create-hosted-zone --name {name} --caller-reference x")
    does("zone=$(aws route53 create-hosted-zone --name rules.example --caller-reference 1 "
         "--query HostedZone.Id --output text)")


def test_records(does: Does, refused: Refused) -> None:
    assert "apex" in refused("InvalidChangeBatch", change("CREATE", "rules.example", "CNAME", "other.example.net"))
    assert "PENDING" in does(change("CREATE", "rules.example", "A", "192.0.2.1"))
    assert "INSYNC" in does("aws route53 get-change --id C2682N5HXP0BZ4")
    does(change("CREATE", "www.rules.example", "CNAME", "other.example.net"))
    assert "conflicting" in refused("InvalidChangeBatch", change("CREATE", "www.rules.example", "A", "192.0.2.1"))
    does(change("UPSERT", "www.rules.example", "CNAME", "third.example.net"))
    does(batch(item("DELETE", "www.rules.example", "CNAME", "third.example.net"),
               item("CREATE", "www.rules.example", "A", "192.0.2.1")))
    does(change("CREATE", "www.rules.example", "AAAA", "2001:db8::1"))
    assert "not a valid IPv4" in refused("InvalidChangeBatch", change("UPSERT", "www.rules.example", "A", "alb.example.net"))
    assert "not a valid IPv6" in refused("InvalidChangeBatch", change("UPSERT", "www.rules.example", "AAAA", "192.0.2.1"))


def test_records_that_are_there(does: Does, refused: Refused) -> None:
    assert "already exists" in refused("InvalidChangeBatch", change("CREATE", "www.rules.example", "A", "192.0.2.2"))
    assert "do not match" in refused("InvalidChangeBatch", change("DELETE", "www.rules.example", "A", "192.0.2.2"))
    assert "was not found" in refused("InvalidChangeBatch", change("DELETE", "x.rules.example", "A", "192.0.2.2"))
    refused("InvalidChangeBatch", batch(item("CREATE", "new.rules.example", "A", "192.0.2.3"),
                                        item("CREATE", "www.rules.example", "A", "192.0.2.2")))
    assert "new.rules" not in does('aws route53 list-resource-record-sets --hosted-zone-id "$zone"')
    for _ in range(2):                                  # what was made before does not stand in the way
        does(change("CREATE", "again.rules.example", "A", "192.0.2.3"))
        does(change("DELETE", "again.rules.example", "A", "192.0.2.3"))


def test_aliases(does: Does, refused: Refused) -> None:
    zone = does("echo \"$zone\"").removeprefix("/hostedzone/")

    def alias(target: str, kind: str = "A") -> str:
        to = {"HostedZoneId": zone, "DNSName": target, "EvaluateTargetHealth": False}
        return change("UPSERT", "rules.example", kind, "", AliasTarget=to)
    assert "was not found" in refused("InvalidChangeBatch", alias("absent.rules.example"))
    assert "was not found" in refused("InvalidChangeBatch", alias("www.rules.example", "MX"))
    assert "not lie within" in refused("InvalidChangeBatch", alias("www.example.net"))
    does(alias("www.rules.example"))


def test_policies_of_records(does: Does, refused: Refused) -> None:
    weighted = {"Weight": 1, "SetIdentifier": "one"}
    assert "non-weighted" in refused("InvalidChangeBatch", change("CREATE", "www.rules.example", "A", "192.0.2.9", **weighted))
    does(change("CREATE", "w.rules.example", "A", "192.0.2.8", **weighted))
    assert "other RRSets" in refused("InvalidChangeBatch", change("CREATE", "w.rules.example", "A", "192.0.2.9"))
    other = {"Weight": 0, "SetIdentifier": "other"}
    assert "same TTL" in refused("InvalidChangeBatch", change("CREATE", "w.rules.example", "A", "192.0.2.9", TTL=5, **other))
    does(change("CREATE", "w.rules.example", "A", "192.0.2.9", **other))


def test_answers(does: Does) -> None:
    def ask(name: str, kind: str = "A") -> list[str]:
        return does(f'aws route53 test-dns-answer --hosted-zone-id "$zone" --record-name {name} --record-type {kind} '
                    "--query '[ResponseCode,RecordData] | []' --output text").split()
    assert ask("www.rules.example") == ["NOERROR", "192.0.2.1"]
    assert ask("www.rules.example", "MX") == ["NOERROR"]
    assert ask("rules.example") == ["NOERROR", "192.0.2.1"]             # the alias
    assert ask("w.rules.example") == ["NOERROR", "192.0.2.8"]           # the other one weighs nothing
    assert ask("rules.example", "NS")[0] == "NOERROR"
    assert ask("absent.rules.example") == ["NXDOMAIN"]
    does(change("CREATE", "*.rules.example", "A", "192.0.2.7"))
    assert ask("absent.rules.example") == ["NOERROR", "192.0.2.7"]
    assert ask("www.rules.example") == ["NOERROR", "192.0.2.1"]


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
