"""What the labs need of the AWS CLI and the emulator, read from their pages, records and rules.

Guarantees: a lab that uses a service, a managed policy or a Region's data finds it in the browser without anyone
keeping a list; the order of files changes nothing. `SERVICES` and `REGIONS` are there in any case, so that learners
can try what a page does not show.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("acm", "autoscaling", "cloudwatch", "ec2", "elasticache", "elb", "elbv2", "iam", "kms", "rds",
            "route53", "s3", "s3control", "ssm", "sts")
REGIONS = ("eu-south-2", "eu-west-1", "us-east-1")      # of data that exists once per Region: AMIs, instance types
_TEXTS = ("docs/es/labs/*.md", "data/labs/*.yml")       # the code of the other language is the same
_RULES = "apuntes/labs/rules/*.py"

_COMMAND = re.compile(r"\baws((?: --?[\w-]+(?:[ =](?!-)\S+)?)*?) ([a-z][a-z0-9-]+)\b")
_NO_SERVICE = {"configure", "help", "s3api"}            # s3api is s3 in the AWS CLI's data
_RENAMED = {"configservice": "config", "deploy": "codedeploy"}
_POLICY = re.compile(r":aws:policy/(?:[\w-]+/)*([\w-]+)")
_PACKAGE = re.compile(r"\bmoto\.(\w+)")
_REGION = re.compile(r"\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-[a-z]+-\d\b")
_EVERY_SERVICE = ("core", "instance_metadata", "moto_api", "utilities")


@dataclass(frozen=True)
class Needs:
    """`services` and `regions` by AWS's names, `policies` that AWS manages, `rules` the packages of moto that rules name."""

    services: tuple[str, ...] = SERVICES
    regions: tuple[str, ...] = REGIONS
    policies: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def read(root: Path) -> Needs:
    """What the labs and rules below `root` need."""
    texts = [file.read_text(encoding="utf-8") for pattern in _TEXTS for file in root.glob(pattern)]
    rules = [file.read_text(encoding="utf-8") for file in root.glob(_RULES)]
    named = {_RENAMED.get(name, name) for text in texts for _, name in _COMMAND.findall(text)} - _NO_SERVICE
    return Needs(services=tuple(sorted({*SERVICES, *named})), regions=_all(_REGION, texts, REGIONS),
                 policies=_all(_POLICY, texts), rules=_all(_PACKAGE, rules))


def packages(needs: Needs, modules: Mapping[str, bytes]) -> frozenset[str]:
    """The packages of moto that these services import when they are loaded. `modules` is all of moto by path."""
    parts: dict[str, list[str]] = {}
    for path in modules:
        if path.endswith(".py") and path.count("/") > 1:
            parts.setdefault(path.split("/")[1], []).append(path)
    waiting, found = [*_EVERY_SERVICE, *needs.services, *needs.rules], set[str]()
    while waiting:
        package = waiting.pop()
        if package in parts and package not in found:
            found.add(package)
            names = {name for path in parts[package] for name in _imported(path.split("/"), ast.parse(modules[path]).body)}
            waiting += {name.split(".")[1] for name in names if name.startswith("moto.")}
    return frozenset(found)


def _imported(place: list[str], body: Iterable[ast.stmt]) -> Iterator[str]:
    """What the module at `place` imports when it is imported itself: not inside functions, not for type checkers."""
    for node in body:
        if isinstance(node, ast.ImportFrom):
            module = ".".join([*(place[:-node.level] if node.level else ()), *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.If):
            yield from _imported(place, node.orelse if "TYPE_CHECKING" in ast.unparse(node.test) else [*node.body, *node.orelse])
        elif isinstance(node, ast.Try | ast.ClassDef):
            yield from _imported(place, node.body)


def _all(pattern: re.Pattern[str], texts: Iterable[str], always: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(sorted({*always, *(name for text in texts for name in pattern.findall(text))}))
