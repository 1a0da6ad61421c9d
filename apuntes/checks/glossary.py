"""Terminology: forbidden words stand nowhere, terms are used, definitions explain, words are unambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterator

from apuntes.content.problem import Problem
from apuntes.content.reading import spans_of
from apuntes.content.records import LANGUAGES
from apuntes.content.tree import Content


def check(content: Content) -> list[Problem]:
    """Words to avoid (pages, questions, truth of corrections), then faults of the terms themselves."""
    return [*_avoided(content), *_terms(content), *_shared(content)]


def word_pattern(words: list[str]) -> re.Pattern[str]:
    """Finds any of the words as a whole, whatever their case; longer ones first."""
    parts = [r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts) or '(?!)'})(?!\w)", re.IGNORECASE)


def _texts(content: Content, language: str) -> Iterator[tuple[str, int, str]]:
    for page in content.sides():
        if page.language == language:
            yield from ((page.file, passage.line, passage.prose) for passage in page.passages)
            yield from ((page.file, image.line, image.alt) for image in page.images)
            if page.front:
                yield page.file, page.front_lines.get("description", 1), f"{page.front.title}. {page.front.description}"
    for name, question in content.data.questions.items():
        file, line = content.line("question", name)
        options = [text[language] for option in question.options for text in (option.text, option.why)]
        yield file, line, _plain(" ".join([question.stem[language], *options]))
    for name, record in content.data.corrections.items():
        yield *content.line("correction", name), _plain(record.truth[language])


def _plain(markdown: str) -> str:
    return " ".join(span.text for span in spans_of(markdown) if span.kind in ("text", "emphasis", "link"))


def _avoided(content: Content) -> Iterator[Problem]:
    for language in LANGUAGES:
        instead = {word.casefold(): term.words(language).term for term in content.data.terms.values()
                   for word in term.avoid[language]}
        pattern = word_pattern(list(instead))
        for file, line, text in _texts(content, language):
            for match in pattern.finditer(text):
                right = instead[" ".join(match[0].casefold().split())]
                yield Problem(file, line, f"“{match[0]}” is a word to avoid (data/glossary.yml)", f"write “{right}”")


def _terms(content: Content) -> Iterator[Problem]:
    for language in LANGUAGES:
        pages = "\n".join(passage.prose for page in content.sides() if page.language == language
                          for passage in page.passages)
        for name, term in content.data.terms.items():
            words = term.words(language)
            file, line = content.line("term", name)
            if not word_pattern([words.term, *words.variants]).search(pages):
                yield Problem(file, line, f"term “{name}”: no page of docs/{language} uses “{words.term}”",
                              "use it, list the form that pages use under `variants`, or remove the term")
            if word_pattern([words.term]).search(words.definition):
                yield Problem(file, line, f"term “{name}”: the definition contains “{words.term}” ({language})",
                              "explain it in other words")


def _shared(content: Content) -> Iterator[Problem]:
    for language in LANGUAGES:
        owner: dict[str, str] = {}
        for name, term in content.data.terms.items():
            words = term.words(language)
            for form in dict.fromkeys(word.casefold() for word in (words.term, *words.variants)):
                if form in owner:
                    yield Problem(*content.line("term", name), f"term “{name}”: “{form}” ({language}) also belongs to "
                                  f"“{owner[form]}”", "keep it in one of the two")
                owner.setdefault(form, name)
