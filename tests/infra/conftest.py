"""The browser of the browser tests, for the CloudFront Function."""

from tests.browser.conftest import browser

__all__ = ["browser"]
