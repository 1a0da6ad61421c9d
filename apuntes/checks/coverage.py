"""Coverage of the fact base: data/coverage.yml says for each record where the site teaches it.

Guarantees: every place (`page#section`) exists. If data/records.txt is there (one record id a line),
every id in it is covered and no other id is named.
"""

from __future__ import annotations

import yaml

from apuntes.content.problem import Problem
from apuntes.content.tree import Content

FILE = "data/coverage.yml"
RECORDS = "data/records.txt"


def check(content: Content) -> list[Problem]:
    """Places that do not exist, ids that are not known, ids that are not covered."""
    file = content.root / FILE
    if not file.is_file():
        return [Problem(FILE, 0, "the file is missing", "restore it from the repository")]
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        return [Problem(FILE, 1, "expected a mapping", "write “record-id: [page#section]”")]
    known = _records(content)
    problems: list[Problem] = []
    covered: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in covered:
            problems.append(Problem(FILE, line, f"record “{name}” is listed twice", f"merge it with line {covered[name]}"))
        covered[name] = line
        if known and name not in known:
            problems.append(Problem(FILE, line, f"“{name}” is no record of {RECORDS}", "mend the id"))
        places = value.value if isinstance(value, yaml.SequenceNode) else []
        if not places:
            problems.append(Problem(FILE, line, f"record “{name}” has no place", "write [page#section]"))
        problems += [problem for place in places if (problem := _place(content, name, place))]
    problems += [Problem(FILE, 0, f"record “{name}” of {RECORDS}:{line} is not covered",
                         f"teach it, and add “{name}: [page#section]”")
                 for name, line in known.items() if name not in covered]
    return problems


def _place(content: Content, name: str, node: yaml.Node) -> Problem | None:
    path, _, section = str(node.value).partition("#")
    line = node.start_mark.line + 1
    pair = content.pages.get(path)
    if pair is None:
        return Problem(FILE, line, f"record “{name}”: page “{path}” does not exist", "name a page as in docs/es/<page>.md")
    if section and section not in pair.sides[0].ids:
        return Problem(FILE, line, f"record “{name}”: {pair.sides[0].file} has no heading #{section}",
                       "name the heading id under which it is taught")
    return None


def _records(content: Content) -> dict[str, int]:
    file = content.root / RECORDS
    if not file.is_file():
        return {}
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    return {text.strip(): line for line, text in lines if text.strip() and not text.startswith("#")}
