"""Scenes that lie on no grid, measured at once, against each scene alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.objectives import Quadratic, Rosenbrock
from lrviz.optimizers import SGD, Adam, RMSprop
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, StepLR
from lrviz.sweeps import MEASURES
from lrviz.sweeps.variants import measured_variants
from tests.sweeps.oracle import alone

SCHEDULES = (Constant(), CosineAnnealingLR(T_max=20), StepLR(step_size=7), ReduceLROnPlateau(patience=2))
scenes = st.builds(
    Scene,
    objective=st.sampled_from([Quadratic(), Quadratic(condition=30.0), Rosenbrock()]),
    start=st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
    steps=st.integers(1, 40),
    noise=st.sampled_from([0.0, 0.3]),
    seed=st.integers(0, 5),
    clip=st.sampled_from([None, 0.5]),
    runs=st.builds(
        Run,
        st.builds(SGD, lr=st.floats(1e-3, 1.0), maximize=st.booleans()) | st.builds(Adam, lr=st.floats(1e-3, 1.0)),
        st.sampled_from(SCHEDULES),
    ).map(lambda run: (run,)),
)


@settings(max_examples=40)
@given(st.lists(scenes, min_size=1, max_size=5), st.sampled_from(list(MEASURES)), st.integers(1, 3))
def test_each_value_is_that_of_the_scene_alone(drawn: list[Scene], name: str, seeds: int) -> None:
    found = measured_variants(drawn, name, seeds, 1e-3)
    expected = [[alone(replace(one, seed=one.seed + seed), 1e-3)[name] for seed in range(seeds)] for one in drawn]
    np.testing.assert_array_equal(found.values, expected)


def test_a_schedule_that_ends_early_is_refused_alone() -> None:
    scene = Scene(Quadratic(), steps=20)
    short = Run(RMSprop(lr=0.1), OneCycleLR(max_lr=0.1, total_steps=10))
    found = measured_variants([replace(scene, runs=(run,)) for run in (Run(SGD(lr=0.1)), short)], "final loss")
    assert np.isfinite(found.values).tolist() == [[True], [False]]
    assert list(found.refusals) == [1]
    assert "total_steps" in found.refusals[1]


def test_nothing_is_nothing_but_an_unknown_measure_is_refused() -> None:
    assert measured_variants([], "final loss", 3).values.shape == (0, 3)
    with pytest.raises(ValueError, match="must be one of final loss"):
        measured_variants([], "last loss")
