"""The AWS CLI as a judge: good commands pass, each kind of fault is named. Nothing reaches a network."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import Any

import pytest

GOOD = [
    "sts get-caller-identity",
    "ec2 create-vpc --cidr-block 10.0.0.0/16",
    "ec2 run-instances --image-id ami-0123456789abcdef0 --instance-type t3.micro",
    "ec2 modify-instance-attribute --instance-id i-0123456789abcdef0 --no-source-dest-check",     # its pairs must not stay
    "ec2 wait instance-running --instance-ids i-0123456789abcdef0",
    "ec2 describe-instances --filters Name=tag:Name,Values=web --query 'Reservations[].Instances[].InstanceId'",
    "ec2 describe-spot-price-history --start-time 77777777777777777777",
    "s3 cp a.txt s3://amzn-s3-demo-bucket/ --sse aws:kms",
    "s3api put-object --bucket amzn-s3-demo-bucket --key a --body a.txt",
    "s3api put-bucket-versioning --bucket amzn-s3-demo-bucket --versioning-configuration Status=Enabled",
    "iam create-role --role-name App --assume-role-policy-document file://trust.json",
    "iam create-user --user-name 77777777777777777777",
    "elbv2 create-rule --listener-arn 77777777777777777777 --priority 1 --conditions file://a.json --actions file://b.json",
    "cloudformation deploy --template-file x.yaml --stack-name y",
    "configure set region eu-west-1",
]
BAD = {
    "ec2 create-vpcs": "no such operation “create-vpcs”",
    "ec3 create-vpc": "no such command",
    "s3 cp a.txt": "required: paths",
    "s3api put-bucket-versioning --bucket amzn-s3-demo-bucket --versioning-configuration Status=On":
        "“On” is none of Enabled, Suspended",
    "s3api get-object --bucket amzn-s3-demo-bucket --key a b --zone c": "Unknown options: --zone, c",
    "ec2 create-volume --volume-type gp9 --availability-zone us-east-1a": "VolumeType: “gp9” is none of",
    "ec2 describe-spot-price-history --start-time yesterday": "Invalid type for parameter StartTime",
    "iam create-user": "required: --user-name",
    "iam create-user --user-name 'a b'": "does not fit",
    "iam update-account-password-policy --minimum-password-length 200": "200 is more than 128",
    "iam get-role --role-name x --query 'Role.['": "Bad value for --query",
}


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    asked = [*GOOD, *BAD]
    run = subprocess.run([sys.executable, "-m", "apuntes.checks.aws_oracle"], capture_output=True, text=True, check=True,
                         input=json.dumps([{"words": shlex.split(command), "files": {}} for command in asked]))
    return dict(zip(asked, json.loads(run.stdout), strict=True))


@pytest.mark.parametrize("command", GOOD)
def test_good_command(answers: dict[str, Any], command: str) -> None:
    assert answers[command] is None


@pytest.mark.parametrize("command", BAD)
def test_bad_command(answers: dict[str, Any], command: str) -> None:
    assert BAD[command] in (answers[command] or "")
