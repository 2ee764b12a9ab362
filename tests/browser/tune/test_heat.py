"""Heat maps in a real browser: what is painted of them."""

import base64
import math
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import Estimate, Limit, PictureAxis
from tests.browser.mounted import Mounted
from tests.browser.tune.pieces import (
    BETAS,
    RATES,
    SHAPE,
    VIEW,
    WHOLE,
    colours,
    curves,
    heat,
    hovered,
    painted,
    ramp,
    show,
    valley,
)

BRIGHT, DARK, CRIMSON = (253, 231, 37), (68, 1, 84), {(220, 33, 78), (156, 18, 56)}
"""The ends of the scale, and what diverged."""


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
def test_every_cell_has_its_colour_at_its_place(place: Mounted, up: PictureAxis) -> None:
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
    show(place, replace(picture, judged=[Estimate(0.5, 0.2, 0.9, "0.5 (95 %: 0.2 to 0.9)"), None]))
    expect(place.page.locator(".tune-legend")).to_contain_text("best 0.5 (95 %: 0.2 to 0.9)")
