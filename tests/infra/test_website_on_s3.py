"""The bucket of website.yaml on an S3 over HTTP: what it accepts, and what somebody without credentials may do.

Applied call by call, because moto's CloudFormation leaves the website, the policy and the public access
block of a bucket out. What moto cannot show, test_templates.py asserts on: that nobody lists the bucket
(moto lets everybody), and CloudFront, OAC and the trust of the roles.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.infra.resolve import resolve


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(scope="module")
def client(server: str) -> Any:
    """A client whose bucket `notes` is as the template says."""
    made = boto3.client("s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    resources = resolve("website.yaml", BucketName="notes")["Resources"]
    wanted = resources["Site"]["Properties"]
    made.create_bucket(Bucket="notes")
    made.put_bucket_ownership_controls(Bucket="notes", OwnershipControls=wanted["OwnershipControls"])
    made.put_public_access_block(Bucket="notes", PublicAccessBlockConfiguration=wanted["PublicAccessBlockConfiguration"])
    made.put_bucket_versioning(Bucket="notes", VersioningConfiguration=wanted["VersioningConfiguration"])
    made.put_bucket_encryption(Bucket="notes", ServerSideEncryptionConfiguration={"Rules": [
        {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
        for rule in wanted["BucketEncryption"]["ServerSideEncryptionConfiguration"]]})
    website = wanted["WebsiteConfiguration"]
    made.put_bucket_website(Bucket="notes", WebsiteConfiguration={
        "IndexDocument": {"Suffix": website["IndexDocument"]}, "ErrorDocument": {"Key": website["ErrorDocument"]}})
    rules = []
    for rule in wanted["LifecycleConfiguration"]["Rules"]:
        rule = {"Filter": {"Prefix": ""}, "ID": rule["Id"], **{key: value for key, value in rule.items() if key != "Id"}}
        if rule.pop("ExpiredObjectDeleteMarker", False):
            rule["Expiration"] = {"ExpiredObjectDeleteMarker": True}
        rules.append(rule)
    made.put_bucket_lifecycle_configuration(Bucket="notes", LifecycleConfiguration={"Rules": rules})
    policy = json.dumps(resources["SitePolicy"]["Properties"]["PolicyDocument"]).replace("<Site.Arn>", "arn:aws:s3:::notes")
    made.put_bucket_policy(Bucket="notes", Policy=policy)
    made.put_object(Bucket="notes", Key="index.html", Body=b"<title>Notes</title>", ContentType="text/html; charset=utf-8")
    return made


def anonymous(address: str, method: str = "GET", body: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=body, method=method), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_anybody_may_read_and_nobody_may_do_more(client: Any, server: str) -> None:
    assert anonymous(f"{server}/notes/index.html") == 200
    assert anonymous(f"{server}/notes/index.html", "PUT", b"defaced") == 403
    assert anonymous(f"{server}/notes/index.html", "DELETE") == 403
    assert client.get_object(Bucket="notes", Key="index.html")["Body"].read() == b"<title>Notes</title>"


def test_an_overwritten_file_can_be_brought_back(client: Any) -> None:
    before = client.head_object(Bucket="notes", Key="index.html")["VersionId"]
    client.put_object(Bucket="notes", Key="index.html", Body=b"new")
    client.delete_object(Bucket="notes", Key="index.html")
    client.copy_object(Bucket="notes", Key="index.html", CopySource={"Bucket": "notes", "Key": "index.html", "VersionId": before})
    assert client.get_object(Bucket="notes", Key="index.html")["Body"].read() == b"<title>Notes</title>"


def test_old_versions_expire_and_current_files_do_not(client: Any) -> None:
    rules = {rule["ID"]: rule for rule in client.get_bucket_lifecycle_configuration(Bucket="notes")["Rules"]}
    assert rules["expire-old-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 30
    assert rules["expire-old-versions"]["Expiration"] == {"ExpiredObjectDeleteMarker": True}
    assert "Expiration" not in rules["abort-unfinished-uploads"]
