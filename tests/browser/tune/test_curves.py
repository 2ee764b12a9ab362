"""Sensitivity curves and basins in a real browser."""

import math
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.pictures import Estimate, GoodRange, Sensitivity, VerticalLine
from lrviz.sweeps.basins import DIVERGED, OPEN, STALLED, UNFINISHED
from tests.browser.mounted import Mounted
from tests.browser.tune.pieces import (
    FINAL,
    RATES,
    VIEW,
    basins,
    colours,
    curves,
    label,
    label_of,
    painted,
    show,
    subjects,
    valley,
)


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
    good = [GoodRange(1, RATES.values[6], RATES.values[10], "1 decade")]
    marks = [VerticalLine(1, 0.05, "2/L", "limit")]
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


def test_the_best_stands_where_fresh_seeds_say_it_is_with_a_bar(place: Mounted) -> None:
    middle = valley()
    best = int(np.nanargmin(middle))
    value = 10 * middle[best]
    told = Estimate(value, value / 3, None, "0.5 (95 %: 0.2 to diverged, 64 fresh seeds)")
    axes = show(place, curves([middle], judged=[told]))
    pixels = painted(place, STYLES[0].colour)
    across, height = place.at(RATES.values[best], value)
    _, low = place.at(RATES.values[best], value / 3)
    upright = pixels[np.abs(pixels[:, 0] - across) < 1.5]
    assert upright[:, 1].min() < axes["yaxis"]["offset"] + 5, "what is infinite is at the upper edge"
    for x, y in ((across, 0.5 * (height + low)), (across + 3, height), (across - 4, low)):
        assert np.hypot(*(pixels - (x, y)).T).min() < 2
    place.page.mouse.move(*place.at(RATES.values[best], middle[best]))
    assert "judged anew 0.5 (95 %: 0.2 to diverged, 64 fresh seeds)" in label_of(place)
    expect(place.page.locator(".tune-legend p")).to_contain_text("the best by seeds that did not choose it")


def test_the_nearest_curve_is_under_the_pointer(place: Mounted) -> None:
    axes = show(place, curves([valley(), 30 * valley(6)], low=np.full((2, 17), 1e-9), high=np.full((2, 17), 2.0)))
    place.page.mouse.move(*place.at(RATES.values[5], valley()[5] * 1.2))
    place.tells("cell", 5)
    place.page.mouse.move(*place.at(RATES.values[5], 30 * valley(6)[5]))
    place.tells("cell", 17 + 5)
    assert label(place).startswith("run 2 learning rate (lr) 0.0017783 final loss")
    place.page.mouse.move(place.at(RATES.values[15], 1)[0], axes["yaxis"]["offset"] + 4)
    assert "diverged" in label_of(place)
    chart = place.page.locator(".tune-chart")
    chart.press("Home")
    assert place.told("cell") % 17 == 0
    chart.press("ArrowUp")
    place.tells("cell", 0)
    chart.press("ArrowDown")
    chart.press("Enter")
    assert place.wait_for("open") == {"cell": 17}


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
    place.tells("cell", -1)
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
