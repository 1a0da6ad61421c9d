"""Users and roles may do what their policies say, and a refusal gives the reason that AWS would."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from apuntes.labs.rules.policies import verdict

pytestmark = pytest.mark.xdist_group("access")       # one account: a test may go on with what the one before made
Does = Callable[[str], str]
Refused = Callable[[str, str], str]


def policy(effect: str, action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource, **more}]}


READ = policy("Allow", ["s3:Get*", "s3:List*"])


@pytest.mark.parametrize(("policies", "action", "resource", "expected"), [
    ([], "s3:GetObject", "arn:aws:s3:::b/k", "nothing"),
    ([READ], "s3:GetObject", "arn:aws:s3:::b/k", "allow"),
    ([READ], "S3:getobject", "arn:aws:s3:::b/k", "allow"),
    ([READ], "s3:PutObject", "arn:aws:s3:::b/k", "nothing"),
    ([READ, policy("Deny", "s3:*", "arn:aws:s3:::b/secret/*")], "s3:GetObject", "arn:aws:s3:::b/secret/k", "deny"),
    ([READ, policy("Deny", "s3:*", "arn:aws:s3:::b/secret/*")], "s3:GetObject", "arn:aws:s3:::b/k", "allow"),
    ([policy("Allow", "s3:GetObject", "arn:aws:s3:::b")], "s3:GetObject", "arn:aws:s3:::b/k", "nothing"),
    ([policy("Allow", "s3:GetObject", "arn:aws:s3:::b/?")], "s3:GetObject", "arn:aws:s3:::b/kk", "nothing"),
    ([{"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}], "ec2:RunInstances", "*", "allow"),
    ([{"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}], "iam:ListUsers", "*", "nothing"),
    ([{"Statement": {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::b/*"}}], "s3:GetObject", "arn:aws:s3:::b/k", "nothing"),
    ([policy("Allow", "s3:*", "arn:aws:s3:::b/${aws:username}/*")], "s3:GetObject", "arn:aws:s3:::b/ana/k", "allow"),
    ([policy("Allow", "s3:*", "arn:aws:s3:::b/${aws:username}/*")], "s3:GetObject", "arn:aws:s3:::b/luis/k", "nothing"),
])
def test_verdicts(policies: list[dict[str, Any]], action: str, resource: str, expected: str) -> None:
    assert verdict(policies, action, resource, {"aws:username": ("ana",)}) == expected


CONTEXT = {"aws:requestedregion": ("eu-west-1",), "aws:sourceip": ("203.0.113.10",), "n": ("5",), "aws:tagkeys": ("a", "b"),
           "aws:currenttime": ("2026-11-27T10:00:00+00:00",)}


@pytest.mark.parametrize(("condition", "holds"), [
    ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, True),
    ({"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}, True),
    ({"StringEquals": {"AWS:requestedregion": "us-east-1"}}, False),
    ({"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}, False),
    ({"StringNotEquals": {"aws:Missing": "x"}}, True),
    ({"StringEquals": {"aws:Missing": "x"}}, False),
    ({"StringEqualsIfExists": {"aws:Missing": "x"}}, True),
    ({"StringLike": {"aws:RequestedRegion": "eu-*"}}, True),
    ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True),
    ({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "198.51.100.0/24"]}}, False),
    ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False),
    ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, False),
    ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}, True),
    ({"Null": {"aws:MultiFactorAuthPresent": "true"}}, True),
    ({"NumericLessThanEquals": {"n": "5"}}, True),
    ({"NumericGreaterThan": {"n": 5}}, False),
    ({"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}, True),
    ({"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}, False),
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b", "c"]}}, True),
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}, False),
    ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}, True),
    ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}, "Bool": {"aws:SecureTransport": "true"}}, False),
])
def test_conditions(condition: dict[str, Any], holds: bool) -> None:
    found = verdict([policy("Allow", "s3:*", Condition=condition)], "s3:GetObject", "*", CONTEXT)
    assert found == ("allow" if holds else "nothing")


def test_an_unknown_operator_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="StringSomething"):
        verdict([policy("Allow", "s3:*", Condition={"StringSomething": {"n": "5"}})], "s3:GetObject", "*", CONTEXT)


@pytest.fixture(scope="module")
def ana(does: Does) -> str:
    """The options with which a command is Ana's."""
    does("aws iam create-user --user-name ana; "
         "secret=$(aws iam create-access-key --user-name ana --query AccessKey.SecretAccessKey --output text); "
         "key=$(aws iam list-access-keys --user-name ana --query AccessKeyMetadata[0].AccessKeyId --output text); "
         'aws configure set aws_access_key_id "$key" --profile ana; aws configure set aws_secret_access_key "$secret" --profile ana; '
         "aws s3 mb s3://access-b; echo x | aws s3 cp - s3://access-b/k")
    return "--profile ana"


def put(name: str, document: dict[str, Any]) -> str:
    return f"aws iam put-user-policy --user-name ana --policy-name {name} --policy-document '{json.dumps(document)}'"


def test_refusals_say_why(does: Does, refused: Refused, ana: str) -> None:
    assert does(f"aws sts get-caller-identity --query Arn --output text {ana}") == "arn:aws:iam::111122223333:user/ana"
    message = refused("AccessDenied", f"aws iam list-groups {ana}")
    assert "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: iam:ListGroups" in message
    assert "because no identity-based policy allows the iam:ListGroups action" in message
    assert "You are not authorized to perform this operation" in refused("UnauthorizedOperation", f"aws ec2 describe-vpcs {ana}")
    for service in ("rds describe-db-instances", "elbv2 describe-load-balancers", "elasticache describe-cache-clusters",
                    "autoscaling describe-auto-scaling-groups", "s3api list-buckets"):
        refused("AccessDenied", f"aws {service} {ana}")


def test_an_explicit_deny_wins(does: Does, refused: Refused, ana: str) -> None:
    does(put("read", READ))
    does(f"aws s3api get-object --bucket access-b --key k out {ana}")
    does(put("deny", policy("Deny", "s3:GetObject", "arn:aws:s3:::access-b/*")))
    message = refused("AccessDenied", f"aws s3api get-object --bucket access-b --key k out {ana}")
    assert "with an explicit deny in an identity-based policy" in message
    does(f"aws s3 ls s3://access-b {ana}")
    does("aws iam delete-user-policy --user-name ana --policy-name deny; aws iam delete-user-policy --user-name ana --policy-name read")


def test_conditions_of_requests(does: Does, refused: Refused, ana: str) -> None:
    here = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    does(put("here", policy("Allow", "ec2:Describe*", Condition=here)))
    does(f"aws ec2 describe-vpcs {ana}")
    refused("UnauthorizedOperation", f"aws ec2 describe-vpcs --region us-east-1 {ana}")
    small = {"StringEquals": {"ec2:InstanceType": "t3.micro"}}
    does(put("here", policy("Allow", "ec2:RunInstances", Condition=small)))
    run = "aws ec2 run-instances --dry-run --image-id ami-12345678 --instance-type"
    refused("DryRunOperation", f"{run} t3.micro {ana}")
    refused("UnauthorizedOperation", f"{run} m5.large {ana}")
    does("aws iam delete-user-policy --user-name ana --policy-name here")


def test_policies_of_buckets(does: Does, refused: Refused, ana: str) -> None:
    mine = policy("Allow", "s3:GetObject", "arn:aws:s3:::access-b/*", Principal={"AWS": "arn:aws:iam::111122223333:user/ana"})
    does(f"aws s3api put-bucket-policy --bucket access-b --policy '{json.dumps(mine)}'")
    does(f"aws s3api get-object --bucket access-b --key k out {ana}")
    refused("AccessDenied", f"aws s3api put-object --bucket access-b --key k {ana}")
    does("aws s3api delete-bucket-policy --bucket access-b")
    refused("AccessDenied", f"aws s3api get-object --bucket access-b --key k out {ana}")


def test_roles(does: Does, refused: Refused, ana: str) -> None:
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/ana"}, "Action": "sts:AssumeRole"}]}
    does(f"aws iam create-role --role-name reader --assume-role-policy-document '{json.dumps(trust)}'; "
         "aws iam attach-role-policy --role-name reader --policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    assume = "aws sts assume-role --role-arn arn:aws:iam::111122223333:role/reader --role-session-name work"
    refused("AccessDenied", f"{assume} {ana}")
    does(put("assume", policy("Allow", "sts:AssumeRole", "arn:aws:iam::111122223333:role/reader")))
    does(f'session=$({assume} {ana} --query "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]" --output text); '
         'set -- $session; aws configure set aws_access_key_id "$1" --profile role; '
         'aws configure set aws_secret_access_key "$2" --profile role; aws configure set aws_session_token "$3" --profile role')
    does("aws s3 ls --profile role")
    assert "assumed-role/reader/work" in refused("AccessDenied", "aws iam list-users --profile role")
