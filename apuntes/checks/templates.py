"""YAML blocks parse; CloudFormation templates among them pass cfn-lint without errors or warnings.

One run for all templates: cfn-lint reads its rules and schemas anew for every call (half a second each).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from apuntes.checks.blocks import blocks
from apuntes.content.pages import Code, Page
from apuntes.content.problem import Problem
from apuntes.content.tree import Content


class _AnyTag(yaml.SafeLoader):
    """YAML with tags nobody has to know (`!Sub`, `!Ref`)."""


_AnyTag.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def check(content: Content) -> list[Problem]:
    """Problems of each YAML block, at their line."""
    problems: list[Problem] = []
    templates: list[tuple[Page, Code]] = []
    for page, code in blocks(content, "yaml", "yml"):
        try:
            documents: list[Any] = list(yaml.load_all(code.content, Loader=_AnyTag))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problems.append(Problem(page.file, code.line + (mark.line + 1 if mark else 0),
                                    f"not valid YAML: {getattr(error, 'problem', None) or error}",
                                    'mend it, or say on the fence why it cannot be: ```yaml {reason="…"}'))
            continue
        if len(documents) == 1 and isinstance(documents[0], dict) and "Resources" in documents[0]:
            templates.append((page, code))
    return [*problems, *_lint(templates)]


def _lint(templates: list[tuple[Page, Code]]) -> Iterator[Problem]:
    if not templates:
        return
    from cfnlint.config import ConfigMixIn, ManualArgs
    from cfnlint.runner import Runner

    with TemporaryDirectory() as folder:
        files: dict[str, tuple[Page, Code]] = {}
        for number, (page, code) in enumerate(templates):
            file = Path(folder) / f"{number}.yaml"
            file.write_text(code.content, encoding="utf-8")
            files[str(file)] = page, code
        # The configuration is given whole: no file of the user or the project is read.
        config = ConfigMixIn([], **ManualArgs(templates=list(files), regions=["us-east-1"]))
        for match in Runner(config).run():
            page, code = files[match.filename]
            yield Problem(page.file, code.line + match.linenumber, f"template: {match.message} ({match.rule.id})",
                          f"mend the template; rule {match.rule.id} of cfn-lint explains")
