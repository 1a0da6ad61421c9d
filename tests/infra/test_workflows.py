"""Rights of the workflows: pinned actions, no stored secrets, identity tokens only where an environment guards them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.infra.resolve import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


def read(file: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_rights(file: Path) -> None:
    workflow = read(file)
    assert workflow["permissions"] == {}
    assert "secrets." not in file.read_text(encoding="utf-8")
    assert "pull_request_target" not in workflow[True]          # YAML 1.1 reads the key `on` as true
    for name, job in workflow["jobs"].items():
        rights = job["permissions"] or {}
        assert set(rights.values()) <= {"read", "write"}
        assert {right for right, value in rights.items() if value == "write"} <= {"id-token", "issues"}, name
        if "uses" in job:
            assert job["uses"] == "./.github/workflows/deploy.yml"
        elif "id-token" in rights:
            assert job["environment"]["name"] in ("production", "preview")
        assert "uses" in job or job["timeout-minutes"] <= 45


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_steps(file: Path) -> None:
    for job in read(file)["jobs"].values():
        for step in job.get("steps", []):
            if "uses" in step:
                assert _PINNED.fullmatch(step["uses"])
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            # An expression inside a script would let its value write the script.
            assert "${{" not in step.get("run", "")


def test_publishing_follows_the_gate_on_main_alone() -> None:
    call = read(ROOT / ".github" / "workflows" / "check.yml")["jobs"]["deploy"]
    assert call["needs"] == "gate"
    assert call["if"] == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    publish = read(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"]["publish"]
    assert publish["if"].endswith("github.ref == 'refs/heads/main'")
    assert publish["concurrency"]["cancel-in-progress"] is False


def test_previews_are_for_branches_of_this_repository_where_enabled() -> None:
    job = read(ROOT / ".github" / "workflows" / "preview.yml")["jobs"]["preview"]
    assert job["if"] == "vars.PREVIEW_ROLE_ARN != '' && github.event.pull_request.head.repo.full_name == github.repository"
    assert job["env"]["AWS_ROLE_ARN"] == "${{ vars.PREVIEW_ROLE_ARN }}"
    assert job["env"]["APUNTES_PREFIX"].startswith("preview/pr-")


def test_who_may_write_issues_installs_nothing() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "weekly.yml")["jobs"]
    writing = [job for job in jobs.values() if (job["permissions"] or {}).get("issues") == "write"]
    assert len(writing) == 1
    assert not [step for step in writing[0]["steps"] if re.search(r"pip|make|setup-python", f"{step.get('run')}{step.get('uses')}")]
