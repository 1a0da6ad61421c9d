"""What goes wrong outside: one clear message each, nothing lost, and the next run finishes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from apuntes.deploy import lock as locks
from apuntes.deploy.aws_errors import translated
from apuntes.deploy.errors import DeployError
from apuntes.deploy.options import Options
from apuntes.deploy.s3 import Bucket
from tests.conftest import serve
from tests.deploy.conftest import Cloud, fails
from tests.deploy.proxy import Answer, Request, error
from tests.deploy.sites import draft

OWNER = "123456789012"


def finishes(cloud: Cloud) -> None:
    """Once the fault is gone, the same command ends well and leaves exactly the site."""
    cloud.proxy.fault = lambda request: None
    files = draft(words="more")
    cloud.deploy(files)
    assert set(files) == set(cloud.contents()) - set(cloud.manifest()["retired"])
    assert {key: text for key, text in cloud.contents().items() if key in files} == files


ANSWERS = {
    "no bucket": (error(404, "NoSuchBucket"), "there is no bucket “notes-"),
    "expired": (error(400, "ExpiredToken"), "the AWS credentials have expired"),
    "wrong key": (error(403, "InvalidAccessKeyId"), "AWS does not accept these credentials .InvalidAccessKeyId"),
    "wrong secret": (error(403, "SignatureDoesNotMatch"), "AWS does not accept these credentials .SignatureDoesNotMatch"),
    "denied": (error(403, "AccessDenied"), "AWS denies s3:GetObject on notes-"),
    "clock": (error(403, "RequestTimeTooSkewed"), "clock is more than 15 minutes off"),
    "region": (error(400, "AuthorizationHeaderMalformed"), "the bucket is in another region"),
    "throttled": (error(503, "SlowDown"), "AWS was busy during s3:GetObject and stayed so after retries .SlowDown"),
    "internal": (error(500, "InternalError"), "AWS was busy during s3:GetObject"),
    "gateway": ((502, {}, b"<html>bad gateway</html>"), "AWS was busy during s3:GetObject and stayed so after retries .502"),
    "odd": (error(400, "Strange", "what is this"), "s3:GetObject on .* failed: Strange what is this"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_aws(cloud: Cloud, name: str) -> None:
    answer, message = ANSWERS[name]
    cloud.proxy.fault = lambda request: answer
    fails(cloud, message)


def test_no_credentials(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert "aws sso login" in fails(cloud, "no AWS credentials were found")


def test_unknown_profile(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    fails(cloud, "The config profile .nobody. could not be found")


def test_nobody_answers(cloud: Cloud) -> None:
    fails(cloud, "AWS cannot be reached", endpoint="http://127.0.0.1:9")


def test_bucket_name_that_cannot_be(cloud: Cloud) -> None:
    fails(cloud, "was not accepted", bucket="no such/bucket?")


def test_region_in_the_answer_is_named() -> None:
    moved = {"Error": {"Code": "PermanentRedirect"}, "ResponseMetadata": {"HTTPHeaders": {"x-amz-bucket-region": "eu-west-1"}}}
    with pytest.raises(DeployError, match=r"in another region: eu-west-1\n.*set AWS_REGION=eu-west-1"), translated("s3:ListBucket", "notes"):
        raise ClientError(moved, "ListObjectsV2")               # type: ignore[arg-type]


# Owner: no emulator looks at x-amz-expected-bucket-owner, so one proxy does, and one stub sees every call.

def test_wrong_owner(deployed: Cloud) -> None:
    def owned(request: Request) -> Answer | None:
        return None if request.headers.get("x-amz-expected-bucket-owner", OWNER) == OWNER else error(403, "AccessDenied")

    deployed.proxy.fault = owned
    fails(deployed, "AWS denies s3:GetObject on .*, or the bucket does not belong to account 999999999999", owner="999999999999")
    assert deployed.proxy.count("PUT", "DELETE") == 0
    assert deployed.deploy(draft(words="more"), owner=OWNER).applied


def test_every_call_names_the_owner(deployed: Cloud) -> None:
    deployed.deploy(draft(words="more", pages=("", "en/")), owner=OWNER, allow_deletes=True)
    named = [request.headers.get("x-amz-expected-bucket-owner") for request in deployed.proxy.requests]
    assert len(named) > 10
    assert set(named) == {OWNER}


def test_plan_says_that_the_owner_is_not_checked(deployed: Cloud) -> None:
    deployed.deploy()
    assert deployed.plans[-1][1] == ("the owner of the bucket is not checked: set APUNTES_BUCKET_OWNER to its account",)


def test_restore_names_both_owners() -> None:
    bucket = Bucket(Options(bucket="notes", folder=Path(), owner=OWNER))
    with Stubber(bucket.client) as stub:
        stub.add_response("copy_object", {"CopyObjectResult": {"ETag": '"e"'}, "VersionId": "v2"}, {
            "Bucket": "notes", "Key": "a.html", "CopySource": {"Bucket": "notes", "Key": "a.html", "VersionId": "v1"},
            "MetadataDirective": "REPLACE", "ContentType": "x", "CacheControl": "y",
            "ExpectedBucketOwner": OWNER, "ExpectedSourceBucketOwner": OWNER})
        assert bucket.restore("a.html", "v1", locks.Headers("x", "y")).version == "v2"


# In the middle of the work

def on_put(part: str, answer: Answer, times: int = 99) -> Any:
    left = [times]

    def fault(request: Request) -> Answer | None:
        if request.method == "PUT" and part in request.path and left[0]:
            left[0] -= 1
            return answer
        return None

    return fault


@pytest.mark.parametrize("part", ["/assets/", "/s3/index.html", "/404.html", "/.deploy/manifest.json", "/.deploy/lock"])
def test_upload_that_fails(deployed: Cloud, part: str) -> None:
    deployed.proxy.fault = on_put(part, error(503, "SlowDown"))
    files = draft(words="more", theme="two")
    with pytest.raises(DeployError, match="AWS was busy during s3:PutObject"):
        deployed.deploy(files)
    finishes(deployed)


def test_one_throttled_answer_is_repeated(deployed: Cloud) -> None:
    deployed.proxy.fault = on_put("/s3/index.html", error(503, "SlowDown"), times=1)
    assert deployed.deploy(draft(words="more"), attempts=3).applied


def test_upload_that_is_denied(deployed: Cloud) -> None:
    deployed.proxy.fault = on_put("/s3/index.html", error(403, "AccessDenied"))
    assert "infra/deploy-policy.json" in fails(deployed, "AWS denies s3:PutObject on notes-.*/s3/index.html")
    finishes(deployed)


def test_delete_that_fails(deployed: Cloud) -> None:
    deployed.proxy.fault = lambda request: error(403, "AccessDenied") if request.method == "DELETE" and ".deploy" not in request.path else None
    files = draft(pages=("", "s3/", "iam/", "en/", "en/s3/", "en/iam/"))
    with pytest.raises(DeployError, match=r"AWS denies s3:DeleteObject on notes-.*/encryption/index.html"):
        deployed.deploy(files)
    deployed.proxy.fault = lambda request: None
    deployed.deploy(files)
    assert set(files) == set(deployed.contents()) - set(deployed.manifest()["retired"])


def test_answer_that_gets_lost_does_not_look_like_another_deployment(deployed: Cloud) -> None:
    """The write arrives, its answer does not, and the repeated request meets its own work: 412."""
    seen: set[str] = set()

    def lost(request: Request) -> Answer | None:
        if request.method == "PUT" and "/.deploy/" in request.path and request.path not in seen:
            seen.add(request.path)
            deployed.client.put_object(Bucket=deployed.name, Key=request.path.split("/", 2)[2], Body=request.body)
            return error(500, "InternalError")
        return None

    deployed.proxy.fault = lost
    assert deployed.deploy(draft(words="more"), attempts=3).applied
    assert len(seen) == 2


def test_unreadable_file(deployed: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path.name == "bucket.svg":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    fails(deployed, "assets/diagrams/bucket.svg cannot be read: Permission denied")
    assert not deployed.proxy.requests


def test_object_lost_behind_our_back_is_noticed(deployed: Cloud) -> None:
    def swallow(request: Request) -> Answer | None:
        return (200, {"ETag": '"0123"'}, b"") if request.method == "PUT" and "/s3/index.html" in request.path else None

    deployed.proxy.fault = swallow
    fails(deployed, "after the deployment .*s3/index.html is not what was uploaded")
    finishes(deployed)


def test_pages_that_differ_at_the_published_address(deployed: Cloud, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    server, url = serve(tmp_path / "other")
    with pytest.raises(DeployError, match=r"is not what was deployed:\n    .*: status 404 instead of 200"):
        deployed.deploy(draft(words="more"), url=url)
    server.shutdown()
    with pytest.raises(DeployError, match="does not answer"):
        deployed.deploy(draft(words="less"), url="http://127.0.0.1:9/")
