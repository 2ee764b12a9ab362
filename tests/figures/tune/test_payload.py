"""What the picture of a sweep is sent is what was measured."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune import pictures
from lrviz.figures.tune.payload import minimum_colour, tune_payload
from lrviz.figures.tune.pictures import PictureAxis, PictureRun
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.simulate import trajectory
from lrviz.sweeps.basins import DIVERGED, OPEN, STALLED, UNFINISHED
from tests.figures.decoding import blobs, header, numbers, words

VIEW = {"scale": "automatic", "chosen": 1, "hidden": [], "large": False}
RUNS = [PictureRun(slot, f"run {slot}", STYLES[slot - 1], "note") for slot in (1, 3)]
FINAL = pictures.Quantity("final loss")
ACROSS = PictureAxis("lr", np.geomspace(1e-4, 1.0, 3), log=True)
UP = PictureAxis("T_max", np.array([1.0, 2.0, 5.0, 9.0]), log=True, whole=True)


WHOLE = np.ones((2, 3, 4))


def heat(values: np.ndarray = WHOLE, done: np.ndarray = WHOLE > 0, **given: Any) -> pictures.Heat:
    return pictures.Heat("a", (ACROSS, UP), RUNS, FINAL, values, done, **given)


def basins(reached: Any) -> pictures.BasinMap:
    shape = np.shape(reached)
    x, y = (PictureAxis(name, np.linspace(-1, 1, count)) for name, count in zip("xy", shape, strict=True))
    return pictures.BasinMap("b", (x, y), RUNS[0], [(0.0, 1.0), (1.0, 0.0)], np.array(reached), np.full(shape, 7))


@settings(max_examples=40)
@given(arrays(float, (2, 3, 4)), arrays(bool, (2, 3, 4)))
def test_a_map_arrives_to_six_digits(values: np.ndarray, done: np.ndarray) -> None:
    parts = blobs(tune_payload(heat(values, done), VIEW))
    found = numbers(parts[1], 2).reshape(2, 3, 4)
    usual = np.abs(values) > 1e-300
    np.testing.assert_allclose(found[usual], values[usual], rtol=2**-20)
    np.testing.assert_array_equal([np.isnan(found), np.isposinf(found)], [np.isnan(values), np.isposinf(values)])
    np.testing.assert_array_equal(np.frombuffer(parts[2], np.uint8).reshape(done.shape), done)


def test_the_header_names_what_is_drawn() -> None:
    limit = pictures.Limit(3, "limit", np.array([[1e-3, 1.0], [math.nan, 2.0], [1e-2, 9.0]]))
    judged = [pictures.Estimate(1.5, 1.0, None, "1.5"), None]
    known = header(
        tune_payload(heat(best=[5, None], limits=[limit], judged=judged), VIEW, pictures.Progress(3, 24, 1.5))
    )
    expected = {
        "kind": "heat",
        "key": "a",
        "measure": {"name": "final loss", "log": True, "infinite": "diverged", "over": ""},
        "best": [5, None],
        "judged": [{"value": 1.5, "low": 1.0, "high": None, "text": "1.5"}, None],
        "limits": [{"slot": 3, "text": "limit", "points": [[1e-3, 1], None, [1e-2, 9]], "solid": False}],
        "progress": {"done": 3, "total": 24, "left": 1.5, "running": True, "waits": ""},
        "view": VIEW,
        "thumb": None,
    }
    assert {name: known[name] for name in expected} == expected
    assert known["axes"][1] == {"label": "T_max", "log": True, "whole": True, "values": [1, 2, 5, 9], "names": []}
    shown = [(run["slot"], run["name"], run["colour"]) for run in known["runs"]]
    assert shown == [(1, "run 1", STYLES[0].colour), (3, "run 3", STYLES[2].colour)]


@pytest.mark.parametrize("banded", [False, True])
def test_curves_arrive_with_their_bands(banded: bool) -> None:
    middle = np.array([[1e-9, math.nan, 1.0], [3e5, 1e300, math.inf]])
    done = np.array([[True, False, True], [True, True, True]])
    low, high = (middle / 2, middle * 3) if banded else (None, None)
    marks, good = [pictures.VerticalLine(1, 0.1, "2/L")], [pictures.GoodRange(3, 1e-3, 1e-2, "1 decade")]
    picture = pictures.Sensitivity("c", ACROSS, RUNS, FINAL, middle, done, low, high, "band", [0, 4], marks, good)
    data = tune_payload(picture, VIEW)
    known, parts = header(data), blobs(data)
    columns = {name: numbers(blob, 2) for name, blob in zip(known["columns"], parts[1:-1], strict=True)}
    assert list(columns) == (["middle", "low", "high"] if banded else ["middle"])
    np.testing.assert_allclose(columns["middle"], middle, rtol=2**-20)
    if banded:
        np.testing.assert_allclose(columns["high"], middle * 3, rtol=2**-20)
    assert list(parts[-1]) == done.ravel().astype(int).tolist()
    assert known["marks"] == [{"slot": 1, "x": 0.1, "text": "2/L", "kind": "limit"}]
    assert known["good"] == [{"slot": 3, "low": 1e-3, "high": 1e-2, "text": "1 decade", "short": ""}]


def test_basins_arrive_as_classes_with_steps_and_shares() -> None:
    data = tune_payload(basins([[0, 1, 1, OPEN], [1, DIVERGED, STALLED, UNFINISHED]]), VIEW)
    known, parts = header(data), blobs(data)
    assert np.frombuffer(parts[1], "<u2").tolist() == [4, 5, 5, 0, 5, 1, 2, 3]
    assert words(parts[2]).tolist() == [7] * 8
    special = [("diverged", -2), ("stalled", -3), ("unfinished", -4)]
    assert [(row["kind"], row["index"]) for row in known["shares"]] == [("minimum", 0), ("minimum", 1), *special]
    assert [row["share"] for row in known["shares"]] == pytest.approx([1 / 7, 3 / 7, 1 / 7, 1 / 7, 1 / 7])
    assert [place["colour"] for place in known["minima"]] == [STYLES[0].colour, STYLES[1].colour]
    assert header(tune_payload(basins([[OPEN, OPEN]]), VIEW))["shares"] == []


def test_minima_have_colours_that_differ_and_stay() -> None:
    colours = [minimum_colour(index) for index in range(250)]
    assert colours[:12] == [style.colour for style in STYLES]
    assert all(len(colour) == 7 for colour in colours)
    assert len(set(colours)) == 250


def test_a_thumbnail_is_the_path_of_its_cell_near_the_map_and_without_a_scene_only_words() -> None:
    for steps, lr, stays in ((40, 1e-3, True), (4000, 0.1, False)):
        path = trajectory(Scene(Rosenbrock(), steps=steps, runs=(Run(SGD(lr=lr)),)), 0)
        data = tune_payload(heat(), VIEW, thumb=pictures.Thumb(17, path))
        thumb, points = header(data)["thumb"], numbers(blobs(data)[-1], 2).T
        assert (thumb["cell"], thumb["sentence"]) == (17, path.outcome.sentence)
        assert thumb["path"]["window"] == [list(side) for side in path.objective.window]
        assert thumb["path"]["diverged"] == (not stays)
        assert np.nanmax(np.abs(points)) < 100
        if stays:
            np.testing.assert_allclose(points, path.points, rtol=2**-20)
    data = tune_payload(heat(), VIEW, thumb=pictures.Thumb(2, None, "refused"))
    assert header(data)["thumb"] == {"cell": 2, "sentence": "refused", "path": None}
    assert len(blobs(data)) == 3


def test_the_picture_keeps_its_identity_while_other_things_change() -> None:
    told = tune_payload(heat(WHOLE.copy()), VIEW | {"large": True}, pictures.Progress(1, 2))
    ones = (heat(), heat(2 * WHOLE), heat(done=WHOLE < 0), heat(best=[1, 2]))
    identities = [header(tune_payload(one, VIEW))["picture"] for one in ones]
    assert header(told)["picture"] == identities[0]
    assert len(set(identities)) == 4


def test_shapes_must_be_those_of_runs_and_axes_and_numbers_those_of_json() -> None:
    for picture in (
        heat(np.ones((2, 4, 3))),
        heat(done=WHOLE[:1] > 0),
        pictures.Sensitivity("c", ACROSS, RUNS, FINAL, np.ones((2, 4)), np.ones((2, 4), bool)),
        pictures.BasinMap("b", (ACROSS, UP), RUNS[0], [], np.zeros((4, 3), int), np.zeros((3, 4), int)),
    ):
        with pytest.raises(ValueError, match="must have the shape"):
            tune_payload(picture, VIEW)
    with pytest.raises(ValueError, match="JSON"):
        tune_payload(heat(), VIEW, pictures.Progress(1, 2, math.nan))
