"""A crowd takes one value for all runs, or one for each, and refuses numbers that do not fit together."""

from typing import Any

import numpy as np
import pytest

from lrviz import Run
from lrviz.descent import Noise
from lrviz.objectives import Quadratic, Sphere
from lrviz.optimizers import SGD
from lrviz.simulate.run_batch import RunBatch, column, picked

DEFAULTS: dict[str, Any] = {
    "objective": Sphere(),
    "runs": Run(SGD()),
    "starts": (1.0, 2.0),
    "steps": 10,
    "scale": 0.0,
    "seed": 0,
    "replicates": 0,
    "clip": None,
    "goals": None,
}


def crowd(**settings: Any) -> RunBatch:
    """A crowd of one, but for some settings."""
    return RunBatch.of(**DEFAULTS | settings)


def test_one_of_everything_is_one_run() -> None:
    one = crowd()
    assert one.count == 1
    assert one.starts.tolist() == [[1.0], [2.0]]
    assert (one.objectives, one.runs, one.streams, one.clips) == ([Sphere()], [Run(SGD())], [(0, 0)], [None])
    assert one.goals is None


@pytest.mark.parametrize(
    "settings",
    [
        {"objective": [Quadratic(c) for c in (1.0, 2.0, 3.0)]},
        {"runs": [Run(SGD(lr=lr)) for lr in (0.1, 0.2, 0.3)]},
        {"starts": np.zeros((2, 3))},
        {"steps": [5, 9, 7]},
        {"scale": [0.1, 0.2, 0.3]},
        {"seed": [1, 2, 3]},
        {"replicates": range(3)},
        {"clip": [0.1, 0.2, 0.3]},
        {"goals": [0.1, 0.2, 0.3]},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_one_setting_of_three_makes_three_runs(settings: dict[str, Any]) -> None:
    assert crowd(**settings).count == 3
    other: dict[str, Any] = {"runs": [Run(SGD())] * 4} if "runs" not in settings else {"steps": [1] * 4}
    with pytest.raises(ValueError, match=r"must be one or equally many, got (?=.*\b3\b).*\b4\b"):
        crowd(**settings, **other)


@pytest.mark.parametrize(
    "settings",
    [
        {"runs": []},
        {"objective": []},
        {"starts": np.zeros((2, 0))},
        {"steps": []},
        {"clip": []},
        {"seed": []},
        {"goals": []},
        {"seed": [1, 2], "replicates": [1, 2, 3]},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_no_runs_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must be one or equally many, got .*\b0\b"):
        crowd(**settings)


def test_the_longest_run_counts() -> None:
    assert crowd(steps=[5, 9, 7]).longest == 9


def test_some_runs_have_their_own_starts_and_clips() -> None:
    three = crowd(starts=[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], clip=[0.1, 0.2, 0.3])
    assert three.starts_of(np.array([2, 0])).tolist() == [[3.0, 1.0], [6.0, 4.0]]
    assert np.array(three.clip(np.array([2, 0]))).tolist() == [0.3, 0.1]
    same = crowd(steps=[1, 2, 3], clip=0.4)
    assert same.starts_of(np.array([2, 0])).tolist() == [[1.0, 1.0], [2.0, 2.0]]
    assert same.clip(np.array([2, 0])) == 0.4
    assert crowd(clip=[None, None]).clip(np.array([0, 1])) is None


def test_each_run_meets_the_noise_of_its_stream() -> None:
    three = crowd(scale=[0.5, 2.0, 2.0], seed=[7, 7, 8], replicates=1, steps=6)
    members = np.array([2, 0, 1])
    kicks = three.noise(members)
    assert kicks is not None
    for step in range(1, 7):
        met = kicks.at(step)
        for place, member in enumerate(members):
            alone = Noise([0.5, 2.0, 2.0][member], [7, 7, 8][member], 1).drawn(6)
            assert met[:, place].tolist() == alone[step - 1].tolist()


def test_silence_has_no_kicks() -> None:
    assert crowd(seed=[1, 2]).noise(np.array([0, 1])) is None


def test_one_value_stands_for_all() -> None:
    members = np.array([2, 0])
    assert picked(["a"], members) == ["a"]
    assert picked(["a", "b", "c"], members) == ["c", "a"]
    assert column(np.array([5.0]), members).tolist() == [5.0]
    assert column(np.array([5.0, 6.0, 7.0]), members).tolist() == [7.0, 5.0]
