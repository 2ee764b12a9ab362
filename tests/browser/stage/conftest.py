"""An empty chart of the curves for each test, on one page with Plotly for all tests of a file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.charts import Chart
from tests.browser.modules import SITE, module_page
from tests.browser.stage.drawing import CREATE, LOAD


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page with Plotly for all tests."""
    with module_page(browser, viewport={"width": 700, "height": 600}) as page:
        page.evaluate(LOAD, SITE)
        yield page


@pytest.fixture
def curves(prepared: Page) -> Chart:
    """An empty chart, the pointer beside it."""
    prepared.mouse.move(690, 590)
    prepared.evaluate(CREATE, [SITE, 560, 560])
    return Chart(prepared, "#curves")
