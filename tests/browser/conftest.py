"""One server, one browser and one page for all walks; whoever needs another visitor opens a context of their own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.modules import without_errors
from tests.browser.page import Board, Stage, Train, Tune, watched_page
from tests.browser.server import chromium, serving

BASE_PATH = "/tools/lrviz"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All walks through the app go to one worker, so that there is one server and a browser that knows its files.

    They take longest and begin.
    """
    items.sort(key=lambda item: not walks(item))
    for item in items:
        if walks(item):
            item.add_marker(pytest.mark.xdist_group("app"))


def walks(item: pytest.Item) -> bool:
    """Whether a test needs the server of the app."""
    return "address" in getattr(item, "fixturenames", ())


def is_error(message: ConsoleMessage) -> bool:
    """Whether a message tells of an error; under a page's own address Streamlit first asks for itself in vain."""
    return message.type == "error" and not re.search(
        r"/(trajectories|schedules|tune|train|learn)/_stcore/", message.location["url"]
    )


@pytest.fixture(scope="session")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory whose logs may be followed."""
    return tmp_path_factory.mktemp("followed")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, followed: Path) -> Iterator[str]:
    """Where the app is, below a path as a team has it; it keeps searches in a directory of its own."""
    data = str(tmp_path_factory.mktemp("data"))
    with serving(data=data, base_path=BASE_PATH, options=["--follow", str(followed)]) as place:
        yield place


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Iterator[Page]:
    """The page that all walks share: it knows the files of the app already."""
    context = browser.new_context(bypass_csp=True)  # what tests ask a page is evaluated in it
    yield watched_page(context)
    context.close()


@contextmanager
def visit(tab: Page, leaves: bool = True) -> Iterator[Page]:
    """The shared page for one visitor, wide and light, who leaves at the end; errors on its console fail the test."""
    tab.set_viewport_size({"width": 1400, "height": 1000})
    tab.emulate_media(color_scheme="light")
    with without_errors(tab, is_error):
        yield tab
        tab.unroute_all()
        if leaves:
            tab.goto("about:blank")


@pytest.fixture
def one_visit() -> None:
    """Asked for by tests that turn to their links in the app as the test before may have left it, and leave it open."""


@pytest.fixture
def page(tab: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page, or the page of the visit that goes on."""
    with visit(tab, leaves="one_visit" not in request.fixturenames) as visited:
        yield visited


@pytest.fixture(scope="module")
def first_view(tab: Page, address: str) -> Iterator[Stage]:
    """The first view of Trajectories, opened once for all tests of a module: each begins where the last one ended."""
    with visit(tab) as visited:
        stage = Stage(visited)
        stage.open_first(address)
        yield stage


@pytest.fixture
def stage(page: Page) -> Stage:
    """The page Trajectories, to be opened."""
    return Stage(page)


@pytest.fixture
def schedules(page: Page) -> Board:
    """The page Schedules, to be opened."""
    return Board(page)


@pytest.fixture
def tune(page: Page) -> Tune:
    """The page Tune, to be opened."""
    return Tune(page)


@pytest.fixture
def training(page: Page) -> Train:
    """The page Train, to be opened."""
    return Train(page)


@pytest.fixture
def asked(page: Page, address: str) -> Iterator[list[str]]:
    """All that the page asks for, of nobody but the app."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    page.on("request", note)
    yield addresses
    page.remove_listener("request", note)
    assert {urlparse(one).netloc for one in addresses} <= {urlparse(address).netloc, ""}
