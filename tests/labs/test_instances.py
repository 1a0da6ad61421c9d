"""The rules of instances, addresses, security groups and images: refused cases with their codes, accepted neighbours."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.xdist_group("instances")       # one account: a test may go on with what the one before made
Does = Callable[[str], str]
Refused = Callable[[str, str], str]
RUN = "aws ec2 run-instances --image-id \"$ami\" --instance-type t3.micro"
ID = "--query Instances[0].InstanceId --output text"
SHOWN = "aws ec2 describe-instances --output text --instance-ids"


@pytest.fixture(scope="module", autouse=True)
def image(does: Does) -> None:
    does("ami=$(aws ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 "
         "--query Parameter.Value --output text)")


def test_architectures(does: Does, refused: Refused) -> None:
    message = refused("InvalidParameterValue", RUN.replace("t3", "t4g"))
    assert "'arm64' of the specified instance type does not match the architecture 'x86_64'" in message
    does("arm=$(aws ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64 "
         "--query Parameter.Value --output text)")
    refused("InvalidParameterValue", RUN.replace("$ami", "$arm"))
    does(RUN.replace("t3", "t4g").replace("$ami", "$arm"))
    does(RUN)


def test_user_data(does: Does, refused: Refused) -> None:
    does("printf '%016385d' 0 > large; printf '%016384d' 0 > fits")
    assert "16384 bytes" in refused("InvalidParameterValue", f"{RUN} --user-data file://large")
    does(f"{RUN} --user-data file://fits")


def test_defaults_of_instances(does: Does) -> None:
    group = '--query "Instances[0].SecurityGroups[].GroupName" --output text'
    assert does(f"{RUN} {group}") == "default"
    does("own=$(aws ec2 create-security-group --group-name own --description Own --query GroupId --output text)")
    assert does(f'{RUN} --security-group-ids "$own" {group}') == "own"
    where = '--query "Instances[0].[Placement.AvailabilityZone, PrivateIpAddress]" --output text'
    zone, private = does(f"{RUN} {where}").split()
    assert (zone, private[:7]) == ("eu-west-1a", "172.31.")
    assert does(f"{RUN} --placement AvailabilityZone=eu-west-1b {where}").split()[0] == "eu-west-1b"


def test_images_of_parameters(does: Does, refused: Refused) -> None:
    launch = RUN.replace('"$ami"', "resolve:ssm:/lab/image")
    refused("InvalidAMIID.Malformed", launch)
    does('aws ssm put-parameter --name /lab/image --type String --value "$ami"')
    assert does(f"{launch} --query Instances[0].ImageId --output text") == does('echo "$ami"')


def test_states(does: Does, refused: Refused) -> None:
    does(f"id=$({RUN} {ID}); echo data | base64 > data")
    resize = 'aws ec2 modify-instance-attribute --instance-id "$id" --instance-type Value=t3.small'
    data = 'aws ec2 modify-instance-attribute --instance-id "$id" --attribute userData --value file://data'
    assert "not in the 'stopped' state" in refused("IncorrectInstanceState", resize)
    refused("IncorrectInstanceState", data)
    does('aws ec2 modify-instance-attribute --instance-id "$id" --disable-api-termination; '
         'aws ec2 modify-instance-attribute --instance-id "$id" --no-disable-api-termination; '
         f'aws ec2 stop-instances --instance-ids "$id"; {resize}; {data}; aws ec2 start-instances --instance-ids "$id"')
    assert does(f'{SHOWN} "$id" --query Reservations[].Instances[].InstanceType') == "t3.small"
    interface = does(f'{SHOWN} "$id" --query Reservations[].Instances[].NetworkInterfaces[].NetworkInterfaceId')
    assert interface in does("aws ec2 describe-network-interfaces")
    does('aws ec2 terminate-instances --instance-ids "$id"; aws ec2 terminate-instances --instance-ids "$id"')
    assert interface not in does("aws ec2 describe-network-interfaces")
    assert "can be started" in refused("IncorrectInstanceState", 'aws ec2 start-instances --instance-ids "$id"')
    assert "can be stopped" in refused("IncorrectInstanceState", 'aws ec2 stop-instances --instance-ids "$id"')


def test_addresses(does: Does, refused: Refused) -> None:
    public = "--query Reservations[].Instances[].PublicIpAddress"
    does(f"first=$({RUN} {ID}); second=$({RUN} {ID})")
    before = does(f'{SHOWN} "$first" {public}')
    assert before.startswith("203.0.113.")
    does('aws ec2 stop-instances --instance-ids "$first"')
    assert does(f'{SHOWN} "$first" {public}') == ""
    does('aws ec2 start-instances --instance-ids "$first"')
    assert does(f'{SHOWN} "$first" {public}') not in (before, "")

    does("eip=$(aws ec2 allocate-address --query AllocationId --output text)")
    fixed = does("aws ec2 describe-addresses --query Addresses[].PublicIp --output text")
    assert fixed.startswith("198.51.100.")
    associate = 'aws ec2 associate-address --allocation-id "$eip" --instance-id'
    does(f'{associate} "$first"; aws ec2 stop-instances --instance-ids "$first"')
    assert does(f'{SHOWN} "$first" {public}') == fixed
    does('aws ec2 start-instances --instance-ids "$first"')
    assert does(f'{SHOWN} "$first" {public}') == fixed

    refused("Resource.AlreadyAssociated", f'{associate} "$second" --no-allow-reassociation')
    refused("InvalidInstanceID.NotFound", f"{associate} i-0123456789abcdef0")
    does(f'{associate} "$second"')
    assert does(f'{SHOWN} "$second" {public}') == fixed
    assert does(f'{SHOWN} "$first" {public}').startswith("203.0.113.")
    does('aws ec2 terminate-instances --instance-ids "$second"')
    assert does("aws ec2 describe-addresses --query Addresses[].[PublicIp,AssociationId] --output text").split() == [
        fixed, "None"]


def test_quota_of_addresses(does: Does, refused: Refused) -> None:
    does("for n in 2 3 4 5; do aws ec2 allocate-address; done")
    assert "maximum number" in refused("AddressLimitExceeded", "aws ec2 allocate-address")
    does('aws ec2 release-address --allocation-id "$eip"; aws ec2 allocate-address')
    assert len(set(does("aws ec2 describe-addresses --query Addresses[].PublicIp --output text").split())) == 5


def test_default_group(does: Does, refused: Refused) -> None:
    does("default=$(aws ec2 describe-security-groups --group-names default --query SecurityGroups[0].GroupId --output text)")
    assert does('aws ec2 describe-security-group-rules --filters Name=group-id,Values="$default" --output text --query '
                '"SecurityGroupRules[?!IsEgress].[IpProtocol,ReferencedGroupInfo.GroupId]"').split() == [
        "-1", does('echo "$default"')]
    assert "cannot be deleted by a user" in refused("CannotDelete", 'aws ec2 delete-security-group --group-id "$default"')


def test_groups_in_use(does: Does, refused: Refused) -> None:
    does("web=$(aws ec2 create-security-group --group-name web --description Web --query GroupId --output text); "
         "db=$(aws ec2 create-security-group --group-name db --description Data --query GroupId --output text); "
         'aws ec2 authorize-security-group-ingress --group-id "$db" --protocol tcp --port 5432 --source-group "$web"; '
         'aws ec2 authorize-security-group-ingress --group-id "$web" --protocol tcp --port 80 --source-group "$web"; '
         f'id=$({RUN} --security-group-ids "$db" {ID})')
    remove = "aws ec2 delete-security-group --group-id"
    assert "has a dependent object" in refused("DependencyViolation", f'{remove} "$web"')
    refused("DependencyViolation", f'{remove} "$db"')
    does(f'aws ec2 terminate-instances --instance-ids "$id"; {remove} "$db"; {remove} "$web"')
    refused("InvalidGroup.NotFound", f'{remove} "$web"')


def test_sources_of_rules(does: Does, refused: Refused) -> None:
    allow = 'aws ec2 authorize-security-group-ingress --group-id "$own" --protocol tcp --port 22 --cidr'
    assert "CIDR block 203.0.113.25 is malformed" in refused("InvalidParameterValue", f"{allow} 203.0.113.25")
    does(f"{allow} 203.0.113.25/32")


def test_images(does: Does, refused: Refused) -> None:
    does(f"id=$({RUN} {ID})")
    create = 'aws ec2 create-image --instance-id "$id" --name web-v1'
    does(f"image=$({create} --tag-specifications 'ResourceType=snapshot,Tags=[{{Key=Name,Value=web}}]' "
         "'ResourceType=image,Tags=[{Key=Name,Value=image}]' --query ImageId --output text)")
    assert "web-v1 is already in use by AMI" in refused("InvalidAMIName.Duplicate", create)
    does(create.replace("v1", "v2"))
    mine = "aws ec2 describe-snapshots --owner-ids self --output text --query"
    assert does(f'{mine} "length(Snapshots)"') == "2"
    assert does(f'{mine} "Snapshots[].Tags[].Value"') == "web"
    assert does("aws ec2 describe-images --owners self --query Images[].Tags[].Value --output text") == "image"
    assert does("aws ec2 describe-snapshots --owner-ids 444455556666 --query Snapshots --output text") == ""

    launch = RUN.replace("$ami", "$image")
    share = 'aws ec2 modify-image-attribute --image-id "$image" --launch-permission "Add=[{UserId=444455556666}]"'
    does(f'{launch}; {share}; aws ec2 disable-image --image-id "$image"')
    refused("InvalidAMIID.Unavailable", launch)
    shown = "aws ec2 describe-images --owners self --query 'length(Images)' --output text"
    assert (does(shown), does(f"{shown} --include-disabled")) == ("1", "2")
    does(f'aws ec2 enable-image --image-id "$image"; {launch}')
    assert does('aws ec2 describe-image-attribute --image-id "$image" --attribute launchPermission '
                "--query LaunchPermissions --output text") == ""

    does('aws ec2 deregister-image --image-id "$image" --delete-associated-snapshots')
    refused("InvalidAMIID.Unavailable", launch)
    assert does(f'{mine} "length(Snapshots)"') == "1"
    does("other=$(aws ec2 describe-images --owners self --query Images[0].ImageId --output text); "
         'aws ec2 deregister-image --image-id "$other"')
    assert does(f'{mine} "length(Snapshots)"') == "1"
