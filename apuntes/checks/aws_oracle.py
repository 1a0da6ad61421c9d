"""The AWS CLI as a judge of commands: run as `python -m apuntes.checks.aws_oracle`, JSON in, JSON out.

A process of its own, because `import awscli` replaces `botocore` for the whole process. One driver
judges all commands; it parses them, builds the parameters and stops before a client is made: no
credentials, no network. Parameters are held against the model: types, required members, lengths,
enums and patterns. `aws s3`, `configure` and other hand-written commands are parsed only.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
from typing import Any

UNKNOWN = "7" * 20
Files = dict[str, str]


class Rejected(Exception):
    """The parameters do not fit the model."""


def main() -> None:
    """Read `[{"words": […], "files": {…}}, …]`, write `[null or reason, …]`."""
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_PAGER="",
                      AWS_EC2_METADATA_DISABLED="true", AWS_DEFAULT_REGION="us-east-1")
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        os.environ.pop(name, None)
    questions = json.load(sys.stdin)
    judge = Judge()
    json.dump([judge.reject(question["words"], question["files"]) for question in questions], sys.stdout)


class Judge:
    """Holds the driver with its caller, its hand-written commands and its file loader replaced."""

    def __init__(self) -> None:
        from awscli import clidriver, paramfile
        from awscli.customizations import commands, sessionmanager, toplevelbool, waiters

        self.files: Files = {}
        self.driver = clidriver.create_clidriver()

        def invoke(_caller: Any, service: str, operation: str, parameters: Any, _globals: Any) -> int:
            model = self.driver.session.get_service_model(service).operation_model(operation)
            validate(self._prepared(parameters, model), model.input_shape)
            return 0

        def load(_handler: Any, event_name: str, param: Any, value: Any, **_: Any) -> Any:
            shape = getattr(param, "argument_model", None)
            if shape is not None and shape.type_name == "blob" and shape.serialization.get("streaming"):
                return __file__                         # must be a file that exists
            single = value[0] if isinstance(value, list) and len(value) == 1 else value
            match = re.match(r"fileb?://(.+)", single) if isinstance(single, str) else None
            if match is None or getattr(param, "no_paramfile", None) or \
                    ".".join(event_name.split(".")[1:]) in paramfile.PARAMFILE_DISABLED:
                return None
            if shape is None or shape.type_name in ("string", "blob"):
                return UNKNOWN
            return self.files.get(os.path.basename(match[1])) or json.dumps(example(shape))

        parse_and_run = commands.BasicCommand.__call__

        def parse_only(command: Any, args: Any, parsed_globals: Any) -> Any:
            if type(command).__name__ != "S3":          # `aws s3` alone is an error of its own _run_main
                command._run_main = lambda *_: 0
            return parse_and_run(command, args, parsed_globals)

        one_of_two = toplevelbool.validate_boolean_mutex_groups

        def own_pairs(boolean_pairs: Any, parsed_args: Any, **rest: Any) -> None:
            # The CLI, made for one command, keeps the pairs (--x, --no-x) of earlier commands of this driver.
            own = [pair for pair in boolean_pairs if all(hasattr(parsed_args, option.py_name) for option in pair)]
            one_of_two(own, parsed_args, **rest)

        toplevelbool.validate_boolean_mutex_groups = own_pairs
        clidriver.CLIOperationCaller.invoke = invoke
        waiters.WaiterCaller.invoke = invoke
        sessionmanager.StartSessionCaller.invoke = invoke   # has an invoke of its own: ssm start-session
        paramfile.URIArgumentHandler.__call__ = load
        commands.BasicCommand.__call__ = parse_only

    def _prepared(self, parameters: dict[str, Any], operation: Any) -> dict[str, Any]:
        """The parameters after the hooks that fill in and check some before a request is built."""
        name = f"{operation.service_model.service_id.hyphenize()}.{operation.name}"
        for event in ("provide-client-params", "before-parameter-build"):
            answers = self.driver.session.emit(f"{event}.{name}", params=parameters, model=operation, context={})
            parameters = next((answer for _, answer in reversed(answers) if answer is not None), parameters)
        return parameters

    def reject(self, words: list[str], files: Files) -> str | None:
        """Why the AWS CLI would refuse `aws <words>`, None if it would not."""
        self.files = files
        error = io.StringIO()
        with contextlib.redirect_stderr(error), contextlib.redirect_stdout(io.StringIO()):
            try:
                code = self.driver.main(list(words))
            except SystemExit as stop:
                code = stop.code
        return None if code in (0, None) else reason(error.getvalue())


def reason(text: str) -> str:
    """The part of the CLI's complaint that names the fault, without usage and lists of choices."""
    text = text.split("error: ", 1)[-1] if "error: " in text else text
    text = re.sub(r"^usage:.*?(?=Unknown|An error|$)", "", text.strip(), flags=re.DOTALL)
    text = re.sub(r"valid choices are:\s.*?(?=Invalid choice|maybe you meant|$)", "", text, flags=re.DOTALL)
    text = re.sub(r"To see help text, you can run:.*", "", text, flags=re.DOTALL)
    text = " ".join(text.split())
    if choice := re.search(r"argument (\w+): Invalid choice(?:, Invalid choice: '([^']*)', maybe you meant: (.*))?", text):
        near = (choice[3] or "").replace("* ", "").split()
        text = f"no such {choice[1]}" + (f" “{choice[2]}”, maybe you meant {' or '.join(near)}" if near else "")
    return text[:300].strip(" ,;") or "the AWS CLI refuses it"


def validate(parameters: Any, shape: Any) -> None:
    """Types and required members by botocore's validator, the rest by walking the shape."""
    from botocore.validate import ParamValidator

    if shape is None:
        return
    tokens = {name: UNKNOWN for name, member in shape.members.items() if member.metadata.get("idempotencyToken")}

    class Validator(ParamValidator):  # type: ignore[misc]
        def _validate_timestamp(self, param: Any, shape: Any, errors: Any, name: str) -> None:
            if UNKNOWN not in str(param):               # a date that the shell works out
                super()._validate_timestamp(param, shape, errors, name)

    report = Validator().validate({**tokens, **parameters}, shape)
    if report.has_errors():
        raise Rejected(report.generate_report())
    walk(parameters, shape, "")


def walk(value: Any, shape: Any, path: str) -> None:
    """Enums, patterns and greatest lengths, which botocore does not check. UNKNOWN fits everywhere."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name in shape.members:
                walk(member, shape.members[name], f"{path}.{name}".strip("."))
    elif kind == "list" and isinstance(value, list):
        for item in value:
            walk(item, shape.member, path)
    elif kind == "map" and isinstance(value, dict):
        for key, item in value.items():
            walk(key, shape.key, path)
            walk(item, shape.value, f"{path}.{key}")
    elif UNKNOWN in str(value):
        return
    elif kind == "string" and isinstance(value, str):
        if shape.enum and value not in shape.enum:
            raise Rejected(f"{path}: “{value}” is none of {', '.join(shape.enum[:12])}{'…' if len(shape.enum) > 12 else ''}")
        if not matches(shape.metadata.get("pattern"), value):
            raise Rejected(f"{path}: “{value}” does not fit {shape.metadata['pattern']}")
        if len(value) > shape.metadata.get("max", len(value)):
            raise Rejected(f"{path}: {len(value)} characters, at most {shape.metadata['max']} are allowed")
    elif kind in ("integer", "long") and isinstance(value, int) and value > shape.metadata.get("max", value):
        raise Rejected(f"{path}: {value} is more than {shape.metadata['max']}")


def matches(pattern: str | None, value: str) -> bool:
    """Whether the value fits; patterns that Python cannot read (the model's are Java's) fit everything."""
    if not pattern:
        return True
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return True


def example(shape: Any, depth: int = 0) -> Any:
    """The smallest value that fits a shape, for the content of a file that the page does not show."""
    kind = shape.type_name
    if kind == "structure":
        return {name: example(shape.members[name], depth + 1) for name in shape.required_members} if depth < 8 else {}
    if kind == "list":
        return [example(shape.member, depth + 1)] if depth < 8 else []
    if kind == "map":
        return {}
    if kind in ("integer", "long", "float", "double"):
        return shape.metadata.get("min", 1)
    if kind == "boolean":
        return True
    return (shape.enum or [UNKNOWN])[0] if kind == "string" else UNKNOWN


if __name__ == "__main__":
    main()
