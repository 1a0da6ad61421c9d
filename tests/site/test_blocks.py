"""What the build adds to a page, as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from apuntes.content.loading import load_data
from apuntes.content.records import Data
from apuntes.labs.record import load_labs
from apuntes.site import blocks, labs, search

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data(ROOT)


def test_a_colon_after_a_citation_is_no_definition(data: Data) -> None:
    name = next(iter(data.facts))
    assert f"\n[^{name}]: " in blocks.footnotes(f"Cuatro[^{name}]: uno, dos…", data, "es")


def test_footnotes_define_each_cited_fact_once(data: Data) -> None:
    name = next(iter(data.facts))
    text = blocks.footnotes(f"Uno[^{name}] y otra vez[^{name}].", data, "es")
    assert text.count(f"[^{name}]: ") == 1
    assert "{ #sources }" in text
    assert data.facts[name].source.url in text
    assert "comprobado el" in text


def test_page_without_citations_gets_no_sources(data: Data) -> None:
    assert blocks.footnotes("Nada que citar.", data, "es") == "Nada que citar."


def test_unknown_fact_stays_visible_for_the_check(data: Data) -> None:
    assert "[^s3.no-such]:" not in blocks.footnotes("50 TB[^s3.no-such]", data, "en")


def test_then_now_box_in_both_languages(data: Data) -> None:
    name, record = next(iter(data.corrections.items()))
    for language in ("es", "en"):
        html = blocks.then_now(f'Antes.\n\n!!! then-now "{name}"\n\nDespués.', data, language)
        assert record.claim[language] in html
        assert record.truth[language] in html
        assert "!!!" not in html


def test_unknown_then_now_box_is_left_alone(data: Data) -> None:
    assert blocks.then_now('!!! then-now "no.such"', data, "es") == '!!! then-now "no.such"'


def test_fence_attributes_are_for_the_checks_only() -> None:
    assert blocks.plain_fences('```json {reason="fragment"}\n{}\n```') == "```json\n{}\n```"
    assert blocks.plain_fences("    ```yaml {reason=\"part\"}\n    a: 1\n    ```").startswith("    ```yaml\n")


def test_commands_that_are_only_shown_have_no_run_button() -> None:
    assert blocks.plain_fences('    ```bash {reason="v2"}\n    aws login\n    ```') == '    ```{ .bash data-shown="yes" }\n    aws login\n    ```'


def test_a_block_that_fails_says_so_on_the_page() -> None:
    fence = '```bash {fails="NoSuchKey"}\naws s3 ls\n```'
    assert blocks.plain_fences(fence) == '```{ .bash data-fails="NoSuchKey" }\naws s3 ls\n```'


def test_a_lab_begins_with_time_cost_and_pages() -> None:
    lab = load_labs(ROOT)["s3-versioning"]
    text = labs.filled(f"# Lab\n\n{labs.HEAD}\n", "labs/s3-versioning", [lab], "en", {"s3/versioning": "Versioning"})
    assert f"about {lab.minutes} minutes" in text
    assert lab.cost.en in text
    assert "[Versioning](../s3/versioning.md)" in text


def test_the_list_of_labs_has_a_row_for_each_in_the_order_given() -> None:
    found = list(load_labs(ROOT).values())
    rows = labs.filled(labs.LIST, "labs/index", found, "es", {}).splitlines()[2:]
    assert [f"({lab.id}.md)" in row for lab, row in zip(found, rows, strict=True)] == [True] * len(found)


def test_generated_tables_hold_every_record(data: Data) -> None:
    numbers = blocks.numbers(data, "es", {})
    assert all(f'id="{name}"' in numbers for name in data.facts)
    glossary = blocks.glossary(data, "en")
    assert all(f'id="{name}"' in glossary for name in data.terms)
    corrections = blocks.corrections(data, "en", {})
    assert all(record.truth.en in corrections for record in data.corrections.values())


def test_folding_ignores_case_and_accents() -> None:
    assert blocks.fold("Política de Región") == "politica de region"


def test_synonyms_never_lead_to_themselves(data: Data) -> None:
    for language in ("es", "en"):
        rows = search.synonyms(data, language)
        assert rows
        assert all(row[0] not in row[1:] for row in rows)
        assert all(len(row) > 1 or " " in row[0] for row in rows)
        assert len({row[0] for row in rows}) == len(rows)


def test_english_name_finds_the_spanish_term(data: Data) -> None:
    rows = dict((row[0], row[1:]) for row in search.synonyms(data, "es"))
    assert "rol de iam" in rows.get(search.bare("IAM roles"), [])


def test_a_term_of_several_words_is_not_taken_apart(data: Data) -> None:
    """“límites de permisos” is one thing, though “permiso” leads to a policy as well."""
    rows = dict((row[0], row[1:]) for row in search.synonyms(data, "es"))
    assert rows[search.bare("límites de permisos")] == ["permissions boundary"]
    assert rows[search.bare("permiso")]
    assert {row[0]: row[1:] for row in search.synonyms(data, "en")}[search.bare("permissions boundaries")] == []


@pytest.mark.parametrize(("phrase", "name"), [("balanceador", "b"), ("3 az", "0"), ("", "0"), ("ñandu", "0")])
def test_a_phrase_is_on_the_shelf_of_its_first_letter(phrase: str, name: str) -> None:
    assert search.shelf(phrase) == name
