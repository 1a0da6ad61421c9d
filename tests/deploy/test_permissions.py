"""infra/deploy-policy.json suffices, and no statement of it can be left out, with the emulator enforcing IAM.

What the emulator cannot show: it authorises the deletion of many objects in one request against the
bucket instead of the objects (so deployments delete one by one, which costs nothing and is proven here);
it authorises CloudFront's actions against `*`, so that statement is tried without its distribution, and
it does not look at conditions.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import settings
from moto.core.responses import ActionAuthenticatorMixin

from apuntes.deploy.errors import DeployError
from tests.deploy.conftest import Cloud
from tests.deploy.sites import PAGES, draft

ROOT = Path(__file__).resolve().parents[2]
POLICY: dict[str, Any] = json.loads((ROOT / "infra" / "deploy-policy.json").read_text(encoding="utf-8"))
ACTIONS = [action for statement in POLICY["Statement"]
           for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])]


def without(action: str) -> dict[str, Any]:
    """The policy less one action."""
    left = []
    for statement in POLICY["Statement"]:
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        kept = [name for name in actions if name != action]
        if kept:
            left.append({**statement, "Action": kept})
    return {**POLICY, "Statement": left}


class Account:
    """A user that has one policy, and the switch of the emulator's IAM."""

    def __init__(self, s3: str, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
        self.s3, self.cloud, self.monkeypatch = s3, cloud, monkeypatch
        self.iam = boto3.session.Session().client("iam", endpoint_url=s3)
        self.user = f"deployer-{cloud.name}"
        self.iam.create_user(UserName=self.user)
        keys = self.iam.create_access_key(UserName=self.user)["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
        self.distribution = ""

    def may(self, policy: dict[str, Any]) -> None:
        """Give the user this policy and no other."""
        text = json.dumps(policy).replace("${BucketName}", self.cloud.name).replace("${AccountId}", "123456789012")
        text = text.replace("arn:aws:cloudfront::123456789012:distribution/${DistributionId}", "*")     # see above
        self.enforce(False)
        self.iam.put_user_policy(UserName=self.user, PolicyName="deploy", PolicyDocument=text)
        self.enforce(True)

    def enforce(self, on: bool) -> None:
        self.monkeypatch.setattr(ActionAuthenticatorMixin, "request_count", 0)
        self.monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0.0 if on else float("inf"))


@pytest.fixture
def account(s3: str, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    cloud.client.delete_bucket_policy(Bucket=cloud.name)            # nothing but the user's own policy
    cloud.client.put_bucket_versioning(Bucket=cloud.name, VersioningConfiguration={"Status": "Enabled"})
    cloud.options["endpoint"] = s3                                  # signatures cover the host, so no proxy
    found = Account(s3, cloud, monkeypatch)
    yield found
    found.enforce(False)


def everything(cloud: Cloud, distribution: str) -> None:
    """First deployment, changes with deletes, a preview and its end, a rollback, an invalidation."""
    cloud.deploy(draft())
    cloud.deploy(draft(theme="two", pages=tuple(page for page in PAGES if "iam" not in page)), target="cloudfront",
                 distribution=distribution)
    cloud.deploy(rollback=True, target="cloudfront")
    files = draft(address="https://notes.example/preview/a/")
    files["404.html"] = files["404.html"].replace('href="/', 'href="/preview/a/')
    cloud.deploy(files, prefix="preview/a/")
    cloud.deploy(prefix="preview/a/", remove=True)


@pytest.fixture
def distribution(s3: str) -> str:
    client = boto3.session.Session().client("cloudfront", endpoint_url=s3)
    made = client.create_distribution(DistributionConfig={
        "CallerReference": secrets.token_hex(8), "Comment": "", "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [{"Id": "a", "DomainName": "a.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}]},
        "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "redirect-to-https", "MinTTL": 0,
                                 "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}}}})
    return str(made["Distribution"]["Id"])


def test_the_policy_suffices(account: Account, cloud: Cloud, distribution: str) -> None:
    account.may(POLICY)
    everything(cloud, distribution)
    account.enforce(False)
    assert set(cloud.contents()) - set(cloud.manifest()["retired"]) == set(draft())


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_can_be_left_out(account: Account, cloud: Cloud, distribution: str, action: str) -> None:
    account.may(without(action))
    with pytest.raises(DeployError, match=f"AWS denies {action} on"):
        everything(cloud, distribution)


def test_the_policy_reaches_no_other_bucket(account: Account, cloud: Cloud, client: Any) -> None:
    client.create_bucket(Bucket=cloud.name + "-other")
    account.may(POLICY)
    with pytest.raises(DeployError, match="AWS denies"):
        cloud.deploy(draft(), bucket=cloud.name + "-other")


def test_the_policy_reads_no_page(account: Account, cloud: Cloud) -> None:
    """Published pages are read by the world, from the website or the distribution; the deployment need not."""
    account.may(POLICY)
    cloud.deploy(draft())
    reader = boto3.session.Session().client("s3", endpoint_url=account.s3)
    with pytest.raises(reader.exceptions.ClientError, match=r"AccessDenied|Forbidden"):
        reader.get_object(Bucket=cloud.name, Key="index.html")
