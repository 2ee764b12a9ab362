"""The board in a real browser: what it reads, draws, keeps, says, and what hands can do on it."""

import base64
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from lrviz.comparison import Plan
from lrviz.figures import STYLES, Board, Line, Mark, Panel, Shown, board_payload
from tests.browser.modules import ASSETS, PLOTLY, SITE, open_modules

Floats = NDArray[np.float64]
Points = Sequence[tuple[float, float]]

OPEN = """async (css) => {
  const theme = "--st-background-color: #ffffff; --st-text-color: #31333f; --st-primary-color: #ff4b4b;";
  document.head.append(Object.assign(document.createElement("style"), { textContent:
    `body { margin: 0; ${theme} --st-font: sans-serif } ${css}` }));
  window.main = await import("/board/main.js");
}"""

FRESH = """async () => {
  window.end?.();
  window.place?.remove();
  window.words = [];
  window.place = document.body.appendChild(document.createElement("div"));
  window.scrollTo(0, 0);
}"""

TELL = """async (text) => {
  const data = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const setTriggerValue = (word, value) => words.push([word, value]);
  window.end = await main.default({ data, parentElement: place, setTriggerValue });
}"""

SEQ = "Number(document.querySelector('.lrviz-board')?.dataset.seq ?? 0)"

AXES = """() => {
  const chart = document.querySelector(".board-chart");
  const axes = Object.keys(chart._fullLayout).filter((name) => /^[xy]axis[0-9]*$/.test(name));
  const { left, top } = chart.getBoundingClientRect();
  return Object.fromEntries(axes.map((name) => {
    const { type, range, _offset, _length, title } = chart._fullLayout[name];
    const offset = _offset + (name === "xaxis" ? left : top);
    return [name, { type, range, offset, size: _length, title: title.text, left, top }];
  }));
}"""

COLOURED = """([layer, colour]) => {
  const canvas = document.querySelector(`.board-chart .stage-layer-${layer}`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const { left, top } = canvas.getBoundingClientRect();
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const places = [];
  for (let at = 0; at < data.length; at += 4) {
    const same = wanted.every((value, index) => Math.abs(data[at + index] - value) < 3);
    if (same && data[at + 3] > 100) {
      places.push([left + ((at / 4) % canvas.width) + 0.5, top + Math.floor(at / 4 / canvas.width) + 0.5]);
    }
  }
  return places;
}"""

PICTURE = """async (format) => {
  const click = HTMLAnchorElement.prototype.click;
  const saved = new Promise((done) => {
    HTMLAnchorElement.prototype.click = function () { done({ name: this.download, url: this.href }); };
  });
  [...document.querySelectorAll(".board-toolbar button")].find((one) => one.textContent === format).click();
  const picture = await saved;
  HTMLAnchorElement.prototype.click = click;
  const image = new Image();
  image.src = picture.url;
  await image.decode();
  return { ...picture, width: image.naturalWidth, height: image.naturalHeight };
}"""

FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

VIEW: dict[str, Any] = {
    "quantity": "rate",
    "rate_scale": "automatic",
    "step_scale": "linear",
    "unit": "steps",
    "momentum": True,
    "theory": "none",
    "chosen": 1,
    "hidden": [],
    "large": False,
    "drawing": False,
}
RATE = Panel("rate", "learning rate", "automatic", 1.0)
HAND = ((0.0, 0.2), (40.0, 1.0), (80.0, 0.5))


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests; errors on its console fail the last of them."""
    context = browser.new_context(viewport={"width": 900, "height": 900}, has_touch=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_modules(page)
    page.route(f"{SITE}lrviz.plotly/*", lambda route: route.fulfill(path=PLOTLY, content_type="text/javascript"))
    page.evaluate(OPEN, "".join((ASSETS / sheet).read_text() for sheet in ("kit/kit.css", "board/board.css")))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def board(prepared: Page) -> Page:
    """An empty place for a board, the pointer beside it."""
    prepared.set_viewport_size({"width": 900, "height": 900})
    prepared.mouse.move(895, 895)
    prepared.evaluate(FRESH)
    return prepared


def line(slot: int, values: Any, panel: str = "rate", steps: Any = None) -> Line:
    column = np.asarray(values, dtype=np.float64)
    return Line(slot, panel, f"curve {slot}", STYLES[slot - 1], column, steps, kind="line" if slot else "dots")


def sent(lines: Sequence[Line], panels: Sequence[Panel] = (RATE,), hand: Points | None = None, **given: Any) -> bytes:
    """A payload with an entry for each slot; `hand` are the points of slot 1."""
    stretch, marks = given.pop("stretch", None), given.pop("marks", ())
    steps = given.pop("steps", max([2, *(len(one.values) for one in lines if one.slot)]))
    names = given.pop("names", {})
    entries = [
        Shown(slot, names.get(slot, f"curve {slot}"), STYLES[slot - 1], 1e-3, points=tuple(hand or ()) or None)
        if slot == 1
        else Shown(slot, names.get(slot, f"curve {slot}"), STYLES[slot - 1], 1e-3)
        for slot in sorted({one.slot for one in lines} - {0})
    ]
    plan = Plan(budget=float(steps), samples=3200, batch_size=32)
    return board_payload(Board(plan, panels, entries, marks, VIEW | given, stretch), lines)


def show(page: Page, data: bytes) -> Any:
    """Draws a payload and returns the axes, in pixels of the window."""
    before = page.evaluate(SEQ)
    page.evaluate(TELL, base64.b64encode(data).decode())
    page.wait_for_function(f"{SEQ} > {before}")
    return page.evaluate(AXES)


def drawn(points: Points, steps: int = 100) -> Floats:
    places, factors = np.array(points).T
    return np.asarray(1e-3 * np.interp(np.arange(steps), places, factors))


def by_hand(points: Points = HAND, **given: Any) -> bytes:
    return sent([line(1, drawn(points)), line(2, np.full(100, 9e-4))], hand=points, **{"drawing": True, **given})


def pixel(axis: Any, value: float) -> float:
    low, high = axis["range"]
    part = ((math.log10(value) if axis["type"] == "log" else value) - low) / (high - low)
    upwards = "left" in axis and axis["size"] and axis.get("up", False)
    return float(axis["offset"] + axis["size"] * (1.0 - part if upwards else part))


def across(axes: Any, step: float) -> float:
    return pixel(axes["xaxis"], step)


def up(axes: Any, value: float, axis: str = "yaxis") -> float:
    return pixel(axes[axis] | {"up": True}, value)


def painted(page: Page, slot: int, layer: str = "lines") -> Floats:
    """(n, 2), the pixels in the colour of a slot."""
    return np.array(page.evaluate(COLOURED, [layer, STYLES[slot - 1].colour]), dtype=float).reshape(-1, 2)


def values(page: Page, row: int) -> list[str]:
    return [text.strip() for text in page.locator(".board-table tbody tr").nth(row).locator("td").all_inner_texts()]


def words(page: Page, word: str) -> list[Any]:
    return [value for name, value in page.evaluate("words") if name == word]


def wait_for(page: Page, word: str, count: int = 1) -> Any:
    """The newest value that was sent with a word, once there are so many."""
    page.wait_for_function(
        "([word, count]) => words.filter(([one]) => one === word).length >= count", arg=[word, count]
    )
    return words(page, word)[-1]


def step(page: Page) -> int:
    return int(page.locator(".lrviz-board").get_attribute("data-step") or -1)


def handles(page: Page) -> list[tuple[float, float]]:
    """The middles of the handles once they stand still."""
    page.evaluate(FRAMES)
    boxes = [one.bounding_box() for one in page.locator(".board-handle").all()]
    return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]


def test_the_browser_reads_what_python_wrote(board: Page) -> None:
    rates = np.array([1e-3, math.nan, 3e-300, math.inf, -2.5])
    data = sent([line(3, rates), line(0, [2.0, 1.0], steps=np.array([5, 90]))], stretch=None)
    source = """async (text) => {
      const { decode } = await import("/board/payload.js");
      const { series, panels } = await decode(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
      return [panels, series.map(({ slot, kind, steps, values }) => [slot, kind, [...steps], [...values]])];
    }"""
    panels, series = board.evaluate(source, base64.b64encode(data).decode())
    assert panels == [vars(RATE)]
    assert [one[:3] for one in series] == [[3, "line", [0, 1, 2, 3, 4]], [0, "dots", [5, 90]]]
    np.testing.assert_allclose(series[0][3], rates, rtol=2**-20)
    assert series[1][3] == [2.0, 1.0]


@pytest.mark.parametrize("steps", [100, 20_000])
def test_a_jump_stays_a_jump_and_a_peak_of_one_step_its_height(board: Page, steps: int) -> None:
    jump = np.where(np.arange(steps) < 0.3 * steps, 1e-3, 1e-4)
    peak = np.full(steps, 5e-4)
    peak[steps // 2 + 7] = 9e-4
    axes = show(board, sent([line(1, jump), line(3, peak)]))
    pixels = painted(board, 1)
    edge = pixels[np.abs(pixels[:, 0] - across(axes, 0.3 * steps)) < 1.5 + across(axes, 1) - across(axes, 0)]
    assert edge[:, 1].min() == pytest.approx(up(axes, 1e-3), abs=2)
    assert edge[:, 1].max() == pytest.approx(up(axes, 1e-4), abs=2)
    between = pixels[(pixels[:, 1] > up(axes, 9e-4)) & (pixels[:, 1] < up(axes, 2e-4))]
    assert np.ptp(between[:, 0]) < 4 + across(axes, 1) - across(axes, 0)
    assert painted(board, 3)[:, 1].min() == pytest.approx(up(axes, 9e-4), abs=3)


def test_a_line_breaks_where_there_is_no_value(board: Page) -> None:
    rates = np.full(100, 1e-3)
    rates[40:60] = np.nan
    axes = show(board, sent([line(1, rates)]))
    places = painted(board, 1)[:, 0]
    assert not ((places > across(axes, 40)) & (places < across(axes, 59))).any()
    assert places.min() == pytest.approx(across(axes, 0), abs=2)


def test_scales_follow_the_rates_and_zeros_never_break_a_logarithmic_one(board: Page) -> None:
    near, far = np.linspace(0.0, 1e-3, 100), np.linspace(1e-5, 0.0, 100)
    assert show(board, sent([line(1, near)]))["yaxis"]["type"] == "linear"
    axes = show(board, sent([line(1, near), line(2, far)]))
    assert axes["yaxis"]["type"] == "log"
    low, high = axes["yaxis"]["range"]
    assert -9 < low < math.log10(1e-5 / 99)
    assert -3 < high < -2.5
    assert len(painted(board, 2)) > 50
    axes = show(board, sent([line(1, -near)], rate_scale="logarithmic"))
    assert axes["yaxis"]["range"] == [-3, 0]


def test_differences_have_a_linear_scale_with_room_on_both_sides(board: Page) -> None:
    panel = Panel("difference", "minus <that>", "automatic", 1.0, signed=True)
    axes = show(board, sent([line(1, np.linspace(-2.0, 1e-6, 100), "difference")], [panel]))
    assert axes["yaxis"]["type"] == "linear"
    assert axes["yaxis"]["range"] == pytest.approx([-2.12, 0.12], rel=1e-3)
    assert axes["yaxis"]["title"] == "minus &lt;that&gt;"


@pytest.mark.parametrize(("unit", "per", "title"), [("steps", 1.0, "+ 1"), ("epochs", 0.01, "after each step")])
def test_a_logarithmic_axis_shows_what_has_passed_after_each_step(
    board: Page, unit: str, per: float, title: str
) -> None:
    axes = show(board, sent([line(1, np.ones(99))], unit=unit, step_scale="logarithmic"))
    assert axes["xaxis"]["range"] == pytest.approx([math.log10(per), math.log10(100 * per)])
    assert title in axes["xaxis"]["title"]
    board.mouse.move(across(axes, 50 * per), axes["yaxis"]["offset"] + 50)
    board.evaluate(FRAMES)
    assert step(board) == 49


def test_panels_stand_over_each_other_by_their_shares(board: Page) -> None:
    panels = [RATE, Panel("momentum", "momentum", "linear", 0.5), Panel("loss", "loss", "automatic", 0.5)]
    lines = [line(1, np.ones(50)), line(1, np.full(50, 0.9), "momentum"), line(1, np.geomspace(1, 1e-4, 50), "loss")]
    axes = show(board, sent(lines, panels))
    heights = [axes[name]["size"] for name in ("yaxis", "yaxis2", "yaxis3")]
    assert heights[1:] == pytest.approx([heights[0] / 2] * 2, abs=1)
    assert [axes[name]["type"] for name in ("yaxis2", "yaxis3")] == ["linear", "log"]
    assert axes["yaxis"]["offset"] < axes["yaxis2"]["offset"] < axes["yaxis3"]["offset"]
    for name, value in (("yaxis", 1.0), ("yaxis2", 0.9), ("yaxis3", 1e-4)):
        assert np.abs(painted(board, 1)[:, 1] - up(axes, value, name)).min() < 1.5
    assert values(board, 0) == ["1", "0.9", "0.0001"]


def test_the_cursor_tells_every_value_and_rests_on_the_last_step(board: Page) -> None:
    logged = line(0, [8.5e-4, 7.5e-4], steps=np.array([20, 60]))
    axes = show(board, sent([line(1, np.linspace(0, 9.9e-4, 100)), line(2, np.full(50, 5e-4)), logged], steps=100))
    assert step(board) == 99
    assert [values(board, row) for row in range(3)] == [["0.00099"], [""], ["0.00075"]]
    board.mouse.move(across(axes, 33), axes["yaxis"]["offset"] + 50)
    board.evaluate(FRAMES)
    assert step(board) == 33
    assert [values(board, row) for row in range(3)] == [["0.00033"], ["0.0005"], ["0.00085"]]
    dots = painted(board, 1, "cursor")
    assert dots.mean(axis=0) == pytest.approx([across(axes, 33), up(axes, 3.3e-4)], abs=1)
    expect(board.locator(".board-place")).to_have_text("step 33")
    board.mouse.move(895, 895)
    expect(board.locator(".board-place")).to_have_text("step 99")


def test_keys_move_the_cursor_and_a_screen_reader_hears_of_it_at_rest(board: Page) -> None:
    show(board, sent([line(1, np.linspace(0, 9.9e-4, 100))], unit="epochs"))
    chart = board.locator(".board-chart")
    for key, there in (("Home", 0), ("ArrowLeft", 0), ("ArrowRight", 1), ("Shift+ArrowRight", 3), ("End", 99)):
        chart.press(key)
        assert step(board) == there
    expect(board.get_by_role("status")).to_be_empty()
    chart.press("ArrowLeft")
    expect(board.get_by_role("status")).to_have_text("step 98 · epoch 0.98; curve 1 0.00098")
    chart.press("Escape")
    assert step(board) == 99


def test_a_finger_scrubs_and_what_it_found_stays(board: Page) -> None:
    axes = show(board, sent([line(1, np.ones(100))]))
    devtools = board.context.new_cdp_session(board)
    y = axes["yaxis"]["offset"] + 50
    for kind, place in (("touchStart", 10), ("touchMove", 20), ("touchMove", 30)):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": across(axes, place), "y": y}]})
        board.evaluate(FRAMES)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    board.evaluate(FRAMES)
    assert step(board) == 30
    assert board.evaluate(AXES)["xaxis"]["range"] == axes["xaxis"]["range"]


def test_values_between_thinned_rows_say_that_they_are_about_right(board: Page) -> None:
    axes = show(board, sent([line(1, np.linspace(0, 1, 400_000))]))
    board.mouse.move(across(axes, 123_457), axes["yaxis"]["offset"] + 50)
    board.evaluate(FRAMES)
    text = values(board, 0)[0]
    assert text.startswith("≈ ")
    assert float(text[2:]) == pytest.approx(step(board) / 399_999, rel=1e-4)
    board.locator(".board-chart").press("End")
    assert values(board, 0) == ["1"]


def test_hiding_is_seen_at_once_and_told(board: Page) -> None:
    show(board, sent([line(1, np.full(50, 1e-3)), line(3, np.full(50, 1.0))]))
    eye = board.get_by_role("button", name="Show curve 3", exact=True)
    eye.click()
    expect(eye).to_have_attribute("aria-pressed", "false")
    assert len(painted(board, 3)) == 0
    assert board.evaluate(AXES)["yaxis"]["range"][1] < 0.01
    assert wait_for(board, "view") == VIEW | {"hidden": [3]}
    board.get_by_role("button", name="Show only curve 3", exact=True).click()
    assert wait_for(board, "view", 2)["hidden"] == [1]
    assert len(painted(board, 1)) == 0
    board.get_by_role("button", name="Show only curve 3", exact=True).click()
    assert wait_for(board, "view", 3)["hidden"] == []


def test_a_change_made_here_outlives_an_older_view_of_the_server(board: Page) -> None:
    lines = [line(1, np.full(50, 1e-3)), line(3, np.full(50, 2e-3))]
    show(board, sent(lines))
    board.get_by_role("button", name="Show curve 3", exact=True).click()
    show(board, sent([line(1, np.full(50, 1.5e-3)), lines[1]]))
    assert len(painted(board, 3)) == 0
    show(board, sent(lines, hidden=[3]))
    show(board, sent(lines, hidden=[]))
    assert len(painted(board, 3)) > 0


def test_choosing_and_menus_are_told_and_focus_stays_over_an_update(board: Page) -> None:
    lines = [line(1, np.ones(50)), line(2, np.ones(50))]
    show(board, sent(lines))
    radio = board.locator(".board-table input[type=radio]").nth(1)
    radio.check()
    assert wait_for(board, "view")["chosen"] == 2
    show(board, sent([line(1, np.full(50, 2.0)), lines[1]], chosen=2))
    assert radio.evaluate("(one) => one === document.activeElement && one.checked")
    board.get_by_role("combobox", name="Axis", exact=True).select_option("epochs")
    assert wait_for(board, "view", 2)["unit"] == "epochs"


def test_everything_hidden_and_no_schedule_say_so(board: Page) -> None:
    for data in (sent([line(1, np.ones(50))], hidden=[1]), sent([])):
        axes = show(board, data)
        ink = np.array(board.evaluate(COLOURED, ["lines", "#31333f"]))
        assert len(ink) > 30
        assert ink[:, 0].mean() == pytest.approx(axes["xaxis"]["offset"] + axes["xaxis"]["size"] / 2, abs=40)


def zoom(page: Page, axes: Any) -> Any:
    x, y = axes["xaxis"]["offset"], axes["yaxis"]["offset"]
    page.mouse.move(x + 100, y + 60)
    page.mouse.down()
    page.mouse.move(x + 300, y + 200, steps=4)
    page.mouse.up()
    return page.evaluate(AXES)


def wait_for_end(page: Page, end: float) -> None:
    """Waits until the axis of steps ends there."""
    source = "document.querySelector('.board-chart')._fullLayout.xaxis.range[1]"
    page.wait_for_function(f"Math.abs({source} - {end}) < 1e-9")


def test_zoom_stays_over_updates_and_units_until_a_double_click(board: Page) -> None:
    full = show(board, sent([line(1, np.linspace(0, 1, 100))]))
    near = zoom(board, full)
    later = show(board, sent([line(1, np.linspace(0.1, 1, 100))]))
    assert later["xaxis"]["range"] == near["xaxis"]["range"] != full["xaxis"]["range"]
    assert later["yaxis"]["range"] == near["yaxis"]["range"] != full["yaxis"]["range"]
    epochs = show(board, sent([line(1, np.linspace(0.1, 1, 100))], unit="epochs"))
    assert epochs["xaxis"]["range"] == pytest.approx([end / 100 for end in near["xaxis"]["range"]])
    log = show(board, sent([line(1, np.linspace(0.1, 1, 100))], rate_scale="logarithmic", step_scale="logarithmic"))
    assert [10**end - 1 for end in log["xaxis"]["range"]] == pytest.approx(near["xaxis"]["range"])
    assert log["yaxis"]["range"] == pytest.approx([math.log10(0.1 / 1.6), math.log10(1.6)])
    board.mouse.dblclick(log["xaxis"]["offset"] + 150, log["yaxis"]["offset"] + 100)
    wait_for_end(board, math.log10(101))
    assert words(board, "zoom") == []


def test_zooming_asks_for_more_rows_where_there_are_more(board: Page) -> None:
    lines = [line(1, np.linspace(0, 1, 400_000))]
    near = zoom(board, show(board, sent(lines)))
    low, high = wait_for(board, "zoom")
    assert [low, high] == pytest.approx(near["xaxis"]["range"], abs=1)
    answer = show(board, sent(lines, stretch=(low, high)))
    assert answer["xaxis"]["range"] == near["xaxis"]["range"]
    board.mouse.dblclick(answer["xaxis"]["offset"] + 150, answer["yaxis"]["offset"] + 100)
    assert wait_for(board, "zoom", 2) is None


def test_dragging_a_point_moves_the_line_at_once_and_tells_the_newest_only(board: Page) -> None:
    axes = show(board, by_hand())
    board.mouse.move(*handles(board)[1])
    board.mouse.down()
    for place in (45, 50, 55, 60):
        board.mouse.move(across(axes, place), up(axes, 5e-4))
        board.evaluate(FRAMES)
    assert len(words(board, "points")) == 1
    pixels = painted(board, 1)
    assert np.hypot(*(pixels - [across(axes, 60), up(axes, 5e-4)]).T).min() < 2
    assert pixels[:, 1].min() > up(axes, 5.2e-4)
    first = wait_for(board, "points")
    show(board, by_hand([tuple(point) for point in first["points"]]))
    newest = wait_for(board, "points", 2)
    assert newest["slot"] == 1
    assert newest["points"][1] == pytest.approx([60, 0.5], abs=0.01)
    board.mouse.up()
    show(board, by_hand([tuple(point) for point in newest["points"]]))
    assert handles(board)[1][0] == pytest.approx(across(axes, 60), abs=1)
    wait_for(board, "rest")
    assert len(words(board, "points")) == 2


def drag(page: Page, index: int, x: float, y: float) -> list[list[float]]:
    """Drags a handle and returns the points then."""
    page.mouse.move(*handles(page)[index])
    page.mouse.down()
    page.mouse.move(x, y, steps=3)
    page.mouse.up()
    return points(page)


def points(page: Page) -> list[list[float]]:
    """What the handles say once they stand still."""
    page.evaluate(FRAMES)
    labels = page.locator(".board-handle").evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    pairs = [label.split(": step ")[1].split(". Drag")[0].split(", factor ") for label in labels]
    return [[float(place), float(factor)] for place, factor in pairs]


def test_points_stay_between_their_neighbours_on_whole_steps_and_above_zero(board: Page) -> None:
    axes = show(board, by_hand())
    assert drag(board, 1, across(axes, 3000), up(axes, 0) + 300)[1] == [79, 0]
    axes = show(board, by_hand())
    assert drag(board, 1, across(axes, -50), up(axes, 6e-4))[1] == pytest.approx([1, 0.6], abs=0.01)
    axes = show(board, by_hand())
    assert drag(board, 2, across(axes, 5000), up(axes, 7e-4))[2] == pytest.approx([99, 0.7], abs=0.01)
    board.keyboard.down("Shift")
    held = drag(board, 2, across(axes, 60), up(axes, 4e-4))[2]
    board.keyboard.up("Shift")
    assert held == pytest.approx([99, 0.4], abs=0.01)


def test_axes_keep_still_under_a_drag_and_fit_after_it(board: Page) -> None:
    axes = show(board, by_hand())
    board.mouse.move(*handles(board)[1])
    board.mouse.down()
    board.mouse.move(across(axes, 40), axes["yaxis"]["offset"] - 40, steps=3)
    show(board, by_hand([(0, 0.2), (40, 1.4), (80, 0.5)]))
    assert board.evaluate(AXES)["yaxis"]["range"] == axes["yaxis"]["range"]
    board.mouse.up()
    board.wait_for_function("document.querySelector('.board-chart')._fullLayout.yaxis.range[1] > 1.2e-3")


def test_a_click_adds_a_point_and_right_or_double_clicks_delete(board: Page) -> None:
    axes = show(board, by_hand())
    board.mouse.click(across(axes, 60), up(axes, 2e-4))
    assert points(board)[2] == pytest.approx([60, 0.2], abs=0.01)
    board.wait_for_timeout(400)
    board.mouse.dblclick(*handles(board)[1])
    assert [place for place, _ in points(board)] == [0, 60, 80]
    for left in (2, 1, 1):
        board.mouse.click(*handles(board)[0], button="right")
        assert len(points(board)) == left


def test_a_double_click_beside_the_handles_resets_the_zoom_and_adds_nothing(board: Page) -> None:
    axes = show(board, by_hand())
    near = zoom(board, axes)
    assert near["xaxis"]["range"] != axes["xaxis"]["range"]
    board.mouse.dblclick(near["xaxis"]["offset"] + 200, near["yaxis"]["offset"] + 200)
    wait_for_end(board, 100)
    assert points(board) == [list(point) for point in HAND]


def test_keys_nudge_and_delete_points_and_take_changes_back(board: Page) -> None:
    show(board, by_hand())
    handle = board.locator(".board-handle").nth(1)
    for key, there in (("ArrowRight", [41, 1.0]), ("Shift+ArrowLeft", [36, 1.0])):
        handle.press(key)
        assert points(board)[1] == pytest.approx(there)
    handle.press("ArrowUp")
    assert 1.0 < points(board)[1][1] < 1.02
    handle.press("Delete")
    assert len(points(board)) == 2
    for count in (3, 3, 3, 3):
        board.keyboard.press("Control+z")
        assert len(points(board)) == count
    assert points(board) == [list(point) for point in HAND]
    board.keyboard.press("Control+z")
    assert points(board) == [list(point) for point in HAND]


def test_a_finger_drags_a_handle_and_taps_a_point(board: Page) -> None:
    axes = show(board, by_hand())
    devtools = board.context.new_cdp_session(board)
    way = [handles(board)[1], (across(axes, 45), up(axes, 9e-4)), (across(axes, 55), up(axes, 7e-4))]
    for kind, (x, y) in zip(("touchStart", "touchMove", "touchMove"), way, strict=True):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert points(board)[1] == pytest.approx([55, 0.7], abs=0.02)
    board.touchscreen.tap(across(axes, 20), up(axes, 1e-4))
    assert points(board)[1] == pytest.approx([20, 0.1], abs=0.02)


def test_handles_need_drawing_the_rate_and_a_chosen_schedule_of_points(board: Page) -> None:
    for given in ({"drawing": False}, {"chosen": 2}, {"hidden": [1]}, {"quantity": "travelled"}):
        show(board, by_hand(**given))
        assert handles(board) == []
        assert board.locator(".board-hint").is_visible() == given.get("drawing", True)
    show(board, by_hand(rate_scale="logarithmic"))
    assert len(handles(board)) == 3


def test_marks_say_what_happened_there(board: Page) -> None:
    marks = [Mark(1, 30, "Cut by ten", "cut"), Mark(2, 60, "Climbs again", "trap")]
    data = sent([line(1, np.full(100, 1e-3)), line(2, np.full(100, 9e-4))], marks=marks, hidden=[2])
    axes = show(board, data)
    assert board.get_by_role("listitem").all_inner_texts() == [
        "curve 1: step 30: Cut by ten",
        "curve 2: step 60: Climbs again",
    ]
    foot = axes["yaxis"]["offset"] + axes["yaxis"]["size"] - 6
    inside = painted(board, 1)
    assert (np.abs(inside - [across(axes, 30), foot]).max(axis=1) < 4).any()
    tip = board.get_by_role("tooltip")
    board.mouse.move(across(axes, 30), foot)
    expect(tip).to_have_text("Cut by ten")
    board.mouse.move(across(axes, 60), foot)
    expect(tip).to_be_hidden()


def test_names_are_text(board: Page) -> None:
    name = "<img src=x onerror=alert(1)> & Co."
    show(board, sent([line(1, np.ones(50))], names={1: name}))
    expect(board.locator(".board-name")).to_have_text(name)
    picture = board.evaluate(PICTURE, "SVG")
    assert "<img" not in picture["url"]


def test_pictures_show_what_is_seen(board: Page) -> None:
    panels = [RATE, Panel("momentum", "momentum", "linear", 0.5)]
    lines = [line(1, np.linspace(0, 1, 50)), line(2, np.ones(50)), line(1, np.full(50, 0.9), "momentum")]
    show(board, sent(lines, panels, hidden=[2], marks=[Mark(1, 30, "Cut", "cut")]))
    chart = board.locator(".board-chart").bounding_box()
    assert chart is not None
    svg, png = board.evaluate(PICTURE, "SVG"), board.evaluate(PICTURE, "PNG")
    assert (svg["name"], png["name"]) == ("lrviz-schedules.svg", "lrviz-schedules.png")
    assert svg["width"] == chart["width"]
    assert png["width"] == 2 * chart["width"]
    assert png["height"] > 2 * chart["height"]
    text = board.evaluate("(url) => decodeURIComponent(url)", svg["url"])
    assert text.count('class="js-line"') == 3, "two curves and the line in the legend"
    assert "curve 1" in text
    assert "curve 2" not in text


def test_a_payload_that_was_cut_off_says_so_and_the_next_one_is_drawn(board: Page) -> None:
    data = sent([line(1, np.ones(50))])
    board.evaluate(TELL, base64.b64encode(data[:-10]).decode())
    expect(board.get_by_role("alert")).to_contain_text("could not be drawn")
    show(board, data)
    expect(board.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("width", [1400, 800, 390])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_stands_out_of_the_window(board: Page, width: int, large: bool) -> None:
    board.set_viewport_size({"width": width, "height": 900})
    panels = [RATE, Panel("momentum", "momentum or β₁", "linear", 0.35)]
    lines = [line(slot, np.linspace(0, 1e-3, 50), panel.id) for slot in range(1, 7) for panel in panels]
    axes = show(board, sent(lines, panels, large=large, names={1: "A very long name that goes on and on " * 3}))
    assert board.evaluate("document.documentElement.scrollWidth") <= width
    assert axes["xaxis"]["offset"] + axes["xaxis"]["size"] < width
    assert axes["xaxis"]["size"] > 0.5 * width
    assert axes["yaxis"]["size"] > 150


def test_updates_leave_no_elements_behind(board: Page) -> None:
    panels = [RATE, Panel("momentum", "momentum", "linear", 0.5)]
    many = [line(slot, np.linspace(0, slot, 50), panel.id) for slot in (1, 2, 3) for panel in panels]
    states = [
        sent(many, panels),
        by_hand(),
        sent(many[:2], panels, hidden=[1]),
        sent(many[:4], marks=[Mark(1, 2, "x", "cut")]),
    ]
    for data in states:
        zoom(board, show(board, data))
    before = board.evaluate("document.querySelectorAll('*').length")
    for data in states:
        zoom(board, show(board, data))
    assert board.evaluate("document.querySelectorAll('*').length") == pytest.approx(before, abs=15)
    board.evaluate("end()")
    assert board.evaluate("place.childElementCount") == 0
