"""One deployment at a time: `.deploy/lock`, made only if there is none, renewed while its owner works.

The owner rewrites it every 30 seconds. A lock that was not renewed for 2 minutes by the server's clock, or
whose process on this very machine is dead, is taken over; any other is respected.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from apuntes.deploy.errors import Conflict, DeployError, Refused
from apuntes.deploy.headers import Headers
from apuntes.deploy.s3 import Bucket, Stored

KEY = ".deploy/lock"
BEAT, STALE = 30.0, 120.0       # seconds
STORED_AS = Headers("application/json", "no-store")


class Lock:
    """`with lock.held(): …`, and `lock.ensure()` before each write."""

    def __init__(self, bucket: Bucket, *, break_it: bool = False) -> None:
        self.bucket, self.break_it = bucket, break_it
        self.token = secrets.token_hex(8)
        self.etag = ""
        self.beats = 0
        self.renewed = 0.0
        self.mutex = threading.Lock()
        self.taken_from = ""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Refuses if somebody else does; raises DeployError at the next write if it is lost."""
        self._acquire()
        done = threading.Event()
        beat = threading.Thread(target=self._beat, args=(done,), daemon=True)
        beat.start()
        try:
            yield
        except BaseException:
            self._stop(done, beat)
            with suppress(DeployError):             # the first error counts; a lock that stays is taken over after STALE
                self._release()
            raise
        self._stop(done, beat)
        self._release()

    def ensure(self) -> None:
        """Before a write: still ours? A computer that slept asks the bucket first."""
        if time.time() - self.renewed > 2 * BEAT:
            self._renew()
        if not self.etag:
            raise DeployError("the lock was taken over by another deployment meanwhile",
                              "wait until it is done, then run this again")

    def _acquire(self) -> None:
        try:
            self._write("*")
        except Conflict:
            there = self.bucket.get(KEY)
            if there and self._is_mine(there):      # an answer was lost, and the request repeated
                self._took(there.etag)
            elif there is None:
                raise Refused("another deployment has just ended", "run this again") from None
            else:
                self._take_over(there)

    def _take_over(self, there: Stored) -> None:
        holder = _holder(there)
        who, age = str(holder.get("owner", "somebody")), _words(there.age)
        dead = holder.get("machine") == machine() and not _alive(holder.get("pid"))
        if not (dead or there.age > STALE or self.break_it):
            raise Refused(f"{who} is deploying (its last sign of life is {age} old)",
                          f"wait; a lock without a sign of life for {STALE:.0f} s is taken over; --break-lock takes it at once")
        try:
            self._write(there.etag)
        except Conflict:
            raise Refused(f"{who} is deploying after all: the lock was renewed just now", "wait, then run this again") from None
        self.taken_from = f"{who} ({age} old)"

    def _beat(self, done: threading.Event) -> None:
        while not done.wait(BEAT):
            with suppress(DeployError):             # the next beat, or `ensure`, tries again
                self._renew()

    def _renew(self) -> None:
        with self.mutex:
            if not self.etag:
                return
            try:
                self._write(self.etag)
            except Conflict:
                there = self.bucket.get(KEY)
                if there and self._is_mine(there):
                    self._took(there.etag)
                else:
                    self.etag = ""

    def _write(self, only_if: str) -> None:
        self.beats += 1
        body = {"owner": owner(), "machine": machine(), "pid": os.getpid(), "token": self.token, "beat": self.beats}
        self._took(self.bucket.put(KEY, json.dumps(body).encode(), STORED_AS, only_if=only_if).etag)

    def _took(self, etag: str) -> None:
        self.etag, self.renewed = etag, time.time()

    def _is_mine(self, there: Stored) -> bool:
        return _holder(there).get("token") == self.token

    def _release(self) -> None:
        there = self.bucket.get(KEY)
        if there and self._is_mine(there):
            self.bucket.delete(KEY)

    @staticmethod
    def _stop(done: threading.Event, beat: threading.Thread) -> None:
        done.set()
        beat.join()


def owner() -> str:
    """Who deploys: the run of a workflow, or the user. On the website endpoint anybody may read it: no host name."""
    run = os.environ.get("GITHUB_RUN_ID")
    if run:
        return f"{os.environ.get('GITHUB_REPOSITORY', '')} workflow run {run}"
    try:
        return getpass.getuser()
    except (KeyError, OSError):                     # a container without a user name
        return f"user {os.getuid()}"


def machine() -> str:
    """This boot of this machine, and this space of process numbers: only here a dead process is known to be dead.

    A hash, because it is only ever compared.
    """
    boot, space = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    try:
        here = f"{socket.gethostname()} {boot.read_text(encoding='ascii').strip()} {os.readlink(space)}"
    except OSError:
        return secrets.token_hex(8)                                 # unknown: never equal, the lock has to age
    return hashlib.sha256(here.encode()).hexdigest()[:16]


def _alive(pid: object) -> bool:
    if not isinstance(pid, int) or pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _holder(there: Stored) -> dict[str, Any]:
    try:
        found = json.loads(there.data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
