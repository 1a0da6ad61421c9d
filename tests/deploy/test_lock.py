"""One deployment at a time: the lock, and writes that depend on what was read."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from apuntes.deploy import lock as locks
from apuntes.deploy.errors import Conflict, DeployError, Refused
from apuntes.deploy.lock import Lock
from apuntes.deploy.options import Options
from apuntes.deploy.s3 import Bucket
from tests.deploy.conftest import Cloud, fails
from tests.deploy.proxy import Request
from tests.deploy.sites import draft


def put_lock(cloud: Cloud, **holder: object) -> None:
    cloud.client.put_object(Bucket=cloud.name, Key=".deploy/lock", Body=json.dumps({"owner": "ana@laptop", **holder}).encode())


def test_concurrent_deployment_is_refused(deployed: Cloud) -> None:
    put_lock(deployed, machine="laptop", pid=1, token="x")
    assert "--break-lock" in fails(deployed, r"ana@laptop is deploying \(its last sign of life is \d s old\)")
    assert deployed.deploy(draft()).plan.empty                  # a look is allowed
    outcome = deployed.deploy(draft(words="more"), break_lock=True)
    assert any("took over the lock of ana@laptop" in note for note in outcome.notes)


def test_two_at_once_give_one_winner_and_one_refusal(deployed: Cloud) -> None:
    """The first is stopped in the middle of its uploads while the second tries."""
    inside, go_on = threading.Event(), threading.Event()

    def hold(request: Request) -> None:
        if request.method == "PUT" and "/s3/index.html" in request.path and not inside.is_set():
            inside.set()
            go_on.wait(20)

    deployed.proxy.fault = hold
    result: list[Any] = []
    first = threading.Thread(target=lambda: result.append(deployed.deploy(draft(words="more"))))
    first.start()
    assert inside.wait(20)
    with pytest.raises(Refused, match="is deploying"):
        deployed.deploy()
    go_on.set()
    first.join()
    assert result[0].applied


def test_lock_of_a_dead_process_is_taken_over(deployed: Cloud) -> None:
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    put_lock(deployed, machine=locks.machine(), pid=pid, token="x")
    assert deployed.deploy(draft(words="more")).applied
    put_lock(deployed, machine=locks.machine(), pid=os.getpid(), token="x")
    with pytest.raises(Refused, match="is deploying"):
        deployed.deploy(draft(words="less"))


def test_old_lock_is_taken_over(deployed: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    put_lock(deployed, machine="laptop", pid=1, token="x")
    monkeypatch.setattr(locks, "STALE", -1.0)
    assert deployed.deploy(draft(words="more")).applied


@pytest.mark.parametrize("body", [b"", b"[]", b'{"pid": "x"}'])
def test_lock_that_nobody_can_read(deployed: Cloud, body: bytes) -> None:
    deployed.client.put_object(Bucket=deployed.name, Key=".deploy/lock", Body=body)
    fails(deployed, "somebody is deploying")
    assert deployed.deploy(draft(words="more"), break_lock=True).applied


def test_lock_is_renewed_and_given_back(deployed: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "BEAT", 0.02)
    lock = Lock(bucket_of(deployed))
    with lock.held():
        before = lock.etag
        time.sleep(0.3)
        assert lock.beats > 2
        assert lock.etag != before
        lock.ensure()
    assert bucket_of(deployed).get(locks.KEY) is None


def test_lock_that_was_taken_stops_the_next_write(deployed: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock(bucket_of(deployed))
    with lock.held():
        put_lock(deployed, token="other")
        monkeypatch.setattr(lock, "renewed", 0.0)               # as after a sleep of the computer
        with pytest.raises(DeployError, match="the lock was taken over by another deployment meanwhile"):
            lock.ensure()
    assert bucket_of(deployed).get(locks.KEY) is not None       # it is theirs


def test_plan_that_is_out_of_date_writes_nothing(deployed: Cloud) -> None:
    """Another deployment ended between this one's look and its lock."""
    def meanwhile(request: Request) -> None:
        if request.method == "PUT" and request.path.endswith("/.deploy/lock"):
            stored = deployed.client.get_object(Bucket=deployed.name, Key=".deploy/manifest.json")["Body"].read()
            deployed.client.put_object(Bucket=deployed.name, Key=".deploy/manifest.json", Body=stored + b" ")

    deployed.proxy.fault = meanwhile
    fails(deployed, "another deployment changed the bucket after the plan was made")
    assert deployed.uploads() == []


def test_conditional_write_is_a_conflict_not_an_error(deployed: Cloud) -> None:
    bucket = bucket_of(deployed)
    with pytest.raises(Conflict):
        bucket.put("robots.txt", b"x", locks.STORED_AS, only_if="*")
    with pytest.raises(Conflict):
        bucket.put("robots.txt", b"x", locks.STORED_AS, only_if="0123")


def bucket_of(cloud: Cloud) -> Bucket:
    return Bucket(Options(bucket=cloud.name, folder=Path(), endpoint=cloud.proxy.url))
