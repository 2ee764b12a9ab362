"""Heat maps, sensitivity curves and basins in a real browser: what is painted, said, kept and told."""

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import (
    Along,
    BasinMap,
    Good,
    Heat,
    Limit,
    Picture,
    Progress,
    Quantity,
    Sensitivity,
    Subject,
    Thumb,
    Upright,
)
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.simulate import Trajectory, trajectory
from lrviz.sweeps.basins import DIVERGED, OPEN, STALLED, UNFINISHED
from tests.browser.charts import Floats
from tests.browser.mounted import CORNER, Mounted, empty_page

BRIGHT, DARK, CRIMSON = (253, 231, 37), (68, 1, 84), {(220, 33, 78), (156, 18, 56)}
"""The ends of the scale, and what diverged."""

VIEW: dict[str, Any] = {"scale": "automatic", "chosen": 1, "hidden": [], "large": False}
FINAL = Quantity("final loss")
RATES = Along("learning rate (lr)", np.geomspace(1e-4, 1.0, 17), log=True)
WHOLE = Along("T_max", np.array([1.0, 2.0, 3.0, 5.0, 9.0, 16.0, 30.0, 60.0, 99.0]), log=True, whole=True)
SHAPE = (2, 17, 9)
BETAS = Along("SGD · momentum", np.linspace(0.0, 0.8, 9))


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests."""
    with empty_page(browser, "tune") as page:
        yield page


@pytest.fixture
def place(prepared: Page) -> Mounted:
    """An empty place for a picture, the pointer beside it."""
    return Mounted(prepared, "tune")


@pytest.fixture(scope="module")
def path() -> Trajectory:
    """A short path."""
    return trajectory(Scene(Rosenbrock(), steps=60, runs=(Run(SGD(lr=1e-3)),)), 0)


def subjects(count: int = 2) -> list[Subject]:
    return [Subject(slot, f"run {slot}", STYLES[slot - 1], f"note {slot}") for slot in range(1, count + 1)]


def ramp() -> Any:
    """Values that grow with both indices, another run's ten times as high."""
    i, j = np.indices(SHAPE[1:])
    return np.stack([1e-6 * 10.0 ** ((i + j) / 4.0), 1e-5 * 10.0 ** ((i + j) / 4.0)])


def heat(values: Any = None, done: Any = None, up: Along = BETAS, key: str = "a", **given: Any) -> Heat:
    filled = ramp() if values is None else values
    flags = np.ones(SHAPE, bool) if done is None else done
    return Heat(key, (RATES, up), subjects(), FINAL, filled, flags, **given)


def curves(middle: Any, **given: Any) -> Sensitivity:
    rows = np.atleast_2d(np.asarray(middle, dtype=float))
    done = given.pop("done", np.ones(rows.shape, bool))
    bests = [int(np.nanargmin(row)) + index * rows.shape[1] for index, row in enumerate(rows)]
    return Sensitivity("c", RATES, subjects(len(rows)), FINAL, rows, done, best=bests, **given)


def basins(reached: Any, steps: Any = None) -> BasinMap:
    found = np.asarray(reached)
    axes = [Along(f"start {name}", np.linspace(-1, 1, count)) for name, count in zip("xy", found.shape, strict=True)]
    taken = np.full(found.shape, 7) if steps is None else np.asarray(steps)
    return BasinMap("b", (axes[0], axes[1]), subjects(1)[0], [(-2.0, -2.0), (2.0, 2.0)], found, taken)


def show(place: Mounted, picture: Picture, *given: Any, **view: Any) -> Any:
    """Draws a picture and returns its axes."""
    return place.show(tune_payload(picture, VIEW | view, *given))


def colours(place: Mounted, points: Sequence[tuple[float, float]]) -> list[tuple[int, ...]]:
    return place.colours("picture", points)


def painted(place: Mounted, colour: str, layer: str = "picture") -> Floats:
    return place.painted(layer, colour, opaque=200)


def label(place: Mounted) -> str:
    return " ".join(place.page.locator(".tune-label").inner_text().split())


def test_the_browser_reads_what_python_wrote(place: Mounted) -> None:
    values = ramp()
    values[0, 0, 0], values[1, 2, 3], values[0, 5, 5] = math.nan, math.inf, -3e-300
    source = """async (text) => {
      const { Reader } = await import("/tune/payload.js");
      const reader = new Reader();
      const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
      const [first, again] = [await reader.read(bytes), await reader.read(bytes)];
      return [[...first.picture.values], [...first.picture.done], first.picture === again.picture];
    }"""
    data = base64.b64encode(tune_payload(heat(values), VIEW)).decode()
    found, done, same = place.page.evaluate(source, data)
    np.testing.assert_allclose(found, values.ravel(), rtol=2**-20)
    assert done == [1] * values.size
    assert same


@pytest.mark.parametrize("up", [BETAS, WHOLE])
def test_every_cell_has_its_colour_at_its_place(place: Mounted, up: Along) -> None:
    axes = show(place, heat(up=up))
    assert axes["xaxis"]["type"] == "log"
    assert (axes["yaxis"]["type"] == "log") == up.log
    for i in (0, 8, 16):
        column = colours(place, [(RATES.values[i], value) for value in up.values])
        assert len(set(column)) > 5
        greens = [one[1] for one in column]
        assert greens == sorted(greens, reverse=True), "what is low is bright"
    ends = colours(place, [(RATES.values[0], up.values[0]), (RATES.values[16], up.values[8])])
    assert ends[0] == BRIGHT
    show(place, heat(up=up), chosen=2)
    assert colours(place, [(RATES.values[16], up.values[8])]) == [DARK]


def test_cells_of_whole_numbers_meet_half_way_on_the_scale(place: Mounted) -> None:
    values = np.full(SHAPE, 1e-3)
    values[:, :, 4:] = 1.0
    show(place, heat(values, up=WHOLE))
    edge = math.sqrt(5.0 * 9.0)
    assert colours(place, [(1e-2, edge / 1.03), (1e-2, edge * 1.03)]) == [BRIGHT, DARK]


def test_what_diverged_has_no_value_or_is_not_computed_is_told_apart(place: Mounted) -> None:
    values, done = ramp(), np.ones(SHAPE, bool)
    values[:, 9:] = math.inf
    values[:, :2] = math.nan
    done[:, 2:4] = done[:, :1] = False
    show(place, heat(values, done))
    spots = [[(RATES.values[i] * 1.0001**shift, 0.4) for shift in range(-300, 300, 20)] for i in (12, 1, 3)]
    found = [set(colours(place, row)) for row in spots]
    assert found[0] == CRIMSON
    assert found[1] == {(185, 190, 198)}
    assert found[2] == {(255, 255, 255), (233, 236, 240)}
    names = place.page.locator(".tune-legend li").all_inner_texts()
    assert [name.strip() for name in names] == ["diverged", "no value", "not computed yet"]
    assert "diverged" in hovered(place, 12, 4)
    assert "no value" in hovered(place, 1, 4)
    assert "not computed yet" in hovered(place, 3, 4)


def hovered(place: Mounted, i: int, j: int, up: Along = BETAS) -> str:
    """The label of a cell."""
    place.page.mouse.move(*place.at(RATES.values[i], up.values[j]))
    place.frames()
    return label(place)


def test_coarse_cells_stand_in_until_finer_ones_come(place: Mounted) -> None:
    values, done = ramp(), np.zeros(SHAPE, bool)
    done[:, ::8, ::8] = True
    show(place, heat(np.where(done, values, np.nan), done))
    shown = colours(place, [(RATES.values[i], BETAS.values[j]) for i, j in ((0, 0), (7, 7), (8, 0), (8, 7))])
    assert shown[0] == shown[1]
    assert shown[2] == shown[3] != shown[0]
    assert "not computed yet" in hovered(place, 7, 7)
    show(place, heat(values))
    finer = colours(place, [(RATES.values[i], BETAS.values[j]) for i, j in ((0, 0), (7, 7))])
    assert finer[0] != finer[1]


def test_a_linear_scale_is_chosen_where_values_are_negative_or_asked_for(place: Mounted) -> None:
    values = np.broadcast_to(np.linspace(1.0, 100.0, 17)[:, None], SHAPE).copy()
    middle = (RATES.values[4], 0.4)
    show(place, heat(values))
    logarithmic = colours(place, [middle])
    show(place, heat(values), scale="linear")
    linear = colours(place, [middle])
    assert linear != logarithmic
    show(place, heat(values - 1000.0))
    assert colours(place, [middle]) == linear


def test_negative_values_are_the_lowest_on_a_logarithmic_scale(place: Mounted) -> None:
    values = ramp()
    values[0, 3, 3] = -1.0
    show(place, heat(values), scale="logarithmic")
    assert colours(place, [(RATES.values[3], BETAS.values[3])]) == [BRIGHT]
    line = valley()
    line[4] = -1.0
    show(place, curves([line]), scale="logarithmic")
    x, y = place.at(RATES.values[5], line[5])
    near = np.abs(painted(place, STYLES[0].colour) - [x, y + 40]) < [8, 10]
    assert near.all(axis=1).any(), "the curve falls out of sight"


def test_colours_are_not_spent_on_a_few_extreme_values_and_that_is_said(place: Mounted) -> None:
    values = ramp()
    values[0, 16, 8], values[0, 0, 0] = 1e200, 0.0
    show(place, heat(values))
    hint = place.page.locator(".tune-legend p")
    expect(hint).to_have_text("Below 3.16e−6 and above 1.78 colours stay the same.")
    assert len(set(colours(place, [(rate, 0.4) for rate in RATES.values]))) > 12
    assert colours(place, [(RATES.values[16], BETAS.values[8])]) == [DARK]
    assert colours(place, [(RATES.values[0], BETAS.values[0])]) == [BRIGHT]
    show(place, heat(np.ones(SHAPE)))
    expect(hint).to_be_hidden()


def test_the_best_cell_is_ringed_and_the_limit_drawn_for_the_run_that_is_shown(place: Mounted) -> None:
    limit = Limit(2, "2/L", np.array([[1e-3, 0.0], [1e-1, 0.8]]))
    picture = heat(best=[5 * 9 + 4, 9 * 17], limits=[limit])
    show(place, picture)
    ring = painted(place, "#000000")
    assert ring.mean(axis=0) == pytest.approx(place.at(RATES.values[5], BETAS.values[4]), abs=1.5)
    assert len(painted(place, "#ffffff")) < 200
    show(place, picture, chosen=2)
    line = painted(place, "#ffffff")
    on = np.abs(line - place.at(1e-2, 0.4)).max(axis=1) < 30
    assert on.sum() > 20
    expect(place.page.locator(".tune-legend")).to_contain_text("best 1e−5")


def test_the_pointer_says_its_cell_and_asks_for_its_path_once(place: Mounted, path: Trajectory) -> None:
    show(place, heat())
    text = hovered(place, 3, 2)
    assert place.told("cell") == 3 * 9 + 2
    assert text == "run 1 learning rate (lr) 0.0005623 SGD · momentum 0.2 final loss 1.7783e−5"
    assert place.wait_for("hover") == {"cell": 29}
    for i in (6, 7, 8):
        hovered(place, i, 2)
    place.page.wait_for_timeout(150)
    show(place, heat(), None, Thumb(50, path))
    assert place.words("hover") == [{"cell": 29}], "one question at a time"
    show(place, heat(), None, Thumb(29, path))
    assert place.wait_for("hover", 2) == {"cell": 8 * 9 + 2}
    show(place, heat(), None, Thumb(74, path))
    expect(place.page.locator(".tune-label p")).to_have_text(path.outcome.sentence)
    assert place.page.locator(".tune-thumb canvas").count() == 1
    assert path.outcome.sentence in hovered(place, 3, 2)
    place.page.wait_for_timeout(150)
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
    source = """() => {
      const canvas = document.querySelector(".tune-thumb canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let [count, x, y] = [0, 0, 0];
      for (let at = 0; at < data.length; at += 4) {
        if (Math.abs(data[at] - 0x13) + Math.abs(data[at + 1] - 0xa0) + Math.abs(data[at + 2] - 0xfe) > 12) continue;
        [count, x, y] = [count + 1, x + ((at / 4) % canvas.width), y + Math.floor(at / 4 / canvas.width)];
      }
      return [count, x / count / canvas.width, 1 - y / count / canvas.height];
    }"""
    count, x, y = place.page.evaluate(source)
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
    assert place.told("cell") == -1
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
        assert place.told("cell") == there
    expect(place.page.get_by_role("status")).to_have_text(
        "run 1; learning rate (lr) 1; SGD · momentum 0; final loss 0.01"
    )
    chart.press("Enter")
    assert place.wait_for("open") == {"cell": 144}
    chart.press("Escape")
    assert place.told("cell") == -1


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
    assert place.told("cell") == 50
    assert place.words("open") == []
    opens.click()
    assert place.wait_for("open") == {"cell": 50}


def test_zoom_stays_while_a_sweep_goes_on_and_goes_with_its_axes(place: Mounted) -> None:
    full = show(place, heat())
    place.drag(place.at(1e-3, 0.2), place.at(1e-1, 0.6))
    place.page.wait_for_function("document.querySelector('.tune-chart')._fullLayout.xaxis.range[0] > -3.3")
    near = place.axes()
    later = show(place, heat(3 * ramp()))
    assert later == near != full
    assert colours(place, [(RATES.values[10], BETAS.values[4])]) != [(0, 0, 0)]
    hovered(place, 10, 4)
    assert place.told("cell") == 94
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
    assert place.told("cell") == -1
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
    show(place, picture, Progress(1100, 4096, None, running=False))
    expect(row).to_contain_text("stopped at 1,100 of 4,096")
    expect(stop).to_be_hidden()
    show(place, picture, Progress(1200, 4096, 0.4))
    expect(stop).to_be_enabled()
    show(place, picture, Progress(4096, 4096, 0.0, running=False))
    expect(row).to_be_hidden()


def valley(low: int = 8) -> Any:
    """Losses with a valley, and divergence at large rates."""
    rows = np.abs(np.arange(17) - low) / 2.0 - 5.0
    return np.where(np.arange(17) > 13, np.inf, 10.0**rows)


def test_curves_stand_where_their_values_are(place: Mounted) -> None:
    axes = show(place, curves([valley(), valley(4)]))
    assert axes["yaxis"]["type"] == "log"
    first = painted(place, STYLES[0].colour)
    for index in (0, 4, 12):
        there = place.at(RATES.values[index], valley()[index])
        assert np.hypot(*(first - there).T).min() < 2
    right = first[first[:, 0] > place.at(RATES.values[14], 1e-5)[0] - 3]
    assert right[:, 1].max() < axes["yaxis"]["offset"] + 25, "what diverged is at the upper edge"
    assert len(right) > 40


def test_a_curve_through_coarse_points_passes_those_that_are_not_computed(place: Mounted) -> None:
    middle, done = valley(), np.zeros((1, 17), bool)
    done[0, ::4] = True
    show(place, curves(np.where(done[0], middle, np.nan), done=done))
    between = place.at(RATES.values[6], math.sqrt(middle[4] * middle[8]))
    assert np.hypot(*(painted(place, STYLES[0].colour) - between).T).min() < 2


def test_bands_brackets_and_limits_are_drawn(place: Mounted) -> None:
    middle = np.atleast_2d(valley())
    good = [Good(1, RATES.values[6], RATES.values[10], "1 decade")]
    marks = [Upright(1, 0.05, "2/L", "limit")]
    axes = show(place, curves(middle, low=middle / 3, high=middle * 3, band="all", good=good, marks=marks))
    inside = colours(place, [(RATES.values[4], middle[0, 4] * 2), (RATES.values[4], middle[0, 4] * 5)])
    assert inside[0] != inside[1]
    pixels = painted(place, STYLES[0].colour)
    foot = axes["yaxis"]["offset"] + axes["yaxis"]["size"] - 12
    bracket = pixels[np.abs(pixels[:, 1] - foot) < 2]
    assert bracket[:, 0].min() == pytest.approx(place.at(RATES.values[6], 1e-5)[0], abs=3)
    assert place.at(1.0, middle.min() / 3)[1] < foot - 12, "the curve stands above its bracket"
    upright = pixels[np.abs(pixels[:, 0] - place.at(0.05, 1e-5)[0]) < 1.5]
    assert np.ptp(upright[:, 1]) > 0.9 * axes["yaxis"]["size"]


def test_the_nearest_curve_is_under_the_pointer(place: Mounted) -> None:
    axes = show(place, curves([valley(), 30 * valley(6)], low=np.full((2, 17), 1e-9), high=np.full((2, 17), 2.0)))
    place.page.mouse.move(*place.at(RATES.values[5], valley()[5] * 1.2))
    assert place.told("cell") == 5
    place.page.mouse.move(*place.at(RATES.values[5], 30 * valley(6)[5]))
    assert place.told("cell") == 17 + 5
    assert label(place).startswith("run 2 learning rate (lr) 0.0017783 final loss")
    place.page.mouse.move(place.at(RATES.values[15], 1)[0], axes["yaxis"]["offset"] + 4)
    assert "diverged" in label_of(place)
    chart = place.page.locator(".tune-chart")
    chart.press("Home")
    assert place.told("cell") % 17 == 0
    chart.press("ArrowUp")
    assert place.told("cell") == 0
    chart.press("ArrowDown")
    chart.press("Enter")
    assert place.wait_for("open") == {"cell": 17}


def label_of(place: Mounted) -> str:
    place.frames()
    return label(place)


def test_a_stretch_of_curves_is_swept_again(place: Mounted) -> None:
    show(place, curves([valley()]))
    place.page.keyboard.down("Shift")
    place.drag(place.at(1e-3, 1e-4), place.at(1e-2, 1e-4))
    place.page.keyboard.up("Shift")
    told = place.wait_for("refine")
    assert told["x"] == pytest.approx([1e-3, 1e-2], rel=0.03)
    assert told["y"] is None


def test_a_run_is_hidden_in_the_legend(place: Mounted) -> None:
    show(place, curves([valley(), 1e6 * valley(4)]))
    button = place.page.get_by_role("button", name="Show run 2")
    button.click()
    assert len(painted(place, STYLES[1].colour)) == 0
    assert place.wait_for("view") == VIEW | {"hidden": [2]}
    expect(button).to_have_attribute("aria-pressed", "false")
    assert button.evaluate("(one) => one === document.activeElement")
    button.click()
    assert len(painted(place, STYLES[1].colour)) > 50


def test_everything_hidden_and_nothing_computed_are_empty_pictures(place: Mounted) -> None:
    show(place, curves([valley()]), hidden=[1])
    assert len(painted(place, STYLES[0].colour)) == 0
    place.page.locator(".tune-chart").press("ArrowRight")
    assert place.told("cell") == -1
    nothing = np.full((1, 17), np.nan)
    picture = Sensitivity("c", RATES, subjects(1), FINAL, nothing, np.zeros((1, 17), bool), best=[None])
    show(place, picture)
    place.page.locator(".tune-chart").press("ArrowRight")
    assert "not computed yet" in label(place)


def test_basins_have_the_colour_of_their_minimum_and_fast_ones_are_bright(place: Mounted) -> None:
    reached = np.zeros((8, 8), int)
    reached[4:] = 1
    steps = np.broadcast_to(np.geomspace(1, 400, 8).round(), (8, 8)).astype(int)
    show(place, basins(reached, steps))
    centres = np.linspace(-1, 1, 8)
    for i, colour in ((1, STYLES[0].colour), (6, STYLES[1].colour)):
        column = colours(place, [(centres[i], centre) for centre in centres])
        sums = [sum(one) for one in column]
        assert sums == sorted(sums, reverse=True)
        assert len(set(sums)) > 5
        wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert all(np.argmax(one) == np.argmax(wanted) for one in column)
    expect(place.page.locator(".tune-legend p")).to_have_text("Brighter is faster: from 1 to 400 steps.")


def test_basins_tell_what_is_no_minimum_and_shares(place: Mounted) -> None:
    reached = np.array([[0, DIVERGED, STALLED], [0, UNFINISHED, OPEN], [1, 1, OPEN], [OPEN, OPEN, OPEN]])
    show(place, basins(reached))
    rows = [" ".join(text.split()) for text in place.page.locator(".tune-legend li").all_inner_texts()]
    assert rows[:2] == ["minimum 1 at (−2, −2) 28.6 %", "minimum 2 at (2, 2) 28.6 %"]
    assert rows[2:] == ["diverged 14.3 %", "stalled 14.3 %", "unfinished 14.3 %"]
    xs, ys = np.linspace(-1, 1, 4), np.linspace(-1, 1, 3)
    for (i, j), text in {
        (0, 0): "reaches minimum 1 at (−2, −2) in steps 7",
        (0, 1): "reaches diverged",
        (1, 1): "reaches unfinished",
        (1, 2): "reaches not computed yet",
    }.items():
        place.page.mouse.move(*place.at(xs[i], ys[j]))
        assert text in label_of(place)
    special = [(xs[0], ys[1]), (xs[0], ys[2]), (xs[1], ys[1])]
    assert len(set(colours(place, special))) == 3


def test_many_basins_are_summed_up_in_the_legend(place: Mounted) -> None:
    reached = np.arange(20 * 20).reshape(20, 20) % 100
    picture = replace(basins(reached), minima=[(index / 100, index / 50 - 1) for index in range(100)])
    show(place, picture)
    rows = place.page.locator(".tune-legend li")
    expect(rows).to_have_count(13)
    expect(rows.last).to_contain_text("88 other minima")
    centres = np.linspace(-1, 1, 20)
    shown = colours(place, [(x, y) for x in centres[:5] for y in centres])
    assert len(set(shown)) > 60


def test_names_are_text(place: Mounted) -> None:
    name = "<img src=x onerror=alert(1)> & Co."
    show(place, replace(curves([valley()]), runs=[Subject(1, name, STYLES[0], name)]))
    expect(place.page.locator(".tune-name")).to_have_text(name)
    place.page.mouse.move(*place.at(1e-2, 1e-4))
    assert name in label_of(place)
    assert "<img" not in place.picture("SVG")["url"]


def test_pictures_show_what_is_seen(place: Mounted) -> None:
    show(place, heat(best=[40, None]))
    chart = place.page.locator(".tune-chart").bounding_box()
    assert chart is not None
    svg, png = place.picture("SVG"), place.picture("PNG")
    assert (svg["name"], png["name"]) == ("lrviz-tune.svg", "lrviz-tune.png")
    assert (svg["width"], png["width"]) == (chart["width"], 2 * chart["width"])
    assert png["height"] > 2 * chart["height"]
    text = svg["text"]
    assert text.count("<image") == 1
    for said in ("learning rate (lr)", "run 1", "best"):
        assert said in text
    assert "trace 0" not in text
    show(place, curves([valley(), valley(4)], good=[Good(1, 1e-3, 1e-1, "2 decades")]), hidden=[2])
    text = place.picture("SVG")["text"]
    assert "2 decades" in text
    assert "run 1" in text
    assert "run 2" not in text
    assert "<image" not in text


def test_a_payload_that_was_cut_off_says_so_and_the_next_one_is_drawn(place: Mounted) -> None:
    data = tune_payload(heat(), VIEW)
    place.tell(data[:-10])
    expect(place.page.get_by_role("alert")).to_contain_text("could not be drawn")
    show(place, heat())
    expect(place.page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("width", [1400, 800, 390])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_stands_out_of_the_window(place: Mounted, path: Trajectory, width: int, large: bool) -> None:
    place.page.set_viewport_size({"width": width, "height": 1200})
    long = [Subject(slot, "A very long name that goes on " * 3, STYLES[slot], "note " * 9) for slot in (1, 2)]
    for picture in (replace(heat(), runs=long), replace(curves([valley(), valley()]), runs=long)):
        axes = show(place, picture, None, Thumb(0, path), large=large)
        place.page.mouse.move(*place.at(0.5, 0.5))
        place.frames()
        assert place.page.evaluate("document.documentElement.scrollWidth") <= width
        assert axes["xaxis"]["offset"] + axes["xaxis"]["size"] < width
        assert axes["xaxis"]["size"] > 0.45 * width
        assert axes["yaxis"]["size"] > 200
        box = place.page.locator(".tune-label").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_updates_leave_no_elements_behind(place: Mounted, path: Trajectory) -> None:
    states: list[tuple[Picture, Any, Any]] = [
        (heat(best=[3, 200]), Progress(1, 2, 3.0), None),
        (curves([valley(), valley(4)], good=[Good(1, 1e-3, 1e-1, "x")]), None, Thumb(0, path)),
        (basins(np.zeros((5, 5), int)), None, None),
    ]
    for state in states:
        show(place, *state)
    before = place.elements()
    for state in states:
        show(place, *state)
    assert place.elements() == pytest.approx(before, abs=15)
    place.page.evaluate("end()")
    assert place.page.evaluate("place.childElementCount") == 0
