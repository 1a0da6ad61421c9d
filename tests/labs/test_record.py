"""Records: what a check accepts, and how a malformed record is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from apuntes.content.problem import ContentError
from apuntes.labs.record import Check, load_labs

TEXT = {"es": "x", "en": "x"}


@pytest.mark.parametrize(("expects", "printed", "holds"), [
    ({"equals": "a b"}, "a\tb\n", True),
    ({"equals": "a b"}, "b a\n", False),
    ({"contains": "b"}, "a\nb\n", True),
    ({"contains": "c"}, "a\nb\n", False),
    ({"empty": True}, "", True),
    ({"empty": True}, "None\nNone\n", True),
    ({"empty": True}, "ana", False),
    ({"equals": ""}, "\n", True),
])
def test_what_a_check_accepts(expects: dict[str, object], printed: str, holds: bool) -> None:
    assert Check.model_validate({"command": "aws s3 ls", "ok": TEXT, "hint": TEXT, **expects}).accepts(printed) is holds


RECORD = """\
id: {id}
services: [s3]
pages: [s3/versioning]
minutes: 20
cost: {{es: x, en: x}}
steps: [{{section: one, checks: [{{command: aws s3 ls, equals: "", ok: {{es: x, en: x}}, hint: {{es: x, en: x}}}}]}}]
clean: [{{command: aws s3 ls, {expects} ok: {{es: x, en: x}}, hint: {{es: x, en: x}}}}]
{more}
"""


@pytest.mark.parametrize(("values", "message"), [
    ({"id": "other"}, "data/labs/one.yml:1: the record's id is “other”\n    → write “id: one”, or rename the file"),
    ({"more": "colour: red"}, "data/labs/one.yml: colour: Extra inputs are not permitted"),
    ({"expects": ""}, "data/labs/one.yml: clean.0: Value error, give exactly one of equals, contains and “empty: true”"),
    ({"expects": "empty: true, contains: x,"}, "clean.0: Value error, give exactly one of"),
    ({"more": "x: [1"}, "data/labs/one.yml:9: not valid YAML"),
])
def test_a_malformed_record_is_named(tmp_path: Path, values: dict[str, str], message: str) -> None:
    file = tmp_path / "data" / "labs" / "one.yml"
    file.parent.mkdir(parents=True)
    file.write_text(RECORD.format(**{"id": "one", "expects": "empty: true,", "more": "", **values}), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_labs(tmp_path)
    assert message in str(raised.value)


def test_without_labs_there_are_none(tmp_path: Path) -> None:
    assert load_labs(tmp_path) == {}
