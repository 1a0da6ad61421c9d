"""What a deployment was asked to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from apuntes.deploy.errors import DeployError
from apuntes.deploy.plan import GRACE

TARGETS = ("website", "cloudfront")
_PREVIEW = re.compile(r"preview/[a-z0-9][a-z0-9._-]*/")


@dataclass(frozen=True)
class Options:
    """`bucket` is required; `prefix` is empty or `preview/<name>/`; `url` is the published address, with its slash."""

    bucket: str
    folder: Path
    apply: bool = False
    init: bool = False
    owner: str = ""
    region: str = ""
    target: str = "website"
    distribution: str = ""
    url: str = ""
    prefix: str = ""
    site_id: str = ""
    remove: bool = False
    rollback: bool = False
    break_lock: bool = False
    allow_deletes: bool = False
    report: Path | None = None
    endpoint: str = ""
    workers: int = 16
    attempts: int = 5
    grace: timedelta = field(default=GRACE)

    def __post_init__(self) -> None:
        """Raises DeployError for options that do not fit together."""
        if not self.bucket:
            raise DeployError("no bucket was named", "set APUNTES_BUCKET or pass --bucket NAME")
        if self.prefix and not _PREVIEW.fullmatch(self.prefix):
            raise DeployError(f"“{self.prefix}” is no prefix for a preview",
                              "write --prefix preview/NAME/ with lower-case letters, digits, “.”, “_” and “-”")
        if self.owner and not re.fullmatch(r"\d{12}", self.owner):
            raise DeployError(f"“{self.owner}” is no AWS account", "give the 12 digits: APUNTES_BUCKET_OWNER or --owner")
        if self.target not in TARGETS:
            raise DeployError(f"“{self.target}” is no target", "use website or cloudfront: APUNTES_TARGET or --target")
        if self.remove and not self.prefix:
            raise DeployError("only a preview can be removed", "name it with --prefix preview/NAME/")
        if self.remove and self.rollback:
            raise DeployError("--remove and --rollback exclude each other", "pass one of them")
        if self.distribution and self.target == "website":
            raise DeployError("a distribution was given, but the target is website",
                              "set APUNTES_TARGET=cloudfront or pass --target cloudfront")
        if self.url and not re.match(r"https?://", self.url):
            raise DeployError(f"“{self.url}” is no address", "write --url https://example.org/")
