"""A schedule that is drawn by hand on the board in a real browser."""

import numpy as np
import pytest

from tests.browser.board.pieces import HAND, by_hand, painted, wait_for_end, zoom
from tests.browser.mounted import Mounted


def handles(board: Mounted) -> list[tuple[float, float]]:
    """The middles of the handles once they stand still."""
    board.frames()
    boxes = [one.bounding_box() for one in board.page.locator(".board-handle").all()]
    return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]


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
    board.page.wait_for_function("document.querySelector('.board-chart')?._fullLayout.yaxis.range[1] > 1.2e-3")


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
