"""The 3-D view shows the function's own heights, follows the clock and keeps its camera."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from lrviz.objectives import Formula, Himmelblau, Objective, Rosenbrock
from tests.browser.modules import SITE, module_page, open_modules

THEME = {"background": "#ffffff", "text": "#31333f", "font": "sans-serif", "size": 12, "large": False, "dark": False}

OPEN = """async ([site, scene, theme]) => {
  const load = (name) => import(site + name);
  const { createSurface } = await load("stage/surface/surface.js");
  const { compile } = await load("kit/formula.js");
  if (!window.Plotly) await new Promise((resolve) => {
    const src = `${site}plotly/plotly-gl3d.min.js`;
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve }));
  });
  document.body.innerHTML = '<div style="width: 240px; height: 200px; position: relative"></div>';
  window.chart = document.body.firstChild;
  window.theme = theme;
  window.prepared = (given) => {
    const runs = given.runs.map((run) => {
      const [x, y] = [Float64Array.from(run.x), Float64Array.from(run.y)];
      return { ...run, steps: Int32Array.from(run.steps), x, y };
    });
    return { ...given, runs, formula: compile(given.objective.program) };
  };
  window.surface = createSurface(Plotly, chart);
  window.show = (given) => surface.update(prepared(given), given.view, theme);
  await show(scene);
}"""

TRACE = """(uid) => {
  const { x, y, z, customdata } = chart.data.find((trace) => trace.uid === uid);
  return [x, y, z, customdata].map((column) => Array.from(column));
}"""

PIXELS = """() => {
  const canvas = chart.querySelector(".stage-layer-moving");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const places = [];
  for (let at = 0; at < data.length; at += 4) if (data[at] === 255 && data[at + 1] === 0) places.push(at / 4);
  return places;
}"""

BACK = """async () => {
  if (!window.surface) return;
  surface.clock(0);
  if (surface.camera) await surface.resetCamera();
}"""

CAMERA = "() => chart._fullLayout.scene.camera.eye"


def a_scene(objective: Objective, points: list[list[float]], **view: Any) -> dict[str, Any]:
    """A scene of one run that goes through some points."""
    x, y = zip(*points, strict=True)
    run = {"slot": 1, "label": "a", "colour": "#ff0000", "dash": "none", "symbol": "circle", "crossStep": None}
    run |= {"finite": len(points) - 1, "steps": list(range(len(points))), "x": x, "y": y}
    facts = {"window": objective.window, "program": objective.program, "minimum": objective.minimum_value}
    marks: dict[str, Any] = {"lowest": objective.global_minima, "local": [], "saddles": objective.saddles}
    shown = {"loss_scale": "automatic", "hidden": [], "hide_future": False} | view
    return {"objective": facts | marks, "start": points[0], "steps": len(points) - 1, "runs": [run], "view": shown}


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page, and one surface, for all tests."""
    with module_page(browser, viewport={"width": 320, "height": 240}) as page:
        yield page
        page.evaluate("() => window.surface?.destroy()")


@pytest.fixture
def modules(prepared: Page) -> Iterator[Page]:
    """The page; the clock and the camera of its surface go back to where they began."""
    yield prepared
    prepared.evaluate(BACK)


def open_surface(page: Page, scene: dict[str, Any]) -> None:
    """Shows a scene, on the surface that is there or on the first one; without WebGL the test is skipped."""
    if page.evaluate("() => window.surface !== undefined"):
        page.evaluate("(scene) => show(scene)", scene)
        return
    if not page.evaluate("() => document.createElement('canvas').getContext('webgl') !== null"):
        pytest.skip("this Chromium has no WebGL")
    page.evaluate(OPEN, [SITE, scene, THEME])


def test_surface_and_path_have_the_functions_own_heights(modules: Page) -> None:
    objective = Himmelblau()
    open_surface(modules, a_scene(objective, [[-5.0, -5.0], [1.0, 2.0], [9.0, 2.0], [3.0, -4.0]]))
    x, y, z, values = map(np.array, modules.evaluate(TRACE, "surface"))
    np.testing.assert_array_equal(z, values)
    np.testing.assert_array_equal(values, objective.value(x, y))
    path = modules.evaluate(TRACE, "path1")
    lifted = next(index for index, x in enumerate(path[0]) if np.isnan(x))
    left, entered = lifted - 1, lifted + 1
    x, y, z, notes = ([*column[:lifted], *column[entered:]] for column in path)
    heights = objective.value(np.array(x), np.array(y))
    np.testing.assert_array_equal([note[1] for note in notes], heights)
    assert np.all((z >= heights) & (z <= heights + 0.03 * np.ptp(values)))
    assert [x[0], y[0], notes[0][0]] == [-5.0, -5.0, "step 0"]
    assert [1.0, 2.0, "step 1"] in [[a, b, note[0]] for a, b, note in zip(x, y, notes, strict=True)]
    assert [column[left] for column in path[:2]] == pytest.approx([6.0, 2.0])
    assert [column[entered] for column in path[:2]] == pytest.approx([6.0, -1.0])
    assert [path[3][left][0], path[3][entered][0]] == ["between steps 1 and 2", "between steps 2 and 3"]
    assert [x[-1], y[-1], notes[-1][0]] == [3.0, -4.0, "step 3"]


def test_a_path_in_a_furrow_finer_than_the_mesh_lies_on_the_mesh(modules: Page) -> None:
    objective = Formula("abs(x)", x_min=-3.03)
    open_surface(modules, a_scene(objective, [[0.0, -2.0], [0.0, 2.0]]))
    x, _, _, _ = modules.evaluate(TRACE, "surface")
    _, _, z, notes = modules.evaluate(TRACE, "path1")
    assert [note[1] for note in notes] == [0.0] * len(notes)
    corners = np.unique(x)
    mesh = np.interp(0.0, corners, np.abs(corners))
    assert mesh > 0.02
    assert min(z) > mesh + 0.01 * 3.03


def test_a_logarithmic_axis_is_that_of_the_excess(modules: Page) -> None:
    objective = Rosenbrock()
    open_surface(modules, a_scene(objective, [[-1.0, 1.0], [0.5, 0.5]]))
    _, _, z, values = (np.array(column) for column in modules.evaluate(TRACE, "surface"))
    above = values > 1.0
    np.testing.assert_allclose(z[above], values[above] - objective.minimum_value, rtol=1e-9)
    axis = "() => [chart._fullLayout.scene.zaxis.type, chart._fullLayout.scene.zaxis.title.text]"
    assert modules.evaluate(axis) == ["log", "f − minimum"]
    modules.evaluate("(scene) => show(scene)", a_scene(objective, [[-1.0, 1.0], [0.5, 0.5]], loss_scale="linear"))
    assert modules.evaluate(axis) == ["linear", "f"]


def test_the_clock_moves_the_dot_and_hidden_runs_have_none(modules: Page) -> None:
    scene = a_scene(Himmelblau(), [[-3.0, -2.0], [0.0, 0.0], [3.0, 2.0], [30.0, 2.0]])
    open_surface(modules, scene)
    places = []
    for step in (0, 1.9, 2):
        modules.evaluate("(step) => surface.clock(step)", step)
        places.append(modules.evaluate(PIXELS))
    assert all(places)
    assert len({tuple(place) for place in places}) == 3
    modules.evaluate("() => surface.clock(3)")
    assert modules.evaluate(PIXELS) == []
    modules.evaluate("() => surface.clock(0)")
    modules.evaluate("(scene) => show({ ...scene, view: { ...scene.view, hidden: [1] } })", scene)
    assert modules.evaluate(PIXELS) == []
    assert modules.evaluate("() => chart.data.some((trace) => trace.uid === 'path1')") is False


def test_a_function_that_moves_is_that_of_the_clocks_step_dots_and_box_lie_on_it(modules: Page) -> None:
    objective = Formula("x**2 + y**2 + 4*t*x")
    open_surface(modules, a_scene(objective, [[1.0, -2.0], [1.0, 2.0], [-1.0, 2.0]]) | {"box": [[-2, 2], [-1, 1.5]]})
    for step in (2, 1):
        modules.evaluate("(step) => surface.clock(step)", step)
        modules.wait_for_function("(step) => surface.drawing === 0 && surface.drawn === step", arg=step)
        x, y, _, values = map(np.array, modules.evaluate(TRACE, "surface"))
        np.testing.assert_allclose(values, objective.value(x, y, step), rtol=1e-12, atol=1e-12)
        dots = modules.evaluate(PIXELS)
        modules.evaluate("() => surface.update(surface.scene, surface.scene.view, theme)")
        assert modules.evaluate(PIXELS) == dots
    x, y = modules.evaluate("() => { const { x, y } = chart.data.at(-1); return [x, y]; }")
    assert [min(x), max(x), min(y), max(y)] == [-2, 2, -1, 1.5]


def test_a_hidden_future_ends_the_paths_at_the_clock(modules: Page) -> None:
    points = [[-3.0, -2.0], [0.0, 0.0], [3.0, 2.0], [1.0, 2.0]]
    scene = a_scene(Himmelblau(), points, hide_future=True)
    open_surface(modules, scene)
    ends = "chart.data.find(({ uid }) => uid === 'marks').customdata.filter(([text]) => text.includes('end of')).length"
    for step in (1, 3, 2, 0):
        modules.evaluate("(step) => surface.clock(step)", step)
        modules.wait_for_function("(step) => surface.drawing === 0 && surface.drawn === step", arg=step)
        x, y, _, notes = modules.evaluate(TRACE, "path1")
        assert max((note[2] for note in notes), default=0) == step
        assert [x[-1], y[-1]] == points[step] if step else x == []
        assert modules.evaluate(ends) == (step == 3)


def test_an_update_keeps_camera_and_surface_and_a_double_click_resets(modules: Page) -> None:
    scene = a_scene(Himmelblau(), [[-3.0, -2.0], [0.0, 0.0]])
    open_surface(modules, scene)
    usual = modules.evaluate(CAMERA)
    modules.evaluate("() => (window.before = chart.data[0])")
    eye = {"x": 0.5, "y": -2.0, "z": 0.7}
    modules.evaluate("(eye) => Plotly.relayout(chart, { 'scene.camera': { eye } })", eye)
    moved = a_scene(Himmelblau(), [[3.0, -2.0], [0.0, 0.0]])
    modules.evaluate("(scene) => show(scene)", moved)
    assert modules.evaluate(CAMERA) == eye
    assert modules.evaluate("() => chart.data[0] === before")
    modules.mouse.dblclick(120, 100)
    modules.wait_for_function("(x) => chart._fullLayout.scene.camera.eye.x === x", arg=usual["x"])


def test_marks_follow_the_camera_and_come_back(modules: Page) -> None:
    scene = a_scene(Himmelblau(), [[-3.0, -2.0], [0.0, 0.0]])
    open_surface(modules, scene)
    before = modules.evaluate(PIXELS)
    modules.evaluate("() => Plotly.relayout(chart, { 'scene.camera': { eye: { x: 0.8, y: -1.6, z: 1.2 } } })")
    modules.wait_for_function(f"(before) => `${{({PIXELS})()}}` !== before", arg=",".join(map(str, before)))
    modules.evaluate("() => { chart.style.display = 'none'; return surface.resize(); }")
    modules.evaluate("() => { chart.style.display = ''; return surface.resize(); }")
    modules.evaluate("() => chart.querySelectorAll('.stage-layer').forEach((layer) => layer.remove())")
    modules.evaluate("(scene) => show(scene)", scene)
    modules.wait_for_function(f"() => chart.querySelector('.stage-layer-moving') && ({PIXELS})().length")
    assert modules.evaluate(PIXELS) != before


def test_holes_and_infinite_values_are_left_out(modules: Page) -> None:
    objective = Formula("log(x) + y/(1 + floor(y))", x_min=-1.0, x_max=1.0)
    open_surface(modules, a_scene(objective, [[0.5, 0.5], [-0.5, 0.5]]))
    _, _, z, values = modules.evaluate(TRACE, "surface")
    assert np.isfinite(z).all()
    corners = modules.evaluate("() => ['i', 'j', 'k'].flatMap((name) => [...chart.data[0][name]])")
    assert np.isfinite(np.array(values, dtype=float)[corners]).all()
    assert not np.isfinite(np.array(values, dtype=float)).all()


def test_without_webgl_a_sentence_stands_there(page: Page) -> None:
    open_modules(page)
    page.evaluate("() => { HTMLCanvasElement.prototype.getContext = () => null; }")
    page.evaluate(OPEN, [SITE, a_scene(Himmelblau(), [[0.0, 0.0], [1.0, 1.0]]), THEME])
    page.evaluate("async () => { surface.clock(1); await surface.resize(); }")
    assert "needs WebGL" in page.evaluate("() => chart.textContent")
    page.evaluate("() => surface.destroy()")
    assert page.evaluate("() => chart.childNodes.length") == 0
