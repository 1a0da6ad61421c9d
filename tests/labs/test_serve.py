"""`apuntes lab`: says how to reach the emulator, keeps to its port, and ends on Ctrl+C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

LAB = [sys.executable, "-m", "apuntes", "lab"]


def started(*options: str) -> tuple[subprocess.Popen[str], str]:
    """The process, and what it printed until it was ready."""
    process = subprocess.Popen([*LAB, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True)
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if "Ctrl+C" in line:
            break
    return process, text


def test_it_serves_until_it_is_stopped() -> None:
    process, text = started()
    address = re.search(r"export AWS_ENDPOINT_URL=(http://127\.0\.0\.1:\d+)\n", text)
    assert address, text
    assert '  export AWS_PAGER=""\n' in text
    assert urllib.request.urlopen(f"{address[1]}/moto-api/data.json", timeout=20).status == 200
    os.killpg(process.pid, signal.SIGINT)               # as a terminal does: to the whole group
    assert process.wait(timeout=20) == 0
    assert process.stdout is not None
    rest = process.stdout.read()
    assert (rest, "Traceback" in rest) == ("stopped\n", False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", int(address[1].rsplit(":", 1)[1])))


def test_a_port_in_use_is_refused_by_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*LAB, "--port", str(port)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
