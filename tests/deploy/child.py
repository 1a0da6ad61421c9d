"""Deployments in processes of their own that can be killed: a server that forks one for each line it reads.

`python -m tests.deploy.child` reads a JSON object a line: `options` for `Options`, `moved`, and where to die,
`request` (at that request to S3, counted from 1) or `phase` (when that phase is about to begin), after
`delay` seconds. It writes how the process ended: its exit code, or minus the signal. The server has one
thread and forks without a client, so a child is like a fresh process, only faster.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.loaders import create_loader

from apuntes.deploy import s3
from apuntes.deploy.options import Options
from apuntes.deploy.run import deploy

# Reading the description of S3 is most of what a client costs; one copy serves all clients of a process.
LOADER = create_loader()
ROOT = Path(__file__).resolve().parents[2]


def die(delay: float) -> None:
    time.sleep(delay)
    os.kill(os.getpid(), signal.SIGKILL)


def deploy_until_killed(job: dict[str, Any]) -> None:
    """One deployment, in this process."""
    seen, mutex, delay = [0], threading.Lock(), job.get("delay", 0.0)

    def count(**_: Any) -> None:
        with mutex:
            seen[0] += 1
            last = seen[0] == job.get("request")
        if last and delay:
            threading.Thread(target=die, args=(delay,)).start()     # meanwhile the request goes out
        elif last:
            die(0)

    class Watcher:
        def phase(self, name: str, steps: int) -> None:
            if name == job.get("phase"):
                die(delay)

        def step(self) -> None:
            pass

    class Counted(s3.Bucket):
        def __init__(self, options: Options) -> None:
            super().__init__(options)
            self.client.meta.events.register("before-send.s3", count)

    sys.modules["apuntes.deploy.run"].Bucket = Counted              # type: ignore[attr-defined]
    options = job["options"]
    options["folder"] = Path(options["folder"])
    options["grace"] = timedelta(seconds=options.pop("grace", 7 * 86400))
    deploy(Options(**options), job.get("moved", {}), lambda plan, notes: None, Watcher())


def main() -> None:
    """Fork for every line."""
    botocore.session.create_loader = lambda *_: LOADER
    boto3.session.Session(region_name="us-east-1").client("s3")     # a forked child finds it read already
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            code = 1
            try:
                deploy_until_killed(json.loads(line))
                code = 0
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


class Children:
    """The server, from the outside."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "tests.deploy.child"], cwd=ROOT, text=True,
                                        env={**os.environ, **environment},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, **job: Any) -> int:
        """A deployment in a child; its exit code, or minus the signal that ended it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


if __name__ == "__main__":
    main()
