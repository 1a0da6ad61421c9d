"""Then/now boxes: a record's pages exist and hold its box, every box has its record, once a page."""

from __future__ import annotations

from collections import Counter

from apuntes.content.problem import Problem
from apuntes.content.tree import Content


def check(content: Content) -> list[Problem]:
    """Records whose page or box is missing, then boxes without a record or in the wrong place."""
    problems: list[Problem] = []
    records = content.data.corrections
    for name, record in records.items():
        file, line = content.line("correction", name)
        for path in record.pages:
            pair = content.pages.get(path)
            if pair is None:
                problems.append(Problem(file, line, f"correction “{name}”: page “{path}” does not exist",
                                        "name a page as in docs/es/<page>.md"))
                continue
            problems += [Problem(page.file, 0, f"the box of correction “{name}” is missing",
                                 f'place !!! then-now "{name}" where the topic is explained, or remove {path} from '
                                 f"`pages` in {file}:{line}")
                         for page in pair.sides
                         if not any(box.kind == "then-now" and box.title == name for box in page.admonitions)]
    for page in content.sides():
        boxes = [box for box in page.admonitions if box.kind == "then-now"]
        count = Counter(box.title for box in boxes)
        for box in boxes:
            if box.title not in records:
                problems.append(Problem(page.file, box.line, f"“{box.title}” is no record of data/corrections.yml",
                                        "mend the id, or add the record"))
            elif page.path not in records[box.title].pages:
                file, line = content.line("correction", box.title)
                problems.append(Problem(page.file, box.line, f"correction “{box.title}” does not name this page",
                                        f"add {page.path} to its `pages` in {file}:{line}"))
            elif count[box.title] > 1 and box is not next(b for b in boxes if b.title == box.title):
                problems.append(Problem(page.file, box.line, f"the box “{box.title}” stands twice", "keep one"))
    return problems
