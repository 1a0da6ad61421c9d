"""Uncited figures: a number with a unit, an amount of money or a date in prose needs a citation.

Prose is paragraphs, list items, table rows and titles of admonitions; headings, code and the text
of links are not. `<!-- no-fact: reason -->` at the end of a block exempts it, if it is needed.
Questions have no citations: the figures of right answers must belong to their `facts`; so must a figure of
the stem that is a fact's value. Others in the stem belong to the situation (a file of 20 GB), others in wrong
answers mislead on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apuntes.checks.facts import corrections_prose
from apuntes.content.figures import spans_of_value, uncovered
from apuntes.content.pages import Passage
from apuntes.content.problem import Problem
from apuntes.content.reading import spans_of
from apuntes.content.records import LANGUAGES, Fact, Question
from apuntes.content.tree import Content

_NO_FACT = re.compile(r"<!--\s*no-fact:\s*\S")
_INVENTED = "end the text with <!-- no-fact: part of the situation -->"
_CITE = "cite its fact right after it ([^id]), or end the block with <!-- no-fact: why it is no fact -->"


def check(content: Content) -> list[Problem]:
    """Uncited figures on pages, in corrections and in questions; exemptions without reason or need."""
    problems: list[Problem] = []
    for page in content.sides():
        needed: dict[int, bool] = {}
        exempt: dict[int, Passage] = {}
        for passage in page.passages:
            if passage.kind == "heading":
                continue
            found = list(_passage(content, page.language, page.file, passage))
            if passage.exemption is None:
                problems += found
                continue
            exempt.setdefault(passage.block, passage)
            unknown = any(span.text not in content.data.facts for span in passage.citations)
            needed[passage.block] = needed.get(passage.block, False) or bool(found) or unknown
            if passage.exemption == "":
                problems.append(Problem(page.file, passage.line, "the no-fact comment gives no reason",
                                        "write <!-- no-fact: why the figure is no fact about AWS -->"))
        problems += [Problem(page.file, exempt[block].line, "the no-fact comment exempts no figure",
                             "remove it; numbers without a unit need none")
                     for block, used in needed.items() if not used]
    for language, file, _line, passage in corrections_prose(content):
        problems += _passage(content, language, file, passage)
    return [*problems, *_questions(content)]


def prose(passage: Passage) -> str:
    """The text in which figures are looked for: code, links and pictures stand as a blank."""
    hidden = {"code": " ¤ ", "link": " ¤ ", "image": " ¤ "}
    return "".join(span.text if span.kind in ("text", "emphasis") else hidden.get(span.kind, "")
                   for span in passage.spans)


def _passage(content: Content, language: str, file: str, passage: Passage) -> Iterator[Problem]:
    facts = content.data.facts
    for sentence in passage.sentences():
        if any(span.text not in facts for span in sentence.citations):
            continue                    # `facts` reports the unknown id; its value is not known
        cited = [facts[span.text] for span in sentence.citations]
        table = " ".join(sentence.header) if sentence.kind == "row" else None
        for figure in uncovered(prose(sentence), cited, content.data.units, language, table):
            yield Problem(file, sentence.line, f"the figure “{figure.text}” has no source", _CITE)


def _questions(content: Content) -> Iterator[Problem]:
    for question in content.data.questions.values():
        own = [content.data.facts[fact] for fact in question.facts if fact in content.data.facts]
        file, line = content.line("question", question.id)
        for language in LANGUAGES:
            for option in question.options:
                for figure in _free(content, option.text[language], own, language) if option.correct else []:
                    yield Problem(file, line, f"question “{question.id}” says “{figure}” ({language}), which is the value "
                                  "of none of its facts", f"add the fact's id to `facts`, or {_INVENTED}")
            for figure in _free(content, question.stem[language], own, language):
                fact = _same_value(content, question, figure, language)
                if fact:
                    yield Problem(file, line, f"question “{question.id}” says “{figure}” ({language}), the value of {fact.id}",
                                  f"add {fact.id} to `facts`, or {_INVENTED}")


def _free(content: Content, text: str, facts: list[Fact], language: str) -> list[str]:
    """The figures of the text that the facts do not account for; none if the text is exempt."""
    spans = spans_of(text)
    if any(span.kind == "comment" and _NO_FACT.match(span.text) for span in spans):
        return []
    words = prose(Passage("paragraph", spans, 0, ""))
    return [figure.text for figure in uncovered(words, facts, content.data.units, language)]


def _same_value(content: Content, question: Question, figure: str, language: str) -> Fact | None:
    """A fact of the question's service that has this value: the stem states it. Other figures are invented."""
    service = question.page.split("/")[0]
    return next((fact for fact in content.data.facts.values() if fact.service == service
                 and (fact.unit or isinstance(fact.value, str))
                 and spans_of_value(fact, content.data.units, language, figure)), None)
