"""The record of a lab, data/labs/<slug>.yml: steps with their checks, clean-up, time and cost.

A check is a command and what it must print; words on white space are compared, so that tabs and line ends
do not matter. The format is described in CONTRIBUTING.md, “Labs”.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError, model_validator

from apuntes.content.loading import YAML_LOADER
from apuntes.content.problem import ContentError, Problem
from apuntes.content.records import Bilingual, Record, Text

FOLDER = "data/labs"
_REMEDY = "fix the record; its format is in CONTRIBUTING.md, “Labs”"
NOTHING = ("", "None")                  # what `--output text` prints of an empty list, and of null


class Check(Record):
    """A command, and exactly one of: the whole text that it prints, a part of it, nothing at all."""

    command: Annotated[str, Field(pattern=r"^aws \S")]
    equals: str | None = None
    contains: str | None = None
    empty: bool = False
    ok: Bilingual
    hint: Bilingual

    @model_validator(mode="after")
    def _one_expectation(self) -> Check:
        given = [self.equals is not None, self.contains is not None, self.empty]
        if sum(given) != 1:
            raise ValueError("give exactly one of equals, contains and “empty: true”")
        return self

    def accepts(self, printed: str) -> bool:
        """Whether this output shows what the step was to reach."""
        words = " ".join(printed.split())
        if self.empty:
            return all(word in NOTHING for word in words.split(" "))
        if self.contains is not None:
            return self.contains in words
        return words == " ".join((self.equals or "").split())


class Step(Record):
    """A section of the page, and what is so once its commands have run."""

    section: Text
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]


class Lab(Record):
    """`pages` are the topic pages that explain what the lab practises; `cost` is in a real account."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    services: Annotated[tuple[str, ...], Field(min_length=1)]
    pages: Annotated[tuple[str, ...], Field(min_length=1)]
    minutes: Annotated[int, Field(ge=5, le=90)]
    cost: Bilingual
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    clean: Annotated[tuple[Check, ...], Field(min_length=1)]

    def checks(self, section: str) -> tuple[Check, ...]:
        """The checks of that section; none if the record has no such step."""
        return next((step.checks for step in self.steps if step.section == section), ())


def texts(lab: Lab) -> Iterator[Bilingual]:
    """Everything that a record says to readers."""
    yield lab.cost
    for check in (*(check for step in lab.steps for check in step.checks), *lab.clean):
        yield from (check.ok, check.hint)


def load_labs(root: Path) -> dict[str, Lab]:
    """Every lab by its id, sorted. `ContentError` carries one problem per fault."""
    labs: dict[str, Lab] = {}
    problems: list[Problem] = []
    for file in sorted((root / FOLDER).glob("*.yml")):
        name = file.relative_to(root).as_posix()
        try:
            lab = Lab.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=YAML_LOADER))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problems.append(Problem(name, mark.line + 1 if mark else 0, f"not valid YAML: {getattr(error, 'problem', error)}",
                                    "fix the YAML; quote texts that contain “: ” or start with a symbol"))
            continue
        except ValidationError as error:
            for detail in error.errors():
                where = ".".join(str(part) for part in detail["loc"]) or "record"
                problems.append(Problem(name, 0, f"{where}: {detail['msg']}", _REMEDY))
            continue
        if lab.id != file.stem:
            problems.append(Problem(name, 1, f"the record's id is “{lab.id}”", f"write “id: {file.stem}”, or rename the file"))
        labs[lab.id] = lab
    if problems:
        raise ContentError(problems)
    return labs
