"""`data/redirects.yml`: pages that moved, as `old path: new path` below docs/es and docs/en alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from apuntes.content.problem import ContentError, Problem

FILE = "data/redirects.yml"
_PATH = re.compile(r"[a-z0-9]+(?:[/.-][a-z0-9]+)*")


@dataclass(frozen=True)
class Redirect:
    """One page that moved, in both languages; `line` is where it stands in the file."""

    old: str
    new: str
    line: int


def load_redirects(root: Path) -> list[Redirect]:
    """All redirects, none without the file. Raises ContentError for a file that is no such mapping."""
    file = root / FILE
    if not file.is_file():
        return []
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError([Problem(FILE, mark.line + 1 if mark else 0, f"not valid YAML: {getattr(error, 'problem', error)}",
                                    "write one `old/path: new/path` a line")]) from None
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise ContentError([Problem(FILE, 1, "the file is no mapping", "write one `old/path: new/path` a line")])
    found: list[Redirect] = []
    problems: list[Problem] = []
    for key, value in node.value:
        line = key.start_mark.line + 1
        names = [part.value if isinstance(part, yaml.ScalarNode) else "" for part in (key, value)]
        wrong = [name for name in names if not _PATH.fullmatch(name)]
        if wrong:
            problems.append(Problem(FILE, line, f"“{wrong[0]}” is no path of a page",
                                    "write it as below docs/es, without language, slash in front and ending: s3/encryption"))
        else:
            found.append(Redirect(names[0], names[1], line))
    if problems:
        raise ContentError(problems)
    return found


def addresses(redirects: list[Redirect]) -> dict[str, str]:
    """`{old address: new address}` of both languages, relative to the site, folders with their slash."""
    return {language + _address(redirect.old): language + _address(redirect.new)
            for redirect in redirects for language in ("", "en/")}


def _address(path: str) -> str:
    """`s3/encryption` is at s3/encryption/, `s3/index` at s3/."""
    bare = "" if path == "index" else path.removesuffix("/index")
    return f"{bare}/" if bare else ""
