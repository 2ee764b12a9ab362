"""The cursor, the table, the menus and the zoom of the board in a real browser."""

import math

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.figures import Mark, Panel
from tests.browser.board.pieces import RATE, VIEW, by_hand, line, painted, sent, values, wait_for_end, zoom
from tests.browser.mounted import CORNER, Mounted


def test_the_cursor_tells_every_value_and_rests_on_the_last_step(board: Mounted) -> None:
    logged = line(0, [8.5e-4, 7.5e-4], steps=np.array([20, 60]))
    board.show(sent([line(1, np.linspace(0, 9.9e-4, 100)), line(2, np.full(50, 5e-4)), logged], steps=100))
    board.tells("step", 99)
    assert [values(board, row) for row in range(3)] == [["0.00099"], [""], ["0.00075"]]
    board.page.mouse.move(board.across(33), board.axes()["yaxis"]["offset"] + 50)
    board.frames()
    board.tells("step", 33)
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
        board.tells("step", there)
    expect(board.page.get_by_role("status")).to_be_empty()
    chart.press("ArrowLeft")
    expect(board.page.get_by_role("status")).to_have_text("step 98 · epoch 0.98; curve 1 0.00098")
    chart.press("Escape")
    board.tells("step", 99)


def test_a_finger_scrubs_and_what_it_found_stays(board: Mounted) -> None:
    axes = board.show(sent([line(1, np.ones(100))]))
    devtools = board.page.context.new_cdp_session(board.page)
    y = board.axes()["yaxis"]["offset"] + 50
    for kind, place in (("touchStart", 10), ("touchMove", 20), ("touchMove", 30)):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": board.across(place), "y": y}]})
        board.frames()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    board.frames()
    board.tells("step", 30)
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


def reset(board: Mounted) -> None:
    """Double-clicks beside everything."""
    axes = board.axes()
    board.page.mouse.dblclick(axes["xaxis"]["offset"] + 150, axes["yaxis"]["offset"] + 100)


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
    board.page.evaluate("place.remove(); end()")
    assert board.page.evaluate("place.childElementCount") == 0
