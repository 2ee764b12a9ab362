"""Metrics for ReduceLROnPlateau are what their names say."""

import numpy as np

from lrviz.comparison import Measured, Metric
from lrviz.hyperparameters import hyperparameters

TRACES = hyperparameters(Metric)[0].choice.options


def test_there_is_one_value_a_step_the_same_each_time_and_another_for_another_seed() -> None:
    for trace in TRACES:
        for count in (0, 1, 7, 500):
            values = Metric(trace, seed=3).values(count)
            assert values.shape == (count,)
            np.testing.assert_array_equal(values, Metric(trace, seed=3).values(count))
    assert (Metric("noisy", 1).values(50) != Metric("noisy", 2).values(50)).any()


def test_each_has_its_character() -> None:
    known = {trace: Metric(trace).values(400) for trace in TRACES}
    assert (np.diff(known["smooth"]) < 0).all()
    assert (np.diff(known["noisy"]) > 0).any()
    assert (known["stuck"][130:] == known["stuck"][-1]).all()
    assert known["negative"][-1] < 0
    assert 0 < np.isnan(known["with NaN"]).mean() < 0.5
    assert known["rising"][-50:].mean() > known["rising"][:50].mean()


def test_a_measured_metric_stays_at_its_last_value() -> None:
    np.testing.assert_array_equal(Measured(np.array([3.0, 1.0, 2.0])).values(5), [3, 1, 2, 2, 2])
