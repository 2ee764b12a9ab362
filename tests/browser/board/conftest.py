"""An empty board for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mounted import Mounted, empty_page


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests."""
    with empty_page(browser, "board") as page:
        yield page


@pytest.fixture
def board(prepared: Page) -> Mounted:
    """An empty place for a board, the pointer beside it."""
    return Mounted(prepared, "board")
