"""Words of commands in shell blocks."""

from __future__ import annotations

import pytest

from apuntes.checks.bash_words import UNKNOWN, commands


@pytest.mark.parametrize(("script", "words"), [
    ("aws s3 ls", [("aws", "s3", "ls")]),
    ("aws ec2 describe-instances \\\n  --output text", [("aws", "ec2", "describe-instances", "--output", "text")]),
    ("aws a --b 'c d' --e \"f $G h\"", [("aws", "a", "--b", "c d", "--e", f"f {UNKNOWN} h")]),
    ("aws a --b \"{\\\"c\\\": 1}\"", [("aws", "a", "--b", '{"c": 1}')]),
    ("aws a ${B}c $(aws d)", [("aws", "a", f"{UNKNOWN}c", UNKNOWN), ("aws", "d")]),
    ("for i in 1 2; do aws a \"$i\"; done", [("aws", "a", UNKNOWN)]),
    ("AWS_PAGER='' aws a | cat && aws b > out.txt", [("aws", "a"), ("cat",), ("aws", "b")]),
    ("# aws a\necho 'aws b'", [("echo", "aws b")]),
])
def test_commands(script: str, words: list[tuple[str, ...]]) -> None:
    assert [command.words for command in commands(script)] == words


def test_lines() -> None:
    assert [command.line for command in commands("# note\naws a\n\naws b \\\n  --c\n")] == [1, 3]
