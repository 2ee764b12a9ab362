"""What tests do and wait for on a phone of a class."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.page import PATIENCE, SECONDS


def button(page: Page, name: str) -> Locator:
    """The button by its whole name."""
    return page.get_by_role("button", name=name, exact=True)


def counted(page: Page) -> None:
    """Waits until the server has what is on the screen."""
    expect(button(page, "✓ Sent")).to_be_visible()


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Waits until something holds that phones have said."""
    deadline = time.monotonic() + PATIENCE / SECONDS
    while not holds():
        assert time.monotonic() < deadline
        page.wait_for_timeout(20)
