"""The curves in a real browser: their ranges, their lines, their clock, and what pointers do to them."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz.figures import STYLES
from lrviz.objectives import Formula, Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, Warmup
from lrviz.simulate import simulate
from tests.browser.charts import Chart, across, up
from tests.browser.stage.drawing import CALM, DIVERGING, THEME, VIEW, draw, sent, update
from tests.browser.stage.ranges import curve_axes

FAR_RATES = Scene(
    Rosenbrock(),
    steps=300,
    runs=(Run(SGD(lr=1e-3)), Run(Adam(lr=0.2), Warmup(CosineAnnealingLR(T_max=250), steps=50))),
)
NEGATIVE = Scene(Formula(text="x**2 + y**2 - 50"), start=(3.0, 2.0), steps=40, runs=(Run(SGD(lr=0.05)),))
STILL = Scene(Formula(text="x**2 + y**2"), start=(0.0, 0.0), steps=10, runs=(Run(SGD(lr=0.05)),))
ONE_STEP = replace(CALM, steps=1)


def expected(scene: Scene, shown: Sequence[int] | None = None, loss: str = "automatic", rate: str = "automatic") -> Any:
    paths = simulate(scene)
    return curve_axes(paths if shown is None else [paths[index] for index in shown], loss, rate)


AXES = ("xaxis", "xaxis2", "yaxis", "yaxis2")


def same_axes(axes: Any, layout: Any) -> None:
    for name in AXES:
        assert axes[name]["type"] == layout[name].get("type", "linear")
        assert axes[name]["range"] == pytest.approx(layout[name]["range"], rel=1e-12, abs=1e-12)


def centre(curves: Chart, layer: str, colour: str, within: Any) -> tuple[float, float]:
    """Where a colour is painted in one of the two plots."""
    places = curves.painted(layer, colour)
    rows = (places[:, 1] > within["offset"] - 8) & (places[:, 1] < within["offset"] + within["size"] + 8)
    x, y = places[rows].mean(axis=0)
    return float(x), float(y)


@pytest.mark.parametrize("scene", [CALM, DIVERGING, FAR_RATES, NEGATIVE, STILL, ONE_STEP], ids=lambda s: str(s.steps))
@pytest.mark.parametrize(
    ("loss", "rate"), [("automatic", "automatic"), ("logarithmic", "linear"), ("linear", "logarithmic")]
)
def test_scales_and_ranges_are_those_of_the_figure(curves: Chart, scene: Scene, loss: str, rate: str) -> None:
    axes = draw(curves, sent(scene), loss_scale=loss, rate_scale=rate)
    same_axes(axes, expected(scene, loss=loss, rate=rate))


def test_axes_rest_while_a_hand_moves_the_start_and_fit_once_it_lets_go(curves: Chart) -> None:
    moved = [replace(CALM, start=(CALM.start[0] + by, CALM.start[1])) for by in (0.01, 0.02, 2.5)]
    before = draw(curves, sent(CALM))
    for scene in moved[:2]:
        same_axes(draw(curves, sent(scene), moving=True), {name: before[name] for name in AXES})
    far = draw(curves, sent(moved[2]), moving=True)
    for name, layout in expected(moved[2]).items():
        if name in AXES:
            low, high = layout["range"]
            assert far[name]["range"][0] <= low < high <= far[name]["range"][1]
            assert high - low > 0.3 * (far[name]["range"][1] - far[name]["range"][0])
    same_axes(draw(curves, sent(moved[2])), expected(moved[2]))


def test_hiding_a_run_refits_and_showing_it_brings_the_ranges_back(curves: Chart) -> None:
    scene = sent(FAR_RATES)
    same_axes(draw(curves, scene), expected(FAR_RATES))
    same_axes(draw(curves, scene, hidden=[2]), expected(FAR_RATES, [0]))
    assert len(curves.painted("curves", STYLES[1].colour)) == 0
    same_axes(draw(curves, scene), expected(FAR_RATES))


def test_all_hidden_and_an_unknown_minimum_say_so(curves: Chart) -> None:
    scene = sent(CALM, minimum=None)
    axes, layout = draw(curves, scene, hidden=[1, 2]), expected(CALM, [])
    assert [axes[name]["range"] for name in ("yaxis", "yaxis2")] == [
        layout["yaxis"]["range"],
        layout["yaxis2"]["range"],
    ]
    axes = draw(curves, scene, loss="above the minimum")
    written = curves.painted("clock", THEME["text"])
    upper = axes["yaxis"]
    inside = written[(written[:, 1] > upper["offset"]) & (written[:, 1] < upper["offset"] + upper["size"])]
    assert len(inside) > 30
    assert axes["yaxis"]["title"] == "loss above the minimum"
    assert axes["yaxis2"]["range"] == pytest.approx(expected(CALM)["yaxis2"]["range"])


def test_other_quantities_have_ranges_of_their_own(curves: Chart) -> None:
    scene = sent(CALM)
    apart = np.array([run["distance"] for run in scene["runs"]])
    axes = draw(curves, scene, loss="distance to a minimum", loss_scale="logarithmic")
    low, high = apart.min() / 1.6, apart.max() * 1.6
    assert axes["yaxis"]["range"] == pytest.approx([math.log10(low), math.log10(high)])
    assert axes["yaxis"]["title"] == "distance to a minimum"


def test_a_logarithmic_axis_shows_step_plus_one(curves: Chart) -> None:
    axes = draw(curves, sent(CALM), step_scale="logarithmic")
    assert axes["xaxis2"]["title"] == "step + 1"
    assert axes["xaxis"]["range"] == axes["xaxis2"]["range"] == pytest.approx([0.0, math.log10(61)])


@pytest.mark.parametrize("scale", ["linear", "logarithmic"])
@pytest.mark.parametrize("slot", [1, 2])
def test_dots_stand_where_the_data_are(curves: Chart, slot: int, scale: str) -> None:
    axes = draw(curves, sent(CALM), step_scale=scale, hidden=[3 - slot])
    shift = 0 if scale == "linear" else 1
    colour, path = STYLES[slot - 1].colour, simulate(CALM)[slot - 1]
    for step in (0, 1, 17, 60):
        curves.page.evaluate("(step) => curves.clock(step)", step + 0.4)
        last = min(step, path.steps - 1)
        x, y = centre(curves, "clock", colour, axes["yaxis"])
        assert x == pytest.approx(across(axes["xaxis"], step + shift), abs=1.0)
        assert y == pytest.approx(up(axes["yaxis"], path.losses[step]), abs=1.0)
        x, y = centre(curves, "clock", colour, axes["yaxis2"])
        assert x == pytest.approx(across(axes["xaxis2"], last + shift), abs=1.0)
        assert y == pytest.approx(up(axes["yaxis2"], path.learning_rates[last]), abs=1.0)


@pytest.mark.parametrize("scale", ["linear", "logarithmic"])
def test_the_cursor_runs_through_both_plots_at_its_step(curves: Chart, scale: str) -> None:
    axes = draw(curves, sent(DIVERGING), step_scale=scale)
    curves.page.evaluate("curves.clock(33.7)")
    places = curves.painted("clock", THEME["text"])
    assert places[:, 0].mean() == pytest.approx(across(axes["xaxis"], 33 + (scale == "logarithmic")), abs=1.0)
    assert places[:, 1].min() == pytest.approx(axes["yaxis"]["offset"], abs=1.0)
    assert places[:, 1].max() == pytest.approx(axes["yaxis2"]["offset"] + axes["yaxis2"]["size"], abs=1.0)


def test_the_dot_of_a_run_that_diverged_waits_at_the_edge(curves: Chart) -> None:
    axes = draw(curves, sent(DIVERGING))
    curves.page.evaluate("curves.clock(80)")
    path = simulate(DIVERGING)[1]
    x, y = centre(curves, "clock", STYLES[1].colour, axes["yaxis"])
    assert x == pytest.approx(across(axes["xaxis"], path.finite_steps), abs=1.0)
    assert y == pytest.approx(axes["yaxis"]["offset"], abs=1.0)


@pytest.mark.parametrize(("slot", "steps"), [(1, 60), (2, 60), (2, 5000)])
def test_lines_pass_through_the_data(curves: Chart, slot: int, steps: int) -> None:
    scene = replace(CALM, steps=steps)
    axes = draw(curves, sent(scene), hidden=[3 - slot])
    path = simulate(scene)[slot - 1]
    places = curves.painted("curves", STYLES[slot - 1].colour)
    steps_seen = np.linspace(1, steps - 1, 15, dtype=int)
    for x, y, values in (("xaxis", "yaxis", path.losses), ("xaxis2", "yaxis2", path.learning_rates)):
        low, high = axes[y]["offset"], axes[y]["offset"] + axes[y]["size"]
        points = np.stack([across(axes[x], steps_seen), up(axes[y], values[steps_seen])], axis=-1)
        inside = points[(low <= points[:, 1]) & (points[:, 1] <= high)]
        assert len(inside) > 5
        assert all(np.abs(places - point).max(axis=1).min() < 1.5 for point in inside)


def test_a_spike_survives_thinning(curves: Chart) -> None:
    scene = sent(replace(CALM, steps=5000, runs=CALM.runs[:1]))
    losses = scene["runs"][0]["loss"]
    losses[3333] = losses[0]
    axes = draw(curves, scene, loss_scale="linear")
    places = curves.painted("curves", STYLES[0].colour)
    column = places[np.abs(places[:, 0] - across(axes["xaxis"], 3333)) < 2]
    assert column[:, 1].min() == pytest.approx(up(axes["yaxis"], losses[0]), abs=2.5)


def zoom(curves: Chart) -> Any:
    curves.drag((200, 60), (400, 160))
    return curves.axes()


def test_zoom_stays_over_updates_until_a_double_click(curves: Chart) -> None:
    draw(curves, sent(CALM), loss_scale="linear")
    near = zoom(curves)
    assert near["yaxis"]["range"] != pytest.approx(expected(CALM, loss="linear")["yaxis"]["range"])
    other = replace(CALM, runs=(Run(SGD(lr=2e-3)), Run(Adam(lr=0.4))))
    later = draw(curves, sent(other), loss_scale="linear")
    for name in ("xaxis", "xaxis2", "yaxis"):
        assert later[name]["range"] == near[name]["range"]
    assert later["yaxis2"]["range"] == pytest.approx(expected(other)["yaxis2"]["range"])
    curves.page.mouse.dblclick(300, 120)
    same_axes(curves.axes(), expected(other, loss="linear"))
    same_axes(draw(curves, sent(CALM), loss_scale="linear"), expected(CALM, loss="linear"))


def test_zoom_of_another_scale_is_forgotten(curves: Chart) -> None:
    draw(curves, sent(CALM), loss_scale="linear")
    near = zoom(curves)
    later = draw(curves, sent(CALM), loss_scale="logarithmic")
    assert later["yaxis"]["range"] == pytest.approx(expected(CALM, loss="logarithmic")["yaxis"]["range"])
    assert later["xaxis"]["range"] == near["xaxis"]["range"]


def test_lines_follow_while_somebody_pans(curves: Chart) -> None:
    draw(curves, sent(CALM))
    curves.page.evaluate("Plotly.relayout(chart, { dragmode: 'pan' })")
    before = curves.painted("curves", STYLES[0].colour)
    curves.page.mouse.move(300, 120)
    curves.page.mouse.down()
    curves.page.mouse.move(340, 120, steps=4)
    after = curves.painted("curves", STYLES[0].colour)
    curves.page.mouse.up()
    assert after[:, 0].min() - before[:, 0].min() == pytest.approx(40, abs=2)


@pytest.mark.parametrize("scale", ["linear", "logarithmic"])
def test_hovering_either_plot_names_the_step_under_the_pointer(curves: Chart, scale: str) -> None:
    axes = draw(curves, sent(CALM), step_scale=scale)
    shift = 0 if scale == "linear" else 1
    for plot in ("yaxis", "yaxis2"):
        for step in (0, 1, 33, 60):
            curves.page.mouse.move(across(axes["xaxis"], step + shift), axes[plot]["offset"] + 20)
            curves.frames()
            assert curves.page.evaluate("hovered.at(-1)") == step
    seen = curves.page.evaluate("hovered.length")
    curves.page.mouse.move(20, 540)
    curves.frames()
    assert curves.page.evaluate("hovered.length") == seen


def test_hover_labels_say_what_the_run_had(curves: Chart) -> None:
    draw(curves, sent(replace(CALM, runs=(Run(SGD(lr=0.5)),))))
    scene = sent(CALM)
    scene["runs"][0]["label"] = "<b>a</b> & b<br>"
    axes = draw(curves, scene)
    curves.page.mouse.move(across(axes["xaxis"], 33), axes["yaxis"]["offset"] + 20)
    curves.page.mouse.move(across(axes["xaxis"], 33), axes["yaxis"]["offset"] + 25)
    curves.page.wait_for_selector(".hoverlayer .hovertext")
    labels = curves.page.locator(".hoverlayer .hovertext").all_text_contents()
    for run in scene["runs"]:
        assert any(f"f {run['loss'][33]:#.5g}" in label and run["label"] in label for label in labels), labels


def test_a_finger_scrubs_and_does_not_zoom(curves: Chart) -> None:
    axes = draw(curves, sent(CALM))
    devtools = curves.page.context.new_cdp_session(curves.page)
    places = [across(axes["xaxis"], step) for step in (10, 20, 30)]
    for kind, place in zip(("touchStart", "touchMove", "touchMove"), places, strict=True):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": place, "y": 100}]})
        curves.frames()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert curves.page.evaluate("[hovered[0], hovered.at(-1)]") == [10, 30]
    same_axes(curves.axes(), expected(CALM))


MEASURED = """() => {
  const { getBoundingClientRect } = Element.prototype;
  window.measured = [];
  Element.prototype.getBoundingClientRect = function () {
    if (this.closest("#js-plotly-tester")) measured.push(this.textContent);
    return getBoundingClientRect.call(this);
  };
  window.unwatch = () => { Element.prototype.getBoundingClientRect = getBoundingClientRect; };
}"""


def test_a_word_has_the_page_laid_out_once(curves: Chart) -> None:
    curves.page.evaluate(MEASURED)
    unseen = THEME | {"size": 11.3}  # Plotly knows how large what it has drawn before is
    update(curves, sent(CALM), VIEW, unseen, False)
    curves.page.evaluate("unwatch()")
    words = curves.page.evaluate("[...chart.querySelectorAll('text')].filter((text) => text.textContent).length")
    assert 10 < len([text for text in curves.page.evaluate("measured") if text]) <= words


def test_updates_leave_no_elements_behind(curves: Chart) -> None:
    scenes = [sent(CALM), sent(DIVERGING), sent(FAR_RATES)]
    for round_ in range(2):
        for index, scene in enumerate(scenes):
            draw(curves, scene, loss_scale=("automatic", "linear")[index % 2], hidden=[2] if round_ else [])
    before = curves.elements()
    for index in range(12):
        draw(curves, scenes[index % 3], loss_scale=("automatic", "linear")[index % 2], hidden=[2] if index % 5 else [])
    draw(curves, scenes[2], hidden=[2])
    assert curves.elements() == pytest.approx(before, abs=15)
    curves.page.evaluate("curves.destroy()")
    assert curves.page.evaluate("chart.childElementCount") == 0
