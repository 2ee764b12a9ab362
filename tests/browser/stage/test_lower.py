"""What the lower curves show beside the learning rate, and how the stability limit is named."""

import math

import numpy as np
import pytest

from lrviz.figures import STYLES
from lrviz.simulate import simulate
from tests.browser.charts import Chart, across, up
from tests.browser.stage.drawing import CALM, DIVERGING, draw, sent


@pytest.mark.parametrize("shown", ["effective rate", "step length"])
def test_what_the_steps_made_of_the_rates_is_drawn(curves: Chart, shown: str) -> None:
    axes = draw(curves, sent(CALM), rate=shown)
    assert (axes["yaxis2"]["title"], axes["yaxis2"]["type"]) == (shown, "log")
    assert len(curves.painted("limit")) == 0
    for path, style in zip(simulate(CALM), STYLES, strict=False):
        values = path.effective_rates if shown == "effective rate" else path.step_lengths
        places = curves.painted("curves", style.colour)
        for step in range(0, 60, 7):
            place = np.array([across(axes["xaxis2"], step), up(axes["yaxis2"], values[step])])
            assert np.abs(places - place).max(axis=1).min() < 2, (style.colour, step)
    top = max(path.step_lengths[0] for path in simulate(DIVERGING)) * 1e4
    axes = draw(curves, sent(DIVERGING), rate="step length")
    assert 10 ** axes["yaxis2"]["range"][1] == pytest.approx(1.6 * top)


def test_the_limit_is_named_at_its_line_or_at_the_edge_beyond_which_it_is(curves: Chart) -> None:
    scene = sent(CALM)
    axes = draw(curves, scene, rate_scale="logarithmic", hidden=[2])
    curves.page.evaluate("curves.clock(30)")
    path, plot = simulate(CALM)[0], axes["yaxis2"]
    name = curves.painted("limit")
    assert abs(name[:, 1].mean() - up(plot, path.limits[30])) < 16
    assert abs(name[:, 0].mean() - across(axes["xaxis2"], 30)) < 4
    scene["runs"][0]["limit"] = [100.0] * 60 + [math.nan]
    draw(curves, scene, hidden=[2])
    above = curves.painted("limit")
    assert plot["offset"] - 1 < above[:, 1].min() < above[:, 1].max() < plot["offset"] + 20
    assert np.ptp(above[:, 0]) > 100
    scene["runs"][0]["limit"] = [math.inf] * 60 + [math.nan]
    draw(curves, scene, hidden=[2])
    assert len(curves.painted("limit")) == 0
