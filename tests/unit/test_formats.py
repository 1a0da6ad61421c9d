"""How values are written in each language."""

from __future__ import annotations

import datetime as dt

import pytest

from apuntes.content import formats
from apuntes.content.records import Fact, Unit

UNITS = {
    "TB": Unit.model_validate({"es": {"forms": ["TB"]}, "en": {"forms": ["TB"]}}),
    "%": Unit.model_validate({"es": {"forms": ["%"]}, "en": {"forms": ["%"], "tight": True}}),
    "days": Unit.model_validate({"es": {"forms": ["días", "día"]}, "en": {"forms": ["days", "day"]}}),
}


def fact(value: object, unit: str | None = None) -> Fact:
    return Fact.model_validate({
        "id": "s3.example", "label": {"es": "Ejemplo", "en": "Example"}, "value": value, "unit": unit,
        "source": {"title": "Page", "url": "https://docs.aws.amazon.com/x"}, "verified": dt.date(2026, 11, 23),
        "evidence": "doc", "record": "s3.example"})


@pytest.mark.parametrize(("value", "unit", "spanish", "english"), [
    (50, "TB", "50 TB", "50 TB"),
    (10000, None, "10.000", "10,000"),
    (3500, None, "3.500", "3,500"),
    (99.9, "%", "99,9 %", "99.9%"),
    (99.999999999, "%", "99,999999999 %", "99.999999999%"),
    (1, "days", "1 día", "1 day"),
    (30, "days", "30 días", "30 days"),
    ({"from": 3, "to": 63}, None, "3 a 63", "3 to 63"),
    ("2023-01-05", None, "5 de enero de 2023", "January 5, 2023"),
    ("2026-04", None, "abril de 2026", "April 2026"),
    ("2024", None, "2024", "2024"),
    ("aws:kms:dsse", None, "aws:kms:dsse", "aws:kms:dsse"),
])
def test_value_in_both_languages(value: object, unit: str | None, spanish: str, english: str) -> None:
    record = fact(value, unit)
    assert formats.fact_value(record, UNITS, "es").replace("\u00a0", " ") == spanish
    assert formats.fact_value(record, UNITS, "en").replace("\u00a0", " ") == english


def test_ip_like_text_is_no_date() -> None:
    assert not formats.is_date("10.0.0.0")
    assert not formats.is_date("1-2")
