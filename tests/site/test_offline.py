"""The lists of what to save for offline reading."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from apuntes.site import offline


@pytest.mark.parametrize(("path", "language"), [
    ("index.html", "es"), ("s3/index.html", "es"), ("en/index.html", "en"), ("en/s3/index.html", "en"), ("404.html", None),
    ("search/en/a.json", "en"), ("search/es/0.json", "es"), ("pagefind/pagefind.js", None),
    ("pagefind/fragment/es_123abc.pf_fragment", "es"), ("pagefind/wasm.en.pagefind", "en"),
    ("pagefind/pagefind.en_93a0a18044.pf_meta", "en"), ("assets/site.one.js", "es"), ("assets/site.two.js", "en"),
    ("assets/site.css", None), ("assets/diagrams/iam-request.es.svg", "es"),
])
def test_each_file_belongs_to_its_language(path: str, language: str | None) -> None:
    bundled = {"es": ["assets/site.one.js", "assets/site.css"], "en": ["assets/site.two.js", "assets/site.css"]}
    assert offline.language_of(path, bundled) == language


@pytest.mark.parametrize("language", ["es", "en"])
def test_lists_hold_every_page_of_the_language_with_hashes(site: Path, language: str) -> None:
    found = json.loads((site / "offline" / f"{language}.json").read_text(encoding="utf-8"))
    paths = {path for path, _, _ in found["files"]}
    for file in site.rglob("index.html"):
        address = file.relative_to(site).as_posix().removesuffix("index.html")
        assert (address in paths) == (address.startswith("en/") == (language == "en")), address
    assert not [path for path in paths if path.startswith("labs-runtime/")]
    labs = found.get("labs", {"files": []})["files"]
    assert len(labs) in (0, 6)                                  # without and with `make labs`: Python, packages and ours
    for path, size, digest in found["files"] + labs:
        content = (site / path / "index.html" if not path or path.endswith("/") else site / path).read_bytes()
        assert len(content) == size
        assert hashlib.sha256(content).hexdigest().startswith(digest)
    assert found["size"] == sum(size for _, size, _ in found["files"]) < 12_000_000
    assert json.loads((site / "offline/versions.json").read_text(encoding="utf-8"))[language] == found["version"]
