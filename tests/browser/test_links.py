"""A link that is copied or scanned opens what its page shows in another browser; Back returns to it."""

import io
import re
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import Stage, watched_page

RANGES = "(({ xaxis, yaxis }) => [...xaxis.range, ...yaxis.range])(document.querySelector('.stage-map')._fullLayout)"
WHOLE = "document.querySelector('.lrviz-share').dataset.query"


@pytest.fixture
def copying(stage: Stage) -> Iterator[Stage]:
    """The page Trajectories, which may use the clipboard."""
    stage.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield stage
    stage.page.context.clear_permissions()


def copied(page: Page) -> str:
    """The link that the page copies."""
    page.get_by_role("button", name="Copy a link").click()
    expect(page.locator(".lrviz-share [role=status]")).to_have_text("The link is copied.")
    link: str = page.evaluate("navigator.clipboard.readText()")
    return link


def scanned(page: Page) -> str:
    """What a camera reads from the code that the page shows."""
    page.get_by_role("button", name="QR code").click()
    picture = page.get_by_role("img", name="QR code").screenshot()
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    page.get_by_role("button", name="Close").click()
    return code.text


def zoom(stage: Stage) -> None:
    """Looks closer at the map."""
    stage.page.mouse.move(*stage.on_map(0.4, 0.6))
    stage.page.mouse.wheel(0, -200)
    expect(stage.page).to_have_url(re.compile("t.view.zoom="))
    stage.settle()


def hide_second(stage: Stage) -> None:
    """Hides the second run."""
    stage.page.get_by_role("button", name=re.compile("^Show 2")).click()
    expect(stage.page).to_have_url(re.compile("t.view.hidden=2"))
    stage.settle()


def by_hand(page: Page) -> str:
    """The link as it is selected where a page may not copy."""
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    page.get_by_role("button", name="Copy a link").click()
    expect(page.get_by_role("dialog")).to_contain_text("over https only")
    link: str = page.evaluate("getSelection().toString()")
    page.get_by_role("button", name="Close").click()
    return link


def test_a_link_opens_the_same_in_another_browser_and_back_returns_to_it(
    copying: Stage, browser: Browser, address: str
) -> None:
    page = copying.page
    copying.open(address)
    with copying.update():
        copying.choose("Function", "Himmelblau")
    zoom(copying)
    link = copied(page)
    assert link == page.url == scanned(page)
    whole, ranges = page.evaluate(WHOLE), page.evaluate(RANGES)

    context = browser.new_context(viewport=page.viewport_size, bypass_csp=True)
    there = Stage(watched_page(context))
    there.open(link)
    expect(there.page.get_by_test_id("stAlert")).to_have_count(0)
    assert there.page.url == link == by_hand(there.page)
    assert there.page.evaluate(WHOLE) == whole
    assert there.page.evaluate(RANGES) == pytest.approx(ranges, rel=1e-3)
    context.close()

    hide_second(copying)
    page.go_back()
    expect(page).to_have_url(link)
    page.wait_for_function(f"{WHOLE} === {whole!r}")
    expect(page.get_by_role("button", name=re.compile("^Show 2"))).to_have_attribute("aria-pressed", "true")
