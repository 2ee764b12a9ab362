"""An empty place for a picture, and a path, for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.simulate import Trajectory, trajectory
from tests.browser.mounted import Mounted, empty_page


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests."""
    with empty_page(browser, "tune") as page:
        yield page


@pytest.fixture
def place(prepared: Page) -> Mounted:
    """An empty place for a picture, the pointer beside it."""
    return Mounted(prepared, "tune")


@pytest.fixture(scope="module")
def path() -> Trajectory:
    """A short path."""
    return trajectory(Scene(Rosenbrock(), steps=60, runs=(Run(SGD(lr=1e-3)),)), 0)
