"""A lab that does not do what its page claims is found out, whatever the fault."""

from __future__ import annotations

import pytest

from apuntes.content.reading import read_page
from apuntes.labs.record import Check, Lab
from apuntes.labs.run import run_lab
from apuntes.labs.session import Session

NAMES = {"es": "x", "en": "x"}
USERS = "aws iam list-users --query Users[].UserName --output text"
GOOD = """
## One { #one }

```bash
aws iam create-user --user-name ana
```

## Experiment { #experiment }

```bash {fails="EntityAlreadyExists"}
aws iam create-user --user-name ana
```

```bash {reason="needs a real account"}
aws iam create-user --user-name luis
```

## Clean up { #clean-up }

```bash
aws iam delete-user --user-name ana
```
"""


def lab(command: str = USERS, equals: str = "ana") -> Lab:
    check = Check(command=command, equals=equals, ok=NAMES, hint=NAMES)
    clean = Check(command=USERS, empty=True, ok=NAMES, hint=NAMES)
    return Lab(id="x", services=("iam",), pages=("iam/index",), minutes=10, cost=NAMES,
               steps=({"section": "one", "checks": (check,)},), clean=(clean,))


def faults(session: Session, text: str, record: Lab) -> list[str]:
    page = read_page("labs/x", "en", "x.md", text)
    return [event.fault for event in run_lab(record, page, session) if event.fault]


def test_a_good_lab_has_no_fault(session: Session) -> None:
    assert faults(session, GOOD, lab()) == []


@pytest.mark.parametrize(("find", "replace", "fault"), [
    ("create-user --user-name ana\n```\n\n## Exp", "create-usr --user-name ana\n```\n\n## Exp", "a command failed: aws iam create-usr"),
    ('{fails="EntityAlreadyExists"}', "", "a command failed: aws iam create-user --user-name ana (exit status 25"),
    ("EntityAlreadyExists", "NoSuchEntity", "it should fail with NoSuchEntity, and failed otherwise"),
    ("delete-user --user-name ana", "get-user --user-name ana", "the check wants nothing and got 'ana'"),
    ('"}\naws iam create-user --user-name ana', '"}\naws iam create-user --user-name eva', "and did not fail"),
    ('"}\naws iam', '"}\naws iam get-user --user-name eva\naws iam', "more than one command failed"),
    ("aws iam create-user --user-name ana\n```\n\n## Exp", "id=$(aws iam get-user --user-name eva)\n```\n\n## Exp", "a command failed: id=$(aws"),
    ("aws iam create-user --user-name ana\n```\n\n## Exp", 'echo "$nothing"\n```\n\n## Exp', "the shell ended"),
])
def test_a_fault_is_named(session: Session, find: str, replace: str, fault: str) -> None:
    assert find in GOOD
    assert fault in "\n".join(faults(session, GOOD.replace(find, replace, 1), lab()))


def test_checks_that_always_hold_check_nothing(session: Session) -> None:
    assert "they check nothing" in "\n".join(faults(session, GOOD, lab("aws iam list-groups --query Groups --output text", "")))


def test_a_check_that_cannot_run_does_not_hold(session: Session) -> None:
    assert "the check wants" in "\n".join(faults(session, GOOD, lab("aws iam list-usrs", "ana")))


def test_a_check_speaks_as_administrator_whoever_the_reader_is(session: Session) -> None:
    session.run("export AWS_ACCESS_KEY_ID=AKIA0000000000000000 AWS_PROFILE=nobody\n")
    assert session.check(Check(command=USERS, empty=True, ok=NAMES, hint=NAMES))[0]
    assert session.run('echo "$AWS_PROFILE"\n').out == "nobody\n"
