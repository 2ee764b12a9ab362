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
from tests.browser.modules import ASSETS, PLOTLY, SITE, open_modules

BRIGHT, DARK, CRIMSON = (253, 231, 37), (68, 1, 84), {(220, 33, 78), (156, 18, 56)}
"""The ends of the scale, and what diverged."""

MOUNT = """async (css) => {
  const theme = "--st-background-color: #ffffff; --st-text-color: #31333f; --st-primary-color: #ff4b4b;";
  document.head.append(Object.assign(document.createElement("style"), { textContent:
    `body { margin: 0; ${theme} --st-font: sans-serif } ${css}` }));
  window.main = await import("/tune/main.js");
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

SEQ = "Number(document.querySelector('.lrviz-tune')?.dataset.seq ?? 0)"

AXES = """() => {
  const chart = document.querySelector(".tune-chart");
  const { left, top } = chart.getBoundingClientRect();
  return ["xaxis", "yaxis"].map((name) => {
    const { type, range, _offset, _length } = chart._fullLayout[name];
    return { log: type === "log", range, offset: _offset + (name === "xaxis" ? left : top), size: _length };
  });
}"""

PIXELS = """(places) => {
  const canvas = document.querySelector(".tune-chart .stage-layer-picture");
  const { left, top } = canvas.getBoundingClientRect();
  const context = canvas.getContext("2d");
  return places.map(([x, y]) => [...context.getImageData(Math.floor(x - left), Math.floor(y - top), 1, 1).data]);
}"""

COLOURED = """([layer, colour]) => {
  const canvas = document.querySelector(`.tune-chart .stage-layer-${layer}`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const { left, top } = canvas.getBoundingClientRect();
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const places = [];
  for (let at = 0; at < data.length; at += 4) {
    const same = wanted.every((value, index) => Math.abs(data[at + index] - value) < 3);
    if (same && data[at + 3] > 200) {
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
  [...document.querySelectorAll(".tune-toolbar button")].find((one) => one.textContent === format).click();
  const picture = await saved;
  HTMLAnchorElement.prototype.click = click;
  const image = new Image();
  image.src = picture.url;
  await image.decode();
  return { ...picture, width: image.naturalWidth, height: image.naturalHeight };
}"""

FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

VIEW: dict[str, Any] = {"scale": "automatic", "chosen": 1, "hidden": [], "large": False}
FINAL = Quantity("final loss")
RATES = Along("learning rate (lr)", np.geomspace(1e-4, 1.0, 17), log=True)
WHOLE = Along("T_max", np.array([1.0, 2.0, 3.0, 5.0, 9.0, 16.0, 30.0, 60.0, 99.0]), log=True, whole=True)
SHAPE = (2, 17, 9)
BETAS = Along("SGD · momentum", np.linspace(0.0, 0.8, 9))


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
    page.evaluate(MOUNT, "".join((ASSETS / sheet).read_text() for sheet in ("kit/kit.css", "tune/tune.css")))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def place(prepared: Page) -> Page:
    """An empty place for a picture, the pointer beside it."""
    prepared.set_viewport_size({"width": 900, "height": 900})
    prepared.mouse.move(895, 895)
    prepared.evaluate(FRESH)
    return prepared


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


def show(page: Page, picture: Picture, *given: Any, **view: Any) -> Any:
    """Draws a picture and returns both axes, in pixels of the window."""
    before = page.evaluate(SEQ)
    page.evaluate(TELL, base64.b64encode(tune_payload(picture, VIEW | view, *given)).decode())
    page.wait_for_function(f"{SEQ} > {before}")
    return page.evaluate(AXES)


def pixel(axes: Any, x: float, y: float) -> tuple[float, float]:
    """Where data is in the window."""
    parts = []
    for value, axis in zip((x, y), axes, strict=True):
        low, high = axis["range"]
        parts.append(((math.log10(value) if axis["log"] else value) - low) / (high - low))
    (across, up) = axes
    return across["offset"] + across["size"] * parts[0], up["offset"] + up["size"] * (1 - parts[1])


def colours(page: Page, axes: Any, points: Sequence[tuple[float, float]]) -> list[tuple[int, ...]]:
    found = page.evaluate(PIXELS, [pixel(axes, *point) for point in points])
    return [tuple(one[:3]) for one in found]


def painted(page: Page, colour: str, layer: str = "picture") -> Any:
    return np.array(page.evaluate(COLOURED, [layer, colour]), dtype=float).reshape(-1, 2)


def words(page: Page, word: str) -> list[Any]:
    return [value for name, value in page.evaluate("words") if name == word]


def wait_for(page: Page, word: str, count: int = 1) -> Any:
    """The newest value that was sent with a word, once there are so many."""
    page.wait_for_function(
        "([word, count]) => words.filter(([one]) => one === word).length >= count", arg=[word, count]
    )
    return words(page, word)[-1]


def cell(page: Page) -> int:
    page.evaluate(FRAMES)
    return int(page.locator(".lrviz-tune").get_attribute("data-cell") or -1)


def label(page: Page) -> str:
    return " ".join(page.locator(".tune-label").inner_text().split())


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def test_the_browser_reads_what_python_wrote(place: Page) -> None:
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
    found, done, same = place.evaluate(source, data)
    np.testing.assert_allclose(found, values.ravel(), rtol=2**-20)
    assert done == [1] * values.size
    assert same


@pytest.mark.parametrize("up", [BETAS, WHOLE])
def test_every_cell_has_its_colour_at_its_place(place: Page, up: Along) -> None:
    axes = show(place, heat(up=up))
    assert axes[0]["log"]
    assert axes[1]["log"] == up.log
    for i in (0, 8, 16):
        column = colours(place, axes, [(RATES.values[i], value) for value in up.values])
        assert len(set(column)) > 5
        greens = [one[1] for one in column]
        assert greens == sorted(greens, reverse=True), "what is low is bright"
    ends = colours(place, axes, [(RATES.values[0], up.values[0]), (RATES.values[16], up.values[8])])
    assert ends[0] == BRIGHT
    show(place, heat(up=up), chosen=2)
    assert colours(place, axes, [(RATES.values[16], up.values[8])]) == [DARK]


def test_cells_of_whole_numbers_meet_half_way_on_the_scale(place: Page) -> None:
    values = np.full(SHAPE, 1e-3)
    values[:, :, 4:] = 1.0
    axes = show(place, heat(values, up=WHOLE))
    edge = math.sqrt(5.0 * 9.0)
    assert colours(place, axes, [(1e-2, edge / 1.03), (1e-2, edge * 1.03)]) == [BRIGHT, DARK]


def test_what_diverged_has_no_value_or_is_not_computed_is_told_apart(place: Page) -> None:
    values, done = ramp(), np.ones(SHAPE, bool)
    values[:, 9:] = math.inf
    values[:, :2] = math.nan
    done[:, 2:4] = done[:, :1] = False
    axes = show(place, heat(values, done))
    spots = [[(RATES.values[i] * 1.0001**shift, 0.4) for shift in range(-300, 300, 20)] for i in (12, 1, 3)]
    found = [set(colours(place, axes, row)) for row in spots]
    assert found[0] == CRIMSON
    assert found[1] == {(185, 190, 198)}
    assert found[2] == {(255, 255, 255), (233, 236, 240)}
    names = place.locator(".tune-legend li").all_inner_texts()
    assert [name.strip() for name in names] == ["diverged", "no value", "not computed yet"]
    assert "diverged" in hovered(place, axes, 12, 4)
    assert "no value" in hovered(place, axes, 1, 4)
    assert "not computed yet" in hovered(place, axes, 3, 4)


def hovered(page: Page, axes: Any, i: int, j: int, up: Along = BETAS) -> str:
    """The label of a cell."""
    page.mouse.move(*pixel(axes, RATES.values[i], up.values[j]))
    page.evaluate(FRAMES)
    return label(page)


def test_coarse_cells_stand_in_until_finer_ones_come(place: Page) -> None:
    values, done = ramp(), np.zeros(SHAPE, bool)
    done[:, ::8, ::8] = True
    axes = show(place, heat(np.where(done, values, np.nan), done))
    shown = colours(place, axes, [(RATES.values[i], BETAS.values[j]) for i, j in ((0, 0), (7, 7), (8, 0), (8, 7))])
    assert shown[0] == shown[1]
    assert shown[2] == shown[3] != shown[0]
    assert "not computed yet" in hovered(place, axes, 7, 7)
    show(place, heat(values))
    finer = colours(place, axes, [(RATES.values[i], BETAS.values[j]) for i, j in ((0, 0), (7, 7))])
    assert finer[0] != finer[1]


def test_a_linear_scale_is_chosen_where_values_are_negative_or_asked_for(place: Page) -> None:
    values = np.broadcast_to(np.linspace(1.0, 100.0, 17)[:, None], SHAPE).copy()
    middle = (RATES.values[4], 0.4)
    axes = show(place, heat(values))
    logarithmic = colours(place, axes, [middle])
    show(place, heat(values), scale="linear")
    linear = colours(place, axes, [middle])
    assert linear != logarithmic
    show(place, heat(values - 1000.0))
    assert colours(place, axes, [middle]) == linear


def test_negative_values_are_the_lowest_on_a_logarithmic_scale(place: Page) -> None:
    values = ramp()
    values[0, 3, 3] = -1.0
    axes = show(place, heat(values), scale="logarithmic")
    assert colours(place, axes, [(RATES.values[3], BETAS.values[3])]) == [BRIGHT]
    line = valley()
    line[4] = -1.0
    axes = show(place, curves([line]), scale="logarithmic")
    x, y = pixel(axes, RATES.values[5], line[5])
    near = np.abs(painted(place, STYLES[0].colour) - [x, y + 40]) < [8, 10]
    assert near.all(axis=1).any(), "the curve falls out of sight"


def test_colours_are_not_spent_on_a_few_extreme_values_and_that_is_said(place: Page) -> None:
    values = ramp()
    values[0, 16, 8], values[0, 0, 0] = 1e200, 0.0
    axes = show(place, heat(values))
    hint = place.locator(".tune-legend p")
    expect(hint).to_have_text("Below 3.16e−6 and above 1.78 colours stay the same.")
    assert len(set(colours(place, axes, [(rate, 0.4) for rate in RATES.values]))) > 12
    assert colours(place, axes, [(RATES.values[16], BETAS.values[8])]) == [DARK]
    assert colours(place, axes, [(RATES.values[0], BETAS.values[0])]) == [BRIGHT]
    show(place, heat(np.ones(SHAPE)))
    expect(hint).to_be_hidden()


def test_the_best_cell_is_ringed_and_the_limit_drawn_for_the_run_that_is_shown(place: Page) -> None:
    limit = Limit(2, "2/L", np.array([[1e-3, 0.0], [1e-1, 0.8]]))
    picture = heat(best=[5 * 9 + 4, 9 * 17], limits=[limit])
    axes = show(place, picture)
    ring = painted(place, "#000000")
    assert ring.mean(axis=0) == pytest.approx(pixel(axes, RATES.values[5], BETAS.values[4]), abs=1.5)
    assert len(painted(place, "#ffffff")) < 200
    show(place, picture, chosen=2)
    line = painted(place, "#ffffff")
    on = np.abs(line - pixel(axes, 1e-2, 0.4)).max(axis=1) < 30
    assert on.sum() > 20
    expect(place.locator(".tune-legend")).to_contain_text("best 1e−5")


def test_the_pointer_says_its_cell_and_asks_for_its_path_once(place: Page, path: Trajectory) -> None:
    axes = show(place, heat())
    text = hovered(place, axes, 3, 2)
    assert cell(place) == 3 * 9 + 2
    assert text == "run 1 learning rate (lr) 0.0005623 SGD · momentum 0.2 final loss 1.7783e−5"
    assert wait_for(place, "hover") == {"cell": 29}
    for i in (6, 7, 8):
        hovered(place, axes, i, 2)
    place.wait_for_timeout(150)
    show(place, heat(), None, Thumb(50, path))
    assert words(place, "hover") == [{"cell": 29}], "one question at a time"
    show(place, heat(), None, Thumb(29, path))
    assert wait_for(place, "hover", 2) == {"cell": 8 * 9 + 2}
    show(place, heat(), None, Thumb(74, path))
    expect(place.locator(".tune-label p")).to_have_text(path.outcome.sentence)
    assert place.locator(".tune-thumb canvas").count() == 1
    assert path.outcome.sentence in hovered(place, axes, 3, 2)
    place.wait_for_timeout(150)
    assert len(words(place, "hover")) == 2


def test_another_sweep_forgets_the_paths_of_the_last(place: Page, path: Trajectory) -> None:
    axes = show(place, heat())
    hovered(place, axes, 3, 2)
    wait_for(place, "hover")
    show(place, heat(), None, Thumb(29, path))
    expect(place.locator(".tune-thumb canvas")).to_have_count(1)
    show(place, heat(2 * ramp()))
    expect(place.locator(".tune-thumb canvas")).to_have_count(1)
    show(place, heat(key="b"))
    expect(place.locator(".tune-thumb canvas")).to_have_count(0)
    assert wait_for(place, "hover", 2) == {"cell": 29}


def test_a_thumbnail_shows_the_path_in_the_runs_colour(place: Page, path: Trajectory) -> None:
    axes = show(place, heat())
    hovered(place, axes, 3, 2)
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
    count, x, y = place.evaluate(source)
    assert count > 15
    (x_low, x_high), (y_low, y_high) = path.objective.window
    ends = path.points[-1]
    assert x == pytest.approx((ends[0] - x_low) / (x_high - x_low), abs=0.1)
    assert y == pytest.approx((ends[1] - y_low) / (y_high - y_low), abs=0.15)


def test_a_click_opens_the_cell_and_leaving_hides_the_label(place: Page) -> None:
    axes = show(place, heat(), chosen=2)
    place.mouse.click(*pixel(axes, RATES.values[16], BETAS.values[0]))
    assert wait_for(place, "open") == {"cell": (17 + 16) * 9}
    place.mouse.move(895, 895)
    assert cell(place) == -1
    expect(place.locator(".tune-label")).to_be_hidden()


def test_a_click_faster_than_a_frame_opens_the_cell_under_it(place: Page) -> None:
    axes = show(place, heat())
    source = """([x, y]) => {
      const target = document.querySelector(".tune-chart .nsewdrag");
      const given = { clientX: x, clientY: y, pointerType: "mouse", isPrimary: true, bubbles: true, pointerId: 9 };
      for (const name of ["pointerdown", "pointerup"]) target.dispatchEvent(new PointerEvent(name, given));
    }"""
    place.evaluate(source, list(pixel(axes, RATES.values[3], BETAS.values[2])))
    assert wait_for(place, "open") == {"cell": 29}


def test_keys_move_the_crosshair_open_and_speak(place: Page) -> None:
    show(place, heat(best=[40, None]))
    chart = place.locator(".tune-chart")
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
        assert cell(place) == there
    expect(place.get_by_role("status")).to_have_text("run 1; learning rate (lr) 1; SGD · momentum 0; final loss 0.01")
    chart.press("Enter")
    assert wait_for(place, "open") == {"cell": 144}
    chart.press("Escape")
    assert cell(place) == -1


@pytest.mark.parametrize("tool", ["Shift", "Refine"])
def test_a_rectangle_is_swept_again(place: Page, tool: str) -> None:
    axes = show(place, heat())
    if tool == "Shift":
        place.keyboard.down("Shift")
    else:
        place.get_by_role("button", name="Refine").click()
    drag(place, pixel(axes, 1e-3, 0.2), pixel(axes, 1e-1, 0.6))
    place.keyboard.up("Shift")
    told = wait_for(place, "refine")
    assert told["x"] == pytest.approx([1e-3, 1e-1], rel=0.03)
    assert told["y"] == pytest.approx([0.2, 0.6], abs=0.005)
    assert words(place, "open") == []
    assert place.evaluate(AXES) == axes, "nothing is zoomed"
    expect(place.get_by_role("button", name="Refine")).to_have_attribute("aria-pressed", "false")


def test_a_rectangle_ends_where_the_axes_do(place: Page) -> None:
    axes = show(place, heat())
    place.keyboard.down("Shift")
    drag(place, pixel(axes, 1e-1, 0.4), (899, 5))
    place.keyboard.up("Shift")
    told = wait_for(place, "refine")
    assert told["x"][1] == pytest.approx(10**0.125, rel=1e-9)
    assert told["y"][1] == pytest.approx(0.85, rel=1e-9)


def test_two_corners_by_keys_are_swept_again(place: Page) -> None:
    show(place, heat(best=[40, None]))
    place.get_by_role("button", name="Refine").click()
    chart = place.locator(".tune-chart")
    for key in ("ArrowUp", "Enter", "ArrowRight", "ArrowRight", "ArrowDown"):
        chart.press(key)
    expect(place.get_by_role("status")).to_contain_text("First corner")
    assert len(painted(place, "#ff4b4b", "over")) > 50
    chart.press("Enter")
    told = wait_for(place, "refine")
    assert told["x"] == pytest.approx([RATES.values[4], RATES.values[6]])
    assert told["y"] == pytest.approx([BETAS.values[3], BETAS.values[4]])
    assert words(place, "open") == []


def test_a_finger_chooses_and_the_button_opens(place: Page) -> None:
    axes = show(place, heat())
    opens = place.get_by_role("button", name="Open", exact=True)
    expect(opens).to_be_disabled()
    place.touchscreen.tap(*pixel(axes, RATES.values[5], BETAS.values[5]))
    assert cell(place) == 50
    assert words(place, "open") == []
    opens.click()
    assert wait_for(place, "open") == {"cell": 50}


def test_zoom_stays_while_a_sweep_goes_on_and_goes_with_its_axes(place: Page) -> None:
    full = show(place, heat())
    drag(place, pixel(full, 1e-3, 0.2), pixel(full, 1e-1, 0.6))
    place.wait_for_function("document.querySelector('.tune-chart')._fullLayout.xaxis.range[0] > -3.3")
    near = place.evaluate(AXES)
    later = show(place, heat(3 * ramp()))
    assert later == near != full
    assert colours(place, later, [(RATES.values[10], BETAS.values[4])]) != [(0, 0, 0)]
    hovered(place, later, 10, 4)
    assert cell(place) == 94
    other = show(place, heat(up=WHOLE))
    assert other[0]["range"] == near[0]["range"]
    assert other[1]["range"] == pytest.approx([-math.log10(2) / 2, math.log10(99 * math.sqrt(99 / 60))])


def test_another_run_is_shown_at_once_and_told(place: Page) -> None:
    axes = show(place, heat())
    before = colours(place, axes, [(1e-2, 0.4)])
    place.locator(".tune-chart").press("ArrowUp")
    assert cell(place) >= 0
    place.get_by_role("combobox", name="Run").select_option("run 2")
    assert colours(place, axes, [(1e-2, 0.4)]) != before
    assert cell(place) == -1
    assert wait_for(place, "view") == VIEW | {"chosen": 2}
    show(place, heat(3 * ramp()))
    expect(place.get_by_role("combobox", name="Run")).to_have_value("2")


def test_progress_tells_how_long_and_stops(place: Page) -> None:
    picture = heat()
    show(place, picture, Progress(1024, 4096, 12.3))
    row = place.locator(".tune-progress")
    expect(row).to_contain_text("1,024 of 4,096 · 13 s left")
    stop = place.get_by_role("button", name="Stop")
    stop.click()
    assert wait_for(place, "stop") is True
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


def test_curves_stand_where_their_values_are(place: Page) -> None:
    axes = show(place, curves([valley(), valley(4)]))
    assert axes[1]["log"]
    first = painted(place, STYLES[0].colour)
    for index in (0, 4, 12):
        there = pixel(axes, RATES.values[index], valley()[index])
        assert np.hypot(*(first - there).T).min() < 2
    right = first[first[:, 0] > pixel(axes, RATES.values[14], 1e-5)[0] - 3]
    assert right[:, 1].max() < axes[1]["offset"] + 25, "what diverged is at the upper edge"
    assert len(right) > 40


def test_a_curve_through_coarse_points_passes_those_that_are_not_computed(place: Page) -> None:
    middle, done = valley(), np.zeros((1, 17), bool)
    done[0, ::4] = True
    axes = show(place, curves(np.where(done[0], middle, np.nan), done=done))
    between = pixel(axes, RATES.values[6], math.sqrt(middle[4] * middle[8]))
    assert np.hypot(*(painted(place, STYLES[0].colour) - between).T).min() < 2


def test_bands_brackets_and_limits_are_drawn(place: Page) -> None:
    middle = np.atleast_2d(valley())
    good = [Good(1, RATES.values[6], RATES.values[10], "1 decade")]
    marks = [Upright(1, 0.05, "2/L", "limit")]
    axes = show(place, curves(middle, low=middle / 3, high=middle * 3, band="all", good=good, marks=marks))
    inside = colours(place, axes, [(RATES.values[4], middle[0, 4] * 2), (RATES.values[4], middle[0, 4] * 5)])
    assert inside[0] != inside[1]
    pixels = painted(place, STYLES[0].colour)
    foot = axes[1]["offset"] + axes[1]["size"] - 12
    bracket = pixels[np.abs(pixels[:, 1] - foot) < 2]
    assert bracket[:, 0].min() == pytest.approx(pixel(axes, RATES.values[6], 1e-5)[0], abs=3)
    assert pixel(axes, 1.0, middle.min() / 3)[1] < foot - 12, "the curve stands above its bracket"
    upright = pixels[np.abs(pixels[:, 0] - pixel(axes, 0.05, 1e-5)[0]) < 1.5]
    assert np.ptp(upright[:, 1]) > 0.9 * axes[1]["size"]


def test_the_nearest_curve_is_under_the_pointer(place: Page) -> None:
    axes = show(place, curves([valley(), 30 * valley(6)], low=np.full((2, 17), 1e-9), high=np.full((2, 17), 2.0)))
    place.mouse.move(*pixel(axes, RATES.values[5], valley()[5] * 1.2))
    assert cell(place) == 5
    place.mouse.move(*pixel(axes, RATES.values[5], 30 * valley(6)[5]))
    assert cell(place) == 17 + 5
    assert label(place).startswith("run 2 learning rate (lr) 0.0017783 final loss")
    place.mouse.move(pixel(axes, RATES.values[15], 1)[0], axes[1]["offset"] + 4)
    assert "diverged" in label_of(place)
    chart = place.locator(".tune-chart")
    chart.press("Home")
    assert cell(place) % 17 == 0
    chart.press("ArrowUp")
    assert cell(place) == 0
    chart.press("ArrowDown")
    chart.press("Enter")
    assert wait_for(place, "open") == {"cell": 17}


def label_of(page: Page) -> str:
    page.evaluate(FRAMES)
    return label(page)


def test_a_stretch_of_curves_is_swept_again(place: Page) -> None:
    axes = show(place, curves([valley()]))
    place.keyboard.down("Shift")
    drag(place, pixel(axes, 1e-3, 1e-4), pixel(axes, 1e-2, 1e-4))
    place.keyboard.up("Shift")
    told = wait_for(place, "refine")
    assert told["x"] == pytest.approx([1e-3, 1e-2], rel=0.03)
    assert told["y"] is None


def test_a_run_is_hidden_in_the_legend(place: Page) -> None:
    show(place, curves([valley(), 1e6 * valley(4)]))
    button = place.get_by_role("button", name="Show run 2")
    button.click()
    assert len(painted(place, STYLES[1].colour)) == 0
    assert wait_for(place, "view") == VIEW | {"hidden": [2]}
    expect(button).to_have_attribute("aria-pressed", "false")
    assert button.evaluate("(one) => one === document.activeElement")
    button.click()
    assert len(painted(place, STYLES[1].colour)) > 50


def test_everything_hidden_and_nothing_computed_are_empty_pictures(place: Page) -> None:
    show(place, curves([valley()]), hidden=[1])
    assert len(painted(place, STYLES[0].colour)) == 0
    place.locator(".tune-chart").press("ArrowRight")
    assert cell(place) == -1
    nothing = np.full((1, 17), np.nan)
    picture = Sensitivity("c", RATES, subjects(1), FINAL, nothing, np.zeros((1, 17), bool), best=[None])
    show(place, picture)
    place.locator(".tune-chart").press("ArrowRight")
    assert "not computed yet" in label(place)


def test_basins_have_the_colour_of_their_minimum_and_fast_ones_are_bright(place: Page) -> None:
    reached = np.zeros((8, 8), int)
    reached[4:] = 1
    steps = np.broadcast_to(np.geomspace(1, 400, 8).round(), (8, 8)).astype(int)
    axes = show(place, basins(reached, steps))
    centres = np.linspace(-1, 1, 8)
    for i, colour in ((1, STYLES[0].colour), (6, STYLES[1].colour)):
        column = colours(place, axes, [(centres[i], centre) for centre in centres])
        sums = [sum(one) for one in column]
        assert sums == sorted(sums, reverse=True)
        assert len(set(sums)) > 5
        wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert all(np.argmax(one) == np.argmax(wanted) for one in column)
    expect(place.locator(".tune-legend p")).to_have_text("Brighter is faster: from 1 to 400 steps.")


def test_basins_tell_what_is_no_minimum_and_shares(place: Page) -> None:
    reached = np.array([[0, DIVERGED, STALLED], [0, UNFINISHED, OPEN], [1, 1, OPEN], [OPEN, OPEN, OPEN]])
    axes = show(place, basins(reached))
    rows = [" ".join(text.split()) for text in place.locator(".tune-legend li").all_inner_texts()]
    assert rows[:2] == ["minimum 1 at (−2, −2) 28.6 %", "minimum 2 at (2, 2) 28.6 %"]
    assert rows[2:] == ["diverged 14.3 %", "stalled 14.3 %", "unfinished 14.3 %"]
    xs, ys = np.linspace(-1, 1, 4), np.linspace(-1, 1, 3)
    for (i, j), text in {
        (0, 0): "reaches minimum 1 at (−2, −2) in steps 7",
        (0, 1): "reaches diverged",
        (1, 1): "reaches unfinished",
        (1, 2): "reaches not computed yet",
    }.items():
        place.mouse.move(*pixel(axes, xs[i], ys[j]))
        assert text in label_of(place)
    special = [(xs[0], ys[1]), (xs[0], ys[2]), (xs[1], ys[1])]
    assert len(set(colours(place, axes, special))) == 3


def test_many_basins_are_summed_up_in_the_legend(place: Page) -> None:
    reached = np.arange(20 * 20).reshape(20, 20) % 100
    picture = replace(basins(reached), minima=[(index / 100, index / 50 - 1) for index in range(100)])
    axes = show(place, picture)
    rows = place.locator(".tune-legend li")
    expect(rows).to_have_count(13)
    expect(rows.last).to_contain_text("88 other minima")
    centres = np.linspace(-1, 1, 20)
    shown = colours(place, axes, [(x, y) for x in centres[:5] for y in centres])
    assert len(set(shown)) > 60


def test_names_are_text(place: Page) -> None:
    name = "<img src=x onerror=alert(1)> & Co."
    axes = show(place, replace(curves([valley()]), runs=[Subject(1, name, STYLES[0], name)]))
    expect(place.locator(".tune-name")).to_have_text(name)
    place.mouse.move(*pixel(axes, 1e-2, 1e-4))
    assert name in label_of(place)
    assert "<img" not in place.evaluate(PICTURE, "SVG")["url"]


def test_pictures_show_what_is_seen(place: Page) -> None:
    show(place, heat(best=[40, None]))
    chart = place.locator(".tune-chart").bounding_box()
    assert chart is not None
    svg, png = place.evaluate(PICTURE, "SVG"), place.evaluate(PICTURE, "PNG")
    assert (svg["name"], png["name"]) == ("lrviz-tune.svg", "lrviz-tune.png")
    assert (svg["width"], png["width"]) == (chart["width"], 2 * chart["width"])
    assert png["height"] > 2 * chart["height"]
    text = place.evaluate("(url) => decodeURIComponent(url)", svg["url"])
    assert text.count("<image") == 1
    for said in ("learning rate (lr)", "run 1", "best"):
        assert said in text
    assert "trace 0" not in text
    show(place, curves([valley(), valley(4)], good=[Good(1, 1e-3, 1e-1, "2 decades")]), hidden=[2])
    text = place.evaluate("(url) => decodeURIComponent(url)", place.evaluate(PICTURE, "SVG")["url"])
    assert "2 decades" in text
    assert "run 1" in text
    assert "run 2" not in text
    assert "<image" not in text


def test_a_payload_that_was_cut_off_says_so_and_the_next_one_is_drawn(place: Page) -> None:
    data = tune_payload(heat(), VIEW)
    place.evaluate(TELL, base64.b64encode(data[:-10]).decode())
    expect(place.get_by_role("alert")).to_contain_text("could not be drawn")
    show(place, heat())
    expect(place.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("width", [1400, 800, 390])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_stands_out_of_the_window(place: Page, path: Trajectory, width: int, large: bool) -> None:
    place.set_viewport_size({"width": width, "height": 1200})
    long = [Subject(slot, "A very long name that goes on " * 3, STYLES[slot], "note " * 9) for slot in (1, 2)]
    for picture in (replace(heat(), runs=long), replace(curves([valley(), valley()]), runs=long)):
        axes = show(place, picture, None, Thumb(0, path), large=large)
        place.mouse.move(*pixel(axes, 0.5, 0.5))
        place.evaluate(FRAMES)
        assert place.evaluate("document.documentElement.scrollWidth") <= width
        assert axes[0]["offset"] + axes[0]["size"] < width
        assert axes[0]["size"] > 0.45 * width
        assert axes[1]["size"] > 200
        box = place.locator(".tune-label").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_updates_leave_no_elements_behind(place: Page, path: Trajectory) -> None:
    states: list[tuple[Picture, Any, Any]] = [
        (heat(best=[3, 200]), Progress(1, 2, 3.0), None),
        (curves([valley(), valley(4)], good=[Good(1, 1e-3, 1e-1, "x")]), None, Thumb(0, path)),
        (basins(np.zeros((5, 5), int)), None, None),
    ]
    for state in states:
        show(place, *state)
    before = place.evaluate("document.querySelectorAll('*').length")
    for state in states:
        show(place, *state)
    assert place.evaluate("document.querySelectorAll('*').length") == pytest.approx(before, abs=15)
    place.evaluate("end()")
    assert place.evaluate("place.childElementCount") == 0
