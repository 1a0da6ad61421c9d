"""`apuntes deploy` from the command line: environment, what it prints, the report, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from apuntes.cli import app
from tests.deploy.conftest import Cloud
from tests.deploy.sites import draft, write


def command(cloud: Cloud, *arguments: str) -> tuple[int, str]:
    root = cloud.folder.parent
    (root / "docs").mkdir(exist_ok=True)
    (root / "mkdocs.yml").touch()
    result = CliRunner().invoke(app, ["deploy", "--root", str(root), "--endpoint-url", cloud.proxy.url, *arguments],
                                catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def ready(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """A built site and the bucket in the environment."""
    write(cloud.folder, draft())
    monkeypatch.setenv("APUNTES_BUCKET", cloud.name)
    monkeypatch.setenv("APUNTES_BUCKET_OWNER", "123456789012")
    monkeypatch.setenv("APUNTES_URL", cloud.website.url)
    return cloud


def test_plan_then_apply_then_nothing_to_do(ready: Cloud, tmp_path: Path) -> None:
    code, output = command(ready, "--init")
    assert code == 0
    assert "upload hashed assets 4 4 new" in output
    assert "upload new pages 6 6 new" in output
    assert f"s3://{ready.name}/: 19 to upload, 0 to delete, 0 to retire, 0 unchanged" in output
    assert "this is only the plan" in output
    assert ready.contents() == {}
    code, output = command(ready, "--init", "--apply", "--report", str(tmp_path / "report.json"))
    assert code == 0
    assert "done in" in output
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["applied"]
    assert len(report["uploads"]) == 19
    assert report["uploads"][0]["phase"] == "hashed assets"
    assert report["pages_fetched"] > 10
    code, output = command(ready, "--apply")
    assert (code, "nothing to do, 19 objects are as they should be" in output) == (0, True)


def test_exit_codes(ready: Cloud) -> None:
    code, output = command(ready)
    assert code == 3
    assert "is empty and has no marker of this site\n    → if this is the right one, pass --init once" in output
    code, output = command(ready, "--prefix", "docs")
    assert (code, "no prefix for a preview" in output) == (2, True)
    code, output = command(ready, "--endpoint-url", "http://127.0.0.1:9")
    assert (code, "AWS cannot be reached" in output) == (1, True)
    assert "Traceback" not in output


def test_plan_names_a_dozen_and_counts_the_rest(ready: Cloud) -> None:
    for number in range(20):
        ready.client.put_object(Bucket=ready.name, Key=f"mine/{number:02}.txt", Body=b"")
    ready.client.put_object(Bucket=ready.name, Key=".deploy/manifest.json", Body=b'{"site": "https://notes.example/"}')
    _, output = command(ready)
    assert "warning: 20 objects are not of this site; they are left alone" in output
    assert "    mine/11.txt\n    … and 8 more" in output


def test_full_disk_when_the_report_is_written(ready: Cloud) -> None:
    code, output = command(ready, "--init", "--apply", "--report", "/dev/full")
    assert code == 1
    assert "the report /dev/full cannot be written: No space left on device" in output
    assert "the deployment itself is complete" in output
    assert set(ready.contents()) == set(draft())


def test_redirects_come_from_the_data(ready: Cloud) -> None:
    data = ready.folder.parent / "data"
    data.mkdir()
    (data / "redirects.yml").write_text("s3/old: s3/index\n", encoding="utf-8")
    assert command(ready, "--init", "--apply")[0] == 0
    assert ready.website.answer("/en/s3/old/")[:2] == (301, {"Location": "/en/s3/"})
    (data / "redirects.yml").write_text("- s3/old\n", encoding="utf-8")
    code, output = command(ready)
    assert (code, "data/redirects.yml:1: the file is no mapping" in output) == (1, True)
