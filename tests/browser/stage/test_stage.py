"""What a person does on the stage, and what it draws."""

import re
import time
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from lrviz.objectives import Himmelblau, Objective, Rosenbrock
from lrviz.optimizers import Adam, Optimizer
from lrviz.optimizers.gradient import SGD
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from tests.browser.modules import call, open_modules
from tests.browser.stage.page import SEQ, open_stage

PAINTED = """layer => {
  const canvas = document.querySelector(`.stage-map .stage-layer-${layer}`);
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const found = [];
  for (let i = 0; i < width * height; i += 1) if (data[4 * i + 3] > 200) found.push([i % width, Math.floor(i / width)]);
  return found;
}"""
AXES = """() => {
  const { xaxis, yaxis } = document.querySelector(".stage-map")._fullLayout;
  return [xaxis, yaxis].map(axis => [...axis.range, axis._length]);
}"""


def painted(page: Page, layer: str) -> Any:
    """The opaque pixels of a layer of the map, (n, 2)."""
    return np.array(page.evaluate(PAINTED, layer), dtype=float).reshape(-1, 2) + 0.5


def pixels(page: Page, points: Any) -> Any:
    """Where points of the function are on the map, (n, 2) pixels from the plot's upper left corner."""
    (left, right, width), (low, high, height) = page.evaluate(AXES)
    x = (points[:, 0] - left) / (right - left) * width
    y = (high - points[:, 1]) / (high - low) * height
    return np.stack([x, y], axis=-1)


def gaps(places: Any, line: Any) -> Any:
    """How far each place is from a polyline."""
    begin, along = line[:-1], np.diff(line, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    best = np.full(len(places), np.inf)
    for (foot, way), square in zip(zip(begin, along, strict=True), length, strict=True):
        share = np.clip(((places - foot) @ way) / square, 0, 1)
        best = np.minimum(best, np.hypot(*(places - foot - share[:, None] * way).T))
    return best


CASES: list[tuple[Objective, Optimizer, dict[str, str]]] = [
    (Rosenbrock(), SGD(lr=1e-3), {"t1.o.SGD.lr": "0.001"}),
    (Rosenbrock(), SGD(lr=2e-3, momentum=0.9), {"t1.o.SGD.lr": "0.002", "t1.o.SGD.momentum": "0.9"}),
    (Himmelblau(), Adam(lr=0.3), {"t.f": "Himmelblau", "t1.o": "Adam", "t1.o.Adam.lr": "0.3"}),
]


@pytest.mark.parametrize(("objective", "optimizer", "link"), CASES, ids=lambda case: type(case).__name__)
def test_what_is_drawn_is_the_trajectory(
    page: Page, address: str, objective: Objective, optimizer: Optimizer, link: dict[str, str]
) -> None:
    stage = open_stage(page, address, link | {"t.runs": "1", "t.steps": "120"})
    (path,) = simulate(Scene(objective=objective, steps=120, runs=(Run(optimizer),)))
    for step in (120, 40):
        stage.go(step)
        assert_drawn(page, path.points[: step + 1])
    page.mouse.move(*stage.on_map(0.4, 0.5))
    before = page.evaluate(AXES)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"({AXES})()[0][0] !== {before[0][0]}")
    stage.settle()
    assert_drawn(page, path.points[:41])


def assert_drawn(page: Page, points: Any) -> None:
    """Every painted pixel is on the path, and along the whole path something is painted."""
    (_, _, width), (_, _, height) = page.evaluate(AXES)
    line, found = pixels(page, points), painted(page, "going")
    assert len(found) > 50
    assert gaps(found, line).max() < 2.5
    share = np.linspace(0, 1, 40)[:, None, None]
    along = (line[:-1] + share * np.diff(line, axis=0)).reshape(-1, 2)
    inside = along[((along > 2) & (along < [width - 2, height - 2])).all(axis=1)]
    nearest = [np.hypot(*(found - place).T).min() for place in inside[:: max(1, len(inside) // 400)]]
    assert max(nearest) < 2.0
    if 8 < line[-1][0] < width - 8 and 8 < line[-1][1] < height - 8:
        dot = painted(page, "clock")
        np.testing.assert_allclose((dot.min(axis=0) + dot.max(axis=0)) / 2, line[-1], atol=1.0)


def test_a_click_puts_the_start_there(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    with stage.update():
        page.mouse.click(*stage.on_map(0.25, 0.25))
    start = stage.start()
    np.testing.assert_allclose(start, [-1.0, 2.0], atol=0.02)
    boxes = page.get_by_test_id("stSidebar").locator("input[type=number]")
    expect(boxes.nth(0)).to_have_value(f"{start[0]:g}")
    expect(boxes.nth(1)).to_have_value(f"{start[1]:g}")
    expect(page).to_have_url(re.compile(rf"start_x={start[0]:g}.*start_y={start[1]:g}"))
    assert stage.start_of_paths() == start


def double_click(page: Page, x: float, y: float, apart: float) -> None:
    """Presses twice, so many seconds apart by the events' own time, however long the page takes between them."""
    page.mouse.move(x, y)
    devtools, now = page.context.new_cdp_session(page), time.time()
    for count in (1, 2):
        event = {"x": x, "y": y, "button": "left", "clickCount": count, "timestamp": now + apart * (count - 1)}
        devtools.send("Input.dispatchMouseEvent", {"type": "mousePressed", "buttons": 1, **event})
        devtools.send("Input.dispatchMouseEvent", {"type": "mouseReleased", **event})
        page.wait_for_timeout(600 * (2 - count))


def test_a_double_click_resets_the_map_and_leaves_the_start(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    start, axes = stage.start(), page.evaluate(AXES)
    page.mouse.move(*stage.on_map(0.5, 0.5))
    page.mouse.wheel(0, -500)
    page.wait_for_function(f"({AXES})()[0][0] !== {axes[0][0]}")
    stage.settle()
    double_click(page, *stage.on_map(0.7, 0.3), apart=0.2)
    page.wait_for_function(f"({AXES})()[0][0] === {axes[0][0]}")
    stage.settle()
    assert stage.start() == start
    assert page.evaluate(AXES) == axes


def test_two_clicks_that_are_apart_move_the_start_twice(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    double_click(page, *stage.on_map(0.7, 0.3), apart=0.5)
    stage.settle()
    np.testing.assert_allclose(stage.start(), [0.8, 1.8], atol=0.02)


def test_the_start_is_dragged_and_all_paths_follow(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    seen = stage.seq()
    page.mouse.move(*stage.handle())
    page.mouse.down()
    for share in np.linspace(0.3, 0.8, 25):
        page.mouse.move(*stage.on_map(float(share), 0.3))
        page.wait_for_timeout(25)
    page.wait_for_function(f"{SEQ} > {seen + 1}")
    page.mouse.up()
    stage.settle()
    np.testing.assert_allclose(stage.start(), [1.2, 1.8], atol=0.02)
    assert stage.start_of_paths() == stage.start()


def test_arrow_keys_nudge_the_start(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    x, y = stage.start()
    page.locator(".stage-start").focus()
    with stage.update():
        page.keyboard.press("ArrowRight")
    with stage.update():
        page.keyboard.press("Shift+ArrowUp")
    stage.settle()
    right, up = stage.start()
    assert 0 < right - x < 0.05
    assert 0.1 < up - y < 0.5
    expect(page.locator(".stage-start")).to_be_focused()


def test_a_tap_puts_the_start_there(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    stage = open_stage(page, address)
    page.locator(".stage-map").scroll_into_view_if_needed()
    with stage.update():
        page.touchscreen.tap(*stage.on_map(0.75, 0.25))
    np.testing.assert_allclose(stage.start(), [1.0, 2.0], atol=0.05)
    context.close()


def test_the_clock_asks_the_server_nothing(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    sent = stage.sent()
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("Number(document.querySelector('.lrviz-stage').dataset.step) > 20")
    page.get_by_role("button", name="Pause").click()
    for key, step in [("Home", 0), ("ArrowRight", 1), ("Shift+ArrowRight", 11), ("ArrowLeft", 10), ("End", 500)]:
        page.keyboard.press(key)
        assert stage.step() == step
    page.get_by_role("slider", name="Step", exact=True).fill("123")
    assert stage.step() == 123
    curves = page.locator(".stage-curves .nsewdrag").first.bounding_box()
    assert curves is not None
    page.mouse.move(curves["x"] + curves["width"] / 2, curves["y"] + 50)
    page.wait_for_function("document.querySelector('.lrviz-stage').dataset.step === '250'")
    expect(page.locator(".stage-place")).to_have_text("250 / 500")
    assert stage.sent() == sent


def test_space_plays_and_pauses_and_a_run_ends(page: Page, address: str) -> None:
    stage = open_stage(page, address, {"t.view.speed": "8", "t.steps": "40"})
    page.locator(".stage-inspector").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function("document.querySelector('.lrviz-stage').dataset.step === '40'")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert stage.step() == 40


def test_the_inspector_tells_the_step(page: Page, address: str) -> None:
    stage = open_stage(page, address, {"t.runs": "2"})
    (path,) = simulate(Scene(objective=Rosenbrock(), runs=(Run(SGD(lr=3e-3, momentum=0.9)),)))
    stage.go(7)
    cells = page.locator(".stage-inspector tbody td").all_inner_texts()
    told = [number(text) for cell in cells for text in re.findall(r"−?\d[\d.]*(?:e−?\d+)?", cell)]
    x, y = path.points[7]
    moved = path.points[8] - path.points[7]
    share = 100 * path.learning_rates[7] / path.limits[7]
    expected = [path.losses[7], np.hypot(*path.gradients[7]), x, y, 3e-3, share, *moved, *path.states["velocity"][7]]
    np.testing.assert_allclose(told, expected, rtol=2e-3)


def number(text: str) -> float:
    return float(text.replace("−", "-"))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (5.866e-10, 4, "5.866e−10"),
        (1e-100, 4, "1e−100"),
        (100.0, 4, "100"),
        (0.0, 4, "0"),
        (-1.5, 4, "−1.5"),
        (123456.7, 4, "1.235e5"),
        (1e300, 3, "1e300"),
        (0.00012, 3, "0.00012"),
        (float("inf"), 3, "∞"),
        (float("nan"), 3, ""),
    ],
)
def test_numbers_are_written_whole(page: Page, value: float, digits: int, text: str) -> None:
    open_modules(page)
    assert call(page, "kit/format.js", "number", value, digits) == text


def test_runs_are_hidden_and_shown_alone_and_the_link_says_so(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    everything = len(painted(page, "going"))
    page.get_by_role("button", name="Show only 2 ·").click()
    expect(page).to_have_url(re.compile("t.view.hidden=1"))
    alone = len(painted(page, "going"))
    assert 0 < alone < everything
    expect(page.locator("table.outcomes tbody tr")).to_have_count(4)
    page.reload()
    stage = open_stage(page, page.url)
    assert len(painted(page, "going")) == alone
    with stage.update():
        page.get_by_role("button", name="Show only 2 ·").click()
    assert len(painted(page, "going")) > alone


def test_zoom_is_kept_when_a_value_changes(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    page.mouse.move(*stage.on_map(0.5, 0.5))
    page.mouse.wheel(0, -500)
    stage.settle()
    axes, scrolled = page.evaluate(AXES), page.evaluate("scrollY")
    charts = page.evaluate("document.querySelectorAll('.stage-map canvas, .stage-map .main-svg').length")
    with stage.update():
        page.locator(".st-key-run-1 input[type=range]").first.press("ArrowRight")
    assert page.evaluate(AXES) == axes
    assert page.evaluate("scrollY") == scrolled
    assert page.evaluate("document.querySelectorAll('.stage-map canvas, .stage-map .main-svg').length") == charts


def test_a_path_that_leaves_is_marked_at_the_edge(page: Page, address: str) -> None:
    stage = open_stage(page, address, {"t.runs": "4"})
    (path,) = simulate(Scene(objective=Rosenbrock(), runs=(Run(SGD(lr=6.5e-3)),)))
    stage.go(0)
    places = pixels(page, path.points[: path.finite_steps + 1])
    (_, _, width), (_, _, height) = page.evaluate(AXES)
    inside = ((places >= 0) & (places <= [width, height])).all(axis=1)
    leaving = np.flatnonzero(inside[:-1] & ~inside[1:])
    assert len(leaving) >= 1
    found = painted(page, "still")
    for row in leaving[:3]:
        along = places[row] + np.linspace(0, 1, 20001)[:, None] * (places[row + 1] - places[row])
        edge = along[((along >= 0) & (along <= [width, height])).all(axis=1)][-1]
        assert np.hypot(*(found - edge).T).min() < 3
    cross = places[np.flatnonzero(inside)[-1]]
    assert (np.hypot(*(found - cross).T) < 6).sum() > 20


def test_every_view_is_in_the_link_and_comes_back(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    for name in ("Field", "−∇f", "Momentum", "Step"):
        page.get_by_role("button", name=name, exact=True).click()
    page.get_by_label("Shown", exact=True).select_option("above the minimum")
    page.get_by_label("Rate", exact=True).select_option("linear")
    page.get_by_label("Steps", exact=True).select_option("logarithmic")
    page.get_by_role("button", name="Large type").click()
    page.get_by_role("button", name="Loop").click()
    page.get_by_label("Speed", exact=True).select_option("2")
    stage.go(33)
    page.get_by_role("button", name="Keep this step in the link").click()
    for part in (
        "field=true",
        "step_arrow=true",
        "loss=above",
        "rate_scale=linear",
        "large=true",
        "step=33",
        "speed=2",
    ):
        expect(page).to_have_url(re.compile(part))
    pressed = "[...document.querySelectorAll('.lrviz-stage [aria-pressed=true]')].map(b => b.title || b.ariaLabel)"
    chosen = "[...document.querySelectorAll('.lrviz-stage select')].map(s => s.value)"
    before = page.evaluate(pressed), page.evaluate(chosen)
    stage = open_stage(page, page.url)
    assert (page.evaluate(pressed), page.evaluate(chosen)) == before
    assert stage.step() == 33


def test_the_surface_and_back(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    page.get_by_role("button", name="3-D").click()
    expect(page.locator(".stage-surface .gl-container canvas").first).to_be_visible()
    expect(page.locator(".stage-map")).to_be_hidden()
    stage.settle()
    page.get_by_role("button", name="Map").click()
    expect(page.locator(".stage-map")).to_be_visible()
    stage.settle()
    assert len(painted(page, "going")) > 100


def test_everything_comes_from_the_server_itself(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_stage(page, address)
    assert any(url.endswith("plotly.min.js") for url in asked)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_the_picture_can_be_saved(page: Page, address: str) -> None:
    open_stage(page, address)
    page.locator(".stage-map").hover()
    with page.expect_download() as saving:
        page.locator(".stage-map .modebar-btn[data-title^='Download picture']").click()
    content = saving.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 50_000


def test_a_plotly_that_does_not_load_is_said_and_tried_again(page: Page, address: str) -> None:
    page.route("**/plotly.min.js", lambda route: route.fulfill(status=200, body="", content_type="text/javascript"))
    page.goto(address)
    expect(page.locator(".stage-alert")).to_contain_text("Plotly.js did not load")
    page.unroute("**/plotly.min.js")
    page.locator(".st-key-run-1 input[type=range]").first.press("ArrowRight")
    expect(page.locator(".stage-alert")).to_be_hidden()
    expect(page.locator(".stage-map .main-svg").first).to_be_visible()


def test_every_control_has_a_name_and_can_be_reached(page: Page, address: str) -> None:
    open_stage(page, address)
    controls = page.locator(".lrviz-stage :is(button, select, input):visible")
    names = controls.evaluate_all(
        "all => all.map(c => c.ariaLabel || c.innerText.trim() || c.labels?.[0]?.firstChild.textContent.trim() || '')"
    )
    assert len(names) > 20
    assert all(names)
    assert controls.evaluate_all("all => all.every(c => c.tabIndex === 0)")
    assert page.locator("table.outcomes tbody tr").count() == 4


def test_updates_leave_nothing_behind(page: Page, address: str) -> None:
    stage = open_stage(page, address)
    slider = page.locator(".st-key-run-1 input[type=range]").first

    def nodes_after(updates: int) -> int:
        for index in range(updates):
            with stage.update():
                slider.press("ArrowRight" if index % 2 else "ArrowLeft")
        return int(page.evaluate("document.querySelectorAll('*').length"))

    before = nodes_after(6)
    assert abs(nodes_after(24) - before) < 0.05 * before


@pytest.mark.parametrize(
    "link",
    [
        {"t.runs": ""},
        {"t.steps": "1"},
        {"t.f": "Plateau"},
        {"t.f": "Formula", "t.f.Formula.text": "log(x) + y", "t.f.Formula.start_x": "2", "t.f.Formula.start_y": "1"},
        {"t.f": "Rosenbrock", "t1.o.SGD.lr": "10000"},
        {"t.noise": "1000", "t.steps": "5000"},
        {"t.view.picture": "3-D", "t.f": "Saddle"},
        {"t.view.loss": "distance to a minimum", "t.f": "Saddle", "t.view.step_scale": "logarithmic"},
        {"t.f.Rosenbrock.start_x": "42", "t.f.Rosenbrock.start_y": "-41"},
    ],
    ids=lambda link: " ".join(link.values())[:30],
)
def test_odd_scenes_are_drawn(page: Page, address: str, link: dict[str, str]) -> None:
    stage = open_stage(page, address, link)
    for step in (0, 1, 3):
        stage.go(step)
    expect(page.locator(".stage-alert")).to_be_hidden()


def test_two_visitors_do_not_meet(browser: Browser, address: str, page: Page) -> None:
    mine = open_stage(page, address)
    other = browser.new_context().new_page()
    theirs = open_stage(other, address)
    with theirs.update():
        other.mouse.click(*theirs.on_map(0.25, 0.25))
    assert mine.start() == [-1.2, 1.0]
    other.context.close()
