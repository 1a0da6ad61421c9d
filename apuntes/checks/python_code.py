"""Python blocks compile (nothing is run)."""

from __future__ import annotations

import warnings
from textwrap import dedent

from apuntes.checks.blocks import blocks
from apuntes.content.problem import Problem
from apuntes.content.tree import Content


def check(content: Content) -> list[Problem]:
    """One problem per block with a syntax error."""
    problems: list[Problem] = []
    for page, code in blocks(content, "python", "py"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(dedent(code.content), page.file, "exec")
        except SyntaxError as error:
            problems.append(Problem(page.file, code.line + (error.lineno or 0), f"not valid Python: {error.msg}",
                                    'mend it, or say on the fence why it cannot be: ```python {reason="…"}'))
    return problems
