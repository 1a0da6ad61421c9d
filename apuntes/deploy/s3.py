"""The bucket, below one prefix: the few calls a deployment makes, and nothing of what it means.

Credentials come from boto3's standard chain only. Each call names the expected owner if one is known, is
repeated a bounded number of times, and fails with DeployError, or Conflict for a conditional write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import boto3
from botocore.config import Config

from apuntes.deploy.aws_errors import translated
from apuntes.deploy.headers import Headers
from apuntes.deploy.options import Options

OWN = ".deploy/"            # the deployment's own objects, below each prefix
PREVIEWS = "preview/"       # other deployments, below the root


@dataclass(frozen=True)
class Written:
    """What a write answered. `version` is empty in a bucket without versions."""

    etag: str
    version: str


@dataclass(frozen=True)
class Stored:
    """An object that was read. `age` is in seconds by the server's clock."""

    data: bytes
    etag: str
    version: str
    age: float


class Bucket:
    """Keys given and returned are without the prefix."""

    def __init__(self, options: Options) -> None:
        self.name, self.prefix, self.owner = options.bucket, options.prefix, options.owner
        config = Config(retries={"mode": "standard", "total_max_attempts": options.attempts}, connect_timeout=10,
                        read_timeout=60, max_pool_connections=options.workers + 2,
                        s3={"addressing_style": "path"} if options.endpoint else {})
        with translated("s3:ListBucket", self.name):
            session = boto3.session.Session()
            region = options.region or session.region_name or "us-east-1"   # S3 itself says where a bucket is
            self.client: Any = session.client("s3", region_name=region, endpoint_url=options.endpoint or None, config=config)
        self.time = datetime.now(UTC)

    def list(self) -> dict[str, str]:
        """`{key: ETag}` of everything but the deployment's own objects and, from the root, previews."""
        found: dict[str, str] = {}
        with translated("s3:ListBucket", self.name, self.owner):
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.name, Prefix=self.prefix, **self._expected()):
                self._note(page)
                for item in page.get("Contents", []):
                    key = item["Key"][len(self.prefix):]
                    if not key.startswith(OWN) and (self.prefix or not key.startswith(PREVIEWS)):
                        found[key] = item["ETag"].strip('"')
        return found

    def get(self, key: str, version: str = "") -> Stored | None:
        """An object, or None if there is none."""
        arguments = {"VersionId": version} if version else {}
        with translated("s3:GetObjectVersion" if version else "s3:GetObject", self._where(key), self.owner):
            try:
                answer = self.client.get_object(**self._object(key), **arguments)
            except self.client.exceptions.NoSuchKey:
                return None
            self._note(answer)
            age = (self.time - answer["LastModified"]).total_seconds()
            return Stored(answer["Body"].read(), answer["ETag"].strip('"'), _version(answer), age)

    def put(self, key: str, data: bytes, headers: Headers, *, only_if: str | None = None) -> Written:
        """Store an object. `only_if`: an ETag it must have now, or `*` for none at all; else Conflict."""
        condition = {} if only_if is None else {"IfNoneMatch": "*"} if only_if == "*" else {"IfMatch": f'"{only_if}"'}
        with translated("s3:PutObject", self._where(key), self.owner):
            answer = self.client.put_object(**self._object(key), Body=data, **headers.arguments(), **condition)
            return Written(answer["ETag"].strip('"'), _version(answer))

    def restore(self, key: str, version: str, headers: Headers) -> Written:
        """Make an earlier version of an object the present one."""
        source = {"Bucket": self.name, "Key": self.prefix + key, "VersionId": version}
        owner = {"ExpectedSourceBucketOwner": self.owner} if self.owner else {}
        with translated("s3:GetObjectVersion", self._where(key), self.owner):
            answer = self.client.copy_object(**self._object(key), CopySource=source, MetadataDirective="REPLACE",
                                             **headers.arguments(), **owner)
            return Written(answer["CopyObjectResult"]["ETag"].strip('"'), _version(answer))

    def versions(self, start: str = "") -> Iterator[tuple[str, str]]:
        """Key and version of all objects whose key starts so, newest first for each key, without delete markers."""
        with translated("s3:ListBucketVersions", self.name, self.owner):
            pages = self.client.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self.name, Prefix=self.prefix + start, **self._expected()):
                yield from ((item["Key"][len(self.prefix):], item["VersionId"]) for item in page.get("Versions", []))

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is no error."""
        with translated("s3:DeleteObject", self._where(key), self.owner):
            self.client.delete_object(**self._object(key))

    def _expected(self) -> dict[str, str]:
        return {"ExpectedBucketOwner": self.owner} if self.owner else {}

    def _object(self, key: str) -> dict[str, str]:
        return {"Bucket": self.name, "Key": self.prefix + key, **self._expected()}

    def _where(self, key: str) -> str:
        return f"{self.name}/{self.prefix}{key}"

    def _note(self, answer: dict[str, Any]) -> None:
        """Remember the server's time: retired assets and locks age by its clock, not by this computer's."""
        date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        self.time = parsedate_to_datetime(date) if date else datetime.now(UTC)


def _version(answer: dict[str, Any]) -> str:
    version = str(answer.get("VersionId", ""))
    return "" if version == "null" else version
