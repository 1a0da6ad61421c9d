"""Links of built pages: every href, src and srcset of the site's own that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name in ("href", "src", "poster", "data"):
                self.found.append((value, self.getpos()[0]))
            elif name == "srcset":
                self.found += [(part.split()[0], self.getpos()[0]) for part in value.split(",") if part.split()]


def links(html: str) -> list[tuple[str, int]]:
    """Each link of a page with its line."""
    parser = _Links()
    parser.feed(html)
    parser.close()
    return parser.found


def target(key: str, link: str, base: str) -> str | None:
    """The key that a link of the page `key` leads to, None for another site. `base` is the site's address with its slash.

    A folder is its index.html. A link that leaves the site's folder on the same host gives a key that cannot exist.
    """
    if link.startswith(("#", "data:", "mailto:", "tel:", "javascript:")):
        return None
    where = urlsplit(urljoin(base + key.removesuffix("index.html"), link))
    home = urlsplit(base)
    if where.scheme not in ("http", "https") or where.netloc != home.netloc:
        return None
    path = unquote(where.path) or "/"
    if not path.startswith(home.path):
        return path
    found = path[len(home.path):]
    return found + "index.html" if not found or found.endswith("/") else found


def broken(key: str, html: str, keys: set[str], base: str) -> Iterator[tuple[str, int]]:
    """Links of a page that lead to no key, with their line."""
    good: set[str] = set()
    for link, line in links(html):
        if link in good:
            continue
        found = target(key, link, base)
        if found is None or found in keys or f"{found}/index.html" in keys:
            good.add(link)
        else:
            yield link, line
