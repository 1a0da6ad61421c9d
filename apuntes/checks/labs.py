"""Labs: page and record belong together, and the page keeps to what every way of running it understands.

Guarantees: each page below labs has its record and each record its page; steps are sections of the page in
its order; every section whose commands should succeed has checks; the sections that a lab must have are
there, with an experiment that fails; blocks use only the programs and the shell features of the page's
terminal. What the commands do is for the tests, which run them.
"""

from __future__ import annotations

from collections.abc import Iterator

from apuntes.checks.bash_words import commands, constructs
from apuntes.content.pages import Page
from apuntes.content.problem import ContentError, Problem
from apuntes.content.tree import Content
from apuntes.labs.record import FOLDER, Lab, load_labs
from apuntes.labs.script import CLEAN_UP, EXPERIMENT, blocks

INDEX = "labs/index"
SECTIONS = (EXPERIMENT, CLEAN_UP, "real-aws", "learned", "next-steps")
PROGRAMS = {"aws", "echo", "cat", "printf", "grep", "head", "tail", "wc", "sort", "sleep", "test", "[", "base64", "date",
            "mkdir", "rm", "ls"}
CONSTRUCTS = {"if_statement": "if", "while_statement": "while", "case_statement": "case", "function_definition": "a function",
              "arithmetic_expansion": "$((…))", "process_substitution": "<(…)", "subshell": "( … )", "||": "||", "&": "&",
              "[[": "[[ … ]]", "c_style_for_statement": "for ((…))", "herestring_redirect": "<<<", "`": "`…`"}
_HEAD = "<!-- apuntes:lab -->"


def check(content: Content) -> list[Problem]:
    """Problems of records, then of each lab's two sides."""
    try:
        labs = load_labs(content.root)
    except ContentError as error:
        return error.problems
    problems: list[Problem] = []
    for path, pair in content.pages.items():
        if pair.sides[0].kind == "lab" and path != INDEX:
            lab = labs.get(path.removeprefix("labs/"))
            if lab is None:
                problems.append(Problem(pair.sides[0].file, 0, "the lab has no record", f"write {FOLDER}/{path[5:]}.yml"))
                continue
            for page in pair.sides:
                problems += [*_sections(page, lab), *_blocks(page)]
    for lab in labs.values():
        problems += _record(content, lab)
    return problems


def file_of(lab: Lab) -> str:
    """The record's file, for messages."""
    return f"{FOLDER}/{lab.id}.yml"


def _record(content: Content, lab: Lab) -> Iterator[Problem]:
    if f"labs/{lab.id}" not in content.pages:
        yield Problem(file_of(lab), 1, "the lab has no page",
                      f"write docs/es/labs/{lab.id}.md and its twin, or remove the record")
    for service in lab.services:
        if not any(path.startswith(f"{service}/") for path in content.pages):
            yield Problem(file_of(lab), 0, f"service “{service}” is no folder of pages", "name a folder such as s3")
    for page in lab.pages:
        if page not in content.pages:
            yield Problem(file_of(lab), 0, f"page “{page}” does not exist", "name a page as in docs/es/<page>.md")
    for check in (*(check for step in lab.steps for check in step.checks), *lab.clean):
        if "--output" not in check.command and not check.command.startswith("aws s3 "):
            yield Problem(file_of(lab), 0, f"the check “{check.command}” depends on the reader's output format",
                          "end its command with --output text")


def _sections(page: Page, lab: Lab) -> Iterator[Problem]:
    order = [heading.id for heading in page.headings if heading.level == 2]
    for name in SECTIONS:
        if name not in order:
            yield Problem(page.file, 0, f"the lab has no section #{name}", "every lab has it: STYLE.md, 5.3")
    if _HEAD not in page.text:
        yield Problem(page.file, 0, "the lab does not say time, cost and what to know before", f"write {_HEAD} after the opening")
    steps = [step.section for step in lab.steps]
    for name in steps:
        if name not in order:
            yield Problem(file_of(lab), 0, f"{page.file} has no section #{name}", "name a heading of level 2 of the lab")
    placed = [name for name in order if name in steps]
    if [name for name in steps if name in order] != placed:
        yield Problem(file_of(lab), 0, f"the steps stand in another order than in {page.file}",
                      f"write them as {', '.join(placed)}")
    runnable = [block for block in blocks(page) if block.runs]
    for name in dict.fromkeys(block.section for block in runnable if not block.fails):
        if name not in (*steps, EXPERIMENT, CLEAN_UP):
            line = next(heading.line for heading in page.headings if heading.id == name) if name else 1
            yield Problem(page.file, line, f"section #{name} has commands and no check",
                          f"add a step “section: {name}” to {file_of(lab)}, or say on the fence why the block is not run")
    if EXPERIMENT in order and not any(block.section == EXPERIMENT and block.fails for block in runnable):
        yield Problem(page.file, 0, "the experiment does not fail", 'mark its block: ```bash {fails="ErrorCode"}')


def _blocks(page: Page) -> Iterator[Problem]:
    for block in blocks(page):
        if not block.runs:
            continue
        for command in commands(block.text):
            if command.words[0] not in PROGRAMS:
                yield Problem(page.file, block.line + 1 + command.line, f"the page's terminal has no “{command.words[0]}”",
                              f"use {', '.join(sorted(PROGRAMS))}, or say why it is not run: ```bash {{reason=\"…\"}}")
        for kind, line in constructs(block.text):
            if kind in CONSTRUCTS:
                yield Problem(page.file, block.line + 1 + line, f"the page's terminal has no {CONSTRUCTS[kind]}",
                              "write it without; CONTRIBUTING.md, “Labs”, lists what there is")
