"""The labs' AWS on loopback: a process of its own that serves moto with the rules.

It is asked for a fresh state between labs. Nothing is kept on disk, and nothing leaves the machine.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import traceback
import urllib.request
from types import TracebackType
from typing import Any

from apuntes.labs.account import prepare


class EmulatorError(Exception):
    """The emulator cannot run; the message says why."""


class Emulator:
    """A running emulator; a context manager that stops it. `port` 0 takes a free one."""

    def __init__(self, port: int = 0, *, log: bool = False) -> None:
        command = [sys.executable, "-m", "apuntes.labs.emulator", str(port)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment,
                                         stderr=None if log else subprocess.DEVNULL)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url.startswith("http"):
            self.stop()
            raise EmulatorError(self.url or "the emulator did not start")

    def reset(self) -> None:
        """Forget everything: the state of a new account."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"), timeout=60).close()

    def wait(self) -> None:
        """Until the process ends."""
        self._process.wait()

    def stop(self) -> None:
        """End the process; it keeps nothing, so it may be killed."""
        self._process.terminate()
        try:
            self._process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def serve(port: int) -> None:
    """Serve on 127.0.0.1 until the process is told to end; prints the address once it answers."""
    import logging
    import signal
    import warnings

    prepare()
    warnings.simplefilter("ignore")                     # moto's, about error codes that the API models leave out
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    listening = socket.create_server(("127.0.0.1", port))       # werkzeug would end the process if the port is taken
    server = make_server("127.0.0.1", port, _answering(DomainDispatcherApplication(create_backend_app)), threaded=True,
                         request_handler=MotoRequestHandler, fd=listening.fileno())
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))       # at once: an open connection would hold up an orderly exit
    signal.signal(signal.SIGINT, signal.SIG_IGN)                # Ctrl+C reaches both; who started this ends it
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    server.serve_forever()


def _answering(application: Any) -> Any:
    """The application, with an AWS error for what moto stumbles over outside the reach of the rules."""
    def answer(environ: dict[str, Any], start: Any) -> Any:
        try:
            return application(environ, start)
        except Exception as problem:
            traceback.print_exc()
            error = f"<Code>InternalError</Code><Message>The lab's emulator cannot do this ({type(problem).__name__}).</Message>"
            s3 = "/s3/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")
            body = f"<Error>{error}</Error>" if s3 else f"<ErrorResponse><Error>{error}</Error></ErrorResponse>"
            start("500 Internal Server Error", [("Content-Type", "text/xml")])
            return [body.encode()]
    return answer


if __name__ == "__main__":
    try:
        serve(int(sys.argv[1]))
    except OSError as problem:
        sys.exit(print(f"port {sys.argv[1]} of 127.0.0.1 cannot be used: {problem.strerror}", flush=True))
