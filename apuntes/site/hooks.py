"""MkDocs' events, each a few lines that call the functions of this package.

static-i18n builds Spanish, then English inside the first build's `on_post_build`; what must
happen once for the whole site (`finish`) therefore waits until the plugin is done.
"""

from __future__ import annotations

import importlib
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

log = get_plugin_logger("apuntes")
ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

state: dict[str, Any] = {"serve": False, "builder": None, "kept": None, "compiled": None, "index": None, "code": ""}


def _package(name: str) -> Any:
    """A module of ours; the project need not be installed (MkDocs restores sys.path after loading hooks)."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module(f"apuntes.{name}")


def _forget_package() -> None:
    """Have the package imported again, so that an edit to it shows on reload (MkDocs keeps hooks loaded)."""
    for name in [name for name in sys.modules if name.startswith("apuntes.")]:
        del sys.modules[name]


def _begin_again() -> None:
    """A rebuild of `serve`: edits to the package show, and what did not change is kept."""
    code = _package("site.rendered").mark_of([ROOT / "apuntes"])
    if code != state["code"]:
        _stop_indexing()
        _forget_package()
        state.update(code=code, builder=None, kept=_package("site.rendered").Kept(), compiled=None,
                     index=_package("site.indexing").Background())


def _stop_indexing() -> None:
    if state["index"]:
        state["index"].stop()


def _builder() -> Any:
    return state["builder"]


def on_startup(command: str, dirty: bool) -> None:
    state["serve"] = command == "serve"


def _i18n(config: MkDocsConfig) -> Any:
    return config.plugins["i18n"]


def _boxes(config: MkDocsConfig) -> dict[str, dict[str, str]]:
    """What each language calls the kinds of admonitions."""
    return {str(language.locale): dict(language.admonition_translations or {}) for language in _i18n(config).config.languages}


def _language(config: MkDocsConfig) -> str:
    return str(_i18n(config).current_language or "es")


@event_priority(-200)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the data once per build (not again for the second language)."""
    watched = [str(ROOT / name) for name in ("data", "overrides", "apuntes")]
    config.watch = [*config.watch, *(path for path in watched if path not in config.watch)]
    if not _i18n(config).building:
        if state["serve"]:
            _begin_again()
        try:
            state["builder"] = _package("site.builder").Builder.load(ROOT, config.site_url or "", _boxes(config))
        except _package("content.problem").ContentError as error:
            raise PluginError(f"the data records cannot be read:\n{error}") from None
        if state["serve"]:
            state["kept"].begin(_builder().mark())
        state["compiled"] = state["compiled"] or _package("site.theme").Compiled()
    config.theme.get_env = partial(_package("site.theme").environment, config.theme, state["compiled"])     # type: ignore[method-assign]
    extension = _package("site.markdown").ApuntesExtension
    if not any(isinstance(loaded, extension) for loaded in config.markdown_extensions):
        extensions: list[Any] = [*config.markdown_extensions, extension()]
        config.markdown_extensions = extensions
    language = _language(config)
    ui = _builder().ui[language]
    config.mdx_configs["footnotes"] = {"BACKLINK_TITLE": ui.get("back_to_text", "↩") + " {}"}
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """MkDocs empties the site folder next."""
    if not _i18n(config).building:
        _stop_indexing()


@event_priority(-200)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Drop Material's own assets and the English copies of shared ones: no page refers to them."""
    for file in list(files):
        theirs = file.src_uri.startswith(("assets/javascripts/", "assets/stylesheets/", "assets/images/"))
        shared = not file.is_documentation_page() and not file.src_uri.startswith("en/")
        copies = shared and file.dest_uri.startswith("en/")
        if theirs or copies:
            files.remove(file)
    return files


@event_priority(-200)
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    _builder().nav = nav
    return nav


@event_priority(-200)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    builder, language = _builder(), _language(config)
    text = str(builder.markdown(markdown, page, language))
    if state["serve"] and state["kept"].knows(page, text, builder.appended(page, language)):
        return ""                                               # rendered before: on_page_content puts it back
    _package("site.markdown").set_page(builder.markdown_context(page, language))
    return text


@event_priority(-200)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if state["serve"] and not page.markdown:
        return str(state["kept"].restore(page, files))
    html = str(_builder().content(html, page, _language(config), config.theme.get_env()))
    if state["serve"]:
        state["kept"].keep(page, html, _builder().appended(page, _language(config)))
    return html


@event_priority(-200)
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    context.update(_builder().page_context(page, nav, _language(config), config))
    return context


@event_priority(-200)
def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    context.update(_builder().static_context(_language(config), context, config))
    return context


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    if _i18n(config).building:
        return                                                  # the English build, inside the Spanish one
    _builder().finish(Path(config.site_dir), state["index"])          # None but in `serve`


def on_shutdown() -> None:
    _stop_indexing()
