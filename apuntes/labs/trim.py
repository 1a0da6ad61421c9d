"""What the browser needs of each package, as small as it gets: pure functions from file to file.

Guarantees: same input, same output; nothing is left out that a lab needs (`needs` reads it from the labs, and the
tests run every lab through the bundle). Left out: other services, documentation in API models and in code, old API
versions, help pages, tests, binary modules.
"""

from __future__ import annotations

import ast
import functools
import gzip
import json
import re
from typing import Any

from apuntes.labs.needs import Needs

# The customizations of the AWS CLI that concern the labs' services; `handlers` drops the others.
_CUSTOMIZATIONS = ("argrename", "arguments", "assumerole", "binaryhoist", "cliinputjson", "commands", "configure", "ec2",
                   "exceptions", "flatten", "generatecliskeleton", "globalargs", "iamvirtmfa", "kms", "overridesslcommonname",
                   "paginate", "putmetricdata", "rds", "removals", "route53", "s3", "s3errormsg", "s3events", "scalarparse",
                   "streamingoutputarg", "toplevelbool", "utils", "waiters")

_KEPT = {
    "awscli": (
        "awscli/*.py", "awscli/data/*", "awscli/s3transfer/*.py", "awscli/botocore/**.py",
        "awscli/botocore/data/*.json",
        "awscli/bcdoc/__init__.py", "awscli/customizations/__init__.py",
        *(f"awscli/customizations/{name}{tail}" for name in _CUSTOMIZATIONS for tail in (".py", "/**.py")),
        "awscli/botocore/data/*/**"),
    "boto3": ("boto3/**.py",),
    "moto": ("moto/**",),
    "python-dateutil": ("dateutil/**.py",),
}
_DROPPED = (
    "**/__pycache__/**", "*.dist-info/**", "*.data/**", "**.so", "**.pyx", "**.pyi", "**.pxd", "**/py.typed", "**.c", "_yaml/**",
    "awscli/testutils.py", "awscli/help.py", "awscli/clidocs.py", "awscli/topictags.py",
    "awscli/botocore/data/**/examples-1.json",
    "requests/help.py", "werkzeug/debug/**", "werkzeug/testapp.py",
    "moto/server.py", "moto/proxy.py", "moto/moto_api/templates/**",
    "moto/ssm/resources/ecs/**", "moto/ec2/resources/ecs/**", "moto/ssm/resources/services.json.gz",
)
_PER_REGION = ("moto/ec2/resources/latest_amis/*", "moto/ec2/resources/instance_type_offerings/*/*",
               "moto/ssm/resources/ami-amazon-linux-latest/*")
_MODEL = re.compile(r"awscli/botocore/data/([\w-]+)/(\d{4}-\d{2}-\d{2})/")
_SERVICE = re.compile(r"(awscli/botocore/data|moto)/([\w-]+)/")

_STDLIB_DROPPED = (
    "_pyrepl/**", "bdb.py", "cProfile.py", "ctypes/macholib/**", "curses/**", "dbm/**", "doctest.py", "ensurepip/**", "ftplib.py",
    "idlelib/**", "imaplib.py", "lib2to3/**", "mailbox.py", "nturl2path.py", "pdb.py", "pickletools.py",
    "poplib.py", "profile.py", "pstats.py", "pydoc.py", "pydoc_data/**", "smtplib.py", "sqlite3/**", "tabnanny.py", "tkinter/**",
    "trace.py", "turtle.py", "turtledemo/**", "venv/**", "wsgiref/**", "xmlrpc/**", "zipapp.py",
    "encodings/big5*", "encodings/cp[0-9]*", "encodings/euc_*", "encodings/gb*", "encodings/hz.py", "encodings/iso2022*",
    "encodings/johab.py", "encodings/koi8*", "encodings/mac_*", "encodings/shift*", "encodings/tis_620.py",
)


def kept(package: str, path: str, latest: frozenset[str], needs: Needs, moto: frozenset[str]) -> bool:
    """Whether the file `path` of a package's wheel goes into the bundle.

    `latest`: see `latest_models`; `moto`: see `needs.packages`.
    """
    if not _any(path, _KEPT.get(package, ("**",))) or _any(path, _DROPPED):
        return False
    service = _SERVICE.match(path)
    if service and service[2] not in (moto if service[1] == "moto" else needs.services):
        return False
    model = _MODEL.match(path)
    if model and model[0] not in latest:
        return False
    return not _any(path, _PER_REGION) or path.rpartition("/")[2].split(".")[0] in needs.regions


def latest_models(paths: list[str]) -> frozenset[str]:
    """The folder of the newest API version of each service."""
    newest: dict[str, str] = {}
    for path in sorted(paths):
        if model := _MODEL.match(path):
            newest[model[1]] = model[0]
    return frozenset(newest.values())


def stdlib_kept(path: str) -> bool:
    """Whether a file of Python's own library goes into the bundle."""
    return not path.endswith("/") and not _any(path, _STDLIB_DROPPED)


def trimmed(path: str, content: bytes, needs: Needs) -> bytes:
    """The file as the bundle has it."""
    if path.endswith("awscli/handlers.py"):
        content = _handlers(content.decode()).encode()
    if path.endswith("moto/iam/aws_managed_policies.py"):
        return _managed_policies(content.decode(), needs).encode()
    if path.endswith(".py"):
        return _code(content.decode()).encode()
    if path.endswith("data/endpoints.json"):
        return _compact(_endpoints(json.loads(content), needs))
    if path.endswith(".json"):
        return _compact(_undocumented(json.loads(content)))
    if path.endswith(".json.gz"):
        return gzip.compress(_compact(json.loads(gzip.decompress(content))), 0, mtime=0)   # the bundle is compressed as a whole
    return content


def _any(path: str, patterns: tuple[str, ...]) -> bool:
    return _compiled(patterns).fullmatch(path) is not None


@functools.cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """`*` is anything within a folder, `**` anything at all."""
    return re.compile("|".join(re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*") for pattern in patterns))


def _code(source: str) -> str:
    """Python without comments and docstrings; as it is where this Python cannot read it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree) + "\n"


def _handlers(source: str) -> str:
    """`awscli.handlers` without the customizations that are not in the bundle."""
    tree = ast.parse(source)
    gone: set[str] = set()
    body: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("awscli.customizations"):
            names = {alias.asname or alias.name for alias in node.names}
            place = (node.module or "").split(".")[2:3] or [node.names[0].name]
            if place[0] not in _CUSTOMIZATIONS:
                gone |= names
                continue
        body.append(node)
    for node in body:
        if isinstance(node, ast.FunctionDef):
            node.body = [statement for statement in node.body
                         if not any(isinstance(name, ast.Name) and name.id in gone for name in ast.walk(statement))]
    tree.body = body
    return ast.unparse(tree)


def _managed_policies(source: str, needs: Needs) -> str:
    """moto's AWS managed policies: those that labs name, those for common services and for whole jobs, on one line."""
    wanted = re.compile(r"^(Administrator|PowerUser|ReadOnly|SecurityAudit|ViewOnly|IAM|AmazonEC2|AmazonS3|AmazonRDS|AmazonSSM"
                        r"|AmazonElastiCache|AmazonRoute53|AutoScaling|ElasticLoadBalancing|CloudWatch|AWSCertificateManager"
                        r"|Billing|job-function|SystemAdministrator|DatabaseAdministrator|NetworkAdministrator|SupportUser)")
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            policies = {name: policy for name, policy in json.loads(node.value.value).items()
                        if wanted.match(name) or name in needs.policies}
            node.value = ast.Constant(_compact(policies).decode())
    return ast.unparse(tree) + "\n"


def _endpoints(data: dict[str, Any], needs: Needs) -> dict[str, Any]:
    names = {*needs.services, "elasticloadbalancing", "monitoring", "s3-control", "events", "secretsmanager"}
    for partition in data["partitions"]:
        partition["services"] = {name: value for name, value in partition["services"].items() if name in names}
    return data


def _undocumented(node: Any) -> Any:
    """An API model without its documentation (`documentation` may also be the name of a member: then it is no text)."""
    if isinstance(node, dict):
        kept = {key: _undocumented(value) for key, value in node.items()
                if not (key in ("documentation", "documentationUrl") and isinstance(value, str))}
        for parameter in kept.get("clientContextParams", {}).values():
            parameter["documentation"] = ""                     # the one place where botocore insists on it
        return kept
    if isinstance(node, list):
        return [_undocumented(value) for value in node]
    return node


def _compact(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
