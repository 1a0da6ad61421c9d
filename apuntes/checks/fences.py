"""Fences say what their block is: a known language, known attributes, and a reason for each exemption."""

from __future__ import annotations

from apuntes.content.problem import Problem
from apuntes.content.tree import Content

LANGUAGES = ("bash", "powershell", "json", "yaml", "text", "python", "http", "html", "xml", "ini", "toml", "sql",
             "javascript", "css", "nginx")
ATTRIBUTES = ("reason", "fails", "title", "hl_lines", "linenums")
SHORTEST_REASON = 8


def check(content: Content) -> list[Problem]:
    """Problems of the line that opens each block; blocks themselves are for their validators."""
    problems: list[Problem] = []
    for page in content.sides():
        for code in page.codes:
            if not code.language:
                problems.append(Problem(page.file, code.line, "the code block names no language",
                                        f"write ```text, or one of {', '.join(LANGUAGES)}"))
            elif code.language not in LANGUAGES:
                problems.append(Problem(page.file, code.line, f"“{code.language}” is no language of this site",
                                        f"use one of {', '.join(LANGUAGES)}"))
            for name in code.attrs:
                if name not in ATTRIBUTES:
                    problems.append(Problem(page.file, code.line, f"the fence has the unknown attribute “{name}”",
                                            f"use {', '.join(ATTRIBUTES)}"))
            if "fails" in code.attrs and (page.kind != "lab" or code.language != "bash"):
                problems.append(Problem(page.file, code.line, "“fails” is for bash blocks of labs", "remove the attribute"))
            if code.exempt and len(code.attrs["reason"].strip()) < SHORTEST_REASON:
                problems.append(Problem(page.file, code.line, "the block is exempt without a reason",
                                        f'write ```{code.language} {{reason="why it cannot be validated"}}'))
    return problems
