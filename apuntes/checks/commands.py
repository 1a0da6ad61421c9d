"""`aws` commands in bash blocks are accepted by the pinned AWS CLI (see `aws_oracle`), offline.

AWS CLI v2 is not on the package index; its own commands and options are listed here. A file given as
file://name is the JSON block of the page that the text before introduces by that name, if there is one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from apuntes.checks.bash_words import Command, commands, files
from apuntes.checks.blocks import blocks
from apuntes.content.pages import Page
from apuntes.content.problem import ContentError, Problem
from apuntes.content.tree import Content
from apuntes.labs.record import load_labs

# Commands that only AWS CLI v2 has: accepted as they are, options unchecked.
V2_ONLY = {
    ("login",): "sign-in through the browser, since 2.32",
    ("logout",): "counterpart of login",
    ("sso", "login"): "IAM Identity Center; v1 only has the API operations of sso",
    ("sso", "logout"): "counterpart of sso login",
    ("configure", "sso"): "wizard for IAM Identity Center profiles",
    ("configure", "sso-session"): "wizard for IAM Identity Center sessions",
    ("configure", "list-profiles"): "local, only in v2",
    ("configure", "import"): "local, only in v2",
    ("ec2-instance-connect", "ssh"): "hand-written v2 command",
    ("ec2-instance-connect", "open-tunnel"): "hand-written v2 command",
    ("logs", "tail"): "hand-written v2 command",
    ("ddb",): "hand-written v2 command",
}
_V2_OPTIONS = {"--no-cli-pager": 0, "--cli-auto-prompt": 0, "--no-cli-auto-prompt": 0, "--cli-binary-format": 1,
               "--profile": 1}        # profiles: any name, the driver would look for it


def check(content: Content) -> list[Problem]:
    """One problem per command that the AWS CLI would refuse."""
    found = [(page.file, line, command, _files(page)) for page, line, command in _all(content)]
    found += [(file, 0, command, {}) for file, command in _checks(content)]
    asked = [{"words": _for_v1(command.words[1:]), "files": named} for _, _, command, named in found]
    if not asked:
        return []
    run = subprocess.run([sys.executable, "-m", "apuntes.checks.aws_oracle"], input=json.dumps(asked), text=True,
                         capture_output=True, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    if run.returncode != 0:
        return [Problem("requirements-dev.in", 0, f"the AWS CLI cannot judge commands: {run.stderr.strip()[-300:]}",
                        "install the pinned requirements: make check")]
    return [Problem(file, line, f"aws {' '.join(command.words[1:3])}: {why}",
                    f"mend the command (aws {' '.join(command.words[1:3])} help shows its options)")
            for (file, line, command, _), why in zip(found, json.loads(run.stdout), strict=True) if why]


def _all(content: Content) -> Iterator[tuple[Page, int, Command]]:
    for page, code in blocks(content, "bash", "sh", "shell"):
        if "fails" in code.attrs:
            continue                                    # refused on purpose: the labs' tests hold it against its error
        for command in commands(code.content):
            if command.words[0] == "aws" and not _allowed(command.words[1:]):
                yield page, code.line + 1 + command.line, command


def _checks(content: Content) -> Iterator[tuple[str, Command]]:
    """The commands with which labs check their steps; records that cannot be read are for the check `labs`."""
    try:
        labs = load_labs(content.root)
    except ContentError:
        return
    for lab in labs.values():
        for check in (*(check for step in lab.steps for check in step.checks), *lab.clean):
            yield from ((f"data/labs/{lab.id}.yml", command) for command in commands(check.command))


def _allowed(words: tuple[str, ...]) -> bool:
    if "help" in words or words[:1] == ("--version",):
        return True
    plain = tuple(word for word in words if not word.startswith("-"))
    return any(plain[:len(prefix)] == prefix for prefix in V2_ONLY)


def _for_v1(words: tuple[str, ...]) -> list[str]:
    """Without the options that v1 lacks; `--output yaml` as json."""
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _V2_OPTIONS:
            for _ in range(_V2_OPTIONS[word]):
                next(rest, None)
        elif kept[-1:] == ["--output"] and word in ("yaml", "yaml-stream"):
            kept.append("json")
        else:
            kept.append(word)
    return kept


def _files(page: Page) -> dict[str, str]:
    """JSON blocks of the page by the file name that the text just before them gives in code; files of here-documents."""
    named: dict[str, str] = {}
    for code in page.codes:
        if code.language == "bash":
            named.update({name: text for name, (text, _) in files(code.content).items()})
        before = max((p for p in page.passages if p.line < code.line), key=lambda p: p.line, default=None)
        if code.language != "json" or before is None:
            continue
        if not any(before.line < other.line < code.line for other in page.codes):
            named.update({span.text: code.content for span in before.spans
                          if span.kind == "code" and span.text.endswith(".json")})
    return named
