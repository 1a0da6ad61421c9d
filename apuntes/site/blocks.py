"""Markdown that the build adds to a page: footnotes, then/now boxes, self-test, generated lists.

Pure functions from text and records to text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

import markdown as python_markdown

from apuntes.content import formats
from apuntes.content.records import Correction, Data, Fact, Question, Term

CITATION = re.compile(r"\[\^([a-z0-9][a-z0-9.-]*)\]")
THEN_NOW = re.compile(r'^!!! then-now "([^"]+)"[ \t]*$', re.MULTILINE)
T = TypeVar("T")
QUIZ_MARK = "<!-- apuntes:quiz -->"
OFFLINE_MARK = "<!-- apuntes:offline -->"
PACKS_MARK = "<!-- apuntes:packs -->"
_INLINE = python_markdown.Markdown()

WORDS = {
    "es": {"then_now": "Antes / ahora", "then": "Antes", "now": "Ahora", "since": "Ahora (desde {})",
           "since_day": "Ahora (desde el {})",
           "never": "En realidad", "checked": "comprobado el {}", "cite": "cifra conocida; página sin releer al {}",
           "self_test": "Comprueba lo que sabes",
           "sources": "Fuentes", "explained": "Se explica en", "term": "Término", "english": "En inglés",
           "definition": "Definición", "figure": "Cifra", "value": "Valor", "source": "Fuente",
           "verified": "Revisado", "api": "API",
           "schema": "esquema"},
    "en": {"then_now": "Then / now", "then": "Then", "now": "Now", "since": "Now (since {})",
           "since_day": "Now (since {})",
           "never": "In fact", "checked": "checked {}", "cite": "long-standing figure; page not re-read as of {}",
           "self_test": "Check what you know",
           "sources": "Sources", "explained": "Explained in", "term": "Term", "english": "In Spanish",
           "definition": "Definition", "figure": "Figure", "value": "Value", "source": "Source",
           "verified": "Reviewed", "api": "API",
           "schema": "schema"},
}

DOWNLOADS = {
    "facts": {"es": "cada cifra con su unidad, alcance, fuente y fecha de revisión",
              "en": "each figure with its unit, scope, source, and date of review"},
    "glossary": {"es": "términos con su definición en los dos idiomas", "en": "terms with their definition in both languages"},
    "questions": {"es": "preguntas con cada opción explicada", "en": "questions with every option explained"},
    "corrections": {"es": "lo que dicen otros apuntes, lo que es verdad y desde cuándo",
                    "en": "what other notes say, what is true, and since when"},
}
_OTHER_FILES = {
    "feed.xml": ("Atom", {"es": "correcciones y cifras que cambiaron, para tu lector de noticias",
                          "en": "corrections and figures that changed, for your feed reader"}),
    "llms.txt": ("Markdown", {"es": "índice de las páginas en Markdown: cada una es `index.md` en su carpeta",
                              "en": "index of the pages as Markdown: each one is `index.md` in its folder"}),
}


def plain_fences(markdown: str) -> str:
    """Fences without the `{reason="…"}` that only the checks read; MkDocs would not know them as fences.

    `bash {fails="…"}` becomes `{ .bash data-fails="…" }`: the page says that the block is meant to fail.
    `bash {reason="…"}` becomes `{ .bash data-shown="yes" }`: a lab's page does not offer to run it.
    """
    markdown = re.sub(r'^([ \t]*`{3,})bash[ \t]*\{reason="[^"}\n]*"\}[ \t]*$', r'\1{ .bash data-shown="yes" }', markdown,
                      flags=re.MULTILINE)
    markdown = re.sub(r'^([ \t]*`{3,})bash[ \t]*\{fails=("[^"}\n]*")\}[ \t]*$', r"\1{ .bash data-fails=\2 }", markdown,
                      flags=re.MULTILINE)
    return re.sub(r"^([ \t]*`{3,}[a-z]+)[ \t]*\{[^}\n]*\}[ \t]*$", r"\1", markdown, flags=re.MULTILINE)


def cited(markdown: str) -> list[str]:
    """Ids of `[^id]` citations in reading order, each once."""
    return list(dict.fromkeys(CITATION.findall(markdown)))


def footnotes(markdown: str, data: Data, language: str) -> str:
    """The page with a “Sources” section that defines every fact it cites. Unknown ids stay undefined."""
    facts = [data.facts[name] for name in cited(markdown) if name in data.facts]
    if not facts:
        return markdown
    words = WORDS[language]
    notes = "\n".join(f"[^{fact.id}]: {footnote(fact, data, language)}" for fact in facts)
    return f"{markdown.rstrip()}\n\n## {words['sources']} {{ #sources }}\n\n///Footnotes Go Here///\n\n{notes}\n"


def footnote(fact: Fact, data: Data, language: str) -> str:
    """One line of Markdown: what, how much, per what; the AWS page; when it was checked."""
    value = formats.fact_value(fact, data.units, language)
    scope = f" ({fact.scope[language]})" if fact.scope else ""
    checked = WORDS[language]["cite" if fact.evidence == "cite" else "checked"].format(formats.date(fact.verified, language))
    title = fact.source.title.replace("[", "(").replace("]", ")")
    return f"{fact.label[language]}: {_escape(value)}{scope}. [{title}]({fact.source.url}){{ lang='en' }}, {checked}."


def then_now(markdown: str, data: Data, language: str) -> str:
    """Replace each `!!! then-now "id"` line by its box. Unknown ids are left for the check to name."""
    def box(match: re.Match[str]) -> str:
        record = data.corrections.get(match[1])
        return match[0] if record is None else correction_box(record, language)
    return THEN_NOW.sub(box, markdown)


def correction_box(record: Correction, language: str) -> str:
    """The then/now box as Markdown inside HTML, so that its citations become footnotes of the page."""
    words, now = WORDS[language], now_label(record, language)
    return "\n".join([
        '<div class="admonition then-now" markdown="1">',
        f'<p class="admonition-title">{words["then_now"]}</p>',
        '<div class="then" markdown="1">', f'<p class="tn-label">{words["then"]}</p>', "",
        record.claim[language], "", "</div>",
        '<div class="now" markdown="1">', f'<p class="tn-label">{now}</p>', "",
        record.truth[language], "", "</div>", "</div>"])


def now_label(record: Correction, language: str) -> str:
    """What stands above the truth: since when it holds, or that it always did."""
    words = WORDS[language]
    if record.since:
        whole_day = len(record.since) == len("2025-01-31")
        return words["since_day" if whole_day else "since"].format(formats.date(record.since, language))
    return words["never"] if record.verdict == "wrong" else words["now"]


def self_test(markdown: str, questions: list[Question], language: str) -> str:
    """The page with a self-test section at its end, filled in after rendering (`QUIZ_MARK`)."""
    if not questions:
        return markdown
    return f"{markdown.rstrip()}\n\n## {WORDS[language]['self_test']} {{ #self-test }}\n\n{QUIZ_MARK}\n"


def generated(markdown: str, data: Data, language: str, titles: dict[str, str]) -> str:
    """Fill `<!-- apuntes:glossary|numbers|corrections|downloads -->`; `titles` maps page path to its title."""
    makers: dict[str, Callable[[], str]] = {
        "glossary": lambda: glossary(data, language),
        "numbers": lambda: numbers(data, language, titles),
        "corrections": lambda: corrections(data, language, titles),
        "downloads": lambda: downloads(language),
    }
    for name, make in makers.items():
        mark = f"<!-- apuntes:{name} -->"
        if mark in markdown:
            markdown = markdown.replace(mark, make())
    return markdown


def glossary(data: Data, language: str) -> str:
    """The ES↔EN table, sorted by the page's language, one row per term with the term's id."""
    words = WORDS[language]
    other = "en" if language == "es" else "es"

    def row(term: Term) -> str:
        here, there = term.words(language), term.words(other)
        return (f'<tr id="{term.id}"><th scope="row">{html.escape(here.term)}</th>'
                f'<td lang="{other}">{html.escape(there.term)}</td><td>{html.escape(here.definition)}</td></tr>')

    rows = "\n".join(row(term) for term in sorted(data.terms.values(), key=lambda t: fold(t.words(language).term)))
    return _table("glossary", (words["term"], words["english"], words["definition"]), rows)


def numbers(data: Data, language: str, titles: dict[str, str]) -> str:
    """All facts, a table per service."""
    words = WORDS[language]
    parts = []
    for service, facts in by(data.facts.values(), lambda fact: fact.service):
        rows = "\n".join(_number_row(fact, data, language) for fact in facts)
        head = (words["figure"], words["value"], words["source"], words["verified"])
        parts.append(f"## {service_title(service, titles)} {{ #{service} }}\n\n{_table('numbers', head, rows)}")
    return "\n\n".join(parts)


def _number_row(fact: Fact, data: Data, language: str) -> str:
    api = f' <span class="tag">{WORDS[language]["api"]}</span>' if fact.model else ""
    scope = f' <span class="scope">{html.escape(fact.scope[language])}</span>' if fact.scope else ""
    return (f'<tr id="{fact.id}" data-evidence="{fact.evidence}">'
            f'<th scope="row">{_code(fact.label[language])}{scope}</th>'
            f"<td>{html.escape(formats.fact_value(fact, data.units, language))}</td>"
            f'<td><a href="{html.escape(fact.source.url)}" lang="en">{html.escape(fact.source.title)}</a>{api}</td>'
            f'<td><time datetime="{fact.verified}">{formats.date(fact.verified, language)}</time></td></tr>')


def corrections(data: Data, language: str, titles: dict[str, str]) -> str:
    """All then/now boxes by service, each with the pages that explain it; scripts/numbers.js filters them."""
    words = WORDS[language]
    parts = []
    for service, records in corrections_by_service(data):
        parts.append(f"## {service_title(service, titles)} {{ #{service} }}")
        for record in records:
            links = ", ".join(f"[{titles.get(page, page)}](../{page}.md)" for page in record.pages)
            since = f' data-since="{record.since or ""}"' if record.since or record.verdict == "outdated" else ""
            parts += [f'<div class="record filterable" id="{record.id}"{since} markdown="1">', correction_box(record, language),
                      f"{words['explained']}: {links}.", "</div>"]
    return "\n\n".join(parts)


def corrections_by_service(data: Data) -> list[tuple[str, list[Correction]]]:
    """The corrections under the service of the first page that shows them."""
    return by(data.corrections.values(), lambda record: record.pages[0].split("/")[0])


def downloads(language: str) -> str:
    """The list of the files for programs, with links from `reference/`."""
    up = "../" if language == "es" else "../../"

    def item(path: str, holds: str, kind: str, schema: str) -> str:
        more = f', <a href="{up}{schema}">{WORDS[language]["schema"]}</a>' if schema else ""
        return f'<li><a href="{up}{path}">{path.rpartition("/")[2]}</a> ({kind}{more}): {_code(holds)}</li>'

    return "\n".join(["<ul>", *(item(*row) for row in download_rows(language)), "</ul>"])


def download_rows(language: str) -> list[tuple[str, str, str, str]]:
    """The files for programs: path in the site, what it holds, format, path of its schema or ""."""
    root = "" if language == "es" else "en/"
    return [*((f"data/{name}.json", says[language], "JSON", f"data/schema/{name}.json") for name, says in DOWNLOADS.items()),
            *((root + name, says[language], kind, "") for name, (kind, says) in _OTHER_FILES.items())]


def fold(text: str) -> str:
    """Lower case without accents: the key for sorting and searching in both languages."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache                                                          # self-test, exam and cards show the same texts
def inline(text: str) -> str:
    """Inline Markdown (code, emphasis) of a record as HTML without the paragraph around it."""
    if not re.search(r"[`*_<\[\\&]", text):
        return text                                             # most texts: nothing to render, and rendering is slow
    made = re.sub(r"\s*<!--.*?-->", "", _INLINE.reset().convert(text))      # reasons that only the checks read
    return made.removeprefix("<p>").removesuffix("</p>") if made.count("<p>") == 1 else made


def by(items: Iterable[T], key: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return sorted(groups.items())


def service_title(service: str, titles: dict[str, str]) -> str:
    return titles.get(f"{service}/index", service.upper())


def _table(name: str, head: tuple[str, ...], rows: str) -> str:
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    return (f'<div class="table-wrap">\n<table class="{name} filterable">\n<thead><tr>{cells}</tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>")


def _code(text: str) -> str:
    """HTML of a label, whose only Markdown is `code`."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _escape(text: str) -> str:
    return re.sub(r"([*_`\[\]])", r"\\\1", text)
