"""An S3 on loopback (moto over HTTP), a bucket in it for each test, and a deployment into it."""

from __future__ import annotations

import gzip
import itertools
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.backends import get_backend
from moto.server import ThreadedMotoServer

from apuntes.deploy.errors import DeployError
from apuntes.deploy.options import Options
from apuntes.deploy.plan import Plan
from apuntes.deploy.report import Outcome
from apuntes.deploy.run import deploy
from tests.deploy.child import LOADER
from tests.deploy.proxy import Proxy
from tests.deploy.sites import draft, write
from tests.deploy.website import Website

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
               "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
               "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
_NAMES = itertools.count()


class Quiet:
    """A watcher that remembers the phases."""

    def __init__(self) -> None:
        self.phases: list[str] = []

    def phase(self, name: str, steps: int) -> None:
        self.phases.append(name)

    def step(self) -> None:
        pass


@dataclass
class Cloud:
    """One bucket behind a proxy, its website, and the site folder that is deployed into it."""

    name: str
    folder: Path
    client: Any
    proxy: Proxy
    website: Website
    options: dict[str, Any] = field(default_factory=dict)
    plans: list[tuple[Plan, tuple[str, ...]]] = field(default_factory=list)

    def deploy(self, files: dict[str, str] | None = None, moved: dict[str, str] | None = None, **options: Any) -> Outcome:
        """Write `files` if given, then deploy with --apply (and --init, which is harmless later)."""
        if files is not None:
            write(self.folder, files)
        self.proxy.requests.clear()
        asked: dict[str, Any] = {"bucket": self.name, "folder": self.folder, "apply": True, "init": True, "endpoint": self.proxy.url,
                                 "attempts": 2, **self.options, **options}
        return deploy(Options(**asked), moved or {}, lambda plan, notes: self.plans.append((plan, notes)), Quiet())

    def objects(self, prefix: str = "") -> set[str]:
        """Keys below a prefix, without it and without the deployment's own."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        found = {item["Key"][len(prefix):] for page in pages for item in page.get("Contents", [])}
        return {key for key in found if not key.startswith(".deploy/")}

    def contents(self) -> dict[str, str]:
        """Text by key of what is in the bucket at this moment, from the server's memory, because tests ask often."""
        found = get_backend("s3")["123456789012"]["aws"].buckets[self.name].keys
        values = {key: getattr(found[key], "value", None) for key in list(found.keys()) if not key.startswith(".deploy/")}
        return {key: (gzip.decompress(value) if value.startswith(b"\x1f\x8b") else value).decode()
                for key, value in values.items() if value is not None}          # a delete marker has none

    def head(self, key: str) -> dict[str, Any]:
        return dict(self.client.head_object(Bucket=self.name, Key=key))

    def manifest(self, prefix: str = "") -> dict[str, Any]:
        body = self.client.get_object(Bucket=self.name, Key=prefix + ".deploy/manifest.json")["Body"].read()
        found: dict[str, Any] = json.loads(gzip.decompress(body))
        return found

    def uploads(self) -> list[str]:
        """Keys of the site that the last deployment sent."""
        start = f"/{self.name}/"
        return sorted(request.path.removeprefix(start) for request in self.proxy.requests
                      if request.method == "PUT" and "/.deploy/" not in request.path)


def fails(cloud: Cloud, message: str, **options: Any) -> str:
    """Deploying raises exactly one error, in one or two lines of words; returns them."""
    with pytest.raises(DeployError, match=message) as raised:
        cloud.deploy(draft(words="more"), **options)
    assert raised.value.how
    assert "Traceback" not in str(raised.value)
    assert raised.value.what.count("\n") == 0
    return str(raised.value)


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Address of the S3 server."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.session.create_loader", lambda *_: LOADER)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "GITHUB_RUN_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def client(s3: str) -> Any:
    return boto3.client("s3", endpoint_url=s3, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def cloud(s3: str, client: Any, tmp_path: Path) -> Iterator[Cloud]:
    """An empty public bucket with a website."""
    name = f"notes-{next(_NAMES)}"
    client.create_bucket(Bucket=name)
    client.put_bucket_website(Bucket=name, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"},
                                                                 "ErrorDocument": {"Key": "404.html"}})
    client.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}]}))
    proxy, website = Proxy(s3).start(), Website(s3, client, name).start()
    yield Cloud(name, tmp_path / "site", client, proxy, website)
    proxy.stop()
    website.stop()


@pytest.fixture
def deployed(cloud: Cloud) -> Cloud:
    """The bucket after a first deployment."""
    cloud.deploy(draft())
    return cloud
