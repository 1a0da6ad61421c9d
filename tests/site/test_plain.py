"""Markdown twins: everything written out, nothing of MkDocs' syntax left."""

from __future__ import annotations

import pytest

from apuntes.content.loading import load_data
from apuntes.content.records import Data
from apuntes.site import plain
from tests.conftest import ROOT

WORDING = plain.Wording("es", {"exam": "Trampa", "trouble": "Problema"}, {"s3/index": "S3"})


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data(ROOT)


def twin(text: str, data: Data) -> str:
    return plain.twin(text, "s3/encryption", data, [], WORDING)


def test_boxes_become_quotations_with_what_is_inside(data: Data) -> None:
    text = twin('!!! exam "Gana"\n\n    Uno.\n\n    ```bash\n    aws s3 ls\n    ```\n\nDespués.', data)
    assert text == "> **Trampa: Gana**\n>\n> Uno.\n>\n> ```bash\n> aws s3 ls\n> ```\n\nDespués.\n"


def test_tabs_become_labels_also_inside_a_box(data: Data) -> None:
    text = twin('??? trouble "403"\n\n    === "AWS CLI"\n\n        Uno.\n\n    === "Consola"\n\n        Dos.\n', data)
    assert text == "> **Problema: 403**\n>\n> **AWS CLI**\n>\n> Uno.\n>\n> **Consola**\n>\n> Dos.\n"


def test_code_is_left_alone(data: Data) -> None:
    code = '```text\n!!! exam "no"\n\n    [a](b.md) <!-- no -->\n```\n\nY `[a](b.md)`.\n'
    assert twin(code, data) == code


def test_links_lead_to_twins_and_pictures_to_the_site(data: Data) -> None:
    text = twin("[IAM](../iam/policies.md#deny) [S3](index.md) [aquí](#x) [AWS](https://aws.amazon.com)\n\n"
                "![Un dibujo.](../../assets/diagrams/a.es.svg)", data)
    assert text == ("[IAM](../../iam/policies/index.md#deny) [S3](../index.md) [aquí](#x) [AWS](https://aws.amazon.com)\n\n"
                    "![Un dibujo.](../../assets/diagrams/a.es.svg)\n")


def test_footnotes_and_then_now_are_written_out(data: Data) -> None:
    fact, correction = next(iter(data.facts.values())), next(iter(data.corrections.values()))
    text = twin(f'Cuatro[^{fact.id}].\n\n!!! then-now "{correction.id}"\n', data)
    assert f"[^{fact.id}]: {fact.label.es}" in text
    assert f"> **Antes:** {correction.claim.es}" in text
    assert "{ lang" not in text
    assert "Footnotes Go Here" not in text


def test_self_test_says_why(data: Data) -> None:
    question = next(iter(data.questions.values()))
    text = plain.twin("# Título", question.page, data, [question], WORDING)
    assert "{ #self-test }" in text
    for option in question.options:
        assert f"{option.text.es} — **{'Correcta' if option.correct else 'Incorrecta'}.** {option.why.es}" in text
