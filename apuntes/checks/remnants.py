"""Language remnants: no English sentence on a Spanish page and the reverse.

py3langid (offline, deterministic, limited to es and en, 4.6 MB) was chosen over a list of stop words of
our own and over lingua (96 MB). Measured on 4,225 sentences of eight words or more: no false alarm, and
27 (0.6 %, short ones full of English names) are too unsure to be reported if they stood on the wrong side.
Emphasized and quoted words, code and links' targets are left out: they may be foreign on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from apuntes.checks.facts import LANGUAGE_NAMES
from apuntes.content.pages import Passage
from apuntes.content.problem import Problem
from apuntes.content.reading import spans_of
from apuntes.content.records import LANGUAGES
from apuntes.content.tree import Content
from apuntes.labs.record import load_labs
from apuntes.labs.record import texts as lab_texts

WORDS = 8
SURE = 0.99
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_END = re.compile(r"(?<=[.!?]) ")
_WORD = re.compile(r"[^\W\d_]{2,}")


def check(content: Content) -> list[Problem]:
    """One problem per sentence that is surely in the other language."""
    problems: list[Problem] = []
    for file, line, language, text in texts(content):
        if len(_WORD.findall(text)) < WORDS:
            continue
        found, sure = _identifier().classify(text)
        if found != language and sure > SURE:
            short = text if len(text) <= 80 else text[:80].rsplit(" ", 1)[0] + "…"
            problems.append(Problem(file, line, f"{LANGUAGE_NAMES[found]} text on the {LANGUAGE_NAMES[language]} side: "
                                    f"“{short}”", f"write it in {LANGUAGE_NAMES[language]}; quote it or set it in *italics* "
                                    "if it is foreign on purpose"))
    return problems


def texts(content: Content) -> Iterator[tuple[str, int, str, str]]:
    """File, line, language and words of each sentence of pages, questions, corrections and terms."""
    for page in content.sides():
        for passage in page.passages:
            for sentence in _END.split(_own_words(passage)):
                yield page.file, passage.line, page.language, sentence
        for image in page.images:
            yield page.file, image.line, page.language, image.alt
        if page.front:
            yield page.file, page.front_lines.get("description", 1), page.language, page.front.description
    data = content.data
    for language in LANGUAGES:
        for name, question in data.questions.items():
            for bilingual in (question.stem, *(t for option in question.options for t in (option.text, option.why))):
                yield *content.line("question", name), language, _plain(bilingual[language])
        for name, record in data.corrections.items():
            for bilingual in (record.claim, record.truth):
                yield *content.line("correction", name), language, _plain(bilingual[language])
        for lab in load_labs(content.root).values():
            for bilingual in lab_texts(lab):
                yield f"data/labs/{lab.id}.yml", 0, language, _plain(bilingual[language])
        for name, term in data.terms.items():
            yield *content.line("term", name), language, _plain(term.words(language).definition)


def _plain(markdown: str) -> str:
    return _own_words(Passage("paragraph", spans_of(markdown), 0, ""))


def _own_words(passage: Passage) -> str:
    words = "".join(span.text if span.kind in ("text", "link") else " " for span in passage.spans)
    return " ".join(_QUOTED.sub(" ", words).split())


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped, unused-ignore]

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["es", "en"])
    return identifier
