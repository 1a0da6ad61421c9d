"""The AWS CLI kept in a process: what it does once for all commands must come out as if it were done each time."""

import json
import subprocess
import sys

# In a process of its own: the AWS CLI puts its own botocore in the place of the one that other tests use.
ASK = """\
import json
from awscli import clidriver
from botocore import hooks
from apuntes.labs import commands

inspected, asked = hooks.accepts_kwargs, []
hooks.accepts_kwargs = lambda handler: asked.append(handler) or inspected(handler)
clidriver.create_clidriver().main(["sts", "get-caller-identity", "--generate-cli-skeleton"])
hooks.accepts_kwargs = inspected
commands.keep_models()

def answer(how, handler):
    try:
        return bool(how(handler))
    except TypeError:                       # no signature: the caller takes that for an answer
        return None

print(json.dumps([[repr(handler), answer(inspected, handler), answer(hooks.accepts_kwargs, handler)] for handler in asked]))
"""


def test_the_quick_answer_about_a_handlers_parameters_is_the_one_of_its_signature() -> None:
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    answers = json.loads(said.splitlines()[-1])
    assert len(answers) > 100
    assert [handler for handler, inspected, quick in answers if inspected != quick] == []
