"""Pointer, keys and fingers on a heat map in a real browser: what is said, kept and told."""

import math

import pytest
from playwright.sync_api import expect

from lrviz.figures import STYLES
from lrviz.figures.tune.pictures import Progress, Thumb
from lrviz.simulate import Trajectory
from tests.browser.mounted import CORNER, Mounted
from tests.browser.tune.pieces import BETAS, RATES, VIEW, WHOLE, colours, heat, hovered, painted, ramp, show


def test_the_pointer_says_its_cell_and_asks_for_its_path_once(place: Mounted, path: Trajectory) -> None:
    show(place, heat())
    text = hovered(place, 3, 2)
    place.tells("cell", 3 * 9 + 2)
    assert text == "run 1 learning rate (lr) 0.0005623 SGD · momentum 0.2 final loss 1.7783e−5"
    assert place.wait_for("hover") == {"cell": 29}
    for i in (6, 7, 8):
        hovered(place, i, 2)
    place.rest()
    show(place, heat(), None, Thumb(50, path))
    assert place.words("hover") == [{"cell": 29}], "one question at a time"
    show(place, heat(), None, Thumb(29, path))
    assert place.wait_for("hover", 2) == {"cell": 8 * 9 + 2}
    show(place, heat(), None, Thumb(74, path))
    expect(place.page.locator(".tune-label p")).to_have_text(path.outcome.sentence)
    assert place.page.locator(".tune-thumb canvas").count() == 1
    assert path.outcome.sentence in hovered(place, 3, 2)
    place.rest()
    assert len(place.words("hover")) == 2


def test_another_sweep_forgets_the_paths_of_the_last(place: Mounted, path: Trajectory) -> None:
    show(place, heat())
    hovered(place, 3, 2)
    place.wait_for("hover")
    show(place, heat(), None, Thumb(29, path))
    expect(place.page.locator(".tune-thumb canvas")).to_have_count(1)
    show(place, heat(2 * ramp()))
    expect(place.page.locator(".tune-thumb canvas")).to_have_count(1)
    show(place, heat(key="b"))
    expect(place.page.locator(".tune-thumb canvas")).to_have_count(0)
    assert place.wait_for("hover", 2) == {"cell": 29}


def test_a_thumbnail_shows_the_path_in_the_runs_colour(place: Mounted, path: Trajectory) -> None:
    show(place, heat())
    hovered(place, 3, 2)
    show(place, heat(), None, Thumb(29, path))
    source = """(colour) => {
      const canvas = document.querySelector(".tune-thumb canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let [count, x, y] = [0, 0, 0];
      for (let at = 0; at < data.length; at += 4) {
        if (colour.reduce((off, value, band) => off + Math.abs(data[at + band] - value), 0) > 12) continue;
        [count, x, y] = [count + 1, x + ((at / 4) % canvas.width), y + Math.floor(at / 4 / canvas.width)];
      }
      return [count, x / count / canvas.width, 1 - y / count / canvas.height];
    }"""
    count, x, y = place.page.evaluate(source, list(bytes.fromhex(STYLES[0].colour[1:])))
    assert count > 15
    (x_low, x_high), (y_low, y_high) = path.objective.window
    ends = path.points[-1]
    assert x == pytest.approx((ends[0] - x_low) / (x_high - x_low), abs=0.1)
    assert y == pytest.approx((ends[1] - y_low) / (y_high - y_low), abs=0.15)


def test_a_click_opens_the_cell_and_leaving_hides_the_label(place: Mounted) -> None:
    show(place, heat(), chosen=2)
    place.page.mouse.click(*place.at(RATES.values[16], BETAS.values[0]))
    assert place.wait_for("open") == {"cell": (17 + 16) * 9}
    place.page.mouse.move(*CORNER)
    place.tells("cell", -1)
    expect(place.page.locator(".tune-label")).to_be_hidden()


def test_a_click_faster_than_a_frame_opens_the_cell_under_it(place: Mounted) -> None:
    show(place, heat())
    source = """([x, y]) => {
      const target = document.querySelector(".tune-chart .nsewdrag");
      const given = { clientX: x, clientY: y, pointerType: "mouse", isPrimary: true, bubbles: true, pointerId: 9 };
      for (const name of ["pointerdown", "pointerup"]) target.dispatchEvent(new PointerEvent(name, given));
    }"""
    place.page.evaluate(source, list(place.at(RATES.values[3], BETAS.values[2])))
    assert place.wait_for("open") == {"cell": 29}


def test_a_mouse_that_leaves_within_a_frame_leaves_no_crosshair(place: Mounted) -> None:
    show(place, heat())
    source = """([x, y]) => {
      const chart = document.querySelector(".tune-chart");
      const given = { clientX: x, clientY: y, pointerType: "mouse", pointerId: 9 };
      chart.dispatchEvent(new PointerEvent("pointermove", given));
      chart.dispatchEvent(new PointerEvent("pointerleave", given));
    }"""
    place.page.evaluate(source, list(place.at(RATES.values[3], BETAS.values[2])))
    assert place.told("cell") == -1


def test_keys_move_the_crosshair_open_and_speak(place: Mounted) -> None:
    show(place, heat(best=[40, None]))
    chart = place.page.locator(".tune-chart")
    for key, there in (
        ("ArrowUp", 40),
        ("ArrowUp", 41),
        ("ArrowRight", 50),
        ("Shift+ArrowDown", 45),
        ("Home", 0),
        ("End", 144),
        ("ArrowRight", 144),
    ):
        chart.press(key)
        place.tells("cell", there)
    expect(place.page.get_by_role("status")).to_have_text(
        "run 1; learning rate (lr) 1; SGD · momentum 0; final loss 0.01"
    )
    chart.press("Enter")
    assert place.wait_for("open") == {"cell": 144}
    chart.press("Escape")
    place.tells("cell", -1)


@pytest.mark.parametrize("tool", ["Shift", "Refine"])
def test_a_rectangle_is_swept_again(place: Mounted, tool: str) -> None:
    axes = show(place, heat())
    if tool == "Shift":
        place.page.keyboard.down("Shift")
    else:
        place.page.get_by_role("button", name="Refine").click()
    place.drag(place.at(1e-3, 0.2), place.at(1e-1, 0.6))
    place.page.keyboard.up("Shift")
    told = place.wait_for("refine")
    assert told["x"] == pytest.approx([1e-3, 1e-1], rel=0.03)
    assert told["y"] == pytest.approx([0.2, 0.6], abs=0.005)
    assert place.words("open") == []
    assert place.axes() == axes, "nothing is zoomed"
    expect(place.page.get_by_role("button", name="Refine")).to_have_attribute("aria-pressed", "false")


def test_a_rectangle_ends_where_the_axes_do(place: Mounted) -> None:
    show(place, heat())
    place.page.keyboard.down("Shift")
    place.drag(place.at(1e-1, 0.4), (899, 5))
    place.page.keyboard.up("Shift")
    told = place.wait_for("refine")
    assert told["x"][1] == pytest.approx(10**0.125, rel=1e-9)
    assert told["y"][1] == pytest.approx(0.85, rel=1e-9)


def test_two_corners_by_keys_are_swept_again(place: Mounted) -> None:
    show(place, heat(best=[40, None]))
    place.page.get_by_role("button", name="Refine").click()
    chart = place.page.locator(".tune-chart")
    for key in ("ArrowUp", "Enter", "ArrowRight", "ArrowRight", "ArrowDown"):
        chart.press(key)
    expect(place.page.get_by_role("status")).to_contain_text("First corner")
    assert len(painted(place, "#ff4b4b", "over")) > 50
    chart.press("Enter")
    told = place.wait_for("refine")
    assert told["x"] == pytest.approx([RATES.values[4], RATES.values[6]])
    assert told["y"] == pytest.approx([BETAS.values[3], BETAS.values[4]])
    assert place.words("open") == []


def test_a_finger_chooses_and_the_button_opens(place: Mounted) -> None:
    show(place, heat())
    opens = place.page.get_by_role("button", name="Open", exact=True)
    expect(opens).to_be_disabled()
    place.page.touchscreen.tap(*place.at(RATES.values[5], BETAS.values[5]))
    place.tells("cell", 50)
    assert place.words("open") == []
    opens.click()
    assert place.wait_for("open") == {"cell": 50}


def test_zoom_stays_while_a_sweep_goes_on_and_goes_with_its_axes(place: Mounted) -> None:
    full = show(place, heat())
    place.drag(place.at(1e-3, 0.2), place.at(1e-1, 0.6))
    place.page.wait_for_function("document.querySelector('.tune-chart')?._fullLayout.xaxis.range[0] > -3.3")
    near = place.axes()
    later = show(place, heat(3 * ramp()))
    assert later == near != full
    assert colours(place, [(RATES.values[10], BETAS.values[4])]) != [(0, 0, 0)]
    hovered(place, 10, 4)
    place.tells("cell", 94)
    other = show(place, heat(up=WHOLE))
    assert other["xaxis"]["range"] == near["xaxis"]["range"]
    assert other["yaxis"]["range"] == pytest.approx([-math.log10(2) / 2, math.log10(99 * math.sqrt(99 / 60))])


def test_another_run_is_shown_at_once_and_told(place: Mounted) -> None:
    show(place, heat())
    before = colours(place, [(1e-2, 0.4)])
    place.page.locator(".tune-chart").press("ArrowUp")
    assert place.told("cell") >= 0
    place.page.get_by_role("combobox", name="Run").select_option("run 2")
    assert colours(place, [(1e-2, 0.4)]) != before
    place.tells("cell", -1)
    assert place.wait_for("view") == VIEW | {"chosen": 2}
    show(place, heat(3 * ramp()))
    expect(place.page.get_by_role("combobox", name="Run")).to_have_value("2")


def test_progress_tells_how_long_and_stops(place: Mounted) -> None:
    picture = heat()
    show(place, picture, Progress(1024, 4096, 12.3))
    row = place.page.locator(".tune-progress")
    expect(row).to_contain_text("1,024 of 4,096 · 13 s left")
    stop = place.page.get_by_role("button", name="Stop")
    stop.click()
    assert place.wait_for("stop") is True
    expect(stop).to_be_disabled()
    show(place, picture, Progress(1024, 4096, 12.3, waits="waiting, 2 before you"))
    expect(row).to_contain_text("1,024 of 4,096 · waiting, 2 before you")
    show(place, picture, Progress(1100, 4096, None, running=False))
    expect(row).to_contain_text("stopped at 1,100 of 4,096")
    expect(stop).to_be_hidden()
    show(place, picture, Progress(1200, 4096, 0.4))
    expect(stop).to_be_enabled()
    show(place, picture, Progress(4096, 4096, 0.0, running=False))
    expect(row).to_be_hidden()
