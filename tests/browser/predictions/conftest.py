"""An empty place for predictions, and for a board beside it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mounted import Mounted, empty_page


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests."""
    with empty_page(browser, "predictions") as page:
        yield page


@pytest.fixture
def pictures(prepared: Page) -> Mounted:
    """An empty place for predictions, the pointer beside it."""
    return Mounted(prepared, "predictions", ".predictions-canvas")
