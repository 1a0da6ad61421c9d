"""“What changed since I studied” on the page of corrections."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apuntes.content.loading import load_data
from tests.conftest import ROOT

Open = Callable[..., Page]


@pytest.mark.parametrize(("root", "label"), [("", "Qué cambió desde que estudié"), ("en/", "What changed since I studied")])
def test_a_date_leaves_what_changed_later(open_page: Open, url: str, root: str, label: str) -> None:
    page = open_page(f"{url}{root}reference/corrections/")
    page.get_by_label(label).fill("2024-10-05")
    records = load_data(ROOT).corrections.values()
    later = {r.id for r in records if (r.since is None and r.verdict == "outdated") or (r.since and f"{r.since}-99-99"[:10] >= "2024-10-05")}
    shown = page.locator(".record:visible").evaluate_all("records => records.map(record => record.id)")
    assert set(shown) == later
    assert 0 < len(later) < len(records)
    expect(page.locator(".filter output")).to_contain_text(str(len(later)))
    for heading in page.locator(".prose h2:visible").all():
        section = heading.get_attribute("id") or ""
        assert section == "sources" or any(page.locator(f"#{section} ~ .record:visible").all()), section


def test_a_link_may_bring_the_date(open_page: Open, url: str) -> None:
    page = open_page(f"{url}reference/corrections/?since=2026-07-15")
    expect(page.locator(".filter input[type=date]")).to_have_value("2026-07-15")
    assert "2026-09-17" in page.locator(".record:visible").evaluate_all("records => records.map(record => record.dataset.since)")


def test_without_scripts_every_correction_is_there(open_page: Open, url: str) -> None:
    page = open_page(f"{url}reference/corrections/", java_script_enabled=False)
    assert page.locator(".record:visible").count() == len(load_data(ROOT).corrections)
    expect(page.locator(".filter")).to_be_hidden()
