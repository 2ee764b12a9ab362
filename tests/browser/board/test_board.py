"""The board in a real browser: what it reads, draws, keeps, says, and what hands can do on it."""

import base64
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from lrviz.comparison import Plan
from lrviz.figures import STYLES, Board, Line, Mark, Panel, Shown, board_payload
from tests.browser.charts import Floats
from tests.browser.mounted import CORNER, Mounted, empty_page

Points = Sequence[tuple[float, float]]

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
    """One page for all tests."""
    with empty_page(browser, "board") as page:
        yield page


@pytest.fixture
def board(prepared: Page) -> Mounted:
    """An empty place for a board, the pointer beside it."""
    return Mounted(prepared, "board")


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


def drawn(points: Points, steps: int = 100) -> Floats:
    places, factors = np.array(points).T
    return np.asarray(1e-3 * np.interp(np.arange(steps), places, factors))


def by_hand(points: Points = HAND, **given: Any) -> bytes:
    return sent([line(1, drawn(points)), line(2, np.full(100, 9e-4))], hand=points, **{"drawing": True, **given})


def painted(board: Mounted, slot: int, layer: str = "lines") -> Floats:
    """(n, 2), the pixels in the colour of a slot."""
    return board.painted(layer, STYLES[slot - 1].colour)


def values(board: Mounted, row: int) -> list[str]:
    return [
        text.strip() for text in board.page.locator(".board-table tbody tr").nth(row).locator("td").all_inner_texts()
    ]


def handles(board: Mounted) -> list[tuple[float, float]]:
    """The middles of the handles once they stand still."""
    board.frames()
    boxes = [one.bounding_box() for one in board.page.locator(".board-handle").all()]
    return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]


def test_the_browser_reads_what_python_wrote(board: Mounted) -> None:
    rates = np.array([1e-3, math.nan, 3e-300, math.inf, -2.5])
    data = sent([line(3, rates), line(0, [2.0, 1.0], steps=np.array([5, 90]))], stretch=None)
    source = """async (text) => {
      const { decode } = await import("/board/payload.js");
      const { series, panels } = await decode(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
      return [panels, series.map(({ slot, kind, steps, values }) => [slot, kind, [...steps], [...values]])];
    }"""
    panels, series = board.page.evaluate(source, base64.b64encode(data).decode())
    assert panels == [vars(RATE)]
    assert [one[:3] for one in series] == [[3, "line", [0, 1, 2, 3, 4]], [0, "dots", [5, 90]]]
    np.testing.assert_allclose(series[0][3], rates, rtol=2**-20)
    assert series[1][3] == [2.0, 1.0]


@pytest.mark.parametrize("steps", [100, 20_000])
def test_a_jump_stays_a_jump_and_a_peak_of_one_step_its_height(board: Mounted, steps: int) -> None:
    jump = np.where(np.arange(steps) < 0.3 * steps, 1e-3, 1e-4)
    peak = np.full(steps, 5e-4)
    peak[steps // 2 + 7] = 9e-4
    board.show(sent([line(1, jump), line(3, peak)]))
    pixels = painted(board, 1)
    edge = pixels[np.abs(pixels[:, 0] - board.across(0.3 * steps)) < 1.5 + board.across(1) - board.across(0)]
    assert edge[:, 1].min() == pytest.approx(board.up(1e-3), abs=2)
    assert edge[:, 1].max() == pytest.approx(board.up(1e-4), abs=2)
    between = pixels[(pixels[:, 1] > board.up(9e-4)) & (pixels[:, 1] < board.up(2e-4))]
    assert np.ptp(between[:, 0]) < 4 + board.across(1) - board.across(0)
    assert painted(board, 3)[:, 1].min() == pytest.approx(board.up(9e-4), abs=3)


def test_a_line_breaks_where_there_is_no_value(board: Mounted) -> None:
    rates = np.full(100, 1e-3)
    rates[40:60] = np.nan
    board.show(sent([line(1, rates)]))
    places = painted(board, 1)[:, 0]
    assert not ((places > board.across(40)) & (places < board.across(59))).any()
    assert places.min() == pytest.approx(board.across(0), abs=2)


def test_scales_follow_the_rates_and_zeros_never_break_a_logarithmic_one(board: Mounted) -> None:
    near, far = np.linspace(0.0, 1e-3, 100), np.linspace(1e-5, 0.0, 100)
    assert board.show(sent([line(1, near)]))["yaxis"]["type"] == "linear"
    axes = board.show(sent([line(1, near), line(2, far)]))
    assert axes["yaxis"]["type"] == "log"
    low, high = axes["yaxis"]["range"]
    assert -9 < low < math.log10(1e-5 / 99)
    assert -3 < high < -2.5
    assert len(painted(board, 2)) > 50
    axes = board.show(sent([line(1, -near)], rate_scale="logarithmic"))
    assert axes["yaxis"]["range"] == [-3, 0]


def test_differences_have_a_linear_scale_with_room_on_both_sides(board: Mounted) -> None:
    panel = Panel("difference", "minus <that>", "automatic", 1.0, signed=True)
    axes = board.show(sent([line(1, np.linspace(-2.0, 1e-6, 100), "difference")], [panel]))
    assert axes["yaxis"]["type"] == "linear"
    assert axes["yaxis"]["range"] == pytest.approx([-2.12, 0.12], rel=1e-3)
    assert axes["yaxis"]["title"] == "minus &lt;that&gt;"


@pytest.mark.parametrize(("unit", "per", "title"), [("steps", 1.0, "+ 1"), ("epochs", 0.01, "after each step")])
def test_a_logarithmic_axis_shows_what_has_passed_after_each_step(
    board: Mounted, unit: str, per: float, title: str
) -> None:
    axes = board.show(sent([line(1, np.ones(99))], unit=unit, step_scale="logarithmic"))
    assert axes["xaxis"]["range"] == pytest.approx([math.log10(per), math.log10(100 * per)])
    assert title in axes["xaxis"]["title"]
    board.page.mouse.move(board.across(50 * per), board.axes()["yaxis"]["offset"] + 50)
    board.frames()
    assert board.told("step") == 49


def test_panels_stand_over_each_other_by_their_shares(board: Mounted) -> None:
    panels = [RATE, Panel("momentum", "momentum", "linear", 0.5), Panel("loss", "loss", "automatic", 0.5)]
    lines = [line(1, np.ones(50)), line(1, np.full(50, 0.9), "momentum"), line(1, np.geomspace(1, 1e-4, 50), "loss")]
    axes = board.show(sent(lines, panels))
    heights = [axes[name]["size"] for name in ("yaxis", "yaxis2", "yaxis3")]
    assert heights[1:] == pytest.approx([heights[0] / 2] * 2, abs=1)
    assert [axes[name]["type"] for name in ("yaxis2", "yaxis3")] == ["linear", "log"]
    assert axes["yaxis"]["offset"] < axes["yaxis2"]["offset"] < axes["yaxis3"]["offset"]
    for name, value in (("yaxis", 1.0), ("yaxis2", 0.9), ("yaxis3", 1e-4)):
        assert np.abs(painted(board, 1)[:, 1] - board.up(value, name)).min() < 1.5
    assert values(board, 0) == ["1", "0.9", "0.0001"]


def test_the_cursor_tells_every_value_and_rests_on_the_last_step(board: Mounted) -> None:
    logged = line(0, [8.5e-4, 7.5e-4], steps=np.array([20, 60]))
    board.show(sent([line(1, np.linspace(0, 9.9e-4, 100)), line(2, np.full(50, 5e-4)), logged], steps=100))
    assert board.told("step") == 99
    assert [values(board, row) for row in range(3)] == [["0.00099"], [""], ["0.00075"]]
    board.page.mouse.move(board.across(33), board.axes()["yaxis"]["offset"] + 50)
    board.frames()
    assert board.told("step") == 33
    assert [values(board, row) for row in range(3)] == [["0.00033"], ["0.0005"], ["0.00085"]]
    dots = painted(board, 1, "cursor")
    assert dots.mean(axis=0) == pytest.approx([board.across(33), board.up(3.3e-4)], abs=1)
    expect(board.page.locator(".board-place")).to_have_text("step 33")
    board.page.mouse.move(*CORNER)
    expect(board.page.locator(".board-place")).to_have_text("step 99")


def test_keys_move_the_cursor_and_a_screen_reader_hears_of_it_at_rest(board: Mounted) -> None:
    board.show(sent([line(1, np.linspace(0, 9.9e-4, 100))], unit="epochs"))
    chart = board.page.locator(".board-chart")
    for key, there in (("Home", 0), ("ArrowLeft", 0), ("ArrowRight", 1), ("Shift+ArrowRight", 3), ("End", 99)):
        chart.press(key)
        assert board.told("step") == there
    expect(board.page.get_by_role("status")).to_be_empty()
    chart.press("ArrowLeft")
    expect(board.page.get_by_role("status")).to_have_text("step 98 · epoch 0.98; curve 1 0.00098")
    chart.press("Escape")
    assert board.told("step") == 99


def test_a_finger_scrubs_and_what_it_found_stays(board: Mounted) -> None:
    axes = board.show(sent([line(1, np.ones(100))]))
    devtools = board.page.context.new_cdp_session(board.page)
    y = board.axes()["yaxis"]["offset"] + 50
    for kind, place in (("touchStart", 10), ("touchMove", 20), ("touchMove", 30)):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": board.across(place), "y": y}]})
        board.frames()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    board.frames()
    assert board.told("step") == 30
    assert board.axes()["xaxis"]["range"] == axes["xaxis"]["range"]


def test_values_between_thinned_rows_say_that_they_are_about_right(board: Mounted) -> None:
    board.show(sent([line(1, np.linspace(0, 1, 400_000))]))
    board.page.mouse.move(board.across(123_457), board.axes()["yaxis"]["offset"] + 50)
    board.frames()
    text = values(board, 0)[0]
    assert text.startswith("≈ ")
    assert float(text[2:]) == pytest.approx(board.told("step") / 399_999, rel=1e-4)
    board.page.locator(".board-chart").press("End")
    assert values(board, 0) == ["1"]


def test_hiding_is_seen_at_once_and_told(board: Mounted) -> None:
    board.show(sent([line(1, np.full(50, 1e-3)), line(3, np.full(50, 1.0))]))
    eye = board.page.get_by_role("button", name="Show curve 3", exact=True)
    eye.click()
    expect(eye).to_have_attribute("aria-pressed", "false")
    assert len(painted(board, 3)) == 0
    assert board.axes()["yaxis"]["range"][1] < 0.01
    assert board.wait_for("view") == VIEW | {"hidden": [3]}
    board.page.get_by_role("button", name="Show only curve 3", exact=True).click()
    assert board.wait_for("view", 2)["hidden"] == [1]
    assert len(painted(board, 1)) == 0
    board.page.get_by_role("button", name="Show only curve 3", exact=True).click()
    assert board.wait_for("view", 3)["hidden"] == []


def test_a_change_made_here_outlives_an_older_view_of_the_server(board: Mounted) -> None:
    lines = [line(1, np.full(50, 1e-3)), line(3, np.full(50, 2e-3))]
    board.show(sent(lines))
    board.page.get_by_role("button", name="Show curve 3", exact=True).click()
    board.show(sent([line(1, np.full(50, 1.5e-3)), lines[1]]))
    assert len(painted(board, 3)) == 0
    board.show(sent(lines, hidden=[3]))
    board.show(sent(lines, hidden=[]))
    assert len(painted(board, 3)) > 0


def test_choosing_and_menus_are_told_and_focus_stays_over_an_update(board: Mounted) -> None:
    lines = [line(1, np.ones(50)), line(2, np.ones(50))]
    board.show(sent(lines))
    radio = board.page.locator(".board-table input[type=radio]").nth(1)
    radio.check()
    assert board.wait_for("view")["chosen"] == 2
    board.show(sent([line(1, np.full(50, 2.0)), lines[1]], chosen=2))
    assert radio.evaluate("(one) => one === document.activeElement && one.checked")
    board.page.get_by_role("combobox", name="Axis", exact=True).select_option("epochs")
    assert board.wait_for("view", 2)["unit"] == "epochs"


def test_everything_hidden_and_no_schedule_say_so(board: Mounted) -> None:
    for data in (sent([line(1, np.ones(50))], hidden=[1]), sent([])):
        axes = board.show(data)
        ink = board.painted("lines", "#31333f")
        assert len(ink) > 30
        assert ink[:, 0].mean() == pytest.approx(axes["xaxis"]["offset"] + axes["xaxis"]["size"] / 2, abs=40)


def zoom(board: Mounted) -> Any:
    """Zooms by dragging a rectangle; the axes then."""
    axes = board.axes()
    x, y = axes["xaxis"]["offset"], axes["yaxis"]["offset"]
    board.drag((x + 100, y + 60), (x + 300, y + 200))
    return board.axes()


def reset(board: Mounted) -> None:
    """Double-clicks beside everything."""
    axes = board.axes()
    board.page.mouse.dblclick(axes["xaxis"]["offset"] + 150, axes["yaxis"]["offset"] + 100)


def wait_for_end(board: Mounted, end: float) -> None:
    """Waits until the axis of steps ends there."""
    source = "document.querySelector('.board-chart')._fullLayout.xaxis.range[1]"
    board.page.wait_for_function(f"Math.abs({source} - {end}) < 1e-9")


def test_zoom_stays_over_updates_and_units_until_a_double_click(board: Mounted) -> None:
    full = board.show(sent([line(1, np.linspace(0, 1, 100))]))
    near = zoom(board)
    later = board.show(sent([line(1, np.linspace(0.1, 1, 100))]))
    assert later["xaxis"]["range"] == near["xaxis"]["range"] != full["xaxis"]["range"]
    assert later["yaxis"]["range"] == near["yaxis"]["range"] != full["yaxis"]["range"]
    epochs = board.show(sent([line(1, np.linspace(0.1, 1, 100))], unit="epochs"))
    assert epochs["xaxis"]["range"] == pytest.approx([end / 100 for end in near["xaxis"]["range"]])
    log = board.show(sent([line(1, np.linspace(0.1, 1, 100))], rate_scale="logarithmic", step_scale="logarithmic"))
    assert [10**end - 1 for end in log["xaxis"]["range"]] == pytest.approx(near["xaxis"]["range"])
    assert log["yaxis"]["range"] == pytest.approx([math.log10(0.1 / 1.6), math.log10(1.6)])
    reset(board)
    wait_for_end(board, math.log10(101))
    assert board.words("zoom") == []


def test_zooming_asks_for_more_rows_where_there_are_more(board: Mounted) -> None:
    lines = [line(1, np.linspace(0, 1, 400_000))]
    board.show(sent(lines))
    near = zoom(board)
    low, high = board.wait_for("zoom")
    assert [low, high] == pytest.approx(near["xaxis"]["range"], abs=1)
    answer = board.show(sent(lines, stretch=(low, high)))
    assert answer["xaxis"]["range"] == near["xaxis"]["range"]
    reset(board)
    assert board.wait_for("zoom", 2) is None


def test_dragging_a_point_moves_the_line_at_once_and_tells_the_newest_only(board: Mounted) -> None:
    board.show(by_hand())
    board.page.mouse.move(*handles(board)[1])
    board.page.mouse.down()
    for place in (45, 50, 55, 60):
        board.page.mouse.move(board.across(place), board.up(5e-4))
        board.frames()
    assert len(board.words("points")) == 1
    pixels = painted(board, 1)
    assert np.hypot(*(pixels - [board.across(60), board.up(5e-4)]).T).min() < 2
    assert pixels[:, 1].min() > board.up(5.2e-4)
    first = board.wait_for("points")
    board.show(by_hand([tuple(point) for point in first["points"]]))
    newest = board.wait_for("points", 2)
    assert newest["slot"] == 1
    assert newest["points"][1] == pytest.approx([60, 0.5], abs=0.01)
    board.page.mouse.up()
    board.show(by_hand([tuple(point) for point in newest["points"]]))
    assert handles(board)[1][0] == pytest.approx(board.across(60), abs=1)
    board.wait_for("rest")
    assert len(board.words("points")) == 2


def drag(board: Mounted, index: int, x: float, y: float) -> list[list[float]]:
    """Drags a handle and returns the points then."""
    board.drag(handles(board)[index], (x, y))
    return points(board)


def points(board: Mounted) -> list[list[float]]:
    """What the handles say once they stand still."""
    board.frames()
    labels = board.page.locator(".board-handle").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label'))"
    )
    pairs = [label.split(": step ")[1].split(". Drag")[0].split(", factor ") for label in labels]
    return [[float(place), float(factor)] for place, factor in pairs]


def test_points_stay_between_their_neighbours_on_whole_steps_and_above_zero(board: Mounted) -> None:
    board.show(by_hand())
    assert drag(board, 1, board.across(3000), board.up(0) + 300)[1] == [79, 0]
    board.show(by_hand())
    assert drag(board, 1, board.across(-50), board.up(6e-4))[1] == pytest.approx([1, 0.6], abs=0.01)
    board.show(by_hand())
    assert drag(board, 2, board.across(5000), board.up(7e-4))[2] == pytest.approx([99, 0.7], abs=0.01)
    board.page.keyboard.down("Shift")
    held = drag(board, 2, board.across(60), board.up(4e-4))[2]
    board.page.keyboard.up("Shift")
    assert held == pytest.approx([99, 0.4], abs=0.01)


def test_axes_keep_still_under_a_drag_and_fit_after_it(board: Mounted) -> None:
    axes = board.show(by_hand())
    board.page.mouse.move(*handles(board)[1])
    board.page.mouse.down()
    board.page.mouse.move(board.across(40), board.axes()["yaxis"]["offset"] - 40, steps=3)
    board.show(by_hand([(0, 0.2), (40, 1.4), (80, 0.5)]))
    assert board.axes()["yaxis"]["range"] == axes["yaxis"]["range"]
    board.page.mouse.up()
    board.page.wait_for_function("document.querySelector('.board-chart')._fullLayout.yaxis.range[1] > 1.2e-3")


def test_a_click_adds_a_point_and_right_or_double_clicks_delete(board: Mounted) -> None:
    board.show(by_hand())
    board.page.mouse.click(board.across(60), board.up(2e-4))
    assert points(board)[2] == pytest.approx([60, 0.2], abs=0.01)
    board.page.wait_for_timeout(400)
    board.page.mouse.dblclick(*handles(board)[1])
    assert [place for place, _ in points(board)] == [0, 60, 80]
    for left in (2, 1, 1):
        board.page.mouse.click(*handles(board)[0], button="right")
        assert len(points(board)) == left


def test_a_double_click_beside_the_handles_resets_the_zoom_and_adds_nothing(board: Mounted) -> None:
    axes = board.show(by_hand())
    near = zoom(board)
    assert near["xaxis"]["range"] != axes["xaxis"]["range"]
    board.page.mouse.dblclick(near["xaxis"]["offset"] + 200, near["yaxis"]["offset"] + 200)
    wait_for_end(board, 100)
    assert points(board) == [list(point) for point in HAND]


def test_keys_nudge_and_delete_points_and_take_changes_back(board: Mounted) -> None:
    board.show(by_hand())
    handle = board.page.locator(".board-handle").nth(1)
    for key, there in (("ArrowRight", [41, 1.0]), ("Shift+ArrowLeft", [36, 1.0])):
        handle.press(key)
        assert points(board)[1] == pytest.approx(there)
    handle.press("ArrowUp")
    assert 1.0 < points(board)[1][1] < 1.02
    handle.press("Delete")
    assert len(points(board)) == 2
    for count in (3, 3, 3, 3):
        board.page.keyboard.press("Control+z")
        assert len(points(board)) == count
    assert points(board) == [list(point) for point in HAND]
    board.page.keyboard.press("Control+z")
    assert points(board) == [list(point) for point in HAND]


def test_a_finger_drags_a_handle_and_taps_a_point(board: Mounted) -> None:
    board.show(by_hand())
    devtools = board.page.context.new_cdp_session(board.page)
    way = [handles(board)[1], (board.across(45), board.up(9e-4)), (board.across(55), board.up(7e-4))]
    for kind, (x, y) in zip(("touchStart", "touchMove", "touchMove"), way, strict=True):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert points(board)[1] == pytest.approx([55, 0.7], abs=0.02)
    board.page.touchscreen.tap(board.across(20), board.up(1e-4))
    assert points(board)[1] == pytest.approx([20, 0.1], abs=0.02)


def test_handles_need_drawing_the_rate_and_a_chosen_schedule_of_points(board: Mounted) -> None:
    for given in ({"drawing": False}, {"chosen": 2}, {"hidden": [1]}, {"quantity": "travelled"}):
        board.show(by_hand(**given))
        assert handles(board) == []
        assert board.page.locator(".board-hint").is_visible() == given.get("drawing", True)
    board.show(by_hand(rate_scale="logarithmic"))
    assert len(handles(board)) == 3


def test_marks_say_what_happened_there(board: Mounted) -> None:
    marks = [Mark(1, 30, "Cut by ten", "cut"), Mark(2, 60, "Climbs again", "trap")]
    data = sent([line(1, np.full(100, 1e-3)), line(2, np.full(100, 9e-4))], marks=marks, hidden=[2])
    axes = board.show(data)
    assert board.page.get_by_role("listitem").all_inner_texts() == [
        "curve 1: step 30: Cut by ten",
        "curve 2: step 60: Climbs again",
    ]
    foot = axes["yaxis"]["offset"] + axes["yaxis"]["size"] - 6
    inside = painted(board, 1)
    assert (np.abs(inside - [board.across(30), foot]).max(axis=1) < 4).any()
    tip = board.page.get_by_role("tooltip")
    board.page.mouse.move(board.across(30), foot)
    expect(tip).to_have_text("Cut by ten")
    board.page.mouse.move(board.across(60), foot)
    expect(tip).to_be_hidden()


def test_names_are_text(board: Mounted) -> None:
    name = "<img src=x onerror=alert(1)> & Co."
    board.show(sent([line(1, np.ones(50))], names={1: name}))
    expect(board.page.locator(".board-name")).to_have_text(name)
    picture = board.picture("SVG")
    assert "<img" not in picture["url"]


def test_pictures_show_what_is_seen(board: Mounted) -> None:
    panels = [RATE, Panel("momentum", "momentum", "linear", 0.5)]
    lines = [line(1, np.linspace(0, 1, 50)), line(2, np.ones(50)), line(1, np.full(50, 0.9), "momentum")]
    board.show(sent(lines, panels, hidden=[2], marks=[Mark(1, 30, "Cut", "cut")]))
    chart = board.page.locator(".board-chart").bounding_box()
    assert chart is not None
    svg, png = board.picture("SVG"), board.picture("PNG")
    assert (svg["name"], png["name"]) == ("lrviz-schedules.svg", "lrviz-schedules.png")
    assert svg["width"] == chart["width"]
    assert png["width"] == 2 * chart["width"]
    assert png["height"] > 2 * chart["height"]
    text = svg["text"]
    assert text.count('class="js-line"') == 3, "two curves and the line in the legend"
    assert "curve 1" in text
    assert "curve 2" not in text


def test_a_payload_that_was_cut_off_says_so_and_the_next_one_is_drawn(board: Mounted) -> None:
    data = sent([line(1, np.ones(50))])
    board.tell(data[:-10])
    expect(board.page.get_by_role("alert")).to_contain_text("could not be drawn")
    board.show(data)
    expect(board.page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("width", [1400, 800, 390])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_stands_out_of_the_window(board: Mounted, width: int, large: bool) -> None:
    board.page.set_viewport_size({"width": width, "height": 900})
    panels = [RATE, Panel("momentum", "momentum or β₁", "linear", 0.35)]
    lines = [line(slot, np.linspace(0, 1e-3, 50), panel.id) for slot in range(1, 7) for panel in panels]
    axes = board.show(sent(lines, panels, large=large, names={1: "A very long name that goes on and on " * 3}))
    assert board.page.evaluate("document.documentElement.scrollWidth") <= width
    assert axes["xaxis"]["offset"] + axes["xaxis"]["size"] < width
    assert axes["xaxis"]["size"] > 0.5 * width
    assert axes["yaxis"]["size"] > 150


def test_updates_leave_no_elements_behind(board: Mounted) -> None:
    panels = [RATE, Panel("momentum", "momentum", "linear", 0.5)]
    many = [line(slot, np.linspace(0, slot, 50), panel.id) for slot in (1, 2, 3) for panel in panels]
    states = [
        sent(many, panels),
        by_hand(),
        sent(many[:2], panels, hidden=[1]),
        sent(many[:4], marks=[Mark(1, 2, "x", "cut")]),
    ]
    for data in states:
        board.show(data)
        zoom(board)
    before = board.elements()
    for data in states:
        board.show(data)
        zoom(board)
    assert board.elements() == pytest.approx(before, abs=15)
    board.page.evaluate("end()")
    assert board.page.evaluate("place.childElementCount") == 0
