"""KMS: a key is known by its ARN too."""

from __future__ import annotations

from typing import Any

from apuntes.labs.rules import corrects

_DELETION = "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html"


@corrects("kms.models", "KmsBackend.schedule_key_deletion", source=_DELETION)
def deletion_by_arn(original: Any, self: Any, key_id: str, pending_window_in_days: int) -> Any:
    """A key's deletion is scheduled by its id or by its ARN."""
    return original(self, key_id.rpartition("key/")[2], pending_window_in_days)
