"""The labs' account: its number, Region and administrator, and moto set up as that account in this process.

Pure Python without other modules of ours than the rules: the browser runs it too.
"""

from __future__ import annotations

import os

REGION = "eu-west-1"
ACCOUNT = "111122223333"
# The lab's administrator: AWS's own example key. Every other key belongs to a user or role of the lab, whose
# policies then decide (rules/access.py).
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SETTINGS = {
    "MOTO_ACCOUNT_ID": ACCOUNT,
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",           # AWS managed policies exist
    "MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION": "true",
    "MOTO_ENABLE_AMI_VALIDATION": "true",
    "MOTO_ENABLE_KEYPAIR_VALIDATION": "true",
}


def prepare() -> None:
    """Set moto up in this process. To be called before anything imports moto."""
    os.environ.update(SETTINGS)
    from apuntes.labs import rules

    rules.install()


def start() -> None:
    """Answer in this process, from now on: what botocore sends goes to moto (for the browser and tests)."""
    prepare()
    from moto import mock_aws

    mock_aws(config={"core": {"mock_credentials": False, "reset_boto3_session": False}}).start()


def learner(endpoint: str | None) -> dict[str, str]:
    """The environment variables with which a learner's `aws` talks to the emulator."""
    variables = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_DEFAULT_REGION": REGION}
    return {"AWS_ENDPOINT_URL": endpoint, **variables} if endpoint else variables
