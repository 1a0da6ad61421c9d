"""JSON blocks, and JSON files that bash blocks write, parse; IAM policies in them are sound according to parliament.

Offline, from AWS's own lists. Chosen over cfn-lint on a synthetic resource, which knows neither condition keys per action
nor resource formats. Findings above low severity count, and unknown actions. Two of its findings are wrong for trust
policies and left out: they have no Resource, and their federated principal may be an OIDC or SAML provider.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

from apuntes.checks.bash_words import files
from apuntes.checks.blocks import blocks
from apuntes.content.pages import Code, Page
from apuntes.content.problem import Problem
from apuntes.content.tree import Content

# What machine translation makes of the keys and values of a policy.
SPANISH = {"efecto": "Effect", "acción": "Action", "accion": "Action", "recurso": "Resource", "recursos": "Resource",
           "declaración": "Statement", "declaracion": "Statement", "instrucción": "Statement", "condición": "Condition",
           "condicion": "Condition", "versión": "Version", "permitir": "Allow", "denegar": "Deny"}
_WORD = re.compile(r'"([^"\\]+)"')
_ALWAYS = {"UNKNOWN_ACTION"}
_SEVERE = {"MEDIUM", "HIGH", "CRITICAL"}


def check(content: Content) -> list[Problem]:
    """Problems of each JSON block, at their line."""
    written = ((page, one) for page, code in blocks(content, "bash") for one in _written(code))
    return [problem for page, code in (*blocks(content, "json"), *written) for problem in _block(page, code)]


def _written(code: Code) -> Iterator[Code]:
    """The JSON files that a bash block writes with here-documents, each as a block of its own."""
    for name, (text, line) in files(code.content).items():
        if name.endswith(".json"):
            yield Code("json", text, code.line + line, code.section)


def _block(page: Page, code: Code) -> Iterator[Problem]:
    try:
        value = json.loads(code.content)
    except json.JSONDecodeError as error:
        yield Problem(page.file, code.line + error.lineno, f"not valid JSON: {error.msg}",
                      'mend it, or say on the fence why it cannot be: ```json {reason="…"}')
        return
    translated = list(_translated(page, code))
    yield from translated
    if translated:
        return
    for policy in _policies(value):
        yield from _findings(page, code, policy, whole=policy is value)


def _translated(page: Page, code: Code) -> Iterator[Problem]:
    for number, text in enumerate(code.content.splitlines(), start=1):
        for match in _WORD.finditer(text):
            if right := SPANISH.get(match[1].casefold()):
                yield Problem(page.file, code.line + number, f'“"{match[1]}"” is no word of a policy',
                              f'write "{right}": keys and values of policies are never translated')


def _policies(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "Statement" in value:
            yield value
        else:
            for item in value.values():
                yield from _policies(item)
    elif isinstance(value, list):
        for item in value:
            yield from _policies(item)


def _findings(page: Page, code: Code, policy: dict[str, Any], *, whole: bool) -> Iterator[Problem]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")         # parliament imports pkg_resources
        import parliament

    trust = _is_trust(policy)
    for finding in parliament.analyze_policy_string(code.content if whole else json.dumps(policy, indent=2)).findings:
        known = parliament.enhance_finding(finding)
        if known.severity not in _SEVERE and known.issue not in _ALWAYS:
            continue
        if trust and (known.issue == "UNKNOWN_FEDERATION_SOURCE" or "neither Resource nor NotResource" in str(known.detail)):
            continue
        line = int(known.location.get("line") or 0) if whole else 0
        yield Problem(page.file, code.line + line, f"policy: {_text(known)}",
                      "mend the policy; https://docs.aws.amazon.com/service-authorization/ lists actions, resources, keys")


def _text(finding: Any) -> str:
    title = (finding.title or finding.issue).strip().rstrip(".")
    detail = finding.detail
    if isinstance(detail, list):
        detail = "; ".join(f"{d.get('action')} needs {d.get('required_format')}" if isinstance(d, dict) else str(d)
                           for d in detail[:3])
    word = finding.location.get("string")
    said = f"{detail}" + (f" ({word})" if word and word not in str(detail) else "") if detail else str(word or "")
    if said.casefold().startswith(title.casefold()[:15]):
        return said
    return f"{title}: {said}" if said else title


def _is_trust(policy: dict[str, Any]) -> bool:
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    actions = [action for item in statements if isinstance(item, dict)
               for action in ([item.get("Action")] if isinstance(item.get("Action"), str) else item.get("Action") or [])]
    return bool(actions) and all(str(action).startswith("sts:") for action in actions) and \
        all("Principal" in item for item in statements)
