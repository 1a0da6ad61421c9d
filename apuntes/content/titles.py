"""Titles and descriptions of all pages, from their front matter alone: quick enough for every build."""

from __future__ import annotations

from pathlib import Path

import yaml

from apuntes.content.loading import YAML_LOADER
from apuntes.content.problem import ContentError, Problem


def read_titles(root: Path, language: str) -> dict[str, str]:
    """Front matter titles (`s3/index`) and descriptions (`s3/index#description`) of one language.

    Raises ContentError for front matter that is not YAML.
    """
    found: dict[str, str] = {}
    base = root / "docs" / language
    for file in base.rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        if text.startswith("---\n"):
            try:
                meta = yaml.load(text[4:].split("\n---", 1)[0], Loader=YAML_LOADER) or {}
            except yaml.YAMLError as error:
                mark = getattr(error, "problem_mark", None)
                raise ContentError([Problem(file.relative_to(root).as_posix(), mark.line + 2 if mark else 1,
                                            f"the front matter is not valid YAML: {getattr(error, 'problem', error)}",
                                            "quote a title or description that contains “: ”")]) from None
            path = file.relative_to(base).with_suffix("").as_posix()
            found[path] = str(meta.get("title", path))
            found[f"{path}#description"] = str(meta.get("description", ""))
    return found
