"""One build of the site: the records it was started with, and each step that uses them.

Holds what a build shares between its pages; every step delegates to a module of plain functions.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from apuntes.content.loading import YAML_LOADER, load_data
from apuntes.content.pages import page_kind
from apuntes.content.records import LANGUAGES, Data, Question
from apuntes.content.titles import read_titles
from apuntes.labs.record import Lab, load_labs
from apuntes.site import assets, blocks, cards, context, csp, labs, machines, offline, on_demand, packs, search, sitemap, terminal
from apuntes.site import questions as practice
from apuntes.site.indexing import Background
from apuntes.site.markdown import PageContext, TermLinks
from apuntes.site.rendered import mark_of

# Pygments wraps spaces, punctuation and plain names too; the style sheet gives them no colour.
_UNSTYLED = re.compile(r'<span(?: class="(?:w|p|n|l l-Scalar l-Scalar-Plain)")?>([^<]*)</span>')
_FOR_EDITORS = re.compile(r"\s*<!--\s*no-fact:.*?-->", re.DOTALL)        # why a figure needs no citation
_NO_TERM_LINKS = ("home", "reference", "practice")
# What a page of the practice centre places with `<!-- apuntes:… -->`: the template, and the script that makes it work.
_PRACTICE = {"tests": "practice.js", "progress": "practice.js", "exam": "exam.js", "flashcards": "flashcards.js",
             "anki": "flashcards.js"}


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
    decks: dict[str, dict[str, int]]            # cards in each deck of flashcards
    labs: dict[str, Lab]
    sides: dict[str, machines.Side]
    runtime: terminal.Runtime | None
    pairs: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    nav: Navigation | None = None

    @classmethod
    def load(cls, root: Path, site_url: str, boxes: dict[str, dict[str, str]]) -> Builder:
        """Read records, words and assets below `root`; `boxes` names the kinds of admonitions by language.

        Raises ContentError for malformed records.
        """
        data = load_data(root)
        words: dict[str, dict[str, str]] = yaml.load((root / "data" / "ui.yml").read_text(encoding="utf-8"), YAML_LOADER)
        ui = {str(language): {key: texts[language] for key, texts in words.items()} for language in LANGUAGES}
        questions: dict[str, list[Question]] = defaultdict(list)
        for question in data.questions.values():
            questions[question.page].append(question)
        titles: dict[str, dict[str, str]] = {language: read_titles(root, language) for language in LANGUAGES}
        decks = {language: cards.decks(data, language, titles[language]) for language in ui}
        return cls(
            root=root, site_url=site_url, data=data,
            ui=ui,
            assets=assets.bundle(root / "docs" / "assets", ui,
                                 {language: on_demand.files(root, data, language, titles[language], decks[language])
                                  for language in ui}),
            terms={language: _term_links(data, language) for language in LANGUAGES},
            titles=titles,
            questions=questions, labs=load_labs(root), runtime=terminal.Runtime.load(root),
            decks={language: {name: len(made) for name, made in found.items()} for language, found in decks.items()},
            sides={language: machines.Side(language, boxes[language], titles[language]) for language in titles},
        )

    def mark(self) -> str:
        """What can show in the content of every page; for `rendered.Kept`."""
        names = sorted(path.relative_to(self.root).as_posix() for path in (self.root / "docs").rglob("*.md"))
        files = [*sorted((self.root / "overrides" / "partials").glob("*.html")), self.root / "mkdocs.yml",
                 self.root / "docs" / "assets" / "diagrams"]
        terms = {language: links.targets for language, links in self.terms.items()}
        return f"{mark_of(files)} {names} {terms} {self.data.tabs} {self.ui}"

    def appended(self, page: Page, language: str) -> str:
        """What a page shows besides its Markdown; for `rendered.Kept`."""
        path = context.page_path(page)
        if page_kind(path) == "practice":
            return repr(self._practice(page, language))
        return repr((self.questions[path], self.labs.get(page.file.name)))

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
        self.sides[language].sources[path] = text
        text = blocks.plain_fences(text)
        text = blocks.generated(text, self.data, language, self.titles[language])
        text = labs.filled(text, path, self._labs(page), language, self.titles[language])
        text = blocks.then_now(text, self.data, language)
        text = blocks.self_test(text, self.questions[path], language)
        return blocks.footnotes(text, self.data, language)

    def content(self, html: str, page: Page, language: str, env: Environment) -> str:
        """The page's HTML with the self-test in its place and without colourless highlighting."""
        html = _FOR_EDITORS.sub("", _UNSTYLED.sub(r"\1", html))
        for name, script in _PRACTICE.items():
            mark = f"<!-- apuntes:{name} -->"
            if mark in html:
                given = self._practice(page, language)
                html = html.replace(mark, env.get_template(f"partials/{name}.html").render(
                    **given, script=given["scripts"][script], ui=self.ui[language], lang=language))
        if blocks.OFFLINE_MARK in html:
            script = get_relative_url(self._asset("offline.js", language), page.url)
            html = html.replace(blocks.OFFLINE_MARK, env.get_template("partials/offline.html").render(
                ui=self.ui[language], script=script))
        if blocks.PACKS_MARK in html:
            offered = [(pack, get_relative_url(pack.url, page.url)) for pack in packs.found(self.root, language)]
            html = html.replace(blocks.PACKS_MARK, env.get_template("partials/packs.html").render(
                packs=offered, ui=self.ui[language], lang=language))
        if blocks.QUIZ_MARK not in html:
            return html
        path = context.page_path(page)
        questions = practice.self_test(self.questions[path], language, {item.id: item.title for item in _flat(page.toc)})
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
        side = self.sides[language]
        side.name, side.description = config.site_name, config.site_description or ""
        side.sections = side.sections or context.outline(nav)
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
            "lab": self._terminal(page, path, language),
        }

    def static_context(self, language: str, given: dict[str, Any], config: MkDocsConfig) -> dict[str, Any]:
        """Template variables of 404.html and unsaved.html, whose links must hold at any depth."""
        base = urlsplit(config.site_url).path if config.site_url else given.get("base_url") or ""
        shared = self._shared(language, "", config)
        return {**shared, "base_url": base, "page_kind": "error",
                "asset": lambda name: posixpath.join(base, self._asset(name, language)),
                "sections": [], "crumbs": [], "alternates": [], "twin": None, "canonical": None,
                "repo_url": config.repo_url, "ui_all": self.ui}

    def finish(self, site_dir: Path, background: Background | None) -> None:
        """What needs the whole site: assets, search, files for programs, sitemap and, for a real build, the
        security policy and the lists for offline reading.

        `mkdocs serve` has its index made in the background. It adds an inline reload script to each page,
        which the policy would block, so it runs without one; a page that changes all the time is not offered
        for saving.
        """
        if background:
            self._files(site_dir)
            background.refresh(site_dir)
            return
        with search.indexing(site_dir):
            self._files(site_dir)
        (site_dir / "csp.txt").write_text(csp.apply(site_dir) + "\n", encoding="utf-8")
        offline.write_lists(site_dir, {language: list(urls.values()) for language, urls in self.assets.urls.items()})

    def _files(self, site_dir: Path) -> None:
        """The files beside the pages."""
        self.assets.write(site_dir)
        packs.copy(self.root, site_dir)
        if self.runtime and self.labs:
            self.runtime.write(site_dir)
        search.write_synonyms(self.data, site_dir)
        machines.write(site_dir, self.site_url, self.data, self.questions, list(self.sides.values()))
        sitemap.write(site_dir, self.site_url, [self.pairs[path] for path in sorted(self.pairs)])
        offline.write_app(site_dir, self.root / "docs" / "assets" / "scripts" / "worker" / "sw.js",
                          {side.language: (side.name, side.description) for side in self.sides.values()})

    def _labs(self, page: Page) -> list[Lab]:
        """The labs in the order of the navigation."""
        section = context.siblings(self.nav, page) if self.nav else []
        return [self.labs[name] for one in section if (name := context.page_path(one).removeprefix("labs/")) in self.labs]

    def _terminal(self, page: Page, path: str, language: str) -> dict[str, str] | None:
        lab = self.labs.get(path.removeprefix("labs/"))
        up = get_relative_url("./", page.url).rstrip("/") + "/"
        if lab is None or not path.startswith("labs/"):
            return None
        return {**terminal.page(lab, self.runtime, language, up, blocks.inline),
                "absent": blocks.inline(self.ui[language]["lab_absent"])}

    def _shared(self, language: str, url: str, config: MkDocsConfig) -> dict[str, Any]:
        return {"lang": language, "ui": self.ui[language],
                "asset": lambda name: get_relative_url(self._asset(name, language), url)}

    def _asset(self, name: str, language: str) -> str:
        try:
            return self.assets.urls[language][name]
        except KeyError:
            raise KeyError(f"no asset “{name}” in docs/assets/styles or docs/assets/scripts") from None

    def _practice(self, page: Page, language: str) -> dict[str, Any]:
        """What the practice pages show without a script. Their links are relative to the language's home, `root`."""
        places = self.nav.pages if self.nav else []
        order = {context.page_path(place): number for number, place in enumerate(places)}
        home = "en/" if language == "en" else ""
        return {"root": get_relative_url(home or ".", page.url),
                "scripts": {name: get_relative_url(self._asset(name, language), page.url) for name in _PRACTICE.values()},
                "shelves": practice.shelves(self.data.questions.values(), self.titles[language], order),
                "decks": self.decks[language],
                "packs": [(pack, get_relative_url(pack.url, page.url)) for pack in packs.found(self.root, language, "apkg")]}

    def _home(self, nav: Navigation, page: Page, language: str) -> dict[str, Any]:
        services = []
        for section in context.sections(nav, page):
            service = section["url"].removeprefix("en/").strip("./").split("/")[-1]
            services.append({"id": service, "title": section["title"], "url": section["url"],
                             "summary": self.titles[language].get(f"{service}/index#description", "")})
        return {"services": services, "facts": len(self.data.facts), "questions": len(self.data.questions),
                "terms": len(self.data.terms), "corrections": len(self.data.corrections)}


def _term_links(data: Data, language: str) -> TermLinks:
    forms: dict[str, str] = {}
    for term in data.terms.values():
        words = term.words(language)
        for form in (words.term, *words.variants):
            forms.setdefault(form, term.id)
    return TermLinks.build(forms)


def _flat(items: Any) -> list[Any]:
    return [found for item in items for found in (item, *_flat(item.children))]
