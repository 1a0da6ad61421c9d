"""The code blocks that a validator looks at: of one kind, not exempt, each text once per pair."""

from __future__ import annotations

from collections.abc import Iterator

from apuntes.content.pages import Code, Page
from apuntes.content.tree import Content


def blocks(content: Content, *languages: str) -> Iterator[tuple[Page, Code]]:
    """Spanish side first; a block that is the same on the English side is not repeated."""
    for pair in content.pages.values():
        seen: set[str] = set()
        for page in pair.sides:
            here = {code.content for code in page.codes}
            for code in page.codes:
                if code.language in languages and not code.exempt and code.content not in seen:
                    yield page, code
            seen |= here
