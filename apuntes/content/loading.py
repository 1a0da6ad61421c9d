"""Reads the records of `data/`.

`load_data(root)` returns all of them or raises `ContentError` whose problems name file, line and remedy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from apuntes.content.problem import ContentError, Problem
from apuntes.content.records import Bilingual, Correction, Data, Fact, Question, Record, Term, Unit

R = TypeVar("R", bound=Record)
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)       # libyaml where PyYAML has it: ten times faster
_REMEDY = "fix the record; its format is in CONTRIBUTING.md, “Data records”"


# Files as last read: `mkdocs serve` loads the data at every save, and reading YAML is most of it.
_read: dict[Path, tuple[tuple[int, int] | None, list[tuple[int, Any]]]] = {}


def load_data(root: Path) -> Data:
    """Read every record below `root/data`.

    Raises `ContentError` with one problem per malformed or repeated record.
    """
    problems: list[Problem] = []
    lines: dict[str, tuple[str, int]] = {}
    data = root / "data"

    def records(kind: str, model: type[R], files: list[Path]) -> dict[str, R]:
        found: dict[str, R] = {}
        for file in files:
            for line, raw in _items(root, file, problems):
                record = _parse(model, raw, root, file, line, problems)
                if record is None:
                    continue
                key = str(record.model_dump(include={"id"})["id"])
                if key in found:
                    other = ":".join(map(str, lines[f"{kind}:{key}"]))
                    problems.append(Problem(_rel(root, file), line, f"{kind} “{key}” is defined twice",
                                            f"rename or remove one; the other is at {other}"))
                    continue
                found[key] = record
                lines[f"{kind}:{key}"] = (_rel(root, file), line)
        return found

    facts = records("fact", Fact, sorted((data / "facts").glob("*.yml")))
    terms = records("term", Term, [data / "glossary.yml"])
    questions = records("question", Question, sorted((data / "questions").glob("*.yml")))
    corrections = records("correction", Correction, [data / "corrections.yml"])
    units = _mapping(root, data / "units.yml", Unit, problems)
    tabs = _mapping(root, data / "tabs.yml", Bilingual, problems)
    if problems:
        raise ContentError(problems)
    return Data(facts, terms, questions, corrections, units, tabs, lines)


def _rel(root: Path, file: Path) -> str:
    return file.relative_to(root).as_posix()


def _node(root: Path, file: Path, problems: list[Problem]) -> yaml.Node | None:
    if not file.is_file():
        problems.append(Problem(_rel(root, file), 0, "the file is missing", "restore it from the repository"))
        return None
    text = file.read_text(encoding="utf-8")
    try:
        return yaml.compose(text, Loader=YAML_LOADER)
    except yaml.YAMLError:
        pass
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)       # for its words: libyaml's differ between versions
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"not valid YAML: {getattr(error, 'problem', None) or error}"
        problems.append(Problem(_rel(root, file), mark.line + 1 if mark else 0, what,
                                "fix the YAML; quote texts that contain “: ” or start with a symbol"))
        return None


def _value(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)  # type: ignore[no-untyped-call]
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]


def _items(root: Path, file: Path, problems: list[Problem]) -> list[tuple[int, Any]]:
    state = (file.stat().st_mtime_ns, file.stat().st_size) if file.is_file() else None
    known, items = _read.get(file, (None, []))
    if state and known == state:
        return items
    node = _node(root, file, problems)
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        problems.append(Problem(_rel(root, file), 1, "expected a list of records", "start each record with “- id: …”"))
        return []
    items = [(item.start_mark.line + 1, _value(item)) for item in node.value]
    _read[file] = (state, items)
    return items


def _mapping(root: Path, file: Path, model: type[R], problems: list[Problem]) -> dict[str, R]:
    node = _node(root, file, problems)
    found: dict[str, R] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            record = _parse(model, _value(value), root, file, key.start_mark.line + 1, problems)
            if record is not None:
                found[str(key.value)] = record
    return found


def _parse(model: type[R], raw: Any, root: Path, file: Path, line: int, problems: list[Problem]) -> R | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        name = raw.get("id", "?") if isinstance(raw, dict) else "?"
        for detail in error.errors():
            where = ".".join(str(part) for part in detail["loc"]) or "record"
            problems.append(Problem(_rel(root, file), line, f"record “{name}”, {where}: {detail['msg']}", _REMEDY))
        return None
