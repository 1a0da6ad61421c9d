"""Values and figures in prose, in both languages' formats."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from apuntes.content.figures import figures, show, spans_of_value, uncovered
from apuntes.content.loading import load_data
from apuntes.content.records import Fact

GOOD = Path(__file__).resolve().parents[1] / "checks" / "good"
UNITS = load_data(GOOD).units


def fact(value: Any, unit: str | None = None) -> Fact:
    return Fact.model_validate({
        "id": "s3.x", "label": {"es": "x", "en": "x"}, "value": value, "unit": unit, "evidence": "doc", "record": "x",
        "source": {"title": "x", "url": "https://docs.aws.amazon.com/"}, "verified": dt.date(2026, 11, 23)})


@pytest.mark.parametrize(("value", "unit", "language", "text"), [
    (50, "TB", "es", "hasta 50 TB de datos"),
    (50, "TB", "en", "up to 50\N{NO-BREAK SPACE}TB."),
    (10000, None, "es", "unos 10.000 objetos"),
    (10000, None, "en", "some 10,000 objects"),
    (3500, "req/s", "es", "3.500 solicitudes `PUT`, `COPY` o `DELETE` por segundo"),
    (3500, "req/s", "en", "3,500 PUT requests per second"),
    (99.9, "%", "es", "un 99,9 %"),
    (99.9, "%", "en", "99.9% of the time"),
    (4, None, "es", "hay cuatro opciones"),
    (4, None, "en", "there are four options"),
    (1, "h", "es", "caduca en una hora"),
    (1, "h", "en", "expires in an hour"),
    (30, "days", "en", "a 30-day minimum"),
    (30, "days", "es", "a los 30, 60 o 90 días"),
    (2_000_000, None, "es", "2 millones de lecturas"),
    (2_000_000, None, "en", "two or 2 million reads"),
    (0.023, "USD", "en", "it costs $0.023"),
    (0.023, "USD", "es", "cuesta 0,023 USD"),
    ({"from": 3, "to": 63}, "characters", "es", "de 3 a 63 caracteres"),
    ({"from": 3, "to": 63}, "characters", "es", "entre 3 y 63 caracteres"),
    ({"from": 3, "to": 63}, "characters", "en", "between three and 63 characters"),
    ({"from": 3, "to": 63}, "characters", "en", "3–63 characters"),
    ("2023-01-05", None, "es", "desde el 5 de enero de 2023"),
    ("2023-01-05", None, "en", "since January 5, 2023, every"),
    ("2023-01", None, "es", "en enero de 2023"),
    ("2023-01", None, "en", "January 2023"),
    ("2023", None, "es", "desde 2023"),
    ("TLS 1.2", None, "en", "TLS 1.2 at least"),
])
def test_value_is_shown(value: Any, unit: str | None, language: str, text: str) -> None:
    assert spans_of_value(fact(value, unit), UNITS, language, text)


@pytest.mark.parametrize(("value", "unit", "language", "text"), [
    (50, "TB", "es", "hasta 5 TB"),
    (50, "TB", "es", "hasta 150 TB"),
    (50, "TB", "es", "hasta 50 GB y no 9 TB"),
    (10000, None, "es", "unos 10,000 objetos"),
    (10000, None, "en", "some 10.000 objects"),
    (10000, None, "en", "some 110,000 objects"),
    (15, "h", "es", "15 minutos y 12 horas"),
    (99.9, "%", "en", "99,9%"),
    (4, None, "en", "the fourth option"),
    ({"from": 3, "to": 63}, "characters", "en", "3 to 64 characters"),
    ("2023-01-05", None, "es", "January 5, 2023"),
    ("2023-01-05", None, "en", "January 15, 2023"),
])
def test_other_value_is_not_shown(value: Any, unit: str | None, language: str, text: str) -> None:
    assert not spans_of_value(fact(value, unit), UNITS, language, text)


def test_unit_may_stand_in_the_header_of_a_table() -> None:
    assert spans_of_value(fact(12, "h"), UNITS, "es", "Consola | 12 | ", "Dónde | Horas")
    assert not spans_of_value(fact(12, "h"), UNITS, "es", "Consola | 12 | ", "Dónde | Minutos")
    assert not spans_of_value(fact(5, "MiB"), UNITS, "es", "Partes | de 8 MiB a 5 GiB | ", "Límite | Valor")


@pytest.mark.parametrize(("language", "text", "found"), [
    ("es", "Un archivo de 5 GB tarda 3 minutos", ["5 GB", "3 minutos"]),
    ("en", "a 99.9% share in seven days", ["99.9%", "seven days"]),
    ("es", "desde enero de 2023, el 5 de mayo de 2024 y el 2024-06-01",
     ["enero de 2023", "5 de mayo de 2024", "2024-06-01"]),
    ("en", "since 2021 it costs $0.023", ["2021", "$0.023"]),
    ("es", "un error 403, TCP 443, SHA-256, 10.0.0.0/16 y EC2", []),
    ("en", "two 404s, TLS 1.2, port 5432, one second thought and IPv4", []),
    ("en", "eleven nines and three teams", []),
])
def test_figures_are_found(language: str, text: str, found: list[str]) -> None:
    assert [figure.text for figure in figures(text, UNITS, language)] == found


def test_uncovered_figures_are_those_no_fact_accounts_for() -> None:
    text = "up to 50 TB, or 5 GB at once"
    assert [figure.text for figure in uncovered(text, [fact(50, "TB")], UNITS, "en")] == ["5 GB"]


@pytest.mark.parametrize(("value", "unit", "es", "en"), [
    (50, "TB", "50 TB", "50 TB"), (99.9, "%", "99,9 %", "99.9%"), (10000, None, "10.000", "10,000"),
    ({"from": 1, "to": 35}, "days", "1 a 35 días", "1 to 35 days"), ("2023-01", None, "enero de 2023", "January 2023"),
])
def test_show(value: Any, unit: str | None, es: str, en: str) -> None:
    assert (show(fact(value, unit), UNITS, "es"), show(fact(value, unit), UNITS, "en")) == (es, en)
