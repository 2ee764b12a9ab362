"""The stage in front of people: what the first screen holds, on a projector and on a phone, and what fingers do."""

import itertools
import re
import time
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.charts import Chart
from tests.browser.page import Stage, watched_page

PARTS = (".stage-map", ".stage-curves", ".kit-transport", ".stage-legend", ".stage-outcome")
TOUCHES = """() => {
  window.over = 0;
  const count = ({ touches }) => { over += touches.length === 0; };
  for (const end of ["touchend", "touchcancel"]) addEventListener(end, count, true);
}"""
"""The page counts the touches that are over, or have become its scrolling: what is sent to it may come late."""

MOVED = """async (moments) => {
  const target = document.querySelector(".stage-map .nsewdrag");
  const finger = ([clientX, clientY], identifier) => new Touch({ identifier, target, clientX, clientY });
  const fingers = (places) => places.map(finger);
  const touch = (type, touches, changedTouches) => {
    const told = { touches, targetTouches: touches, changedTouches, bubbles: true, cancelable: true };
    return !target.dispatchEvent(new TouchEvent(type, told));
  };
  const first = fingers(moments[0]);
  first.forEach((finger, count) => touch("touchstart", first.slice(0, count + 1), [finger]));
  const kept = [];
  for (const places of moments.slice(1)) {
    kept.push(touch("touchmove", fingers(places), fingers(places)));
    await new Promise(requestAnimationFrame);
  }
  touch("touchend", [], fingers(moments.at(-1)));
  return kept;
}"""
"""Fingers move over the map; whether each move is kept from the browser, which would scroll."""

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
TO_THE_TOP = f"""async () => {{
  for (let still = 0, place = -1; still < 20; still = place === {SCROLLED} ? still + 1 : 0) {{
    place = {SCROLLED};
    await new Promise(requestAnimationFrame);
  }}
  {SCROLLED} = 0;
}}"""
"""Scrolls to the top once the page stands still: after a swipe it rolls on, and a touch would only stop it."""
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def phone(browser: Browser, address: str) -> Iterator[Stage]:
    """The first view on a telephone, opened once: the second test begins where the first one ended."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, bypass_csp=True)
    stage = Stage(watched_page(context))
    stage.open_first(address)
    yield stage
    context.close()


def assert_watchable(stage: Stage, width: int, height: int) -> None:
    """At this size map, curves, clock and outcomes are on the first screen, and large enough."""
    stage.page.set_viewport_size({"width": width, "height": height})
    stage.settle()
    stage.assert_on_screen([*PARTS, ".kit-transport > *", ".stage-toolbar", ".stage-entry > *"])
    for chart in (".stage-map", ".stage-curves"):
        box = stage.page.locator(chart).bounding_box()
        assert box
        assert box["height"] >= 0.5 * height
        assert box["width"] >= 0.3 * width


def test_the_first_screen_holds_what_is_watched_together(stage: Stage, address: str) -> None:
    stage.open(address)
    assert_watchable(stage, 1366, 768)
    sentence = stage.page.locator(".stage-sentence").nth(1)
    expect(sentence).to_be_visible()
    expect(sentence).to_have_text(re.compile("converged at step .* loss"))
    stage.page.set_viewport_size({"width": 1024, "height": 768})  # a tablet on its side, or an old projector
    stage.settle()
    stage.assert_on_screen([*PARTS, ".kit-transport > *", ".stage-toolbar", ".stage-entry > *"])
    stage.page.get_by_role("button", name="Large type").click()
    assert_watchable(stage, 1280, 720)
    sizes = stage.page.locator(".stage-run, .stage-outcome b").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 20
    outcome = stage.page.locator(".stage-outcome").first
    expect(outcome).to_have_text("on its way", use_inner_text=True)
    for look in (outcome.hover, outcome.focus):
        look()
        expect(stage.page.locator(".stage-whole").first).to_be_visible()
        expect(stage.page.locator(".stage-whole").first).to_have_text(re.compile("still descending after 500 steps"))
    stage.page.locator(".stage-run").first.focus()
    stage.page.get_by_test_id("stSidebar").hover()
    stage.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(stage.page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    assert_watchable(stage, 1280, 720)
    stage.show(address, {"t.runs": [str(slot) for slot in range(1, 9)], "t.view.large": "true"})
    stage.assert_on_screen([*PARTS, ".kit-transport > *", ".stage-entry > *"])


def test_a_phone_shows_map_clock_and_legend_first_and_the_rest_by_one_swipe(phone: Stage) -> None:
    first = [".stage-map", ".stage-pictures", ".kit-transport > *", ".stage-entry > *", ".stage-outcome"]
    phone.assert_on_screen(first)
    phone.assert_on_screen([".stage-menus > *", ".stage-curves", ".stage-inspector", ".stage-limit"], screens=2)
    map_, play = (phone.page.locator(part).bounding_box() for part in (".stage-map", "[aria-label=Play]"))
    assert map_
    assert play
    assert 0 <= play["y"] - map_["y"] - map_["height"] < 20
    expect(phone.page.locator(".stage-outcome").last).to_have_text("✖ diverged", use_inner_text=True)
    phone.page.locator(".stage-outcome").last.tap()
    expect(phone.page.locator(".stage-whole").last).to_have_text(re.compile("diverged at step 5"))
    expect(phone.page.locator(".stage-whole").last).to_be_visible()


def test_fingers_scroll_past_the_map_unless_they_are_two_or_come_twice(phone: Stage) -> None:
    chart, hint = Chart(phone.page, ".stage-map"), phone.page.locator(".stage-hint")
    devtools = phone.page.context.new_cdp_session(phone.page)
    phone.page.evaluate(TOUCHES)
    over = itertools.count(1)

    def touch(kind: str, *places: tuple[float, float], **when: float) -> None:
        points = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(places)]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, **when})
        if kind == "touchEnd":
            phone.page.wait_for_function(f"over >= {next(over)}")

    def move(*ways: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Each finger from one share of the map to another; the page keeps the moves to itself."""
        begin, end = (np.array([phone.on_map(*way[side]) for way in ways]) for side in (0, 1))
        moments = [(begin + share * (end - begin)).tolist() for share in (0.0, 0.4, 0.7, 1.0)]
        assert phone.page.evaluate(MOVED, moments) == [True] * 3
        phone.settle()

    start, axes = phone.start(), chart.axes()
    places = [phone.on_map(0.5, down) for down in np.linspace(0.8, 0.2, 6).tolist()]
    for kind, place in zip(["touchStart"] + ["touchMove"] * 5, places, strict=True):
        touch(kind, place)
        chart.frames()
    touch("touchEnd")
    phone.settle()
    assert phone.page.evaluate(SCROLLED) > 50
    phone.page.evaluate(TO_THE_TOP)
    phone.settle()
    assert (phone.start(), chart.axes()) == (start, axes)

    move(((0.4, 0.5), (0.3, 0.5)), ((0.6, 0.5), (0.7, 0.6)))
    near = chart.axes()
    assert np.ptp(near["xaxis"]["range"]) == pytest.approx(0.5 * np.ptp(axes["xaxis"]["range"]), rel=0.1)
    assert phone.page.evaluate(SCROLLED) == 0

    place, now = phone.on_map(0.3, 0.3), time.time()
    for late in (0.0, 0.1):  # by the events' own time, however long the page takes between them
        touch("touchStart", place, timestamp=now + late)
        touch("touchEnd", timestamp=now + late + 0.03)
    expect(hint).not_to_be_empty()
    phone.settle()
    move(((0.5, 0.3), (0.7, 0.7)))
    held = chart.axes()
    assert (phone.page.evaluate(SCROLLED), phone.start()) == (0, start)
    left, low = held["xaxis"]["range"][0], held["yaxis"]["range"][0]
    assert left == pytest.approx(near["xaxis"]["range"][0] - 0.2 * np.ptp(near["xaxis"]["range"]), abs=0.02)
    assert low == pytest.approx(near["yaxis"]["range"][0] + 0.4 * np.ptp(near["yaxis"]["range"]), abs=0.02)

    phone.page.locator(".kit-place").tap()
    expect(hint).to_be_empty()
    with phone.update():
        phone.page.touchscreen.tap(*phone.on_map(0.75, 0.25))
    x, y = (np.array(held[name]["range"]) for name in ("xaxis", "yaxis"))
    np.testing.assert_allclose(phone.start(), [x @ [0.25, 0.75], y @ [0.25, 0.75]], atol=0.05)


EYE = "JSON.stringify(document.querySelector('.stage-surface')._fullLayout.scene._scene.getCamera().eye)"


def test_a_swipe_scrolls_past_the_surface_until_it_is_touched_twice(phone: Stage) -> None:
    page, hint = phone.page, phone.page.locator(".stage-surface .stage-hint")
    page.get_by_role("button", name="3-D").tap()
    expect(page.locator(".stage-surface .gl-container canvas").first).to_be_visible()
    phone.settle()
    page.evaluate(TO_THE_TOP)
    phone.settle()
    devtools, eye = page.context.new_cdp_session(page), page.evaluate(EYE)

    def touch(kind: str, down: float, **when: float) -> None:
        x, y = phone.on(".stage-surface", 0.5, 0.5)
        points = [] if kind == "touchEnd" else [{"x": x, "y": y + down}]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, **when})

    def swipe() -> None:
        place = -np.linspace(-60, 60, 5)
        touch("touchStart", place[0])
        for down in place[1:]:
            touch("touchMove", down)
            page.evaluate("() => new Promise(requestAnimationFrame)")
        touch("touchEnd", 0)

    swipe()
    page.wait_for_function(f"{SCROLLED} > 20")
    phone.settle()
    assert page.evaluate(EYE) == eye
    page.evaluate(TO_THE_TOP)
    phone.settle()
    now = time.time()
    for late in (0.0, 0.1):
        touch("touchStart", 0, timestamp=now + late)
        touch("touchEnd", 0, timestamp=now + late + 0.03)
    expect(hint).not_to_be_empty()
    swipe()
    page.wait_for_function(f"{EYE} !== {eye!r}")
    assert page.evaluate(SCROLLED) == 0
    page.locator(".kit-place").tap()
    expect(hint).to_be_empty()
