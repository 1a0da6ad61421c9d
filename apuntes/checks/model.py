"""Facts that the AWS API model also states are asserted on the pinned botocore (offline, in milliseconds)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from apuntes.content.problem import Problem
from apuntes.content.records import ModelAssertion
from apuntes.content.tree import Content

BOTOCORE = "1.44.5"
_TAG = re.compile(r"<[^>]+>")


def check(content: Content) -> list[Problem]:
    """One problem per fact whose assertion fails or cannot be read."""
    problems: list[Problem] = []
    for name, fact in content.data.facts.items():
        fault = _fails(fact.model) if fact.model else None
        if fault:
            how = "verify the figure at its source, then mend `value` or `model`"
            problems.append(Problem(*content.line("fact", name), f"fact “{name}”: {fault}", how))
    version = _version()
    if problems and version != BOTOCORE:
        problems.append(Problem("requirements-dev.in", 0, f"botocore {version} is installed, facts are asserted on "
                                f"{BOTOCORE}", "install the pinned requirements: make check"))
    return problems


def _fails(assertion: ModelAssertion) -> str | None:
    model = load(assertion.service, assertion.version)
    if model is None:
        return f"botocore {_version()} has no model {assertion.service}/{assertion.version}"
    node: Any = model
    walked: list[str] = []
    for part in assertion.path.split("."):
        walked.append(part)
        if isinstance(node, dict) and part in node:
            node = node[part]
        elif isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        else:
            return f"the {assertion.service} model has no {'.'.join(walked)}"
    where = f"{assertion.service}:{assertion.path}"
    if assertion.op == "equals" and node != assertion.value:
        return f"{where} is {_short(node)}, not {assertion.value!r}"
    if assertion.op == "contains":
        inside = str(assertion.value) in plain(node) if isinstance(node, str) else assertion.value in node
        if not inside:
            return f"{where} does not contain {assertion.value!r}" + ("" if isinstance(node, str) else f": {_short(node)}")
    return None


def plain(html: str) -> str:
    """Documentation without tags, white space collapsed."""
    return " ".join(_TAG.sub("", html).split())


def _short(node: Any) -> str:
    text = plain(node) if isinstance(node, str) else repr(list(node) if isinstance(node, dict) else node)
    return text if len(text) <= 160 else text[:160] + "…"


@cache
def load(service: str, version: str) -> dict[str, Any] | None:
    """The service's `service-2` model, None if this botocore has none of that version."""
    from botocore.exceptions import DataNotFoundError, UnknownServiceError
    from botocore.loaders import Loader

    # Only the package's own data: no models of the user's home directory.
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    try:
        found: dict[str, Any] = loader.load_service_model(service, "service-2", version)
    except (DataNotFoundError, UnknownServiceError):
        return None
    return found


def _version() -> str:
    import botocore

    return str(botocore.__version__)
