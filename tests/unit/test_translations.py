"""The lock: hashes per section, states, and a file that changes only when it must."""

from __future__ import annotations

from pathlib import Path

from apuntes.content.reading import read_page
from apuntes.content.translations import Lock, read_lock, section_hashes, stale, stamped, write_lock
from apuntes.content.tree import Pair


def pair(es: str = "uno", en: str = "one") -> Pair:
    text = "---\ntitle: T\n---\n\n# T\n\n{}\n\n## A {{ #a }}\n\nText.\n"
    return Pair("s3/x", read_page("s3/x", "es", "docs/es/s3/x.md", text.format(es)),
                read_page("s3/x", "en", "docs/en/s3/x.md", text.format(en)))


def states(now: Pair, lock: Lock) -> list[tuple[str, str]]:
    return [(item.section, item.state) for item in stale([now], lock)]


def test_states_of_sections() -> None:
    lock = stamped([pair()], {})
    assert states(pair(), lock) == []
    assert states(pair(es="dos"), lock) == [("top", "es")]
    assert states(pair(en="two"), lock) == [("top", "en")]
    assert states(pair("dos", "two"), lock) == [("top", "both")]
    assert states(pair(), {}) == [("top", "new"), ("a", "new")]


def test_white_space_does_not_count() -> None:
    one, two = pair(), pair(es="uno \n ")
    assert one.es is not None
    assert two.es is not None
    assert section_hashes(one.es) == section_hashes(two.es)


def test_stamping_one_page_leaves_the_others() -> None:
    lock: Lock = {"s3/x": {"top": ("a", "b")}, "gone": {"top": ("a", "b")}}
    assert stamped([pair()], lock, {"s3/other"}) == {"s3/x": {"top": ("a", "b")}}


def test_lock_survives_writing_and_reading(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    lock = stamped([pair()], {})
    assert write_lock(tmp_path, lock)
    assert read_lock(tmp_path) == lock
    assert not write_lock(tmp_path, lock)
