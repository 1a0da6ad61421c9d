"""The records as JSON for other programs, each file with its licence and a JSON Schema.

The schema comes from the pydantic models that read the data, so it cannot drift from them. Output is the
same bytes for the same records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from apuntes.content.records import Correction, Data, Fact, Question, Record, Term

R = TypeVar("R", bound=Record)
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"


class Licence(BaseModel):
    """What one may do with the file, and whom to name."""

    name: str = "CC BY 4.0"
    url: str = LICENSE_URL
    attribution: str


class Download(BaseModel, Generic[R]):
    """A file of records. Each record has both languages."""

    schema_: str = Field(alias="$schema", description="Address of this file's schema, relative to the file.")
    source: str = Field(description="Address of the site that the records come from; empty if it has none.")
    license: Licence
    records: tuple[R, ...]


MODELS: dict[str, type[Download[Any]]] = {
    "facts": Download[Fact], "glossary": Download[Term], "questions": Download[Question], "corrections": Download[Correction],
}


def write(data: Data, site_dir: Path, site_url: str, attribution: str) -> None:
    """Write `data/<name>.json` and `data/schema/<name>.json`."""
    records: dict[str, Iterable[Record]] = {
        "facts": data.facts.values(), "glossary": data.terms.values(),
        "questions": data.questions.values(), "corrections": data.corrections.values()}
    (site_dir / "data" / "schema").mkdir(parents=True, exist_ok=True)
    for name, model in MODELS.items():
        file = model.model_validate({"$schema": f"schema/{name}.json", "source": site_url, "records": tuple(records[name]),
                                     "license": Licence(attribution=attribution)})
        text = file.model_dump_json(by_alias=True, indent=1)
        (site_dir / "data" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema",
                  **model.model_json_schema(by_alias=True, mode="serialization"), "title": name}
        (site_dir / "data" / "schema" / f"{name}.json").write_text(
            json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
