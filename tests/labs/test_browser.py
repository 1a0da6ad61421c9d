"""The Python side of the page's terminal, as the worker calls it, in a process of its own (it puts moto in place)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from apuntes.labs.browser import accepts
from apuntes.labs.record import Check
from tests.conftest import ROOT

_DRIVER = """
import json, sys
from apuntes.labs.browser import Terminal
terminal = Terminal(sys.argv[1])
for name, *words in json.load(sys.stdin):
    shown = []
    if name == "run":
        status = terminal.run(words[0], lambda kind, text: shown.append([kind, text]))
        found = {"status": status, **{kind: "".join(text for each, text in shown if each == kind) for kind in ("out", "err")}}
    else:
        found = getattr(terminal, name)(*words)
        found = json.loads(found) if isinstance(found, str) and found[:1] in ("[", "{") else found
    print(json.dumps(found), file=sys.stderr)
"""
CALLS: list[list[str]] = [
    ["run", "aws sts get-caller-identity --query Account --output text"],
    ["run", "name=ana; aws iam create-user --user-name $name --query User.UserName"],
    ["run", "aws iam create-user --user-name ana"],
    ["run", "aws iam create-usr"],
    ["run", "aws iam create-user"],
    ["run", "aws iam create-policy --policy-name p --policy-document '{bad'"],
    ["run", "aws iam create-policy --policy-name p --policy-document file://none.json"],
    ["run", "aws ec2 describe-vpcs --region mars-1"],
    ["run", "aws iam list-users --query 'Users[?'"],
    ["run", "echo hello > a.txt; aws s3 mb s3://amzn-s3-demo-bucket && aws s3 cp a.txt s3://amzn-s3-demo-bucket/ && aws s3 cp s3://amzn-s3-demo-bucket/a.txt -"],
    ["complete", "aws iam create-u"],
    ["complete", "x=$(aws iam create-user --user"],
    ["complete", "echo $na"],
    ["complete", "cat a"],
    ["complete", "aws iam create-policy --policy-document file://a"],
    ["complete", "gre"],
    ["complete", "aws 'unfinished"],
    ["split", "a=1\n\naws x \\\n  --y\ncat <<EOF\nz\nEOF\necho 'open"],
    ["check", json.dumps([{"command": "aws iam list-users --query 'length(Users)' --output text", "equals": "1"},
                          {"command": "aws iam get-user --user-name $name", "contains": "ana"},
                          {"command": "aws iam list-groups --query 'Groups[].GroupName' --output text", "empty": True},
                          {"command": "aws iam get-group --group-name none", "empty": True}])],
    ["run", "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7NOTHING; aws s3 ls; echo $?"],
    ["check", json.dumps([{"command": "aws iam list-users --query 'length(Users)' --output text", "equals": "1"}])],
    ["files"],
    ["write", "d/new.json", "{}\n"],
    ["write", "../outside", "x"],
    ["write", "", "x"],
    ["run", "cat d/new.json"],
    ["remove", "a.txt"],
    ["reset"],
    ["files"],
    ["run", "aws iam list-users --query 'Users' --output text; aws s3 ls; echo [$name]"],
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The answer to each call, by name and words."""
    home = tmp_path_factory.mktemp("lab")
    done = subprocess.run([sys.executable, "-c", _DRIVER, str(home)], input=json.dumps(CALLS), capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stderr.splitlines() if line[:1] in '[{"0123456789n']
    assert len(answers) == len(CALLS), done.stderr
    return {f"{place}": answer for place, answer in enumerate(answers)}


def answer(found: dict[str, Any], *call: str) -> Any:
    return found[str(CALLS.index(list(call)))]


def test_the_lab_has_its_own_account(found: dict[str, Any]) -> None:
    assert found["0"] == {"status": 0, "out": "111122223333\n", "err": ""}


@pytest.mark.parametrize(("command", "status", "words"), [
    ("aws iam create-user --user-name ana", 254, "An error occurred (EntityAlreadyExists)"),
    ("aws iam create-usr", 2, "Invalid choice"),
    ("aws iam create-user", 2, "the following arguments are required: --user-name"),
    ("aws iam create-policy --policy-name p --policy-document '{bad'", 254, "MalformedPolicyDocument"),
    ("aws iam create-policy --policy-name p --policy-document file://none.json", 255, "No such file or directory: 'none.json'"),
    ("aws iam list-users --query 'Users[?'", 255, "Bad value for --query"),
])
def test_mistakes_are_answered_as_the_aws_cli_does(found: dict[str, Any], command: str, status: int, words: str) -> None:
    got = answer(found, "run", command)
    assert words.casefold() in got["err"].casefold()
    assert "Traceback" not in got["err"]
    assert got["status"] in (status, 252, 253, 255)


def test_nothing_shows_a_stack_trace(found: dict[str, Any]) -> None:
    assert "Traceback" not in json.dumps(found)


def test_files_go_to_a_bucket_and_back(found: dict[str, Any]) -> None:
    got = found["9"]
    assert got["status"] == 0
    assert got["out"].endswith("hello\n")


def test_completion(found: dict[str, Any]) -> None:
    assert answer(found, "complete", "aws iam create-u") == [8, ["create-user"]]
    assert answer(found, "complete", "x=$(aws iam create-user --user") == [6, ["--user-name"]]
    assert answer(found, "complete", "echo $na") == [3, ["$name"]]
    assert answer(found, "complete", "cat a") == [1, ["a.txt"]]
    assert answer(found, "complete", "aws iam create-policy --policy-document file://a") == [8, ["file://a.txt"]]
    assert answer(found, "complete", "gre") == [3, ["grep"]]
    assert answer(found, "complete", "aws 'unfinished")[1] == []


def test_a_pasted_text_is_one_command_after_the_other(found: dict[str, Any]) -> None:
    assert found["17"] == ["a=1", "aws x \\\n  --y", "cat <<EOF\nz\nEOF", "echo 'open"]


def test_checks_look_as_the_administrator_and_leave_no_trace(found: dict[str, Any]) -> None:
    assert [each["holds"] for each in found["18"]] == [True, True, True, False]
    assert "NoSuchEntity" in found["18"][3]["shown"]
    assert "InvalidAccessKeyId" in found["19"]["err"]
    assert [each["holds"] for each in found["20"]] == [True]


def test_files_can_be_read_and_written_only_at_home(found: dict[str, Any]) -> None:
    assert found["21"] == [{"name": "a.txt", "size": 6, "text": "hello\n"}]
    assert [found[place] for place in ("22", "23", "24")] == ["", "name", "name"]
    assert found["25"]["out"] == "{}\n"


def test_reset_leaves_nothing(found: dict[str, Any]) -> None:
    assert found["28"] == []
    assert found["29"] == {"status": 0, "out": "[]\n", "err": ""}


@pytest.mark.parametrize("expected", [{"equals": "a b"}, {"contains": "a"}, {"empty": True}])
@pytest.mark.parametrize("printed", ["a b", " a\tb\n", "", "None\n", "None\tNone", "xay", "a"])
def test_accepts_what_the_record_accepts(expected: dict[str, Any], printed: str) -> None:
    words = {"es": "x", "en": "x"}
    assert accepts(expected, printed) == Check.model_validate({"command": "aws x", "ok": words, "hint": words, **expected}).accepts(printed)


def test_the_home_folder_is_made(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _DRIVER, str(tmp_path / "new")], input='[["files"]]', capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stderr.strip().endswith("[]")
