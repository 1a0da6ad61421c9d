"""An Atom feed per language: corrections, and facts whose value in the ledger changed.

Ids depend on the records and the site's host, dates on the records alone: building again announces nothing.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as etree

from apuntes.content import formats
from apuntes.content.records import Data
from apuntes.site import blocks
from apuntes.site.downloads import LICENSE_URL

_ATOM = "http://www.w3.org/2005/Atom"
_WORDS = {
    "es": {"title": "Correcciones y cifras cambiadas", "was": "Antes: {}. Ahora: {}."},
    "en": {"title": "Corrections and changed figures", "was": "Before: {}. Now: {}."},
}


@dataclass(frozen=True)
class Entry:
    """`page` is the address in the site, `body` is HTML."""

    id: str
    kind: str
    title: str
    page: str
    updated: dt.date
    body: str


def entries(data: Data, language: str) -> list[Entry]:
    """Newest first; entries of one day by id."""
    words, root = blocks.WORDS[language], "" if language == "es" else "en/"
    found = []
    for record in data.corrections.values():
        then, now = (_plain(text[language]) for text in (record.claim, record.truth))
        found.append(Entry(
            record.id, "correction", re.sub(r"[`*]", "", then).rstrip("."), f"{root}reference/corrections/#{record.id}",
            record.verified, f"<p><b>{words['then']}:</b> {_html(then)}</p>"
            f"<p><b>{blocks.now_label(record, language)}:</b> {_html(now)}</p>"))
    for fact in data.facts.values():
        if fact.changed:
            was = formats.value_with_unit(fact.changed.was, fact.unit, data.units, language)
            now = formats.fact_value(fact, data.units, language)
            says = html.escape(_WORDS[language]["was"].format(was, now))
            source = f'<a href="{html.escape(fact.source.url)}">{html.escape(fact.source.title)}</a>'
            found.append(Entry(fact.id, "fact", f"{_plain(fact.label[language])}: {now}".replace("`", ""),
                               f"{root}reference/numbers/#{fact.id}", fact.changed.on, f"<p>{says} {source}</p>"))
    return sorted(found, key=lambda entry: (-entry.updated.toordinal(), entry.id))


def atom(found: list[Entry], language: str, site_url: str, site_name: str) -> str:
    """The feed as XML."""
    root = "" if language == "es" else "en/"
    host = urlsplit(site_url).hostname or "localhost"
    etree.register_namespace("", _ATOM)
    feed = etree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})

    def add(parent: etree.Element, tag: str, text: str = "", **attributes: str) -> etree.Element:
        element = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
        element.text = text or None
        return element

    add(feed, "id", f"tag:{host},2026:feed/{language}")
    add(feed, "title", f"{site_name}: {_WORDS[language]['title']}")
    add(feed, "updated", _time(max((entry.updated for entry in found), default=dt.date(2026, 1, 1))))
    add(add(feed, "author"), "name", site_name)
    add(feed, "rights", f"CC BY 4.0, {LICENSE_URL}")
    add(feed, "link", rel="self", type="application/atom+xml", href=f"{site_url}{root}feed.xml")
    add(feed, "link", rel="alternate", type="text/html", href=f"{site_url}{root}reference/corrections/")
    for entry in found:
        item = add(feed, "entry")
        add(item, "id", f"tag:{host},2026:{entry.kind}/{language}/{entry.id}")
        add(item, "title", entry.title)
        add(item, "updated", _time(entry.updated))
        add(item, "category", term=entry.id.split(".")[0])
        add(item, "link", rel="alternate", type="text/html", href=site_url + entry.page)
        add(item, "content", entry.body, type="html")
    etree.indent(feed, "")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + etree.tostring(feed, encoding="unicode") + "\n"


def write(data: Data, site_dir: Path, site_url: str, names: dict[str, str]) -> None:
    """Write `feed.xml` and `en/feed.xml`; `names` are the site's names by language."""
    for language, name in names.items():
        folder = site_dir if language == "es" else site_dir / language
        (folder / "feed.xml").write_text(atom(entries(data, language), language, site_url, name), encoding="utf-8")


def _time(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _plain(text: str) -> str:
    """Without citations and the comments that only the checks read."""
    return re.sub(r"\s*<!--.*?-->", "", blocks.CITATION.sub("", text)).strip()


def _html(text: str) -> str:
    """Code and emphasis of a correction as HTML."""
    escaped = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", escaped)
