"""Does the site hold something that must not be published? Names file and line, never the secret itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from apuntes.deploy.errors import Refused

_NAMES = (".env", ".env.*", "*.pem", "*.key", "*.p12", "*.pfx", "*.ppk", "*.kdbx", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
          ".netrc", ".npmrc", ".pypirc", ".git-credentials", "credentials", "terraform.tfstate*")
_FOLDERS = (".git", ".aws", ".ssh")
_HINTS = (b"PRIVATE KEY", b"AKIA", b"ASIA", b"ecret")
# Tags are taken out first: highlighting splits words. AWS's own examples end in EXAMPLE or EXAMPLEKEY, and
# a key that is only announced (“-----BEGIN … -----” and dots) is documentation.
_TAG = re.compile(r"<[^<>]*>")
_SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*(?:[A-Za-z0-9+/=]\s*){40}"),
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z2-7]{16}\b"),
    "an AWS secret key": re.compile(r"(?i:aws_?secret_?access_?key|secret_?access_?key)[\"'’]?\s*[=:]\s*[\"']?"
                                    r"(?![A-Za-z0-9/+]*EXAMPLE)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])"),
}
_MAX = 20_000_000       # bytes; a longer file is no text


def refuse_secrets(folder: Path) -> None:
    """Raises Refused for the first file that looks like a secret, hidden files included."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            if path.name in _FOLDERS:
                raise Refused(f"{name}/ is in the site folder", "this is no built site, or a tool left it there: remove it")
            continue
        if any(fnmatch(path.name, pattern) for pattern in _NAMES):
            raise Refused(f"{name} looks like a file with a secret",
                          "remove it from the site; if it was ever public, revoke the secret")
        for line, what in _found(path):
            raise Refused(f"{name}:{line} looks like it holds {what}",
                          "remove it from the page; if it was ever public, revoke it. "
                          "An example ends in EXAMPLE, as in AWS's documentation")


def _found(path: Path) -> Iterator[tuple[int, str]]:
    if path.stat().st_size > _MAX:
        return
    data = path.read_bytes()
    if not any(hint in data for hint in _HINTS):
        return
    text = data.decode("utf-8", errors="replace")
    plain = _TAG.sub(lambda tag: "\n" * tag[0].count("\n"), text)
    for what, pattern in _SECRETS.items():
        for match in pattern.finditer(plain):
            yield plain.count("\n", 0, match.start()) + 1, what
