"""What hands do on the first view of Trajectories: one page for all tests; each begins where the last one ended."""

import re
import time
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from lrviz.figures import STYLES
from tests.browser.charts import Chart
from tests.browser.page import Stage


@pytest.fixture
def stage(first_view: Stage) -> Stage:
    """The open page."""
    return first_view


def chart(stage: Stage) -> Chart:
    """The map."""
    return Chart(stage.page, ".stage-map")


def scroll(stage: Stage) -> Any:
    """Zooms in with the wheel; the axes then."""
    before = chart(stage).axes()
    stage.page.mouse.move(*stage.on_map(0.5, 0.5))
    stage.page.mouse.wheel(0, -500)
    stage.settle()
    axes = chart(stage).axes()
    assert axes != before
    return axes


def double_click(page: Page, x: float, y: float, apart: float) -> None:
    """Presses twice, so many seconds apart by the events' own time, however long the page takes between them."""
    page.mouse.move(x, y)
    devtools, now = page.context.new_cdp_session(page), time.time()
    for count in (1, 2):
        event = {"x": x, "y": y, "button": "left", "clickCount": count, "timestamp": now + apart * (count - 1)}
        devtools.send("Input.dispatchMouseEvent", {"type": "mousePressed", "buttons": 1, **event})
        devtools.send("Input.dispatchMouseEvent", {"type": "mouseReleased", **event})
        page.wait_for_timeout(600 * (2 - count))


def test_every_control_has_a_name_and_can_be_reached(stage: Stage) -> None:
    controls = stage.page.locator(".lrviz-stage :is(button, select, input):visible")
    names = controls.evaluate_all(
        "all => all.map(c => c.ariaLabel || c.innerText.trim() || c.labels?.[0]?.firstChild.textContent.trim() || '')"
    )
    assert len(names) > 20
    assert all(names)
    assert controls.evaluate_all("all => all.every(c => c.tabIndex === 0)")
    assert stage.page.locator("table.outcomes tbody tr").count() == 4


CONTROLS = """window.controls = () => [...document.querySelectorAll(
  ".lrviz-stage :is(button:enabled, select, input, [tabindex='0'])")].filter((one) => one.offsetParent !== null)"""
FOCUSED = """(place) => {
  const one = controls()[place];
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const { width, height } = one.getBoundingClientRect();
  const opacity = (part) => (part ? Number(getComputedStyle(part).opacity) * opacity(part.parentElement) : 1);
  const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width * height > 0;
  return document.activeElement === one && outlined && opacity(one) > 0.8;
}"""


def test_the_tab_key_reaches_every_control_and_the_focus_is_seen(stage: Stage) -> None:
    page = stage.page
    page.evaluate(CONTROLS)
    count = page.evaluate("controls().length")
    assert count > 30
    page.evaluate("controls()[0].focus()")
    page.keyboard.press("Shift+Tab")
    for place in range(count):
        page.keyboard.press("Tab")
        page.wait_for_function(FOCUSED, arg=place)


def test_a_click_puts_the_start_there(stage: Stage) -> None:
    with stage.update():
        stage.page.mouse.click(*stage.on_map(0.25, 0.25))
    start = stage.start()
    np.testing.assert_allclose(start, [-1.0, 2.0], atol=0.02)
    boxes = stage.page.get_by_test_id("stSidebar").locator("input[type=number]")
    expect(boxes.nth(0)).to_have_value(f"{start[0]:g}")
    expect(boxes.nth(1)).to_have_value(f"{start[1]:g}")
    expect(stage.page).to_have_url(re.compile(rf"start_x={start[0]:g}.*start_y={start[1]:g}"))
    assert stage.start_of_paths() == start


def test_a_double_click_resets_the_map_and_leaves_the_start(stage: Stage) -> None:
    start, axes = stage.start(), chart(stage).axes()
    scroll(stage)
    double_click(stage.page, *stage.on_map(0.7, 0.3), apart=0.2)
    stage.settle()
    assert stage.start() == start
    assert chart(stage).axes() == axes


def test_two_clicks_that_are_apart_move_the_start_twice(stage: Stage) -> None:
    double_click(stage.page, *stage.on_map(0.7, 0.3), apart=0.5)
    stage.settle()
    np.testing.assert_allclose(stage.start(), [0.8, 1.8], atol=0.02)


def test_the_start_is_dragged_and_all_paths_follow(stage: Stage) -> None:
    seen, sent = stage.page.evaluate(stage.seq), stage.sent()
    stage.page.mouse.move(*stage.handle())
    stage.page.mouse.down()
    for share in np.linspace(0.3, 0.8, 25):
        stage.page.mouse.move(*stage.on_map(float(share), 0.3))
        chart(stage).frames()
    stage.page.wait_for_function(f"{stage.seq} > {seen + 1}")
    assert stage.sent() == sent, "the browser computes the paths by itself"
    expect(stage.page.locator(".stage-legend")).to_contain_text("after step 500")
    stage.page.mouse.up()
    stage.settle()
    assert stage.sent() > sent
    expect(stage.page.locator(".stage-legend")).not_to_contain_text("after step 500")
    np.testing.assert_allclose(stage.start(), [1.2, 1.8], atol=0.02)
    assert stage.start_of_paths() == stage.start()


def test_arrow_keys_nudge_the_start(stage: Stage) -> None:
    x, y = stage.start()
    stage.page.locator(".stage-start").focus()
    with stage.update():
        stage.page.keyboard.press("ArrowRight")
    with stage.update():
        stage.page.keyboard.press("Shift+ArrowUp")
    right, up = stage.start()
    assert 0 < right - x < 0.05
    assert 0.1 < up - y < 0.5
    expect(stage.page.locator(".stage-start")).to_be_focused()


def test_the_clock_asks_the_server_nothing(stage: Stage) -> None:
    page, sent = stage.page, stage.sent()
    stage.put(0)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("Number(document.querySelector('.lrviz-stage').dataset.step) > 20")
    page.get_by_role("button", name="Pause").click()
    for key, step in [("Home", 0), ("ArrowRight", 1), ("Shift+ArrowRight", 11), ("ArrowLeft", 10), ("End", 500)]:
        page.keyboard.press(key)
        assert stage.step() == step
    page.get_by_role("slider", name="Step", exact=True).fill("123")
    assert stage.step() == 123
    x, y = stage.on(".stage-curves .nsewdrag", 0.5, 0)
    page.mouse.move(x, y + 50)
    page.wait_for_function("document.querySelector('.lrviz-stage').dataset.step === '250'")
    expect(page.locator(".kit-place")).to_have_text("250 / 500")
    assert stage.sent() == sent


def test_the_picture_has_charts_and_a_legend_with_dashes(stage: Stage) -> None:
    stage.page.locator(".stage-map").hover()
    with stage.page.expect_download() as saving:
        stage.page.locator(".stage-map .modebar-btn[data-title^='Download picture']").click()
    picture = np.asarray(Image.open(saving.value.path()).convert("RGB")).astype(int)
    charts = stage.page.locator(".stage-charts").bounding_box()
    assert charts
    assert picture.shape[1] >= 2 * charts["width"]
    legend = picture[int(2 * charts["height"]) :]
    lines = [middle_row(legend[:, :108], style.colour) for style in STYLES[:4]]
    assert [row for row, _ in lines] == sorted({row for row, _ in lines})
    shares = [share for _, share in lines]
    assert shares[0] > max(shares[1:]), "only the first line is solid"
    for row, _ in lines:
        words = legend[row - 8 : row + 8, 120:]
        assert (np.abs(words - words[0, 0]).max(axis=-1) > 100).mean() > 0.005


def middle_row(swatches: Any, colour: str) -> tuple[int, float]:
    """The row of a run's line among all lines, and how much of it is painted."""
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    painted = (np.abs(swatches - wanted).max(axis=-1) < 6).sum(axis=1)
    rows = np.flatnonzero(painted > 10)
    assert len(rows)
    middle = int(np.median(rows))
    return middle, painted[middle] / swatches.shape[1]


def test_zoom_is_kept_when_a_value_changes(stage: Stage) -> None:
    axes, scrolled = scroll(stage), stage.page.evaluate("scrollY")
    canvases = "document.querySelectorAll('.stage-map canvas, .stage-map .main-svg').length"
    charts = stage.page.evaluate(canvases)
    with stage.update():
        stage.page.locator(".st-key-run-1 input[type=range]").first.press("ArrowRight")
    assert chart(stage).axes() == axes
    assert stage.page.evaluate("scrollY") == scrolled
    assert stage.page.evaluate(canvases) == charts


def test_updates_leave_nothing_behind(stage: Stage) -> None:
    slider = stage.page.locator(".st-key-run-1 input[type=range]").first

    def nodes_after(updates: int) -> int:
        for index in range(updates):
            with stage.update():
                slider.press("ArrowRight" if index % 2 else "ArrowLeft")
        return chart(stage).elements()

    before = nodes_after(4)
    assert abs(nodes_after(6) - before) < 0.0125 * before


def test_the_surface_and_back(stage: Stage) -> None:
    stage.put(500)
    stage.page.get_by_role("button", name="3-D").click()
    expect(stage.page.locator(".stage-surface .gl-container canvas").first).to_be_visible()
    expect(stage.page.locator(".stage-map")).to_be_hidden()
    stage.settle()
    stage.page.get_by_role("button", name="Map").click()
    expect(stage.page.locator(".stage-map")).to_be_visible()
    stage.settle()
    assert len(chart(stage).painted("going", opaque=200)) > 100
