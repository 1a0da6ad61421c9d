"""The published Content-Security-Policy against the one of the build."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator

import pytest

from apuntes.infra import stale_header

POLICY = "default-src 'none'; script-src 'self' 'sha256-new='; frame-ancestors 'none'"


@pytest.fixture
def sending() -> Iterator[Callable[..., str]]:
    servers = []

    def start(policy: str | None, status: int = 200) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.send_response(status)
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()


@pytest.mark.parametrize("status", [200, 404])
def test_same_policy_or_none_is_fine(sending: Callable[..., str], status: int) -> None:
    assert stale_header(sending(POLICY, status), POLICY + "\n") is None
    assert stale_header(sending(None, status), POLICY) is None


def test_nobody_answers_yet() -> None:
    assert stale_header("http://127.0.0.1:9/", POLICY) is None


def test_other_policy_says_what_to_do(sending: Callable[..., str]) -> None:
    address = sending(POLICY.replace("new", "old"))
    assert stale_header(address, POLICY) == (
        f"{address} sends another Content-Security-Policy than this build needs: update the stack of infra/cloudfront.yaml "
        "with ContentSecurityPolicy from site/csp.txt, then deploy")
