"""What programs read of the built site: llms.txt, Markdown twins, feeds, downloads; the same bytes every time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import posixpath
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from apuntes.content.loading import load_data
from apuntes.content.records import Change
from apuntes.site import downloads, feed
from tests.conftest import ROOT, build

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITE_URL = "https://apuntes-aws.example/"


@pytest.fixture(scope="module")
def twins(site: Path) -> list[Path]:
    return sorted(site.rglob("index.md"))


def test_every_page_has_a_twin_that_it_links(site: Path, pages: list[str]) -> None:
    for page in pages:
        if page.endswith("/") or not page:
            assert '<link rel="alternate" type="text/markdown" href="index.md">' in (site / page / "index.html").read_text(encoding="utf-8")
            assert (site / page / "index.md").is_file(), page


def test_twins_hold_plain_markdown_and_links_that_lead_somewhere(site: Path, twins: list[Path]) -> None:
    faults = []
    for file in twins:
        text = re.sub(r"^[ >]*```.*?^[ >]*```$|`[^`\n]+`", "", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        name = file.relative_to(site).as_posix()
        faults += [f"{name}: {found}" for found in re.findall(r"<!--|!!! |\?\?\? |=== |<div|\{ lang", text)]
        for target in re.findall(r"\]\(([^()\s]+)\)", text):
            path = target.partition("#")[0]
            if path and ":" not in path and not (site / posixpath.normpath(posixpath.join(posixpath.dirname(name), path))).is_file():
                faults.append(f"{name}: {target}")
    assert not faults


@pytest.mark.parametrize("root", ["", "en/"])
def test_llms_lists_every_twin_of_its_language(site: Path, twins: list[Path], root: str) -> None:
    text = (site / root / "llms.txt").read_text(encoding="utf-8")
    listed = re.findall(rf"\({re.escape(SITE_URL)}([^)]*index\.md)\)", text)
    names = [file.relative_to(site).as_posix() for file in twins]
    assert sorted(listed) == sorted(name for name in names if name.startswith("en/") == bool(root))
    for link in re.findall(rf"\({re.escape(SITE_URL)}([^)]+)\)", text):
        assert (site / link).is_file(), link


@pytest.mark.parametrize("root", ["", "en/"])
def test_feed_is_atom_with_dates_and_ids_of_the_records(site: Path, root: str) -> None:
    tree = ElementTree.parse(site / root / "feed.xml").getroot()
    entries = tree.findall("a:entry", ATOM)
    ids = [entry.findtext("a:id", "", ATOM) for entry in entries]
    assert len(set(ids)) == len(ids) >= len(load_data(ROOT).corrections)
    updated = [entry.findtext("a:updated", "", ATOM) for entry in entries]
    assert updated == sorted(updated, reverse=True)
    assert tree.findtext("a:updated", "", ATOM) == updated[0]
    page = (site / root / "reference/corrections/index.html").read_text(encoding="utf-8")
    for entry in entries:
        link = entry.find("a:link", ATOM)
        assert link is not None
        address, _, anchor = link.attrib["href"].removeprefix(SITE_URL).partition("#")
        assert (site / address / "index.html").is_file()
        assert "corrections" not in address or f'id="{anchor}"' in page


def test_a_changed_fact_is_news() -> None:
    data = load_data(ROOT)
    fact = data.facts["s3.max-object-size"].model_copy(update={"changed": Change(on=dt.date(2027, 1, 2), was=40)})
    newest = feed.entries(type(data)(**{**data.__dict__, "facts": {**data.facts, fact.id: fact}}), "es")[0]
    assert newest.updated == dt.date(2027, 1, 2)
    assert "Antes: 40\N{NO-BREAK SPACE}TB. Ahora: 50\N{NO-BREAK SPACE}TB." in newest.body


@pytest.mark.parametrize("name", downloads.MODELS)
def test_downloads_name_licence_and_schema_and_read_back(site: Path, name: str) -> None:
    text = (site / "data" / f"{name}.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    assert raw["license"]["url"] == downloads.LICENSE_URL
    schema = json.loads((site / "data" / raw["$schema"]).read_text(encoding="utf-8"))
    assert set(schema["required"]) == set(raw)
    data = load_data(ROOT)
    records = {"facts": data.facts, "glossary": data.terms, "questions": data.questions, "corrections": data.corrections}[name]
    read = downloads.MODELS[name].model_validate_json(text)
    assert list(read.records) == list(records.values())


def test_two_builds_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    done = build(tmp_path / "again")
    assert done.returncode == 0, done.stderr

    def hashes(folder: Path) -> dict[str, str]:
        return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in folder.rglob("*") if file.is_file()}

    assert hashes(site) == hashes(tmp_path / "again")
