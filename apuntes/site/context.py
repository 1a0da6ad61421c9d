"""What the page templates need beyond MkDocs' own variables."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url


def page_path(page: Page) -> str:
    """`es/s3/index.md` -> `s3/index`."""
    return page.file.src_uri.split("/", 1)[1].removesuffix(".md")


def sections(nav: Navigation, page: Page | None) -> list[dict[str, Any]]:
    """Top-level sections; only the one that holds `page` lists its pages (navigation stays small)."""
    here = page.url if page else ""
    found = []
    for item in nav.items:
        if not isinstance(item, Section):
            continue
        pages = [child for child in item.children if isinstance(child, Page)]
        active = any(child is page for child in pages)
        found.append({
            "title": item.title,
            "url": get_relative_url(pages[0].url, here) if pages else "",
            "active": active,
            "children": [{"title": child.title, "url": get_relative_url(child.url, here), "active": child is page}
                         for child in pages] if active else [],
        })
    return found


def outline(nav: Navigation) -> list[tuple[str, list[str]]]:
    """Titles of the sections with the paths of their pages; pages outside of them have the title ""."""
    found: list[tuple[str, list[str]]] = []
    for item in nav.items:
        pages = [child for child in item.children if isinstance(child, Page)] if isinstance(item, Section) else [item]
        found.append((str(item.title) if isinstance(item, Section) else "",
                      [page_path(page) for page in pages if isinstance(page, Page)]))
    return found


def crumbs(nav: Navigation, page: Page, home_title: str) -> list[dict[str, str]]:
    """Home and the section's overview, without the page itself."""
    trail = []
    if nav.homepage and page is not nav.homepage:
        trail.append({"title": home_title, "url": get_relative_url(nav.homepage.url, page.url)})
    for section in sections(nav, page):
        if section["active"] and section["children"] and not section["children"][0]["active"]:
            trail.append({"title": section["title"], "url": section["url"]})
    return trail


def siblings(nav: Navigation, page: Page) -> list[Page]:
    """The pages of the section that holds `page`, in order."""
    for item in nav.items:
        pages = [child for child in item.children if isinstance(child, Page)] if isinstance(item, Section) else []
        if page in pages:
            return pages
    return []


def neighbours(nav: Navigation, page: Page) -> tuple[Page | None, Page | None]:
    """The previous and next page of the same section."""
    pages = siblings(nav, page)
    if page not in pages:
        return None, None
    place = pages.index(page)
    return pages[place - 1] if place else None, pages[place + 1] if place + 1 < len(pages) else None
