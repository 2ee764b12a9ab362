"""Maps show the losses and the path; the edge of stability is said to hold where it does."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz import Run
from lrviz.figures.kit.style import STYLES
from lrviz.figures.train.landscape import (
    edge_of,
    path_map,
    plane_in_words,
    random_map,
    sharpness_in_words,
    sharpness_picture,
)
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import PictureRun
from lrviz.optimizers import LBFGS, SGD, Adam
from lrviz.tasks import Moons
from lrviz.training import PathSlice, SharpnessPath, Slice, Training
from tests.figures.decoding import header

FULL = Moons(train=40, validation=20, batch=None, epochs=10)
DRAWN = PictureRun(2, "2 · SGD", STYLES[1])


def test_a_map_has_the_path_the_end_and_what_is_known() -> None:
    losses = np.arange(25, dtype=float).reshape(5, 5)
    losses[3] = np.nan
    losses[0, 0] = np.nan
    known = np.array([True, True, True, False, True])
    offsets = np.linspace(-1, 1, 5)
    points = np.array([[1.0, 0.5], [0.4, 0.2], [0.0, 0.0]])
    own, plane = np.array([0.9, 0.5, 0.3]), np.array([0.7, 0.51, 0.3])
    found = PathSlice(offsets, offsets, losses, known, 40, np.array([0, 5, 10]), points, own, plane, 0.975)
    picture = path_map(found, DRAWN, "key")
    assert picture.values[0, 0, 0] == np.inf, "computed, and beyond all numbers"
    assert picture.done[0, :, 0].tolist() == known.tolist()
    assert picture.best == [2 * 5 + 2]
    facts = header(tune_payload(picture, {}))
    (line,) = facts["limits"]
    assert (line["points"], line["solid"]) == (points.tolist(), True)
    assert facts["uses"] == {"opens": "", "refines": False, "thumbs": False}
    words = plane_in_words(found)
    assert "97.5 % of the path's variance" in words
    assert "by up to 0.2, at step 0, where the run has 0.9 and the plane 0.7" in words
    random = random_map(Slice(offsets, losses, known, 40), DRAWN, "key")
    assert not random.limits
    tune_payload(random, {})


@pytest.mark.parametrize(
    ("run", "factor", "less", "holds", "says"),
    [
        (Run(SGD(lr=0.5)), 2.0, 0.0, True, "hops from one side"),
        (Run(SGD(lr=0.5, momentum=0.9, weight_decay=0.1)), 3.8, 0.1, True, "hops"),
        (Run(Adam()), 2.0, 0.0, False, "Adam steps by what it remembers"),
        (Run(LBFGS()), 2.0, 0.0, False, "For LBFGS no limit is known"),
        (Run(SGD(lr=0.5, maximize=True)), 2.0, 0.0, False, "climbs"),
    ],
)
def test_the_edge_of_stability_holds_for_gradient_descent_on_all_samples(
    run: Run, factor: float, less: float, holds: bool, says: str
) -> None:
    edge = edge_of(Training(FULL, (run,)))
    assert (edge.factor, edge.less, edge.holds) == (pytest.approx(factor), less, holds)
    assert says in edge.sentence
    assert edge.limits(np.array([0.5]))[0] == pytest.approx(factor / 0.5 - less)
    batched = edge_of(Training(replace(FULL, batch=8), (run,)))
    assert not batched.holds
    assert not edge_of(Training(FULL, (run,), clip=1.0)).holds


def test_the_sharpness_stands_beside_the_edge() -> None:
    steps, rates = np.array([0, 5, 10]), np.array([0.5, 0.5, 0.25])
    largest, midway = np.array([1.0, 4.2, np.nan]), np.array([np.nan, 3.9, np.nan])
    blank = np.full(3, 0.01)
    found = SharpnessPath(steps, rates, largest, blank, blank, midway, blank, 40, 1.0, "diverged at step 7")
    edge = edge_of(Training(FULL, (Run(SGD(lr=0.5)),)))
    picture = sharpness_picture(found, edge, DRAWN, "key")
    assert picture.middle[2].tolist() == [4.0, 4.0, 8.0]
    assert picture.done.tolist() == [[True, True, False], [False, True, False], [True] * 3]
    assert len({run.slot for run in picture.runs}) == 3
    tune_payload(picture, {})
    words = sharpness_in_words(found, edge)
    assert "After step 5 the sharpness is 4.2" in words
    assert "2 / lr is 4." in words
    assert "The run diverged at step 7." in words
    nothing = replace(found, largest=np.full(3, np.nan))
    assert "not finite at any step" in sharpness_in_words(nothing, edge)
