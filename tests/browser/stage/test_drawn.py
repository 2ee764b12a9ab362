"""What the stage draws of a scene, alone in an empty page."""

import base64
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from lrviz.figures import STYLES, Drawn, payload
from lrviz.figures.stage.view import View
from lrviz.objectives import Formula, Himmelblau, JumpingMinimum, Objective, Plateau, Rosenbrock, Saddle
from lrviz.optimizers import SGD, Adam, Optimizer
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from tests.browser.modules import call
from tests.browser.mounted import CORNER, Mounted, empty_page
from tests.browser.page import Stage
from tests.browser.stage.drawn import assert_drawn, exit_of, frame, painted, pixels

RUNS = (Run(SGD(lr=1e-3)), Run(Adam(lr=0.1)))


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests."""
    with empty_page(browser, "stage") as page:
        yield page


@pytest.fixture
def place(prepared: Page) -> Mounted:
    """An empty place for a stage."""
    return Mounted(prepared, "stage", ".stage-map")


def show(place: Mounted, scene: Scene, **view: Any) -> Stage:
    """Draws a scene."""
    paths = simulate(scene)
    drawn = [Drawn(str(index), STYLES[index], path) for index, path in enumerate(paths)]
    place.draw(payload(scene, drawn, range(1, len(drawn) + 1), asdict(View(**view))))
    place.rest()
    return Stage(place.page)


@pytest.mark.parametrize(
    ("objective", "optimizer"),
    [(Rosenbrock(), SGD(lr=1e-3)), (Rosenbrock(), SGD(lr=2e-3, momentum=0.9)), (Himmelblau(), Adam(lr=0.3))],
)
def test_what_is_drawn_is_the_trajectory(place: Mounted, objective: Objective, optimizer: Optimizer) -> None:
    scene = Scene(objective=objective, steps=120, runs=(Run(optimizer),))
    stage, (path,) = show(place, scene), simulate(scene)
    for step in (120, 40):
        stage.put(step)
        assert_drawn(place, path.points[: step + 1])
    stage.page.mouse.move(*stage.on_map(0.4, 0.5))
    before = place.axes()
    stage.page.mouse.wheel(0, -400)
    place.rest()
    assert place.axes() != before
    assert_drawn(place, path.points[:41])


FILM = """() => {
  const film = document.querySelector(".stage-layer-film");
  const { data } = film.getContext("2d").getImageData(0, 0, film.width, film.height);
  return data.filter((value, at) => at % 4 === 3 && value === 255).length / (film.width * film.height);
}"""
HOLD = """() => {
  const [set, held] = [window.setTimeout, []];
  window.setTimeout = (action, delay = 0, ...given) => (delay < 200 ? set(action, delay, ...given) : held.push(action));
  window.free = () => {
    window.setTimeout = set;
    held.forEach((action) => action());
  };
}"""
"""Keeps the clock from coming to rest until `free` is called."""

SEEN = """() => {
  const [contours, ...marks] = document.querySelector(".stage-map").data;
  const ends = marks.map(({ x, y }) => Array.from(x, (place, index) => [place, y[index]]));
  const { ticktext } = contours.colorbar;
  const every = (column) => Array.from(column).filter((_, index) => index % 9 === 0);
  const values = every(contours.customdata).map(every);
  return { x: [...contours.x], y: [...contours.y], values, ends, ticktext };
}"""


@pytest.mark.parametrize("objective", [JumpingMinimum(every=40), Formula("x**2 + (y - t/60)**2 + t/9")])
def test_a_function_that_moves_is_that_of_the_step_under_the_clock(place: Mounted, objective: Objective) -> None:
    box = ((-2.5, 1.0), (-2.0, 2.0))
    scene = Scene(objective=objective, start=(-1.0, 1.5), steps=120, runs=(Run(SGD(lr=0.05)),), box=box)
    stage, scales = show(place, scene), set()
    for step in (39, 40, 120):
        stage.put(step)
        place.rest()
        assert stage.page.evaluate(FILM) == 0, "Plotly's picture is seen once the clock rests"
        seen, there = stage.page.evaluate(SEEN), objective.at(step)
        x, y = np.array(seen["x"])[None, ::9], np.array(seen["y"])[::9, None]
        np.testing.assert_allclose(seen["values"], there.value(x, y), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(seen["ends"][-1], there.minima, rtol=1e-5, atol=1e-6)
        scales.add(tuple(seen["ticktext"]))
    assert len(scales) == 1
    edges = pixels(place, np.array([[-2.5, 0.3], [1.0, 0.3], [-1.0, -2.0], [-1.0, 2.0]]))
    drawn = painted(place, "still")
    assert max(np.hypot(*(drawn - edge).T).min() for edge in edges) < 6


def test_a_film_is_the_picture_that_plotly_draws(place: Mounted) -> None:
    stage = show(place, Scene(Formula("(x - t/40)**2 + 3*y**2 + x*y"), steps=60, runs=(Run(SGD(lr=0.0)),)))
    stage.page.mouse.move(*CORNER)
    stage.page.evaluate(HOLD)
    stage.put(40)
    stage.page.wait_for_function(f"({FILM})() === 1")
    pictures = [stage.page.locator(".stage-map").screenshot()]
    stage.page.evaluate("free()")
    stage.page.wait_for_function(f"({FILM})() === 0")
    place.rest()
    pictures.append(stage.page.locator(".stage-map").screenshot())
    same = stage.page.evaluate(ALIKE, [base64.b64encode(picture).decode() for picture in pictures])
    assert same > 0.97


ALIKE = """async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (text) => {
    const image = new Image();
    image.src = `data:image/png;base64,${text}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.getContext("2d").getImageData(0, 0, image.width, image.height).data;
  }));
  return one.filter((value, index) => Math.abs(value - other[index]) < 12).length / one.length;
}"""
"""The share of the pixels' colours that two pictures have in common."""


def test_the_inspector_tells_the_step_and_a_path_that_leaves_is_marked_at_the_edge(place: Mounted) -> None:
    scene = Scene(objective=Rosenbrock(), runs=(Run(SGD(lr=3e-3, momentum=0.9)), Run(SGD(lr=6.5e-3))))
    stage, (steady, leaving) = show(place, scene), simulate(scene)
    stage.put(7)
    cells = stage.page.locator(".stage-inspector tbody tr").first.locator("td").all_inner_texts()
    told = [number(text) for cell in cells for text in re.findall(r"−?\d[\d.]*(?:e−?\d+)?", cell)]
    moved = steady.points[8] - steady.points[7]
    share = 100 * steady.learning_rates[7] / steady.limits[7]
    slope, velocity = np.hypot(*steady.gradients[7]), steady.states["velocity"][7]
    effective = steady.effective_rates[7]
    expected = [steady.losses[7], slope, *steady.points[7], 3e-3, share, effective, *moved, *velocity]
    np.testing.assert_allclose(told, expected, rtol=2e-3)
    limit = stage.page.locator(".stage-limit").inner_text()
    assert re.search(r"3\.8/λmax = 3\.8/[\d.]+ = [\d.]+, where 3\.8 is 2 \+ 2·momentum\.", limit), limit
    factor, sharpness, largest = map(float, re.findall(r"λmax = ([\d.]+)/([\d.]+) = ([\d.]+),", limit)[0])
    assert [factor / sharpness, largest] == pytest.approx([steady.limits[7]] * 2, rel=0.01)
    assert f"is {share:.3g} % of that" in limit

    stage.put(0)
    places, corners = pixels(place, leaving.points[: leaving.finite_steps + 1]), frame(place, 0)
    found = painted(place, "still")
    edges = [
        edge for row in range(len(places) - 1) if (edge := exit_of(places[row], places[row + 1], corners)) is not None
    ]
    for edge in [edges[0], edges[-1]]:
        assert np.hypot(*(found - edge).T).min() < 3
    assert (np.hypot(*(found - edges[-1]).T) < 6).sum() > 20, "the cross stands where the path is seen last"


def number(text: str) -> float:
    return float(text.replace("−", "-"))


REDRAWN = """async () => {
  const Plotly = await lrvizPlotly.get("cartesian");
  const { restyle } = Plotly;
  window.redrawn = 0;
  window.unwatch = () => { Plotly.restyle = restyle; };
  Plotly.restyle = (...change) => { redrawn += 1; return restyle(...change); };
}"""


def test_contours_are_drawn_once_until_the_map_has_another_size(place: Mounted) -> None:
    place.page.evaluate(REDRAWN)
    show(place, Scene(Rosenbrock(), steps=40, runs=RUNS))
    place.frames()
    place.rest()
    assert place.page.evaluate("redrawn") == 0
    place.page.set_viewport_size({"width": 800, "height": 800})
    place.page.wait_for_function("redrawn > 0")
    place.page.evaluate("unwatch()")


def test_numbers_are_written_whole(prepared: Page) -> None:
    written = {
        (5.866e-10, 4): "5.866e−10",
        (1e-100, 4): "1e−100",
        (100.0, 4): "100",
        (0.0, 4): "0",
        (-1.5, 4): "−1.5",
        (123456.7, 4): "1.235e5",
        (1e300, 3): "1e300",
        (0.00012, 3): "0.00012",
        (float("inf"), 3): "∞",
        (float("nan"), 3): "",
    }
    assert {given: call(prepared, "kit/format.js", "number", *given) for given in written} == written


def test_space_plays_and_pauses_and_a_run_ends(place: Mounted) -> None:
    stage = show(place, Scene(Rosenbrock(), steps=40, runs=RUNS), speed=8.0)
    stage.page.locator(".stage-inspector").focus()
    stage.page.keyboard.press("Space")
    expect(stage.page.get_by_role("button", name="Pause")).to_be_visible()
    stage.page.wait_for_function("document.querySelector('.lrviz-stage').dataset.step === '40'")
    expect(stage.page.get_by_role("button", name="Play")).to_be_visible()
    assert stage.step() == 40


@pytest.mark.parametrize(
    ("scene", "view"),
    [
        (Scene(Rosenbrock(), runs=()), {}),
        (Scene(Rosenbrock(), steps=1, runs=RUNS), {}),
        (Scene(Plateau(), runs=RUNS), {}),
        (Scene(Formula("log(x) + y", start_x=2.0, start_y=1.0), runs=RUNS), {}),
        (Scene(Rosenbrock(), runs=(Run(SGD(lr=1e4)), *RUNS)), {}),
        (Scene(Rosenbrock(), noise=1000.0, steps=5000, runs=RUNS), {}),
        (Scene(Saddle(), runs=RUNS), {"picture": "3-D"}),
        (Scene(Saddle(), runs=RUNS), {"loss": "distance to a minimum", "step_scale": "logarithmic"}),
        (Scene(Rosenbrock(), start=(42.0, -41.0), runs=RUNS), {}),
    ],
    ids=["no run", "one step", "plateau", "log", "far", "noise", "3-D", "distance", "start far off"],
)
def test_odd_scenes_are_drawn(place: Mounted, scene: Scene, view: dict[str, Any]) -> None:
    stage = show(place, scene, **view)
    for step in (0, 1, 3):
        stage.put(step)
    expect(stage.page.locator(".stage-alert")).to_be_hidden()
