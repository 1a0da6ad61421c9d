"""Glossary links, tables, tabs and pictures in the parsed page."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest

from apuntes.site import csp, diagrams
from apuntes.site.markdown import ApuntesExtension, PageContext, TermLinks, set_page

TERMS = TermLinks.build({"bucket": "bucket", "buckets": "bucket", "AZ": "zone", "bucket policy": "policy"})


def render(text: str, **options: object) -> str:
    set_page(PageContext(glossary_url="../reference/glossary.md", terms=TERMS, **options))  # type: ignore[arg-type]
    return markdown.markdown(text, extensions=["tables", "attr_list", ApuntesExtension()])


def test_first_mention_only_is_linked() -> None:
    html = render("A bucket holds objects. Two buckets hold more.\n\nA bucket again.")
    assert html.count('class="term"') == 1
    assert 'href="../reference/glossary.md#bucket"' in html


def test_longest_term_wins_and_case_matters_for_acronyms() -> None:
    html = render("The bucket policy of AZ. Not az.")
    assert re.findall(r'glossary\.md#([a-z]+)"', html) == ["policy", "zone"]


@pytest.mark.parametrize(("form", "word"), [("bucket", "Bucket"), ("ámbito", "Ámbito"), ("4xx", "4XX")])
def test_a_form_without_capitals_is_found_at_the_start_of_a_sentence_too(form: str, word: str) -> None:
    terms = TermLinks.build({"Zone": "zone", form: "found"})
    assert [terms.find(match[0]) for match in terms.pattern.finditer(f"{word} and zone and {form}")] == ["found", "found"]


@pytest.mark.parametrize("text", ["# bucket", "`bucket`", "[bucket](x.md)", "sub-bucket", "bucketed"])
def test_headings_code_links_and_parts_of_words_are_left_alone(text: str) -> None:
    assert 'class="term"' not in render(text)


def test_term_behind_an_element_keeps_the_text_around_it() -> None:
    html = render("See **this** bucket now and *that* AZ.")
    assert re.sub(r"<[^>]+>", "", html) == "See this bucket now and that AZ."
    assert html.count('class="term"') == 2


def test_tables_get_distinct_names() -> None:
    html = render("## Limits\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\ntext\n\n| | b |\n|---|---|\n| 1 | 2 |\n")
    assert re.findall(r'aria-label="([^"]+)"', html) == ["Table: Limits", "Table: Limits (2)"]
    assert "<th></th>" not in html


def test_an_empty_corner_makes_the_first_column_name_its_rows() -> None:
    html = render("| | b |\n|---|---|\n| 1 | 2 |\n\ntext\n\n| a | |\n|---|---|\n| 3 | 4 |\n")
    assert re.findall(r"<(t[hd])[^>]*>(\d)", html) == [("th", "1"), ("td", "2"), ("td", "3"), ("td", "4")]
    assert html.count('<th scope="row">') == 1


def test_picture_is_inlined_without_its_own_style(tmp_path: Path) -> None:
    (tmp_path / "x.es.svg").write_text('<svg viewBox="0 0 1 1"><style>a{}</style><text>Hola</text></svg>', encoding="utf-8")
    html = render("![alt](../../assets/diagrams/x.es.svg)", diagrams=tmp_path)
    assert '<svg viewBox="0 0 1 1"><text>Hola</text></svg>' in html
    assert "<img" not in html


def test_diagram_names_the_missing_label(tmp_path: Path) -> None:
    (tmp_path / "diagrams").mkdir()
    (tmp_path / "diagrams/x.svg").write_text('<svg viewBox="0 0 1 1"><text>{{word}}</text></svg>', encoding="utf-8")
    (tmp_path / "diagrams/x.yml").write_text("alt: {es: A, en: B}\nlabels: {}\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"diagrams/x\.svg: no label 'word' in “es”"):
        diagrams.outdated(tmp_path)


def test_committed_pictures_match_their_sources() -> None:
    assert diagrams.outdated(Path(__file__).resolve().parents[2]) == {}


def test_policy_hashes_only_inline_scripts() -> None:
    page = '<script>a()</script><script src="x.js"></script><script type="application/json">{}</script>'
    assert len(csp.script_hashes(page)) == 1


def test_page_without_a_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>no head</p>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.html: no <meta charset"):
        csp.apply(tmp_path)
