"""The figures are valid Plotly, show true values, and stay light."""

import json
import re
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import plotly.io
import pytest

from lrviz.figures import STYLES, Drawn, curves_figure, map_figure, standalone
from lrviz.figures.stage.curves import SCALES
from lrviz.objectives import OBJECTIVES, Objective, Rosenbrock
from lrviz.optimizers.adaptive import Adam
from lrviz.optimizers.gradient import SGD
from lrviz.scene import Run, Scene
from lrviz.schedules import ExponentialLR
from lrviz.simulate import simulate
from lrviz.ui.trajectories.first_scene import FIRST_SCENE

WHITE, DARK = (255, 255, 255), (14, 17, 23)


def written(figure: dict[str, Any]) -> str:
    """The figure as JSON; Plotly raises where it does not know a property or refuses its value."""
    return str(plotly.io.to_json(figure, validate=True))


def drawn(scene: Scene) -> list[Drawn]:
    return [Drawn(path.run.label, style, path) for path, style in zip(simulate(scene), STYLES, strict=False)]


@pytest.mark.parametrize("objective", [c() for c in OBJECTIVES], ids=lambda o: o.title)
def test_every_map_is_valid_and_true(objective: Objective) -> None:
    scene = Scene(objective=objective, steps=30, runs=(Run(SGD(lr=1e-2)), Run(SGD(lr=10.0))))
    figure = map_figure(objective, scene.origin, drawn(scene))
    assert "Infinity" not in written(figure)
    contour = figure["data"][0]
    x, y = np.meshgrid(contour["x"], contour["y"])
    near = objective.value(x.astype(float), y.astype(float))
    np.testing.assert_allclose(contour["customdata"], near, rtol=1e-3, atol=1e-3 * np.nanmax(np.abs(near)))
    assert [list(axis["range"]) for axis in (figure["layout"]["xaxis"], figure["layout"]["yaxis"])] == [
        list(edge) for edge in objective.window
    ]
    marks = {t["name"]: list(zip(t["x"], t["y"], strict=True)) for t in figure["data"] if t.get("mode") == "markers"}
    marked = len(objective.global_minima) + 250
    assert sorted(marks["minimum"] + marks["local minimum"]) == sorted(objective.minima[:marked])
    assert sorted(marks["minimum"]) == sorted(objective.global_minima)
    assert marks["saddle"] == list(objective.saddles[:250])
    assert marks["start"] == [scene.origin]


@pytest.mark.parametrize("loss_scale", SCALES)
@pytest.mark.parametrize("rate_scale", SCALES)
def test_curves_of_the_first_view(loss_scale: str, rate_scale: str) -> None:
    figure = curves_figure(drawn(FIRST_SCENE), loss_scale, rate_scale)
    json.loads(written(figure))
    for axis in ("yaxis", "yaxis2"):
        low, high = figure["layout"][axis]["range"]
        assert np.isfinite([low, high]).all()
        assert low < high


def test_scales_are_chosen_by_what_fits() -> None:
    log = curves_figure(drawn(FIRST_SCENE))["layout"]
    assert log["yaxis"]["type"] == "log"
    assert log["yaxis2"]["type"] == "log"
    negative = next(c() for c in OBJECTIVES if c.__name__ == "McCormick")
    layout = curves_figure(drawn(replace(FIRST_SCENE, objective=negative, runs=(Run(SGD(lr=1e-3)),))))["layout"]
    assert layout["yaxis"]["type"] == "linear"
    assert layout["yaxis2"]["type"] == "linear"


def test_a_run_that_diverges_flattens_no_other() -> None:
    alone = curves_figure(drawn(replace(FIRST_SCENE, runs=FIRST_SCENE.runs[:3])))
    together = curves_figure(drawn(FIRST_SCENE))
    (low, high), (_, top) = alone["layout"]["yaxis"]["range"], together["layout"]["yaxis"]["range"]
    assert top - low < 2 * (high - low)
    crosses = [trace for trace in together["data"] if trace["mode"] == "markers"]
    assert [trace["marker"]["symbol"] for trace in crosses] == ["x"]


def test_the_limit_is_drawn_dashed_in_the_run_s_colour() -> None:
    figure = curves_figure(drawn(FIRST_SCENE))
    limits = [trace["line"] for trace in figure["data"] if "limit" in trace["name"]]
    assert [line["color"] for line in limits] == [style.faded(0.7) for style in STYLES[:4]]
    assert all(line["dash"] != "solid" for line in limits)


def test_a_rate_of_zero_and_a_loss_of_zero_can_be_drawn() -> None:
    scene = Scene(objective=Rosenbrock(), start=(1.0, 1.0), steps=20, runs=(Run(SGD(lr=0.0)), Run(Adam())))
    for scale in SCALES:
        written(curves_figure(drawn(scene), scale, scale))


def test_eight_long_runs_stay_light() -> None:
    runs = tuple(Run(Adam(lr=1e-3 * (n + 1)), ExponentialLR(gamma=0.9999)) for n in range(8))
    scene = Scene(objective=Rosenbrock(), steps=5000, runs=runs, noise=0.1)
    paths = drawn(scene)
    for figure in (map_figure(scene.objective, scene.origin, paths), curves_figure(paths)):
        assert len(written(figure)) < 1_500_000


def test_a_page_of_charts_needs_no_network() -> None:
    figures = [
        map_figure(FIRST_SCENE.objective, FIRST_SCENE.origin, drawn(FIRST_SCENE)),
        curves_figure(drawn(FIRST_SCENE)),
    ]
    page = standalone("<scene> & more", figures)
    assert "<title>&lt;scene&gt; &amp; more</title>" in page
    assert page.count("Plotly.newPlot(") >= 2
    assert not re.search(r"<(script|link)[^>]*(src|href)=", page)


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: tuple[int, ...]) -> float:
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def test_styles_read_on_light_and_dark_and_apart() -> None:
    for style in STYLES:
        assert contrast(rgb(style.colour), WHITE) > 2.6
        assert contrast(rgb(style.colour), DARK) > 3.8
    for one, other in combinations(STYLES, 2):
        assert one.dash != other.dash
        assert one.symbol != other.symbol
        assert np.abs(np.subtract(rgb(one.colour), rgb(other.colour))).max() > 40
