"""Questions of the self-tests: STYLE.md 10.

Guarantees: page, section and facts exist; at least four for each page of a service, three for each lab; no two questions
alike (rapidfuzz on the stems); every option has its own text and a real explanation; no citations.
That kind and key fit is already guaranteed by the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz, process, utils

from apuntes.content.problem import Problem
from apuntes.content.records import LANGUAGES, Question
from apuntes.content.tree import Content

MINIMUM = {"topic": 4, "overview": 4, "lab": 3}
SHORTEST_WHY = 15
SAME = 92
_CHOOSE = {"es": "Elige", "en": "Choose"}
_HOW_MANY = {"es": {2: "dos", 3: "tres", 4: "cuatro"}, "en": {2: "two", 3: "three", 4: "four"}}


def check(content: Content) -> list[Problem]:
    """Problems of single questions, then of pages with too few, then duplicates."""
    problems = [problem for question in content.data.questions.values() for problem in _question(content, question)]
    count = Counter(question.page for question in content.data.questions.values())
    for path, pair in content.pages.items():
        least = 0 if path == "labs/index" else MINIMUM.get(pair.sides[0].kind, 0)
        if count[path] < least:
            service = path.split("/")[0]
            problems.append(Problem(pair.sides[0].file, 0, f"the page has {count[path]} questions, {least} are needed",
                                    f"add records with “page: {path}” to data/questions/{service}.yml"))
    return [*problems, *_duplicates(content)]


def _question(content: Content, question: Question) -> Iterator[Problem]:
    file, line = content.line("question", question.id)

    def problem(what: str, how: str) -> Problem:
        return Problem(file, line, f"question “{question.id}”: {what}", how)

    pair = content.pages.get(question.page)
    if pair is None:
        yield problem(f"page “{question.page}” does not exist", "name a page as in docs/es/<page>.md")
    elif question.section not in (ids := pair.sides[0].ids):
        near = process.extractOne(question.section, sorted(ids), score_cutoff=50)
        yield problem(f"#{question.section} is no heading of {question.page}",
                      f"did you mean “section: {near[0]}”?" if near else "name the heading that explains the answer")
    for fact in question.facts:
        if fact not in content.data.facts:
            yield problem(f"fact “{fact}” is not in the ledger", "mend the id, or add it to data/facts/")
    for language in LANGUAGES:
        texts = [option.text[language].strip().casefold() for option in question.options]
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            yield problem(f"two options say “{text}” ({language})", "give every option a text of its own")
        for number, option in enumerate(question.options, start=1):
            if len(option.why[language].strip()) < SHORTEST_WHY:
                yield problem(f"option {number} is not explained ({language}: “{option.why[language]}”)",
                              "say why it is right or wrong, naming the concept")
        everything = [question.stem, *(t for option in question.options for t in (option.text, option.why))]
        if any("[^" in text[language] for text in everything):
            yield problem(f"a text cites a fact ({language})", "list the fact under `facts` and remove [^…]")
        right = sum(option.correct for option in question.options)
        say = f"{_CHOOSE[language]} {_HOW_MANY[language].get(right, str(right))}"
        if question.kind == "multiple" and say.casefold() not in question.stem[language].casefold():
            yield problem(f"the stem does not say how many are right ({language})", f"end it with “{say}.”")


def _duplicates(content: Content) -> Iterator[Problem]:
    questions = list(content.data.questions.values())
    for language in LANGUAGES:
        stems = [question.stem[language] for question in questions]
        for i, question in enumerate(questions):
            for _, score, j in process.extract(stems[i], stems[:i], scorer=fuzz.token_sort_ratio,
                                               processor=utils.default_process, score_cutoff=SAME, limit=None):
                file, line = content.line("question", question.id)
                yield Problem(file, line, f"question “{question.id}” asks the same as “{questions[j].id}” "
                              f"({language}, {score:.0f} % alike)", "remove one, or ask for another idea")
