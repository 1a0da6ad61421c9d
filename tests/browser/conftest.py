"""The widths that readers use. The browser itself is in tests/conftest.py: other folders share it."""

from __future__ import annotations

from tests.conftest import DESKTOP, PHONE

__all__ = ["DESKTOP", "PHONE"]
