"""A proxy on loopback that counts requests and bytes, and can answer in the server's place."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

Answer = tuple[int, dict[str, str], bytes]
_ONE_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "expect"}


@dataclass
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Proxy:
    """`fault(request)` answers instead of the server, or returns None; `requests` is what came in."""

    upstream: str
    fault: Callable[[Request], Answer | None] = field(default=lambda request: None)
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    def start(self) -> Proxy:
        proxy, where = self, urlsplit(self.upstream)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True      # headers and body are two writes; waiting for the first's answer costs 40 ms

            def setup(self) -> None:
                super().setup()
                self.there = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)

            def finish(self) -> None:
                self.there.close()
                super().finish()

            def handle_any(self) -> None:
                request = Request(self.command, self.path, dict(self.headers.items()), self._body())
                proxy.requests.append(request)
                answer = proxy.fault(request) or self._forward(request)
                status, headers, body = answer
                self.send_response_only(status)
                for name, value in headers.items():
                    if name.lower() not in _ONE_HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

            def _body(self) -> bytes:
                if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                parts = []
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(parts)

            def _forward(self, request: Request) -> Answer:
                headers = {name: value for name, value in request.headers.items() if name.lower() not in _ONE_HOP}
                headers["Content-Length"] = str(len(request.body))
                for last in (False, True):
                    try:
                        self.there.request(request.method, request.path, request.body, headers)
                        answer = self.there.getresponse()
                        return answer.status, dict(answer.getheaders()), answer.read()
                    except (http.client.HTTPException, ConnectionError):
                        self.there.close()
                        if last:
                            raise
                raise AssertionError

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that went away is no news."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def count(self, *methods: str) -> int:
        return sum(request.method in methods for request in self.requests)


def error(status: int, code: str, message: str = "") -> Answer:
    """An error as S3 writes it."""
    body = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{message or code}</Message></Error>'
    return status, {"Content-Type": "application/xml"}, body.encode()
