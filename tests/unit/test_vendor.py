"""The vendored library is the pinned one, says its license, and another archive is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from apuntes import vendor
from apuntes.site import assets

ROOT = Path(__file__).resolve().parents[2]


def test_another_archive_than_the_pinned_one_is_refused() -> None:
    with pytest.raises(ValueError, match="should be sha512-"):
        vendor.module(b"not the package")


def test_the_committed_file_names_version_and_license() -> None:
    text = (ROOT / vendor.TARGET).read_text(encoding="utf-8")
    assert text.startswith(f"/*! {vendor.NAME} {vendor.VERSION}\nMIT License")
    assert "export{" in text.replace("export {", "export{")


def test_the_license_is_published_with_it(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/ts-fsrs.js").write_text((ROOT / vendor.TARGET).read_text(encoding="utf-8"), encoding="utf-8")
    made = assets.bundle(tmp_path, {"es": {}}, {"es": {}})
    assert "Permission is hereby granted" in made.files[made.urls["es"]["ts-fsrs.js"]]
