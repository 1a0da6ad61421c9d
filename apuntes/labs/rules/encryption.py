"""S3 encryption: KMS keys that cannot be used, SSE-C that a bucket blocks, a change of an object's encryption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apuntes.labs.rules import corrects, error, refuses
from apuntes.labs.rules.request import BUCKETS, bucket_of

_DEFAULT = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
_KMS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"
_STATES = "https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html"
_BLOCKED = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html"
_UPDATE = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html"
_RESET = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html"
_ENCRYPTION, _CUSTOMER = "x-amz-server-side-encryption", "x-amz-server-side-encryption-customer-algorithm"
_READ_ACTIONS = ("s3:GetObject", "s3:GetObjectVersion")


def default() -> dict[str, Any]:
    """The encryption of a new bucket: SSE-S3, and since April 2026 no SSE-C."""
    return {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": "false",
                     "BlockedEncryptionTypes": {"EncryptionType": "SSE-C"}}}


@corrects("s3.models", "S3Backend.put_object", source=_KMS)
def kms_key_usable(original: Any, self: Any, bucket_name: str, key_name: str, value: bytes, **options: Any) -> Any:
    """SSE-KMS uses a key that exists and is enabled; without one, the AWS managed key aws/s3."""
    rule = (self.get_bucket(bucket_name).encryption or default())["Rule"]["ApplyServerSideEncryptionByDefault"]
    if (options.get("encryption") or rule["SSEAlgorithm"]).startswith("aws:kms"):
        key = _find(options.get("kms_key_id") or rule.get("KMSMasterKeyID"), self.account_id, _region(self, bucket_name))
        options["kms_key_id"] = _usable(key).arn
    return original(self, bucket_name, key_name, value, **options)


@corrects("s3.responses", "S3Response.get_object", source=_STATES)
def kms_key_opens(original: Any, self: Any) -> Any:
    """An object under SSE-KMS is read only while its key is enabled."""
    version = self.querystring.get("versionId", [None])[0]
    found = self.backend.get_object(self.bucket_name, self.parse_key_name(), version_id=version)
    if found is not None and (found.encryption or "").startswith("aws:kms"):
        _usable(_find(found.kms_key_id, self.current_account, self.region))
    return original(self)


@refuses("s3.responses", "S3Response._key_response_put", code="AccessDenied", source=_BLOCKED)
def sse_c_blocked(response: Any, _: Any) -> str | None:
    """SSE-C is refused in a bucket that has not been opened to it; where it has, the emulator says that it lacks it."""
    if _CUSTOMER not in response.headers:
        return None
    blocked = response.backend.get_bucket(response.bucket_name).encryption["Rule"].get("BlockedEncryptionTypes") or {}
    if "NONE" in str(blocked.get("EncryptionType")):
        raise error("NotImplemented", "The lab's emulator does not do SSE-C; AWS does.", "moto.s3.")
    return "Access Denied: this bucket blocks uploads that specify server-side encryption with customer-provided keys (SSE-C)."


@corrects("s3.responses", "S3Response._key_response_put", source=_UPDATE)
def object_encryption_updated(original: Any, self: Any, query: dict[str, Any], key_name: str) -> Any:
    """UpdateObjectEncryption changes an object's encryption and nothing else; moto takes it for an upload."""
    if "encryption" not in query:
        return original(self, query, key_name)
    from xml.etree import ElementTree

    from moto.s3.exceptions import MissingKey

    self.data["Action"] = "UpdateObjectEncryption"
    self._authenticate_and_authorize_s3_action(bucket_name=self.bucket_name, key_name=key_name)
    found = self.backend.get_object(self.bucket_name, key_name, version_id=query.get("versionId", [None])[0])
    if found is None:
        raise MissingKey(key=key_name)
    wanted = ElementTree.fromstring(self.body)
    arn = wanted.findtext(".//{*}KMSKeyArn", "")
    if not arn.startswith("arn:") or ":key/" not in arn:
        raise error("InvalidRequest", "Requests that modify an object's encryption type to SSE-KMS require a valid Amazon Web "
                    "Services KMS key Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS key ARN in "
                    "your request, and then try again.", "moto.s3.")
    found.kms_key_id = _usable(_find(arn, self.current_account, self.region)).arn
    found.encryption, found.bucket_key_enabled = "aws:kms", wanted.findtext(".//{*}BucketKeyEnabled", "false")
    return 200, {}, ""


@corrects("s3.responses", "S3Response.get_bucket_encryption", source=_BLOCKED)
def blocked_types_shown(original: Any, self: Any) -> Any:
    """A bucket's encryption says which types it blocks."""
    status, headers, body = original(self)
    rule = self.backend.get_bucket_encryption(self.bucket_name)["Rule"]
    types = (rule.get("BlockedEncryptionTypes") or {}).get("EncryptionType", [])
    listed = "".join(f"<EncryptionType>{one}</EncryptionType>" for one in ([types] if isinstance(types, str) else types))
    blocked = f"<BlockedEncryptionTypes>{listed}</BlockedEncryptionTypes>" if listed else ""
    return status, headers, body.replace("</Rule>", f"{blocked}</Rule>")


@corrects("s3.models", "S3Backend.delete_bucket_encryption", source=_RESET)
def encryption_reset(_: Any, self: Any, bucket_name: str) -> None:
    """Deleting a bucket's encryption sets it back to SSE-S3; no bucket is without."""
    bucket = self.get_bucket(bucket_name)
    blocked = bucket.encryption["Rule"].get("BlockedEncryptionTypes")
    bucket.encryption = default()
    bucket.encryption["Rule"]["BlockedEncryptionTypes"] = blocked


def key_for(action: str, method: str, resource: str, account: str, headers: Mapping[str, str]) -> tuple[str, Any] | None:
    """The KMS action that an S3 request needs, and on which key; None if no permission of the caller's is asked for."""
    bucket = bucket_of(account, resource)
    name = resource.removeprefix(BUCKETS).partition("/")[2]
    if bucket is None or not name:
        return None
    needed, algorithm, key_id = "kms:GenerateDataKey", "", None
    if action in _READ_ACTIONS and method == "GET":             # HEAD reads no contents
        found = bucket.keys.get(name)
        needed, algorithm, key_id = "kms:Decrypt", getattr(found, "encryption", ""), getattr(found, "kms_key_id", None)
    elif action == "s3:PutObject":
        rule = bucket.encryption["Rule"]["ApplyServerSideEncryptionByDefault"]
        algorithm = headers.get(_ENCRYPTION) or rule["SSEAlgorithm"]
        key_id = headers.get(f"{_ENCRYPTION}-aws-kms-key-id") or rule.get("KMSMasterKeyID")
    if not (algorithm or "").startswith("aws:kms"):
        return None
    key = _find(key_id, account, bucket.region_name)
    return None if any(alias.startswith("alias/aws/") for alias in key.aliases) else (needed, key)


def _find(key_id: str | None, account: str, region: str) -> Any:
    """The key by its ID, ARN or alias; aws/s3 if none is named."""
    from moto.kms.models import kms_backends

    key_id = key_id or "alias/aws/s3"
    if key_id.startswith("arn:"):
        region = key_id.split(":")[3]
    keys = kms_backends[account][region]
    try:
        return keys.keys[keys.any_id_to_key_id(key_id)]
    except (AttributeError, KeyError):
        named = f"Key '{key_id}' does not exist" if key_id.startswith("arn:") else f"Invalid keyId '{key_id}'"
        raise error("KMS.NotFoundException", named, "moto.s3.") from None


def _usable(key: Any) -> Any:
    if key.key_state == "Disabled":
        raise error("KMS.DisabledException", f"{key.arn} is disabled.", "moto.s3.")
    if key.key_state != "Enabled":
        raise error("KMS.KMSInvalidStateException", f"{key.arn} is pending deletion.", "moto.s3.")
    return key


def _region(self: Any, bucket_name: str) -> str:
    return str(self.get_bucket(bucket_name).region_name or self.region_name)
