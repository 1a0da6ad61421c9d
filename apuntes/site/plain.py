"""A page as Markdown that any reader understands: the twin `index.md` beside its `index.html`.

Everything that the build adds is written out: then/now boxes, footnotes, self-test, generated lists.
Boxes become quotations, tabs bold labels with their content below; links lead to other twins. Headings
keep their ids (`{ #id }`), because links use them. Pure functions from text and records to text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apuntes.content import formats
from apuntes.content.records import Correction, Data, Question
from apuntes.site import blocks

_BLOCK = re.compile(r'^( *)(!!!|\?\?\?\+?|===) +(?:([\w-]+) *)?(?:"(.*)")?\s*$')
_FENCE = re.compile(r"^[ >]*(`{3,})")
_CODE_OR = re.compile(r"(?P<code>^[ >]*(?P<fence>`{3,}).*?^[ >]*(?P=fence)[ \t]*$|(?P<tick>`+).+?(?P=tick))"
                      r"|(?P<comment>[ \t]*<!--.*?-->)|(?<=\])\((?P<target>[^()\s]+)\)", re.DOTALL | re.MULTILINE)
_WORDS = {
    "es": {"right": "Correcta.", "wrong": "Incorrecta."},
    "en": {"right": "Correct.", "wrong": "Incorrect."},
}


@dataclass(frozen=True)
class Wording:
    """What the page's language calls the kinds of boxes, and the titles of all pages (`s3/index`)."""

    language: str
    boxes: Mapping[str, str]
    titles: dict[str, str]


def url_of(path: str, language: str) -> str:
    """Where a page is in the site: `s3/index` -> `s3/`, in English `en/s3/`."""
    folder = "" if path == "index" else path.removesuffix("/index") + "/"
    return folder if language == "es" else "en/" + folder


def twin(text: str, path: str, data: Data, questions: list[Question], wording: Wording) -> str:
    """The whole twin of the page at `path`; `text` is its Markdown without front matter."""
    language = wording.language
    text = blocks.plain_fences(text)
    text = _generated(text, data, wording)
    text = blocks.THEN_NOW.sub(lambda match: then_now(data.corrections[match[1]], language)
                               if match[1] in data.corrections else match[0], text)
    text = "\n".join(unfold(text.split("\n"), wording.boxes))
    if questions:
        title = blocks.WORDS[language]["self_test"]
        text = f"{text.rstrip()}\n\n## {title} {{ #self-test }}\n\n{self_test(questions, language)}\n"
    text = re.sub(r"\{ lang='en' \}|///Footnotes Go Here///\n\n", "", blocks.footnotes(text, data, language))
    return re.sub(r"\n{3,}", "\n\n", links(text, path, language)).strip() + "\n"


def unfold(lines: list[str], boxes: Mapping[str, str]) -> list[str]:
    """Boxes as quotations, tabs as bold labels; what is inside them too."""
    found: list[str] = []
    fence, place = "", 0
    while place < len(lines):
        line = lines[place]
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        block = None if fence else _BLOCK.match(line)
        place += 1
        if not block:
            found.append(line)
            continue
        margin, kind, name, title = block.groups()
        inside = len(margin) + 4
        end = place
        while end < len(lines) and (not lines[end].strip() or lines[end][:inside].isspace()):
            end += 1
        body = unfold([text[inside:] for text in lines[place:end]], boxes)
        body = "\n".join(body).strip("\n").split("\n")
        if kind == "===":
            found += [f"{margin}**{title}**", "", *(f"{margin}{text}".rstrip() for text in body), ""]
        else:
            heading = ": ".join(filter(None, (boxes.get(name, name), title)))
            found += [f"{margin}> {text}".rstrip() for text in (f"**{heading}**", "", *body)] + [""]
        place = end
    return found


def then_now(record: Correction, language: str) -> str:
    """The then/now box as a quotation."""
    words = blocks.WORDS[language]
    return (f"> **{words['then_now']}**\n>\n> **{words['then']}:** {record.claim[language]}\n>\n"
            f"> **{blocks.now_label(record, language)}:** {record.truth[language]}")


def self_test(questions: list[Question], language: str) -> str:
    """The questions as a list, each option with whether and why it is right."""
    words, parts = _WORDS[language], []
    for number, question in enumerate(questions, 1):
        options = "\n".join(
            f"   - {option.text[language]} — **{words['right' if option.correct else 'wrong']}** {option.why[language]}"
            for option in question.options)
        parts.append(f"{number}. {question.stem[language]} ({', '.join(question.exams)})\n\n{options}")
    return "\n\n".join(parts)


def links(text: str, path: str, language: str) -> str:
    """Links to pages lead to their twins, pictures to where the site has them; comments are dropped."""
    here = url_of(path, language)

    def changed(match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        if match["comment"]:
            return ""
        target, sharp, anchor = match["target"].partition("#")
        if not target or ":" in target:
            return match[0]
        full = posixpath.normpath(posixpath.join(language, posixpath.dirname(path), target))
        if full.endswith(".md"):
            full = url_of(full.partition("/")[2].removesuffix(".md"), language) + "index.md"
        return f"({posixpath.relpath(full, here or '.')}{sharp}{anchor})"
    return _CODE_OR.sub(changed, text)


def _generated(text: str, data: Data, wording: Wording) -> str:
    """The lists of the reference pages."""
    language, words = wording.language, blocks.WORDS[wording.language]
    other = "en" if language == "es" else "es"
    makers: dict[str, Callable[[], str]] = {
        "glossary": lambda: _table(
            (words["term"], words["english"], words["definition"]),
            [(term.words(language).term, term.words(other).term, term.words(language).definition)
             for term in sorted(data.terms.values(), key=lambda t: blocks.fold(t.words(language).term))]),
        "numbers": lambda: "\n\n".join(
            f"## {blocks.service_title(service, wording.titles)} {{ #{service} }}\n\n" + _table(
                (words["figure"], words["value"], words["source"], words["verified"]),
                [(fact.label[language] + (f" ({fact.scope[language]})" if fact.scope else ""),
                  formats.fact_value(fact, data.units, language), f"[{fact.source.title}]({fact.source.url})",
                  fact.verified.isoformat()) for fact in facts])
            for service, facts in blocks.by(data.facts.values(), lambda fact: fact.service)),
        "corrections": lambda: "\n\n".join(
            f"## {blocks.service_title(service, wording.titles)} {{ #{service} }}\n\n" + "\n\n".join(
                then_now(record, language) + f"\n\n{words['explained']}: " + ", ".join(
                    f"[{wording.titles.get(page, page)}](../{page}.md)" for page in record.pages) + "."
                for record in records)
            for service, records in blocks.corrections_by_service(data)),
        "downloads": lambda: "\n".join(
            f"- [{path.rpartition('/')[2]}](../../{path}) ({kind}"
            + (f", [{words['schema']}](../../{schema})" if schema else "") + f"): {holds}"
            for path, holds, kind, schema in blocks.download_rows(language)),
    }
    for name, make in makers.items():
        mark = f"<!-- apuntes:{name} -->"
        if mark in text:
            text = text.replace(mark, make())
    return text


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
