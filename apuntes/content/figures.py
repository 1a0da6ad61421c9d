"""Figures in prose: where a text shows a fact's value, and which figures with a unit it contains.

Numbers and dates are written by Babel in es_ES and en_US (other Spanish locales print 10,000).
Matching is for one sentence, list item or table row at a time; numbers up to twelve may be words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_month_names

from apuntes.content import formats
from apuntes.content.records import Fact, Range, Unit

_WORDS = {
    "es": ["cero", "un|uno|una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"],
    "en": ["zero", "one|an|a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
_MILLION = {"es": "mill(?:ón|ones)", "en": "million"}
_MONTHS = {language: "|".join(get_month_names("wide", locale=locale).values()) for language, locale in formats.LOCALES.items()}
_ANY_NUMBER = {"es": r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", "en": r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"}
_BEFORE = r"(?<![\w.,/:$-])"            # not inside a word, a longer number, an ARN or a path
_AFTER = r"(?![\w]|[.,:/]\d)"
_JOIN = r"(?:\s*[-–—]\s*|,\s+|,?\s+(?:a|o|u|y|e|hasta|to|or|and|through|up to)\s+)"


@dataclass(frozen=True)
class Figure:
    """A figure as it stands in a text."""

    start: int
    end: int
    text: str


def show(fact: Fact, units: dict[str, Unit], language: str) -> str:
    """The value as a page of `language` would write it, for messages."""
    known = fact if fact.unit in units else fact.model_copy(update={"unit": None})
    return formats.fact_value(known, units, language).replace(formats.NBSP, " ")


def spans_of_value(fact: Fact, units: dict[str, Unit], language: str, text: str,
                   table_words: str | None = None) -> list[tuple[int, int]]:
    """Where `text` shows the fact's value.

    In a table row (`table_words` is its header) the unit may stand in the header or another cell,
    and the two ends of a range in two cells.
    """
    pattern = _value_pattern(fact, units, language)
    found = [match.span() for match in pattern.finditer(text)]
    if found or isinstance(fact.value, str):
        return found
    unit = units[fact.unit][language] if fact.unit in units and fact.unit else None
    if table_words is not None and (unit is None or _says_unit(unit.forms, f"{table_words} {text}")):
        ends = [fact.value.from_, fact.value.to] if isinstance(fact.value, Range) else [fact.value]
        other = "|".join(re.escape(form) for form in _all_forms(units, language))
        places = [re.search(rf"{_bounded(_number_pattern(end, language))}(?!\s*(?:{other})(?!\w))", text, re.IGNORECASE)
                  for end in ends]
        if all(places):
            return [place.span() for place in places if place]
    return []


def figures(text: str, units: dict[str, Unit], language: str) -> list[Figure]:
    """Every number with a unit, amount of money, date, and number of four or more digits with separators."""
    found: list[Figure] = []
    for match in _figure_pattern(_all_forms(units, language), language).finditer(text):
        found.append(Figure(match.start(), match.end(), match[0]))
    return found


def uncovered(text: str, facts: Iterable[Fact], units: dict[str, Unit], language: str,
              table_words: str | None = None) -> list[Figure]:
    """The figures of `text` that none of `facts` accounts for."""
    spans = [span for fact in facts for span in spans_of_value(fact, units, language, text, table_words)]
    return [figure for figure in figures(text, units, language)
            if not any(start < figure.end and figure.start < end for start, end in spans)]


def _number_pattern(value: int | float, language: str) -> str:
    forms = [re.escape(formats.number(value, language))]
    if value in range(13):
        forms += _WORDS[language][int(value)].split("|")
    if value >= 1_000_000 and value % 100_000 == 0:
        million = formats.number(value / 1_000_000, language)
        words = ["un", "one"] if value == 1_000_000 else []
        forms.append(rf"(?:{'|'.join([re.escape(million), *words])})\s+{_MILLION[language]}(?:\s+de)?")
    return f"(?:{'|'.join(forms)})"


def _bounded(pattern: str) -> str:
    return f"{_BEFORE}(?:{pattern}){_AFTER}"


def _value_pattern(fact: Fact, units: dict[str, Unit], language: str) -> re.Pattern[str]:
    value = fact.value
    if isinstance(value, str):
        text = formats.date(value, language) if formats.is_date(value) else value
        words = r"\s+".join(re.escape(word) for word in text.split())
        return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    unit = _unit_pattern(fact.unit, units, language)
    if isinstance(value, Range):
        low, high = _bounded(_number_pattern(value.from_, language)), _bounded(_number_pattern(value.to, language))
        return re.compile(rf"{low}(?:[^.;]{{1,60}}?){high}{unit}", re.IGNORECASE)
    number = _bounded(_number_pattern(value, language))
    money = rf"|\${re.escape(formats.number(value, language))}{_AFTER}" if fact.unit == "USD" else ""
    return re.compile(rf"{number}{unit}{money}", re.IGNORECASE)


def _unit_pattern(unit: str | None, units: dict[str, Unit], language: str) -> str:
    """What may stand between a number and its unit: blanks, other numbers of a list, two plain words."""
    if unit is None or unit not in units:
        return ""
    forms = units[unit][language].forms
    alternatives = []
    for form in forms:
        words = [re.escape(word) for word in form.split()]
        alternatives.append(r"(?:\s+\S+){0,8}?\s+".join(words))         # "solicitudes PUT o COPY por segundo"
        if language == "en" and form.endswith("s"):
            alternatives.append(re.escape(form[:-1]))                   # "a 30-day minimum"
    between = rf"(?:{_JOIN}(?:de\s+|about\s+)?(?:{_ANY_NUMBER[language]}))*"
    plain = r"(?:[-\s]*|(?:\s+[^\W\d_]+){1,2}\s+)"
    return rf"{between}{plain}(?:{'|'.join(alternatives)})(?!\w)"


def _says_unit(forms: tuple[str, ...], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) for form in forms)


def _all_forms(units: dict[str, Unit], language: str) -> tuple[str, ...]:
    forms = {form for unit in units.values() for form in unit[language].forms}
    forms |= {form[:-1] for form in forms if language == "en" and form.endswith("s") and len(form) > 3}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


@lru_cache
def _figure_pattern(forms: tuple[str, ...], language: str) -> re.Pattern[str]:
    number = _ANY_NUMBER[language]
    words = "|".join("|".join(_WORDS[language][2:]).split("|"))
    unit = "|".join(re.escape(form) for form in forms)
    symbol = "|".join(re.escape(form) for form in forms if len(form) > 1 or not form.isalpha())     # 5GB, 99.9%
    months = _MONTHS[language]
    if language == "es":
        dates = [rf"(?:\d{{1,2}}(?:\.?º)?\s+de\s+)?(?i:{months})\s+(?:de|del)\s+(?:19|20)\d\d", r"(?<=[Dd]esde )(?:19|20)\d\d"]
    else:
        dates = [rf"(?:{months})\s+(?:\d{{1,2}},\s+)?(?:19|20)\d\d", r"(?<=[Ss]ince )(?:19|20)\d\d"]
    return re.compile("|".join([
        *(rf"(?<!\w){date}(?!\w)" for date in dates),
        r"(?<![\w-])(?:19|20)\d\d-\d\d-\d\d(?![\w-])",
        rf"(?<!\w)(?:US)?\$\s?(?:{number})",
        rf"{_BEFORE}(?:{number})(?:\s+{_MILLION[language]}(?:\s+de)?)?(?:[-\s]+(?:{unit})|(?:{symbol}))(?![\w/])",
        rf"{_BEFORE}(?i:{words})[-\s]+(?:{unit})(?![\w/])",
        rf"{_BEFORE}(?:\d{{1,3}}(?:[.,]\d{{3}})+){_AFTER}",
    ]))
