"""One server and one browser for all walks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.server import chromium, serving


def is_error(message: ConsoleMessage) -> bool:
    """Whether a message tells of an error; under a page's own address Streamlit first asks for itself in vain."""
    return message.type == "error" and not re.search(r"/(schedules|tune)/_stcore/", message.location["url"])


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app is; it keeps searches in a directory of its own."""
    with serving(data=str(tmp_path_factory.mktemp("data"))) as place:
        yield place


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor's page; errors on its console fail the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
