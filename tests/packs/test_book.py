"""Pages as a book: what can be clicked on the site can be read on paper."""

from __future__ import annotations

from xml.etree import ElementTree as etree

import pytest
import tinyhtml5

from apuntes.packs.book import _aim
from apuntes.packs.tree import Element, make, text
from apuntes.packs.unfold import Leaf, unfold

TABS = """<p>Before</p><div class="tabbed-set tabbed-alternate" data-tabs="1:2"><input checked type="radio" id="a"><input type="radio" id="b">
<div class="tabbed-labels"><label data-tab="console" for="a">Console</label><label data-tab="cli" for="b">AWS CLI</label></div>
<div class="tabbed-content"><div class="tabbed-block"><p>Click.</p></div><div class="tabbed-block"><p>Type.</p></div></div></div><p>After</p>"""
QUIZ = """<h2 id="self-test">Check</h2><section class="quiz" data-quiz="s3/x"><p class="quiz-intro">Answer first.</p>
<fieldset class="q" data-kind="single"><legend><span class="q-n">Question 1<span class="q-meta"> · Recall · CLF</span></span> Which <code>one</code>?</legend>
<div class="opt"><label><input type="radio" name="q1"> <span>This.</span></label>
<details class="why"><summary>Explanation</summary><div><b>Incorrect.</b> Not this.</div></details></div>
<div class="opt" data-correct><label><input type="radio" name="q1"> <span>That.</span></label>
<details class="why"><summary>Explanation</summary><div><b>Correct.</b> That.</div></details></div>
<div class="q-foot"><button class="btn">Check</button><span class="q-read">Explained in <a href="#top">Top</a></span></div></fieldset></section>"""
NOTES = """<p>Up to 50 TB<sup id="fnref:s3.max"><a class="footnote-ref" href="#fn:s3.max">1</a></sup>.</p>
<p>Again<sup id="fnref2:s3.max"><a class="footnote-ref" href="#fn:s3.max">1</a></sup>.</p>
<h2 id="sources">Sources</h2><div class="footnote"><hr><ol><li id="fn:s3.max"><p>Size: 50 TB. <a href="https://docs.aws.amazon.com/x">Limits</a>,
checked.&#160;<a class="footnote-backref" href="#fnref:s3.max">&#8617;</a><a class="footnote-backref" href="#fnref2:s3.max">&#8617;</a></p></li></ol></div>"""


def leaf_of(html: str) -> Leaf:
    root: Element = tinyhtml5.parse(f"<article>{html}</article>", namespace_html_elements=False)
    return unfold(next(root.iter("article")), "en")


def markup(leaf: Leaf) -> str:
    return etree.tostring(leaf.body, encoding="unicode", method="html").replace("\n", "")


def test_tabs_stand_one_below_the_other_under_their_labels() -> None:
    assert markup(leaf_of(TABS)) == (
        '<article><p>Before</p><div class="tabs"><section class="tab" aria-label="Console"><p class="tab-label">Console</p><p>Click.</p>'
        '</section><section class="tab" aria-label="AWS CLI"><p class="tab-label">AWS CLI</p><p>Type.</p></section></div>'
        "<p>After</p></article>")


def test_a_collapsed_box_is_open() -> None:
    assert markup(leaf_of('<details class="trouble"><summary>403</summary><p>Why.</p></details> and on')) == (
        '<article><div class="admonition trouble"><p class="admonition-title">403</p><p>Why.</p></div> and on</article>')


def test_the_self_test_has_its_answers_behind_it() -> None:
    found = markup(leaf_of(QUIZ))
    questions, answers = found.split('<h3 id="answers">Answers</h3>')
    assert '<p class="stem">Which <code>one</code>?</p><ol class="options" type="A"><li>This.</li><li>That.</li></ol>' in questions
    assert 'Recall · CLF · <a class="to-answer" href="#answer-1">Answer</a>' in questions
    assert "Not this" not in questions
    assert '<b>Correct: B. </b>Explained in <a href="#top">Top</a>' in answers
    assert '<li><b>Incorrect.</b> Not this.</li><li><b>Correct.</b> That.</li>' in answers
    assert "<input" not in found
    assert "<button" not in found


def test_notes_are_handed_over_with_their_citations() -> None:
    leaf = leaf_of(NOTES)
    assert [(note.number, note.id) for note in leaf.notes] == [(1, "fn-s3.max")]
    assert text(make("p", "", *leaf.notes[0].content)) == "Size: 50 TB. Limits, checked."
    assert 'id="fnref-s3.max"><a class="footnote-ref" href="#fn-s3.max">1</a>' in markup(leaf)
    assert "Sources" not in markup(leaf)


def test_programs_and_forms_are_gone_and_a_block_that_must_fail_says_so() -> None:
    found = markup(leaf_of('<form><input></form><script>1</script><p class="with-js">x</p><div class="language-bash highlight" '
                           'data-fails="NoSuchKey"><pre><code>aws</code></pre></div>'))
    assert found == ('<article><div class="failing"><p class="fails">Fails on purpose: <code>NoSuchKey</code></p>'
                     '<div class="language-bash highlight"><pre><code>aws</code></pre></div></div></article>')


@pytest.mark.parametrize(("href", "expected"), [
    ("#methods", "book:s3/encryption#methods"),
    ("../security/#policies", "book:s3/security#policies"),
    ("../", "book:s3/index"),
    ("../../practice/", "https://notes.example/en/practice/"),
    ("../../../data/facts.json", "https://notes.example/data/facts.json"),
    ("https://docs.aws.amazon.com/x", "https://docs.aws.amazon.com/x"),
])
def test_links_point_into_the_book_or_at_the_published_site(href: str, expected: str) -> None:
    link = make("a", "", href=href)
    _aim(link, "s3/encryption", "s3/encryption", {"s3/index", "s3/encryption", "s3/security"}, "https://notes.example/en/")
    assert link.get("href") == expected


def test_without_a_published_address_a_link_out_of_the_book_is_plain_text() -> None:
    link = make("a", "", "Practice", href="../../practice/")
    _aim(link, "s3/encryption", "s3/encryption", {"s3/encryption"}, "")
    assert link.get("href") is None
