"""Lines, scales and panels of the board in a real browser."""

import base64
import math

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.figures import Mark, Panel
from tests.browser.board.pieces import RATE, line, painted, sent, values
from tests.browser.mounted import Mounted


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
    panel = Panel("difference", "minus <that>", "automatic", 1.0, signed=True, rates=True)
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
    board.tells("step", 49)


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


def test_everything_hidden_and_no_schedule_say_so(board: Mounted) -> None:
    for data in (sent([line(1, np.ones(50))], hidden=[1]), sent([])):
        axes = board.show(data)
        ink = board.painted("lines", "#31333f")
        assert len(ink) > 30
        assert ink[:, 0].mean() == pytest.approx(axes["xaxis"]["offset"] + axes["xaxis"]["size"] / 2, abs=40)


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
