"""What `make labs` writes: small, the same twice, and complete enough for the commands of the labs."""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from apuntes.labs import bundle, needs, trim
from apuntes.labs.needs import Needs
from tests.conftest import ROOT

LARGEST = 10_000_000


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found = bundle.read_manifest(ROOT)
    if found is None:
        pytest.fail("build/labs is missing: run `make labs`")
    return found


def test_a_first_visit_downloads_less_than_promised(manifest: dict[str, Any]) -> None:
    assert sum(manifest["files"].values()) + len(bundle.project_archive()) < LARGEST
    for name, size in manifest["files"].items():
        assert (ROOT / bundle.OUTPUT / name).stat().st_size == size


def test_the_same_inputs_give_the_same_bytes(manifest: dict[str, Any], tmp_path: Path) -> None:
    for name in ("requirements-labs.txt", bundle.OUTPUT + "/cache", "docs", "data", "apuntes"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(ROOT / name)
    made = bundle.build(tmp_path)
    assert made.fresh
    assert made.names == manifest["files"]
    for name in made.names:
        assert (made.folder / name).read_bytes() == (ROOT / bundle.OUTPUT / name).read_bytes()
    assert not bundle.build(tmp_path).fresh
    assert bundle.project_archive() == bundle.project_archive()


def test_python_is_bytecode_and_nothing_else_is_binary(manifest: dict[str, Any]) -> None:
    name = next(each for each in manifest["files"] if each.startswith("packages."))
    with tarfile.open(ROOT / bundle.OUTPUT / name) as archive:
        names = archive.getnames()
    assert not [each for each in names if each.endswith((".so", ".py", ".pyd", ".exe"))]
    assert "moto/core/responses.pyc" in names
    services = {each.split("/")[3] for each in names if each.startswith("awscli/botocore/data/") and each.count("/") > 3}
    assert services == set(needs.read(ROOT).services)


def test_a_tampered_pyodide_is_refused(tmp_path: Path) -> None:
    (tmp_path / bundle.OUTPUT / "cache").mkdir(parents=True)
    (tmp_path / bundle.OUTPUT / "cache" / f"pyodide-{bundle.PYODIDE}.tgz").write_bytes(b"not it")
    (tmp_path / "requirements-labs.txt").write_text("")
    with pytest.raises(bundle.Missing, match="not the file that"):
        bundle.build(tmp_path)
    assert not list((tmp_path / bundle.OUTPUT / "cache").glob("*.tgz"))


def test_without_node_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / "requirements-labs.txt").write_text("")
    with pytest.raises(bundle.NoNode, match="install Node"):
        bundle.build(tmp_path)


def test_pins_name_no_index() -> None:
    text = (ROOT / "requirements-labs.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert len(re.findall(r"^[\w-]+==", text, re.MULTILINE)) == text.count("==")


def test_code_keeps_its_meaning_without_its_words() -> None:
    source = '"""Doc."""\n# comment\ndef f(x):\n    """Doc."""\n    return "# no comment"\n\nclass A:\n    """Only a doc."""\n'
    space: dict[str, Any] = {}
    text = trim.trimmed("a.py", source.encode(), Needs()).decode()
    exec(text, space)
    assert space["f"](1) == "# no comment"
    assert "Doc" not in text
    assert "comment\n" not in text


def test_models_lose_their_documentation_and_nothing_else() -> None:
    model = {"documentation": "x", "shapes": {"A": {"members": {"documentation": {"shape": "B", "documentation": "y"}}, "enum": ["documentation"]}},
             "clientContextParams": {"P": {"documentation": "z", "type": "boolean"}}}
    text = trim.trimmed("awscli/botocore/data/x/2020-01-01/service-2.json", json.dumps(model).encode(), Needs())
    assert json.loads(text) == {"shapes": {"A": {"members": {"documentation": {"shape": "B"}}, "enum": ["documentation"]}},
                                "clientContextParams": {"P": {"documentation": "", "type": "boolean"}}}


@pytest.mark.parametrize(("package", "path", "kept"), [
    ("awscli", "awscli/clidriver.py", True), ("awscli", "awscli/help.py", False), ("awscli", "awscli/examples/ec2/x.rst", False),
    ("awscli", "awscli/customizations/s3/syncstrategy/base.py", True), ("awscli", "awscli/customizations/eks/token.py", False),
    ("awscli", "awscli/botocore/data/ec2/2016-11-15/service-2.json", True), ("awscli", "awscli/botocore/data/ec2/2014-09-01/service-2.json", False),
    ("awscli", "awscli/botocore/data/eks/2017-11-01/service-2.json", False), ("moto", "moto/ec2/models/amis.py", True), ("moto", "moto/eks/models.py", False),
    ("moto", "moto/ec2/resources/latest_amis/eu-west-1.json.gz", True), ("moto", "moto/ec2/resources/latest_amis/ap-east-1.json.gz", False),
    ("pyyaml", "yaml/_yaml.cpython-314-x86_64-linux-gnu.so", False), ("pyyaml", "yaml/loader.py", True), ("requests", "requests/sessions.py", True),
])
def test_what_is_kept(package: str, path: str, kept: bool) -> None:
    latest = trim.latest_models(["awscli/botocore/data/ec2/2016-11-15/service-2.json", "awscli/botocore/data/ec2/2014-09-01/service-2.json"])
    assert trim.kept(package, path, latest, Needs(), frozenset({"ec2"})) is kept


def test_what_labs_use_is_read_from_them(tmp_path: Path) -> None:
    (tmp_path / "docs/es/labs").mkdir(parents=True)
    (tmp_path / "data/labs").mkdir(parents=True)
    (tmp_path / "apuntes/labs/rules").mkdir(parents=True)
    page = ("The aws word\n\n```bash\naws --profile lab sqs list-queues\nx=$(aws s3api list-buckets --query x)\n"
            "aws iam attach-user-policy --policy-arn arn:aws:iam::aws:policy/job-function/Billing --region ap-south-1\n```\n")
    (tmp_path / "docs/es/labs/a.md").write_text(page, encoding="utf-8")
    (tmp_path / "data/labs/a.yml").write_text("- command: aws sns list-topics --output text\n", encoding="utf-8")
    (tmp_path / "apuntes/labs/rules/a.py").write_text("from moto.logs.models import x\n", encoding="utf-8")
    found = needs.read(tmp_path)
    assert {"sqs", "sns", "s3"} <= set(found.services)
    assert not {"s3api", "profile"} & set(found.services)
    assert (found.regions, found.policies, found.rules) == (("ap-south-1", *needs.REGIONS), ("Billing",), ("logs",))


def test_a_service_brings_what_it_imports() -> None:
    modules = {"moto/sqs/models.py": b"from ..kms.models import x\nfrom moto.core import y\ndef f():\n    from moto.iam import z\n",
               "moto/kms/__init__.py": b"if TYPE_CHECKING:\n    from moto.rds import x\n", "moto/core/__init__.py": b"",
               "moto/iam/__init__.py": b"", "moto/rds/__init__.py": b"", "moto/eks/__init__.py": b""}
    assert needs.packages(Needs(services=("sqs",)), modules) == {"core", "kms", "sqs"}


def test_compressed_data_is_left_to_the_archive() -> None:
    content = trim.trimmed("moto/x/resources/a.json.gz", gzip.compress(b'{"a":  1}'), Needs())
    assert gzip.decompress(content) == b'{"a":1}'
    assert content == trim.trimmed("moto/x/resources/a.json.gz", gzip.compress(b'{"a":  1}'), Needs())


def test_the_standard_library_is_an_archive_that_python_can_read(manifest: dict[str, Any]) -> None:
    name = next(each for each in manifest["files"] if "python_stdlib" in each)
    with zipfile.ZipFile(io.BytesIO(gzip.decompress((ROOT / bundle.OUTPUT / name).read_bytes()))) as archive:
        assert archive.testzip() is None
        assert {"json/__init__.pyc", "xml/etree/ElementTree.pyc", "unittest/mock.pyc"} <= set(archive.namelist())
