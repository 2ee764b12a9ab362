"""Curves are the schedule's own rates, laid out over the optimizer's steps; metrics are what their names say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, Entry, Measured, Metric, Plan, curve
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import (
    SCHEDULES,
    CosineAnnealingLR,
    LambdaLR,
    Noam,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    Sequential,
    StepLR,
)
from tests.schedules.oracle import run
from tests.strategies import instances

TRACES = hyperparameters(Metric)[0].choice.options


def test_each_step_uses_the_schedules_rate() -> None:
    for kind in SCHEDULES:
        if not kind.feedback:
            drawn, momenta = curve(Entry(kind.usual(), 0.1), Plan(90)), kind.usual().momenta(0.0, 90)
            np.testing.assert_array_equal(drawn.rates, kind.usual().rates(0.1, 90), str(kind))
            np.testing.assert_array_equal(drawn.momenta, momenta, str(kind))
            assert not drawn.rates.flags.writeable
            assert drawn.problem == "", kind


def test_each_epoch_repeats_a_rate_and_the_last_epoch_may_be_cut() -> None:
    plan = Plan(2.5, "epochs", samples=320, batch_size=32)
    drawn = curve(Entry(StepLR(step_size=1, gamma=0.5), 1.0, stepped=EACH_EPOCH), plan)
    np.testing.assert_array_equal(drawn.rates, [1.0] * 10 + [0.5] * 10 + [0.25] * 5)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 80), st.integers(1, 120), st.data())
def test_a_schedule_that_ends_early_is_drawn_as_far_as_torch_runs_it(
    total: int, steps: int, data: st.DataObject
) -> None:
    schedule = replace(data.draw(instances(OneCycleLR)), total_steps=total, pct_start=0.37)
    _assert_drawn_as_torch_runs(schedule, steps, bool(steps > total))


@pytest.mark.parametrize(
    "schedule", [LambdaLR("1 / max(0, 50 - t)"), Sequential((StepLR(7), Sequential.usual()), (20,))]
)
@pytest.mark.parametrize("steps", [10, 19, 20, 49, 50, 51, 200])
def test_the_longest_beginning_is_found_without_a_length(schedule: Schedule, steps: int) -> None:
    _assert_drawn_as_torch_runs(schedule, steps, steps >= (50 if isinstance(schedule, LambdaLR) else 20))


def _assert_drawn_as_torch_runs(schedule: Schedule, steps: int, ends: bool) -> None:
    drawn = curve(Entry(schedule, 1.0), Plan(steps), 0.5)
    rates, momenta, raised = run(schedule.torch_code(1.0), 1.0, steps, 0.5)
    np.testing.assert_allclose(drawn.rates, rates, rtol=1e-12)
    assert bool(drawn.problem) == raised == ends
    if drawn.momenta is not None:
        np.testing.assert_allclose(drawn.momenta, momenta, rtol=1e-12)


def test_the_last_step_before_one_cycle_raises_is_far_above_the_one_before() -> None:
    drawn = curve(Entry(OneCycleLR(max_lr=0.1, total_steps=50)), Plan(51))
    assert len(drawn.rates) == 51
    assert drawn.problem
    assert f"{drawn.rates[50]:.2g}" == "0.0002"
    assert drawn.rates[50] > 400 * drawn.rates[49]


def test_what_cannot_be_built_has_no_rates() -> None:
    drawn = curve(Entry(Noam(), 0.0), Plan(200))
    assert drawn.rates.shape == (0,)
    assert "must not be 0" in drawn.problem


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(TRACES))
def test_plateau_cuts_where_torch_does_and_says_so(data: st.DataObject, trace: str) -> None:
    schedule = data.draw(instances(ReduceLROnPlateau))
    plan, metric = Plan(12, "epochs", samples=64, batch_size=32), Metric(trace, 1)
    drawn = curve(Entry(schedule, 0.3, stepped=EACH_EPOCH), plan, 0.0, metric)
    used = run(schedule.torch_code(0.3), 0.3, 12, metrics=metric.values(12).tolist())[0].repeat(2)
    np.testing.assert_allclose(drawn.rates, used, rtol=1e-12)
    changes = (np.flatnonzero(np.diff(used)) + 1).tolist()
    assert [cut.step for cut in drawn.cuts] == changes
    assert all(f"for {schedule.patience + 1} epoch" in cut.reason for cut in drawn.cuts)


def test_the_reason_counts_what_was_missing() -> None:
    drawn = curve(Entry(ReduceLROnPlateau(patience=10)), Plan(300), 0.0, Metric("with NaN"))
    assert drawn.cuts[0].reason.startswith("no gain of 0.01 % over the best for 11 steps")
    assert any("of them NaN" in cut.reason for cut in drawn.cuts)


def test_an_entry_is_named_by_its_schedule_and_rate() -> None:
    assert Entry(CosineAnnealingLR(T_max=90), 0.02).label == "cosine T=90 · lr 0.02"
    assert Entry(OneCycleLR.usual(), 0.02).label == OneCycleLR.usual().label
    assert Entry(name="mine").label == "mine"


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
