"""A page of the site as a page of a book: nothing to click, nothing hidden, nothing lost.

Tabs stand one below the other under their labels, collapsed boxes are open, the self-test has its answers behind
it, citations point at notes that are handed over on their own. Programs, forms and what only they need are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from apuntes.packs.tree import SVG, Element, classes, content, fill, find, make, replace, text
from apuntes.packs.words import WORDS

_GONE = {"script", "style", "form", "button", "input", "progress", "output", "template", "nav", "dialog", "select"}
_GONE_CLASSES = {"with-js", "without-js", "quiz-intro", "headerlink", "q-foot", "footnote-backref"}
_KEPT_ATTRIBUTES = {"id", "class", "href", "src", "alt", "lang", "colspan", "rowspan", "scope", "datetime", "type", "start",
                    "aria-label", "align"}


@dataclass
class Note:
    """What a citation says: its number in the chapter, its id there and its text."""

    number: int
    id: str
    content: list[Element | str]


@dataclass
class Leaf:
    """A page without its title. `pictures` are the diagrams by the `src` of their place in the body."""

    body: Element
    notes: list[Note] = field(default_factory=list)
    pictures: dict[str, Element] = field(default_factory=dict)


def unfold(article: Element, language: str) -> Leaf:
    """Turn the page's `<article>` (which is changed) into a leaf."""
    leaf = Leaf(article)
    _diagrams(leaf)
    _notes(leaf)
    for parent, quiz in find(article, lambda element: "quiz" in classes(element)):
        replace(parent, quiz, _self_test(quiz, language))
    for parent, element in find(article, lambda element: element.tag in _GONE or bool(classes(element) & _GONE_CLASSES)):
        if element in list(parent):
            replace(parent, element)
    _tabs(article)
    _boxes(article)
    _failing(article, language)
    _plain(article)
    return leaf


def _diagrams(leaf: Leaf) -> None:
    for parent, slot in find(leaf.body, lambda element: "diagram-slot" in classes(element)):
        drawing = next(slot.iter(f"{SVG}svg"))
        title = next(drawing.iter(f"{SVG}title"))
        name = f"{title.get('id', '').removesuffix('-t')}.svg"
        leaf.pictures[name] = drawing
        replace(parent, slot, [make("figure", "diagram", make("img", "", src=name, alt=text(title)))])


def _notes(leaf: Leaf) -> None:
    """Take the list of sources away; ids without the colon, which is a special character in style sheets."""
    for parent, box in find(leaf.body, lambda element: element.tag == "div" and "footnote" in classes(element)):
        for number, item in enumerate(box.iter("li"), 1):
            for holder, back in find(item, lambda element: "footnote-backref" in classes(element)):
                replace(holder, back)
            inside = [part for paragraph in item.iter("p") for part in content(paragraph)]
            if inside and isinstance(inside[-1], str):
                inside[-1] = inside[-1].rstrip()                # the space before the arrow back
            leaf.notes.append(Note(number, item.get("id", "").replace(":", "-"), inside))
        replace(parent, box)
    for parent, heading in find(leaf.body, lambda element: element.tag == "h2" and element.get("id") == "sources"):
        if leaf.notes:
            replace(parent, heading)
    for element in leaf.body.iter("sup"):
        element.set("id", element.get("id", "").replace(":", "-"))
        for link in element.iter("a"):
            link.set("href", link.get("href", "").replace(":", "-", 1))


def _tabs(article: Element) -> None:
    while found := list(find(article, lambda element: "tabbed-set" in classes(element))):
        parent, tabs = found[0]
        labels = [text(label) for box in tabs.iter("div") if "tabbed-labels" in classes(box) for label in box.iter("label")]
        blocks = [block for box in tabs if "tabbed-content" in classes(box) for block in box]
        replace(parent, tabs, [make("div", "tabs", *(
            fill(make("section", "tab", make("p", "tab-label", label), aria_label=label), content(block))
            for label, block in zip(labels, blocks, strict=True)))])


def _boxes(article: Element) -> None:
    for parent, box in find(article, lambda element: element.tag == "details"):
        summary = next(box.iter("summary"))
        title = fill(make("p", "admonition-title"), content(summary))
        box.remove(summary)
        replace(parent, box, [fill(make("div", f"admonition {box.get('class', '')}".strip(), title), content(box))])


def _failing(article: Element, language: str) -> None:
    """A block that is meant to fail says so, and with what."""
    for parent, block in find(article, lambda element: "data-fails" in element.attrib):
        label = make("p", "fails", f"{WORDS[language]['fails']}: ", make("code", "", block.get("data-fails", "")))
        replace(parent, block, [make("div", "failing", label, block)])


def _plain(article: Element) -> None:
    """Only what a book needs of attributes; the wrapper that lets a table scroll is gone."""
    for parent, wrap in find(article, lambda element: "table-wrap" in classes(element)):
        replace(parent, wrap, list(wrap))
    for element in article.iter():
        if not isinstance(element.tag, str):
            continue
        for name in list(element.attrib):
            if name not in _KEPT_ATTRIBUTES:
                del element.attrib[name]


def _self_test(quiz: Element, language: str) -> list[Element]:
    """The questions with lettered options, then the answers with the reason for every option."""
    words = WORDS[language]
    questions, answers = make("ol", "questions"), make("ol", "answers")
    for number, field_ in enumerate((item for item in quiz.iter("fieldset") if "q" in classes(item)), 1):
        legend = next(field_.iter("legend"))
        meta = next(text(span).lstrip("· ") for span in legend.iter("span") if "q-meta" in classes(span))
        for holder, label in find(legend, lambda element: "q-n" in classes(element)):
            replace(holder, label)
        options, reasons, right = make("ol", "options", type="A"), make("ol", "reasons", type="A"), []
        for place, option in enumerate(box for box in field_ if "opt" in classes(box)):
            if "data-correct" in option.attrib:
                right.append("ABCDE"[place])
            words_of = next(span for span in next(option.iter("label")).iter("span"))
            reason = next(box for box in next(option.iter("details")) if box.tag == "div")
            options.append(fill(make("li"), content(words_of)))
            reasons.append(fill(make("li"), content(reason)))
        read = next((content(span) for span in field_.iter("span") if "q-read" in classes(span)), [])
        stem = fill(make("p", "stem"), content(legend))
        stem.text = (stem.text or "").lstrip()
        link = make("a", "to-answer", words["answer"], href=f"#answer-{number}")
        questions.append(make("li", "", stem, options, make("p", "q-about", f"{meta} · ", link), id=f"question-{number}"))
        key = make("b", "", f"{words['right' if len(right) == 1 else 'rights']}: {', '.join(right)}. ")
        answers.append(make("li", "", make("p", "key", key, *read), reasons, id=f"answer-{number}"))
    return [questions, make("h3", "", words["answers"], id="answers"), answers]
