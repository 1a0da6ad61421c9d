"""The command line: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from apuntes.cli import app

GOOD = Path(__file__).resolve().parents[1] / "checks" / "good"
QUICK = ["--only", "twins", "--only", "facts", "--only", "figures", "--only", "freshness"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "project"))


def apuntes(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return result.exit_code, result.output


def edit(project: Path, file: str, find: str, replace: str) -> None:
    text = (project / file).read_text(encoding="utf-8")
    (project / file).write_text(text.replace(find, replace), encoding="utf-8")


def test_check_says_what_was_checked(project: Path) -> None:
    code, output = apuntes("check", "--root", str(project), *QUICK)
    assert code == 0
    assert "checked 3 pages in two languages, 3 facts, 7 questions, 1 terms, 1 corrections" in output
    assert "no problems" in output


def test_check_counts_problems(project: Path) -> None:
    edit(project, "docs/es/s3/encryption.md", "50 TB", "5 TB")
    code, output = apuntes("check", "--root", str(project), *QUICK)
    assert code == 1
    assert "docs/es/s3/encryption.md:14: the sentence cites [^s3.max-size] but does not show its value" in output
    assert "3 problems: facts 1, figures 1, freshness 1" in output


def test_check_can_be_limited_to_files(project: Path) -> None:
    edit(project, "docs/es/s3/encryption.md", "50 TB", "5 TB")
    code, output = apuntes("check", "--root", str(project), *QUICK, str(project / "docs" / "en"))
    assert (code, "problems:" in output) == (0, False)


def test_check_verbose_gives_times(project: Path) -> None:
    assert " s both languages have every page" in apuntes("check", "--root", str(project), "-v", "--only", "twins")[1]


def test_check_refuses_an_unknown_name(project: Path) -> None:
    code, output = apuntes("check", "--root", str(project), "--only", "spellings")
    assert code == 2
    assert "no check “spellings”" in output


def test_content_that_cannot_be_read_is_reported_alike(project: Path) -> None:
    edit(project, "data/facts/s3.yml", "unit: TB", "units: TB")
    code, output = apuntes("check", "--root", str(project))
    assert code == 1
    assert "data/facts/s3.yml:8: record “s3.max-size”, units: Extra inputs are not permitted" in output
    assert "fix the record" in output


def test_status_and_stamp(project: Path) -> None:
    assert apuntes("status", "--root", str(project))[0] == 0
    edit(project, "docs/es/s3/encryption.md", "Ana sube", "Luis sube")
    code, output = apuntes("status", "--root", str(project))
    assert code == 1
    assert "only Spanish changed" in output
    assert apuntes("stamp", "docs/es/s3/encryption.md", "--root", str(project)) == (0, "data/translations.lock written\n")
    assert apuntes("status", "--root", str(project))[0] == 0
    assert apuntes("stamp", "--root", str(project)) == (0, "data/translations.lock was up to date\n")
    assert apuntes("stamp", "s3/other", "--root", str(project))[0] == 2


def test_new_writes_a_pair_that_keeps_the_structural_rules(project: Path) -> None:
    code, _ = apuntes("new", "s3/replication", "--es", "Replicación", "--en", "Replication", "--root", str(project))
    assert code == 0
    only = [word for name in ("twins", "headings", "front_matter", "links", "markdown") for word in ("--only", name)]
    assert apuntes("check", "--root", str(project), *only)[0] == 0
    assert apuntes("new", "s3/replication", "--es", "R", "--en", "R", "--root", str(project))[0] == 1
    assert apuntes("new", "Réplica", "--es", "R", "--en", "R", "--root", str(project))[0] == 1


def test_lab_lists_its_rules() -> None:
    code, output = apuntes("lab", "--rules")
    assert code == 0
    assert "s3.bucket-name InvalidBucketName\n  A bucket's name follows the naming rules.\n  https://docs.aws" in output


def test_lab_run_refuses_an_unknown_name(project: Path) -> None:
    code, output = apuntes("lab", "run", "bucket", "--root", str(project))
    assert (code, "no lab “bucket”; there are buckets" in output) == (2, True)


def test_reading_content_needs_no_library_of_the_checks() -> None:
    libraries = "{'rapidfuzz', 'awscli', 'botocore', 'parliament', 'cfnlint', 'spylls', 'py3langid', 'tree_sitter', 'moto'}"
    run = subprocess.run([sys.executable, "-c", f"import sys, apuntes.cli; print({libraries} & set(sys.modules))"],
                         capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
