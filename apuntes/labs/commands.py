"""The AWS CLI in a process of its own that stays, so that a command costs no start of Python.

Run as `python -m apuntes.labs.commands`: prints a port of 127.0.0.1, then answers one command per connection
with its exit status. A request is a file: working folder, number of words, words, then the environment,
each ended by a zero byte; `<file>.in` is the standard input if the command reads one. The answer's texts are
in `<file>.out` and `<file>.err`. `PROGRAM` is the `aws` that asks so.

The process is its own because `import awscli` replaces `botocore`. A driver serves one command, as in the
real program; only what never changes is kept between commands, such as the API models.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import inspect
import io
import os
import socket
import sys
from pathlib import Path
from typing import Any

# The program `aws` of a session. Standard input is handed over only where a word asks for it: a program cannot
# ask whether anything will come.
PROGRAM = r"""#!/bin/bash
request="$LAB_REQUESTS/$$"
{ printf '%s\0' "$PWD" "$#" "$@"; env -0; } > "$request"
case " $* " in *" - "*|*/dev/stdin*) cat > "$request.in" ;; esac
exec {channel}<>"/dev/tcp/127.0.0.1/$LAB_PORT"
printf '%s\n' "$request" >&"$channel"
read -r status <&"$channel"
cat "$request.out"
cat "$request.err" >&2
rm -f "$request" "$request".*
exit "$status"
"""


def main() -> None:
    """Serve until the process is told to end."""
    keep_models()
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            with connection, connection.makefile("rw", encoding="utf-8") as channel:
                request = channel.readline().strip()
                if request:
                    channel.write(f"{_answer(Path(request))}\n")


def _answer(request: Path) -> int:
    folder, count, *rest = request.read_bytes().decode().split("\0")
    words, environment = rest[:int(count)], dict(item.split("=", 1) for item in rest[int(count):] if "=" in item)
    given = request.with_name(request.name + ".in")
    status, out, err = run(words, Path(folder), environment, given.read_bytes() if given.is_file() else b"")
    request.with_name(request.name + ".out").write_bytes(out)
    request.with_name(request.name + ".err").write_bytes(err)
    return status


def run(words: list[str], folder: Path, environment: dict[str, str], given: bytes = b"") -> tuple[int, bytes, bytes]:
    """What `aws <words>` does there: exit status, standard output, standard error."""
    from awscli import clidriver

    models = os.environ["AWS_DATA_PATH"]                # set by `import awscli`
    os.environ.clear()
    os.environ.update(environment, AWS_DATA_PATH=models)
    os.chdir(folder)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    sys.argv = ["aws", *words]                          # argparse shows the program's name in errors
    standard_input, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = clidriver.create_clidriver().main(words)
            except SystemExit as stop:
                status = stop.code
            except Exception as problem:                # the program prints a trace here; a lab must not
                print(f"\naws: {type(problem).__name__}: {problem}", file=err)
                status = 255
    finally:
        sys.stdin = standard_input
    return (status if isinstance(status, int) else 1), _bytes(out), _bytes(err)


def _bytes(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


def keep_models() -> None:
    """Do once for all drivers what each would do again, half of a command's time: read the API models, list the
    services, inspect the signatures of handlers. Drivers write into the models, each the same (the path of S3's
    buckets is taken out), so nothing else may share them: see `browser`.
    """
    import awscli  # noqa: F401  (first: it puts its own botocore in place)
    from botocore import hooks, loaders

    @functools.lru_cache(maxsize=200)
    def kept(file: str) -> Any:
        model = loaders.JSONFileLoader().load_file(file)
        gc.freeze()                             # a look for garbage in all models takes longer than a command
        return model

    class Kept(loaders.JSONFileLoader):         # type: ignore[misc]
        def load_file(self, file_path: str) -> Any:
            return kept(file_path)

    look = loaders.Loader.list_available_services
    listed: dict[tuple[str, ...], list[str]] = {}

    def services(loader: Any, type_name: str) -> list[str]:
        key = (type_name, *loader.search_paths)
        if key not in listed:                   # a look at every folder of every search path
            listed[key] = look(loader, type_name)
        return listed[key]

    inspected = hooks.accepts_kwargs

    def accepts(handler: Any) -> Any:           # asked of some 400 handlers a command; the code knows without inspection
        code = getattr(handler, "__code__", None)
        return code.co_flags & inspect.CO_VARKEYWORDS if code else inspected(handler)

    loaders.Loader.FILE_LOADER_CLASS = Kept
    loaders.Loader.list_available_services = services
    hooks.accepts_kwargs = accepts


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
