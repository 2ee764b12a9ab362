"""The curves in a real browser: their ranges, their lines, their clock, and what pointers do to them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from lrviz.figures import STYLES
from lrviz.objectives import Formula, Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, ExponentialLR, Warmup
from lrviz.simulate import Trajectory, simulate
from tests.browser.modules import SITE, open_modules
from tests.browser.stage.ranges import curve_axes

Floats = NDArray[np.float64]

LOAD = """async (site) => {
  document.head.append(Object.assign(document.createElement("style"), {
    textContent: "body { margin: 0 } .stage-layer { position: absolute; pointer-events: none }" }));
  await new Promise((done) => document.head.append(
    Object.assign(document.createElement("script"), { src: site + "plotly.min.js", onload: done })));
}"""

CREATE = """async ([site, width, height]) => {
  window.curves?.destroy();
  window.chart?.remove();
  window.chart = document.body.appendChild(document.createElement("div"));
  Object.assign(chart.style, { width: `${width}px`, height: `${height}px` });
  window.hovered = [];
  const { createCurves } = await import(site + "stage/curves.js");
  window.curves = createCurves(Plotly, chart, { onHover: (step) => hovered.push(step) });
}"""

UPDATE = """([scene, view, theme]) => {
  const array = (values) => values && Float64Array.from(values);
  const columns = ["loss", "excess", "distance", "rate", "limit"];
  const runs = scene.runs.map((run) => ({ ...run, steps: Int32Array.from(run.steps),
    ...Object.fromEntries(columns.map((name) => [name, array(run[name])])) }));
  return curves.update({ ...scene, runs }, view, theme);
}"""

AXES = """() => Object.fromEntries(["xaxis", "xaxis2", "yaxis", "yaxis2"].map((name) => {
  const { type, range, _offset, _length, title } = chart._fullLayout[name];
  return [name, { type, range, offset: _offset, size: _length, title: title.text }];
}))"""

COLOURED = """([layer, colour]) => {
  const canvas = chart.querySelector(`.stage-layer-${layer}`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const places = [];
  for (let at = 0; at < data.length; at += 4) {
    const same = wanted.every((value, index) => Math.abs(data[at + index] - value) < 3);
    if (same && data[at + 3] > 100) places.push([(at / 4) % canvas.width, Math.floor(at / 4 / canvas.width)]);
  }
  return places;
}"""

FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

VIEW = {"loss": "loss", "loss_scale": "automatic", "rate_scale": "automatic", "step_scale": "linear", "hidden": []}
THEME = {
    "background": "#ffffff",
    "text": "#000000",
    "faint": "#eeeeee",
    "primary": "#ff0000",
    "font": "sans-serif",
    "size": 12,
}

CALM = Scene(Rosenbrock(), steps=60, runs=(Run(SGD(lr=1e-3)), Run(Adam(lr=0.1), ExponentialLR(gamma=0.95))))
DIVERGING = Scene(Rosenbrock(), steps=80, runs=(Run(SGD(lr=1e-3)), Run(SGD(lr=0.02))))
FAR_RATES = Scene(
    Rosenbrock(),
    steps=300,
    runs=(Run(SGD(lr=1e-3)), Run(Adam(lr=0.2), Warmup(CosineAnnealingLR(T_max=250), steps=50))),
)
NEGATIVE = Scene(Formula(text="x**2 + y**2 - 50"), start=(3.0, 2.0), steps=40, runs=(Run(SGD(lr=0.05)),))
STILL = Scene(Formula(text="x**2 + y**2"), start=(0.0, 0.0), steps=10, runs=(Run(SGD(lr=0.05)),))
ONE_STEP = replace(CALM, steps=1)


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page with Plotly for all tests; errors on its console fail the last of them."""
    context = browser.new_context(viewport={"width": 700, "height": 600})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_modules(page)
    page.evaluate(LOAD, SITE)
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def curves(prepared: Page) -> Page:
    """An empty chart, the pointer beside it."""
    prepared.mouse.move(690, 590)
    prepared.evaluate(CREATE, [SITE, 560, 560])
    return prepared


def sent(scene: Scene, minimum: float | None = 0.0) -> dict[str, Any]:
    runs = [_run(slot, path, minimum) for slot, path in enumerate(simulate(scene), start=1)]
    return {"steps": scene.steps, "runs": runs}


def _run(slot: int, path: Trajectory, minimum: float | None) -> dict[str, Any]:
    style = STYLES[slot - 1]
    apart: Floats = np.hypot(*(path.points - 1.0).T)
    known = minimum is not None
    return {
        "slot": slot,
        "label": path.run.label,
        "colour": style.colour,
        "dash": "none",
        "symbol": style.symbol,
        "kind": path.outcome.kind,
        "steps": list(range(path.steps + 1)),
        "loss": path.losses.tolist(),
        "excess": (path.losses - minimum).tolist() if minimum is not None else None,
        "distance": apart.tolist() if known else None,
        "rate": [*path.learning_rates.tolist(), math.nan],
        "limit": [*path.limits.tolist(), math.nan],
    }


def draw(page: Page, scene: dict[str, Any], **view: Any) -> Any:
    page.evaluate(UPDATE, [scene, VIEW | view, THEME])
    return page.evaluate(AXES)


def expected(scene: Scene, shown: Sequence[int] | None = None, loss: str = "automatic", rate: str = "automatic") -> Any:
    paths = simulate(scene)
    return curve_axes(paths if shown is None else [paths[index] for index in shown], loss, rate)


def same_axes(axes: Any, layout: Any) -> None:
    for name in ("xaxis", "xaxis2", "yaxis", "yaxis2"):
        assert axes[name]["type"] == layout[name].get("type", "linear")
        assert axes[name]["range"] == pytest.approx(layout[name]["range"], rel=1e-12, abs=1e-12)


def pixel(axis: Any, value: float, upwards: bool = False) -> float:
    low, high = axis["range"]
    part = ((math.log10(value) if axis["type"] == "log" else value) - low) / (high - low)
    return float(axis["offset"] + axis["size"] * (1.0 - part if upwards else part))


def centre(page: Page, layer: str, colour: str, within: Any) -> tuple[float, float]:
    """Where a colour is painted in one of the two plots; pixels count from the middle."""
    places = np.array(page.evaluate(COLOURED, [layer, colour])) + 0.5
    rows = (places[:, 1] > within["offset"] - 8) & (places[:, 1] < within["offset"] + within["size"] + 8)
    x, y = places[rows].mean(axis=0)
    return float(x), float(y)


@pytest.mark.parametrize("scene", [CALM, DIVERGING, FAR_RATES, NEGATIVE, STILL, ONE_STEP], ids=lambda s: str(s.steps))
@pytest.mark.parametrize(
    ("loss", "rate"), [("automatic", "automatic"), ("logarithmic", "linear"), ("linear", "logarithmic")]
)
def test_scales_and_ranges_are_those_of_the_figure(curves: Page, scene: Scene, loss: str, rate: str) -> None:
    axes = draw(curves, sent(scene), loss_scale=loss, rate_scale=rate)
    same_axes(axes, expected(scene, loss=loss, rate=rate))


def test_hiding_a_run_refits_and_showing_it_brings_the_ranges_back(curves: Page) -> None:
    scene = sent(FAR_RATES)
    same_axes(draw(curves, scene), expected(FAR_RATES))
    same_axes(draw(curves, scene, hidden=[2]), expected(FAR_RATES, [0]))
    assert curves.evaluate(COLOURED, ["curves", STYLES[1].colour]) == []
    same_axes(draw(curves, scene), expected(FAR_RATES))


def test_all_hidden_and_an_unknown_minimum_say_so(curves: Page) -> None:
    scene = sent(CALM, minimum=None)
    axes, layout = draw(curves, scene, hidden=[1, 2]), expected(CALM, [])
    assert [axes[name]["range"] for name in ("yaxis", "yaxis2")] == [
        layout["yaxis"]["range"],
        layout["yaxis2"]["range"],
    ]
    axes = draw(curves, scene, loss="above the minimum")
    written = np.array(curves.evaluate(COLOURED, ["clock", THEME["text"]]))
    upper = axes["yaxis"]
    inside = written[(written[:, 1] > upper["offset"]) & (written[:, 1] < upper["offset"] + upper["size"])]
    assert len(inside) > 30
    assert axes["yaxis"]["title"] == "loss above the minimum"
    assert axes["yaxis2"]["range"] == pytest.approx(expected(CALM)["yaxis2"]["range"])


def test_other_quantities_have_ranges_of_their_own(curves: Page) -> None:
    scene = sent(CALM)
    apart = np.array([run["distance"] for run in scene["runs"]])
    axes = draw(curves, scene, loss="distance to a minimum", loss_scale="logarithmic")
    low, high = apart.min() / 1.6, apart.max() * 1.6
    assert axes["yaxis"]["range"] == pytest.approx([math.log10(low), math.log10(high)])
    assert axes["yaxis"]["title"] == "distance to a minimum"


def test_a_logarithmic_axis_shows_step_plus_one(curves: Page) -> None:
    axes = draw(curves, sent(CALM), step_scale="logarithmic")
    assert axes["xaxis2"]["title"] == "step + 1"
    assert axes["xaxis"]["range"] == axes["xaxis2"]["range"] == pytest.approx([0.0, math.log10(61)])


@pytest.mark.parametrize("scale", ["linear", "logarithmic"])
@pytest.mark.parametrize("slot", [1, 2])
def test_dots_stand_where_the_data_are(curves: Page, slot: int, scale: str) -> None:
    axes = draw(curves, sent(CALM), step_scale=scale, hidden=[3 - slot])
    shift = 0 if scale == "linear" else 1
    colour, path = STYLES[slot - 1].colour, simulate(CALM)[slot - 1]
    for step in (0, 1, 17, 60):
        curves.evaluate("(step) => curves.clock(step)", step + 0.4)
        last = min(step, path.steps - 1)
        x, y = centre(curves, "clock", colour, axes["yaxis"])
        assert x == pytest.approx(pixel(axes["xaxis"], step + shift), abs=1.0)
        assert y == pytest.approx(pixel(axes["yaxis"], path.losses[step], upwards=True), abs=1.0)
        x, y = centre(curves, "clock", colour, axes["yaxis2"])
        assert x == pytest.approx(pixel(axes["xaxis2"], last + shift), abs=1.0)
        assert y == pytest.approx(pixel(axes["yaxis2"], path.learning_rates[last], upwards=True), abs=1.0)


@pytest.mark.parametrize("scale", ["linear", "logarithmic"])
def test_the_cursor_runs_through_both_plots_at_its_step(curves: Page, scale: str) -> None:
    axes = draw(curves, sent(DIVERGING), step_scale=scale)
    curves.evaluate("curves.clock(33.7)")
    places = np.array(curves.evaluate(COLOURED, ["clock", THEME["text"]])) + 0.5
    assert places[:, 0].mean() == pytest.approx(pixel(axes["xaxis"], 33 + (scale == "logarithmic")), abs=1.0)
    assert places[:, 1].min() == pytest.approx(axes["yaxis"]["offset"], abs=1.0)
    assert places[:, 1].max() == pytest.approx(axes["yaxis2"]["offset"] + axes["yaxis2"]["size"], abs=1.0)


def test_the_dot_of_a_run_that_diverged_waits_at_the_edge(curves: Page) -> None:
    axes = draw(curves, sent(DIVERGING))
    curves.evaluate("curves.clock(80)")
    path = simulate(DIVERGING)[1]
    x, y = centre(curves, "clock", STYLES[1].colour, axes["yaxis"])
    assert x == pytest.approx(pixel(axes["xaxis"], path.finite_steps), abs=1.0)
    assert y == pytest.approx(axes["yaxis"]["offset"], abs=1.0)


@pytest.mark.parametrize("steps", [60, 5000])
@pytest.mark.parametrize("slot", [1, 2])
def test_lines_pass_through_the_data(curves: Page, slot: int, steps: int) -> None:
    scene = replace(CALM, steps=steps)
    axes = draw(curves, sent(scene), hidden=[3 - slot])
    path = simulate(scene)[slot - 1]
    places = np.array(curves.evaluate(COLOURED, ["curves", STYLES[slot - 1].colour])) + 0.5
    for step in np.linspace(1, steps - 1, 15, dtype=int):
        for across, up, value in (("xaxis", "yaxis", path.losses), ("xaxis2", "yaxis2", path.learning_rates)):
            point = [pixel(axes[across], step), pixel(axes[up], value[step], upwards=True)]
            low, high = axes[up]["offset"], axes[up]["offset"] + axes[up]["size"]
            if low <= point[1] <= high:
                assert np.abs(places - point).max(axis=1).min() < 1.5


def test_a_spike_survives_thinning(curves: Page) -> None:
    scene = sent(replace(CALM, steps=5000, runs=CALM.runs[:1]))
    losses = scene["runs"][0]["loss"]
    losses[3333] = losses[0]
    axes = draw(curves, scene, loss_scale="linear")
    places = np.array(curves.evaluate(COLOURED, ["curves", STYLES[0].colour]))
    column = places[np.abs(places[:, 0] - pixel(axes["xaxis"], 3333)) < 2]
    assert column[:, 1].min() == pytest.approx(pixel(axes["yaxis"], losses[0], upwards=True), abs=2.5)


def zoom(page: Page) -> Any:
    page.mouse.move(200, 60)
    page.mouse.down()
    page.mouse.move(400, 160, steps=4)
    page.mouse.up()
    return page.evaluate(AXES)


def test_zoom_stays_over_updates_until_a_double_click(curves: Page) -> None:
    draw(curves, sent(CALM), loss_scale="linear")
    near = zoom(curves)
    assert near["yaxis"]["range"] != pytest.approx(expected(CALM, loss="linear")["yaxis"]["range"])
    other = replace(CALM, runs=(Run(SGD(lr=2e-3)), Run(Adam(lr=0.4))))
    later = draw(curves, sent(other), loss_scale="linear")
    for name in ("xaxis", "xaxis2", "yaxis"):
        assert later[name]["range"] == near[name]["range"]
    assert later["yaxis2"]["range"] == pytest.approx(expected(other)["yaxis2"]["range"])
    curves.mouse.dblclick(300, 120)
    same_axes(curves.evaluate(AXES), expected(other, loss="linear"))
    same_axes(draw(curves, sent(CALM), loss_scale="linear"), expected(CALM, loss="linear"))


def test_zoom_of_another_scale_is_forgotten(curves: Page) -> None:
    draw(curves, sent(CALM), loss_scale="linear")
    near = zoom(curves)
    later = draw(curves, sent(CALM), loss_scale="logarithmic")
    assert later["yaxis"]["range"] == pytest.approx(expected(CALM, loss="logarithmic")["yaxis"]["range"])
    assert later["xaxis"]["range"] == near["xaxis"]["range"]


def test_lines_follow_while_somebody_pans(curves: Page) -> None:
    draw(curves, sent(CALM))
    curves.evaluate("Plotly.relayout(chart, { dragmode: 'pan' })")
    before = np.array(curves.evaluate(COLOURED, ["curves", STYLES[0].colour]))
    curves.mouse.move(300, 120)
    curves.mouse.down()
    curves.mouse.move(340, 120, steps=4)
    after = np.array(curves.evaluate(COLOURED, ["curves", STYLES[0].colour]))
    curves.mouse.up()
    assert after[:, 0].min() - before[:, 0].min() == pytest.approx(40, abs=2)


@pytest.mark.parametrize("scale", ["linear", "logarithmic"])
def test_hovering_either_plot_names_the_step_under_the_pointer(curves: Page, scale: str) -> None:
    axes = draw(curves, sent(CALM), step_scale=scale)
    shift = 0 if scale == "linear" else 1
    for plot in ("yaxis", "yaxis2"):
        for step in (0, 1, 33, 60):
            curves.mouse.move(pixel(axes["xaxis"], step + shift), axes[plot]["offset"] + 20)
            curves.evaluate(FRAMES)
            assert curves.evaluate("hovered.at(-1)") == step
    seen = curves.evaluate("hovered.length")
    curves.mouse.move(20, 540)
    curves.evaluate(FRAMES)
    assert curves.evaluate("hovered.length") == seen


def test_hover_labels_say_what_the_run_had(curves: Page) -> None:
    draw(curves, sent(replace(CALM, runs=(Run(SGD(lr=0.5)),))))
    scene = sent(CALM)
    axes = draw(curves, scene)
    curves.mouse.move(pixel(axes["xaxis"], 33), axes["yaxis"]["offset"] + 20)
    curves.mouse.move(pixel(axes["xaxis"], 33), axes["yaxis"]["offset"] + 25)
    curves.wait_for_selector(".hoverlayer .hovertext")
    labels = curves.locator(".hoverlayer .hovertext").all_text_contents()
    for run in scene["runs"]:
        assert any(f"f {run['loss'][33]:#.5g}" in label and run["label"] in label for label in labels), labels


def test_a_finger_scrubs_and_does_not_zoom(curves: Page) -> None:
    axes = draw(curves, sent(CALM))
    devtools = curves.context.new_cdp_session(curves)
    places = [pixel(axes["xaxis"], step) for step in (10, 20, 30)]
    for kind, place in zip(("touchStart", "touchMove", "touchMove"), places, strict=True):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": place, "y": 100}]})
        curves.evaluate(FRAMES)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert curves.evaluate("[hovered[0], hovered.at(-1)]") == [10, 30]
    same_axes(curves.evaluate(AXES), expected(CALM))


def test_updates_leave_no_elements_behind(curves: Page) -> None:
    scenes = [sent(CALM), sent(DIVERGING), sent(FAR_RATES)]
    for round_ in range(2):
        for index, scene in enumerate(scenes):
            draw(curves, scene, loss_scale=("automatic", "linear")[index % 2], hidden=[2] if round_ else [])
    before = curves.evaluate("document.querySelectorAll('*').length")
    for index in range(12):
        draw(curves, scenes[index % 3], loss_scale=("automatic", "linear")[index % 2], hidden=[2] if index % 5 else [])
    draw(curves, scenes[2], hidden=[2])
    assert curves.evaluate("document.querySelectorAll('*').length") == pytest.approx(before, abs=15)
    curves.evaluate("curves.destroy()")
    assert curves.evaluate("chart.childElementCount") == 0
