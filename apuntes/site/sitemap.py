"""sitemap.xml and robots.txt for the pairs of pages that were built."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape


def alternates(pair: dict[str, str], site_url: str) -> list[dict[str, str]]:
    """hreflang entries (absolute, with x-default = Spanish) for a pair `{language: url}`."""
    entries = [{"hreflang": language, "href": site_url + url} for language, url in sorted(pair.items(), reverse=True)]
    if "es" in pair:
        entries.append({"hreflang": "x-default", "href": site_url + pair["es"]})
    return entries


def write(site_dir: Path, site_url: str, pairs: list[dict[str, str]]) -> None:
    """Write both files; `pairs` are `{language: url relative to site_url}`."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">']
    for pair in pairs:
        links = "".join(f'<xhtml:link rel="alternate" hreflang="{entry["hreflang"]}" href="{escape(entry["href"])}"/>'
                        for entry in alternates(pair, site_url))
        lines += [f"<url><loc>{escape(site_url + url)}</loc>{links}</url>" for url in pair.values()]
    (site_dir / "sitemap.xml").write_text("\n".join([*lines, "</urlset>", ""]), encoding="utf-8")
    (site_dir / "sitemap.xml.gz").unlink(missing_ok=True)
    (site_dir / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {site_url}sitemap.xml\n", encoding="utf-8")
