"""One page for all projectors that stand before a room without a network: it knows their modules already."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.page import PATIENCE


@pytest.fixture(scope="session")
def screen(browser: Browser) -> Iterator[Page]:
    """A page for one class after the other."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
