"""One build of the site: the records it was started with, and each step that uses them.

Holds what a build shares between its pages; every step delegates to a module of plain functions.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import markdown as python_markdown
import yaml
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from apuntes.content.loading import YAML_LOADER, load_data
from apuntes.content.pages import page_kind
from apuntes.content.problem import ContentError, Problem
from apuntes.content.records import LANGUAGES, Data, Question
from apuntes.site import assets, blocks, context, csp, search, sitemap
from apuntes.site.indexing import Background
from apuntes.site.markdown import PageContext, TermLinks
from apuntes.site.rendered import mark_of

# Pygments wraps spaces, punctuation and plain names too; the style sheet gives them no colour.
_UNSTYLED = re.compile(r'<span(?: class="(?:w|p|n|l l-Scalar l-Scalar-Plain)")?>([^<]*)</span>')
_NO_TERM_LINKS = ("home", "reference")


@dataclass
class Builder:
    """What one build knows. `ui[language]` are the interface's words."""

    root: Path
    site_url: str
    data: Data
    ui: dict[str, dict[str, str]]
    assets: assets.Assets
    terms: dict[str, TermLinks]
    titles: dict[str, dict[str, str]]
    questions: dict[str, list[Question]]
    pairs: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    nav: Navigation | None = None

    @classmethod
    def load(cls, root: Path, site_url: str) -> Builder:
        """Read records, words and assets below `root`. Raises ContentError for malformed records."""
        data = load_data(root)
        words: dict[str, dict[str, str]] = yaml.safe_load((root / "data" / "ui.yml").read_text(encoding="utf-8"))
        ui = {str(language): {key: texts[language] for key, texts in words.items()} for language in LANGUAGES}
        questions: dict[str, list[Question]] = defaultdict(list)
        for question in data.questions.values():
            questions[question.page].append(question)
        return cls(
            root=root, site_url=site_url, data=data,
            ui=ui,
            assets=assets.bundle(root / "docs" / "assets", ui, {language: _generated(data, language) for language in ui}),
            terms={language: _term_links(data, language) for language in LANGUAGES},
            titles={language: _titles(root, language) for language in LANGUAGES},
            questions=questions,
        )

    def mark(self) -> str:
        """What can show in the content of every page; for `rendered.Kept`."""
        names = sorted(path.relative_to(self.root).as_posix() for path in (self.root / "docs").rglob("*.md"))
        files = [self.root / "overrides" / "partials" / "quiz.html", self.root / "mkdocs.yml",
                 self.root / "docs" / "assets" / "diagrams"]
        terms = {language: links.targets for language, links in self.terms.items()}
        return f"{mark_of(files)} {names} {terms} {self.data.tabs} {self.ui}"

    def appended(self, page: Page) -> str:
        """What a page shows besides its Markdown; for `rendered.Kept`."""
        return repr(self.questions[context.page_path(page)])

    def markdown_context(self, page: Page, language: str) -> PageContext:
        """What the Markdown extension must know about the page it is about to render."""
        kind = page_kind(context.page_path(page))
        glossary = posixpath.relpath(f"{language}/reference/glossary.md", posixpath.dirname(page.file.src_uri))
        return PageContext(
            glossary_url="" if kind in _NO_TERM_LINKS else glossary,
            terms=self.terms[language],
            tab_keys={labels[language]: key for key, labels in self.data.tabs.items()},
            diagrams=self.root / "docs" / "assets" / "diagrams",
            table_label=self.ui[language].get("table", "Table"),
        )

    def markdown(self, text: str, page: Page, language: str) -> str:
        """The page's Markdown with boxes, generated lists, self-test and sources added."""
        path = context.page_path(page)
        text = blocks.plain_fences(text)
        text = blocks.generated(text, self.data, language, self.titles[language])
        text = blocks.then_now(text, self.data, language)
        text = blocks.self_test(text, self.questions[path], language)
        return blocks.footnotes(text, self.data, language)

    def content(self, html: str, page: Page, language: str, env: Environment) -> str:
        """The page's HTML with the self-test in its place and without colourless highlighting."""
        html = _UNSTYLED.sub(r"\1", html)
        if blocks.QUIZ_MARK not in html:
            return html
        path = context.page_path(page)
        headings = {item.id: item.title for item in _flat(page.toc)}
        questions = [{
            "id": question.id, "kind": question.kind, "difficulty": question.difficulty, "exams": question.exams,
            "stem_html": _inline(question.stem[language]),
            "options": [{"html": _inline(option.text[language]), "why_html": _inline(option.why[language]),
                         "correct": option.correct} for option in question.options],
            "section_id": question.section, "section_title": headings.get(question.section, ""),
        } for question in self.questions[path]]
        quiz = env.get_template("partials/quiz.html").render(quiz_page=path, questions=questions, ui=self.ui[language])
        return html.replace(blocks.QUIZ_MARK, quiz)

    def page_context(self, page: Page, nav: Navigation, language: str, config: MkDocsConfig) -> dict[str, Any]:
        """Template variables of a page; also remembers the pair for the sitemap."""
        path = context.page_path(page)
        file: Any = page.file                                   # static-i18n adds `alternates`
        pair = {name: alternate.url for name, alternate in file.alternates.items()
                if alternate.src_uri.startswith(f"{name}/")}
        pair[language] = page.url
        pair = {name: "" if url == "./" else url for name, url in pair.items()}
        self.pairs[path] = pair
        other = "en" if language == "es" else "es"
        previous, following = context.neighbours(nav, page)
        page.previous_page, page.next_page = previous, following
        kind = page_kind(path)
        return {
            **self._shared(language, page.url, config),
            "page_kind": kind,
            "twin": {"url": get_relative_url(pair[other], page.url), "lang": other,
                     "label": {"es": "Español", "en": "English"}[other]} if other in pair else None,
            "alternates": sitemap.alternates(pair, self.site_url) if self.site_url else [],
            "canonical": page.canonical_url,
            "sections": context.sections(nav, page),
            "crumbs": context.crumbs(nav, page, self.ui[language].get("home", config.site_name)),
            "edit_url": page.edit_url,
            "repo_url": config.repo_url,
            "home": self._home(nav, page, language) if kind == "home" else None,
        }

    def static_context(self, language: str, given: dict[str, Any], config: MkDocsConfig) -> dict[str, Any]:
        """Template variables of 404.html, whose links must hold at any depth."""
        base = given.get("base_url") or ""
        shared = self._shared(language, "", config)
        return {**shared, "page_kind": "error", "asset": lambda name: posixpath.join(base, self._asset(name, language)),
                "sections": [], "crumbs": [], "alternates": [], "twin": None, "canonical": None,
                "repo_url": config.repo_url, "ui_all": self.ui}

    def finish(self, site_dir: Path, background: Background | None) -> None:
        """What needs the whole site: assets, search, sitemap and, for a real build, the security policy.

        `mkdocs serve` has its index made in the background. It adds an inline reload script to each page,
        which the policy would block, so it runs without one.
        """
        self.assets.write(site_dir)
        search.write_synonyms(self.data, site_dir)
        sitemap.write(site_dir, self.site_url, [self.pairs[path] for path in sorted(self.pairs)])
        if background:
            background.refresh(site_dir)
        else:
            search.index(site_dir)
            (site_dir / "csp.txt").write_text(csp.apply(site_dir) + "\n", encoding="utf-8")

    def _shared(self, language: str, url: str, config: MkDocsConfig) -> dict[str, Any]:
        return {"lang": language, "ui": self.ui[language],
                "asset": lambda name: get_relative_url(self._asset(name, language), url)}

    def _asset(self, name: str, language: str) -> str:
        try:
            return self.assets.urls[language][name]
        except KeyError:
            raise KeyError(f"no asset “{name}” in docs/assets/styles or docs/assets/scripts") from None

    def _home(self, nav: Navigation, page: Page, language: str) -> dict[str, Any]:
        services = []
        for section in context.sections(nav, page):
            service = section["url"].removeprefix("en/").strip("./").split("/")[-1]
            services.append({"id": service, "title": section["title"], "url": section["url"],
                             "summary": self.titles[language].get(f"{service}/index#description", "")})
        return {"services": services, "facts": len(self.data.facts), "questions": len(self.data.questions),
                "terms": len(self.data.terms), "corrections": len(self.data.corrections)}


def _generated(data: Data, language: str) -> dict[str, str]:
    """Files that scripts load when they need them: the definitions for the tooltips, term id -> text."""
    definitions = {term.id: term.words(language).definition for term in data.terms.values()}
    return {"terms.json": json.dumps(definitions, ensure_ascii=False, separators=(",", ":"))}


def _term_links(data: Data, language: str) -> TermLinks:
    forms: dict[str, str] = {}
    for term in data.terms.values():
        words = term.words(language)
        for form in (words.term, *words.variants):
            forms.setdefault(form, term.id)
    return TermLinks.build(forms)


def _titles(root: Path, language: str) -> dict[str, str]:
    """Front matter titles (`s3/index`) and descriptions (`s3/index#description`) of one language."""
    found: dict[str, str] = {}
    base = root / "docs" / language
    for file in base.rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        if text.startswith("---\n"):
            try:
                meta = yaml.load(text[4:].split("\n---", 1)[0], Loader=YAML_LOADER) or {}
            except yaml.YAMLError as error:
                mark = getattr(error, "problem_mark", None)
                raise ContentError([Problem(file.relative_to(root).as_posix(), mark.line + 2 if mark else 1,
                                            f"the front matter is not valid YAML: {getattr(error, 'problem', error)}",
                                            "quote a title or description that contains “: ”")]) from None
            path = file.relative_to(base).with_suffix("").as_posix()
            found[path] = str(meta.get("title", path))
            found[f"{path}#description"] = str(meta.get("description", ""))
    return found


def _flat(items: Any) -> list[Any]:
    return [found for item in items for found in (item, *_flat(item.children))]


def _inline(text: str) -> str:
    """Inline Markdown (code, emphasis) of a question as HTML without the paragraph around it."""
    if not re.search(r"[`*_<\[\\&]", text):
        return text                                             # most texts: nothing to render, and rendering is slow
    html = re.sub(r"\s*<!--.*?-->", "", python_markdown.markdown(text))      # reasons that only the checks read
    return html.removeprefix("<p>").removesuffix("</p>") if html.count("<p>") == 1 else html
