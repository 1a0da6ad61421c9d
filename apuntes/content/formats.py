"""Write values for people: numbers, ranges and dates in the page's language.

Locales are fixed to es_ES and en_US: es_MX and es_419 would print 10,000 where Spanish
readers of this site expect 10.000.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from babel.dates import format_date
from babel.numbers import format_decimal

from apuntes.content.records import Fact, Range, Unit

LOCALES = {"es": "es_ES", "en": "en_US"}
_DATE_PATTERNS = {
    "es": ("d 'de' MMMM 'de' y", "MMMM 'de' y"),
    "en": ("MMMM d, y", "MMMM y"),
}
NBSP = "\N{NO-BREAK SPACE}"


@cache        # a build writes each figure and day many times
def number(value: int | float, language: str) -> str:
    """`10000` -> `10.000` (es), `10,000` (en); up to twelve decimals, never rounded to fewer."""
    return str(format_decimal(value, format="#,##0.############", locale=LOCALES[language]))


@cache
def date(value: dt.date | str, language: str) -> str:
    """A date, or a date text of day, month or year precision (`2023-01-05`, `2023-01`, `2023`)."""
    day, month = _DATE_PATTERNS[language]
    if isinstance(value, str):
        parts = [int(part) for part in value.split("-")]
        if len(parts) == 1:
            return value
        when = dt.date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
        return str(format_date(when, day if len(parts) == 3 else month, locale=LOCALES[language]))
    return str(format_date(value, day, locale=LOCALES[language]))


def is_date(value: object) -> bool:
    """Whether a fact's text value is a date (`2023`, `2023-01`, `2023-01-05`)."""
    return isinstance(value, str) and re.fullmatch(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?", value) is not None


def fact_value(fact: Fact, units: dict[str, Unit], language: str) -> str:
    """The fact's value with its unit as the page's language writes it, joined by no-break spaces."""
    return value_with_unit(fact.value, fact.unit, units, language)


def value_with_unit(value: int | float | Range | str, name: str | None, units: dict[str, Unit], language: str) -> str:
    """A value, and the unit of that name after it."""
    if isinstance(value, Range):
        joiner = {"es": " a ", "en": " to "}[language]
        text = f"{number(value.from_, language)}{joiner}{number(value.to, language)}"
        singular = False
    elif isinstance(value, str):
        return date(value, language) if is_date(value) else value
    else:
        text = number(value, language)
        singular = value == 1
    if not name:
        return text
    unit = units[name][language]
    form = unit.forms[1] if singular and len(unit.forms) > 1 else unit.forms[0]
    return f"{text}{'' if unit.tight else NBSP}{form}"
