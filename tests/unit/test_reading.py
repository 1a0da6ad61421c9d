"""Pages as the parser sees them: everything typed, with its line and section, at any depth."""

from __future__ import annotations

from apuntes.content.pages import Page
from apuntes.content.reading import read_page, spans_of

TEXT = """\
---
title: Title
description: A description that is certainly long enough to be shown by a search engine.
---

# Title

Opening with `code`, *emphasis*, a [link](other.md#id)[^s3.a] and a picture. <!-- no-fact: example -->

![Alternative](../assets/x.en.svg)

## First { #first }

One sentence[^s3.b]. Another one with e.g. an abbreviation. `Code` begins the third.

=== "AWS CLI"

    Text in a tab[^s3.c].

    ```bash {reason="only a fragment"}
    aws s3 ls


    # two blank lines above
    ```

    !!! warning "Title with `code`"

        - item[^s3.d]

          ```json
          {}
          ```

=== "CloudFormation"

    ``` yaml title="a.yaml"
    a: 1
    ```

??? trouble "Closed"

    Body.

!!! then-now "s3.box"

| Name | Size |
|---|---|
| a | 1[^s3.e] |
| b | 2 |

<!-- no-fact: the whole table -->

### Deeper { #deeper }

<div id="raw" markdown="1">

Inside HTML[^s3.f].

</div>
"""


def page(text: str = TEXT) -> Page:
    return read_page("s3/x", "en", "docs/en/s3/x.md", text)


def test_headings_have_level_text_id_and_line() -> None:
    assert [(h.level, h.text, h.id, h.line) for h in page().headings] == [
        (1, "Title", "", 6), (2, "First", "first", 12), (3, "Deeper", "deeper", 54)]


def test_code_blocks_keep_their_bytes_and_attributes() -> None:
    codes = page().codes
    assert [(c.language, c.line, c.section) for c in codes] == [
        ("bash", 20, "first"), ("json", 31, "first"), ("yaml", 37, "first")]
    assert codes[0].content == "aws s3 ls\n\n\n# two blank lines above\n"
    assert codes[0].attrs == {"reason": "only a fragment"}
    assert codes[0].exempt
    assert codes[2].attrs == {"title": "a.yaml"}


def test_admonitions_and_tabs() -> None:
    assert [(a.kind, a.title, a.line, a.collapsible) for a in page().admonitions] == [
        ("warning", "Title with `code`", 27, False), ("trouble", "Closed", 41, True), ("then-now", "s3.box", 45, False)]
    assert [(t.label, t.line) for t in page().tabs] == [("AWS CLI", 16), ("CloudFormation", 35)]


def test_citations_at_any_depth_with_section() -> None:
    assert [(span.text, span.line, section) for span, section in page().cited()] == [
        ("s3.a", 8, ""), ("s3.b", 14, "first"), ("s3.c", 18, "first"), ("s3.d", 29, "first"), ("s3.e", 49, "first"),
        ("s3.f", 58, "deeper")]


def test_links_images_and_html_ids() -> None:
    assert [(link.target, link.text, link.line) for link in page().links] == [("other.md#id", "link", 8)]
    assert [(image.target, image.alt, image.line) for image in page().images] == [("../assets/x.en.svg", "Alternative", 10)]
    assert "raw" in page().ids


def test_sentences_end_where_a_reader_ends_them() -> None:
    passage = next(p for p in page().passages if p.line == 14)
    assert [s.prose for s in passage.sentences()] == ["One sentence .", "Another one with e.g. an abbreviation.",
                                                      "begins the third."]


def test_exemptions_belong_to_their_block() -> None:
    by_line = {passage.line: passage.exemption for passage in page().passages}
    assert by_line[8] == "example"
    assert by_line[49] == by_line[50] == "the whole table"
    assert by_line[14] is None


def test_rows_know_their_header() -> None:
    row = next(p for p in page().passages if p.line == 49)
    assert (row.kind, row.header) == ("row", ("Name", "Size"))


def test_malformed_pages_have_faults_instead_of_raising() -> None:
    assert [fault.what for fault in page("text").faults] == ["the page has no front matter"]
    assert [fault.line for fault in page("---\ntitle: a: b\n---\n").faults] == [2]
    faults = page("---\ntitle: T\ndescription: " + "x" * 60 + "\n---\n\n```json {reason=\"}\n{}\n```\n").faults
    assert faults[0].what.startswith("the fence's attributes")


def test_spans_of_a_record_text() -> None:
    assert [(s.kind, s.text) for s in spans_of("Up to **50 TB**[^s3.x] of `data`.")] == [
        ("text", "Up to 50 TB"), ("citation", "s3.x"), ("text", " of "), ("code", "data"), ("text", ".")]
