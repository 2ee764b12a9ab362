"""The app as a team serves it: below a path, under a strict policy, cached, without a request to anywhere else."""

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.bytes import Visit
from tests.browser.conftest import BASE_PATH
from tests.browser.page import Board, Stage, Tune, watched_page
from tests.browser.server import serving


@pytest.fixture
def strict(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that holds the policy against the tests too."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context
    context.close()


def test_pages_hold_the_policy_ask_no_other_server_and_are_kept_by_the_browser(
    strict: BrowserContext, address: str
) -> None:
    complaints, asked = list[str](), list[str]()

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            complaints.append(message.text)

    strict.on("console", note)
    strict.on("request", lambda request: asked.append(request.url))
    first = _visit(strict, Stage, f"{address}?t.view.picture=3-D")
    assert 1_000_000 < first.fetched + first.told <= 2_800_000
    again = _visit(strict, Stage, address)
    assert again.fetched + again.told <= 150_000
    page = _show(strict, Board, f"{address}{Board.path}")
    page.get_by_role("link", name="Tune").click()
    _is_shown(page, Tune)
    page.close()
    assert complaints == []
    assert {urlparse(one).netloc for one in asked} - {""} == {urlparse(address).netloc}
    assert all(urlparse(one).path.startswith(BASE_PATH) for one in asked if one.startswith("http"))


def _visit(context: BrowserContext, kind: type[Stage | Board | Tune], place: str) -> Visit:
    """What it takes to open a page until nothing more comes."""
    visit = Visit()
    page = _show(context, kind, place, visit)
    page.wait_for_load_state("networkidle")
    page.close()
    return visit


def _show(context: BrowserContext, kind: type[Stage | Board | Tune], place: str, visit: Visit | None = None) -> Page:
    """A page that shows its picture."""
    page = context.new_page()
    if visit:
        visit.watch(page)
    page.goto(place)
    _is_shown(page, kind)
    return page


def _is_shown(page: Page, kind: type[Stage | Board | Tune]) -> None:
    expect(page.locator(f".lrviz-{kind.component}[data-seq]")).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_measurements_are_not_found_and_health_is(address: str) -> None:
    with urllib.request.urlopen(f"{address}_stcore/health") as answer:
        assert answer.status == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}_stcore/metrics")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="several workers need Caddy")
def test_each_visitor_stays_at_one_of_several_workers(browser: Browser) -> None:
    with serving(options=["--workers", "2"], base_path=BASE_PATH) as address:
        for _ in range(3):  # whoever were sent to the other worker would find no file there
            context = browser.new_context(viewport={"width": 1400, "height": 1000}, bypass_csp=True)
            stage = Stage(watched_page(context))
            stage.open(address, {"t.f": "Himmelblau"})
            assert len(stage.path_of_first_run()) > 1
            assert {cookie["name"] for cookie in context.cookies()} >= {"lrviz_worker"}
            context.close()
