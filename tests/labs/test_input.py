"""What a learner types wrong is answered in the AWS CLI's own words, and never with a trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from apuntes.labs.account import ACCOUNT, learner
from apuntes.labs.emulator import Emulator
from apuntes.labs.session import Session


@pytest.mark.parametrize(("command", "message"), [
    ("aws s3apo list-buckets", "aws: error: argument command: Invalid choice"),
    ("aws s3api list-bukets", "Invalid choice: 'list-bukets', maybe you meant"),
    ("aws iam create-user", "aws: error: the following arguments are required: --user-name"),
    ("aws iam create-user --user-name ana --colour red", "Unknown options: --colour, red"),
    ("aws iam create-policy --policy-name p --policy-document '{\"Version\": 2012'", "(MalformedPolicyDocument)"),
    ("aws iam create-policy --policy-name p --policy-document file://no.json", "Unable to load paramfile file://no.json"),
    ("aws s3api delete-objects --bucket b-1 --delete '{\"Objects\": ['", "Invalid JSON"),
    ("aws s3api list-buckets --query 'Buckets[].['", "Bad value for --query"),
    ("aws ec2 describe-vpcs --region eu-wst-1", 'Could not connect to the endpoint URL: "https://ec2.eu-wst-1.amazonaws.com/"'),
    ("aws s3 ls --profile nobody", "The config profile (nobody) could not be found"),
    ("aws ec2 create-placement-group --group-name g --strategy cluster", "(NotImplemented)"),
    ("aws s3 cp s3://not-there-1/a -", "(404)"),
    ("AWS_ACCESS_KEY_ID=AKIA0000000000000000 aws iam list-users", "(InvalidClientTokenId)"),
    ("AWS_ACCESS_KEY_ID=AKIA0000000000000000 aws ec2 describe-vpcs", "(AuthFailure)"),
])
def test_bad_input(shared: Session, command: str, message: str) -> None:
    outcome = shared.run(command + "\n")
    assert outcome.failures
    assert message in " ".join(outcome.err.split())
    assert "Traceback" not in outcome.shown


def test_the_real_program_talks_to_the_emulator(emulator: Emulator, tmp_path: Path) -> None:
    emulator.reset()
    program = shutil.which("aws", path=str(Path(sys.executable).parent))
    assert program, "the pinned requirements bring it: make check"
    done = subprocess.run([program, "sts", "get-caller-identity", "--query", "Account", "--output", "text"],
                          env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **learner(emulator.url)},
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{ACCOUNT}\n", "")
