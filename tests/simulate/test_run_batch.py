"""A batch takes one value for all runs, or one for each, and refuses numbers that do not fit together."""

from typing import Any

import numpy as np
import pytest

from lrviz import Run
from lrviz.descent import Descent
from lrviz.objectives import Quadratic, Sphere
from lrviz.optimizers import SGD
from lrviz.simulate.run_batch import RunBatch, column, picked

DEFAULTS: dict[str, Any] = {"objective": Sphere(), "runs": Run(SGD()), "starts": (1.0, 2.0), "steps": 10}
DEFAULTS |= {"scale": 0.0, "seed": 0, "replicates": 0, "clip": None, "goals": None}


def batch(**settings: Any) -> RunBatch:
    """A batch of one, but for some settings."""
    return RunBatch.of(**DEFAULTS | settings)


def test_one_of_everything_is_one_run_and_seeds_and_replicates_go_in_pairs() -> None:
    one = batch()
    assert (one.count, one.starts.tolist(), one.goals) == (1, [[1.0], [2.0]], None)
    assert (one.objectives, one.runs, one.streams, one.clips) == ([Sphere()], [Run(SGD())], [(0, 0)], [None])
    with pytest.raises(ValueError, match=r"must be one or equally many, got .*\b0\b"):
        batch(seed=[1, 2], replicates=[1, 2, 3])


THREE: dict[str, Any] = {
    "objective": [Quadratic(c) for c in (1.0, 2.0, 3.0)],
    "runs": [Run(SGD(lr=lr)) for lr in (0.1, 0.2, 0.3)],
    "starts": np.zeros((2, 3)),
    "steps": [5, 9, 7],
    **{name: [1, 2, 3] for name in ("scale", "seed", "replicates", "clip", "goals")},
}


@pytest.mark.parametrize("name", THREE)
def test_three_of_one_setting_make_three_runs(name: str) -> None:
    assert batch(**{name: THREE[name]}).count == 3
    other: dict[str, Any] = {"steps": [1] * 4} if name == "runs" else {"runs": [Run(SGD())] * 4}
    with pytest.raises(ValueError, match=r"must be one or equally many, got (?=.*\b3\b).*\b4\b"):
        batch(**{name: THREE[name]}, **other)
    if name not in ("scale", "replicates"):
        with pytest.raises(ValueError, match=r"must be one or equally many, got .*\b0\b"):
            batch(**{name: THREE[name][:0] if name != "starts" else np.zeros((2, 0))})


def test_some_runs_have_their_own_settings() -> None:
    members = np.array([2, 0])
    assert [picked(values, members) for values in (["a"], ["a", "b", "c"])] == [["a"], ["c", "a"]]
    assert [column(np.array(v), members).tolist() for v in ([5.0], [5.0, 6.0, 7.0])] == [[5.0], [7.0, 5.0]]
    three = batch(starts=[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], clip=[0.1, 0.2, 0.3], steps=[5, 9, 7])
    assert three.longest == 9
    assert three.starts_of(members).tolist() == [[3.0, 1.0], [6.0, 4.0]]
    assert three.descent(1) == Descent(Sphere(), Run(SGD()), (2.0, 5.0), 9, None, 0.2)
    same = batch(steps=[1, 2, 3], clip=0.4)
    assert same.starts_of(members).tolist() == [[1.0, 1.0], [2.0, 2.0]]
    assert [one.differ_in_starts for one in (three, same, batch(clip=0.4), batch(starts=np.zeros((2, 3))))] == [
        False,
        False,
        True,
        True,
    ]
