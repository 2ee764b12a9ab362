"""Curves are the schedule's own rates, laid out over the optimizer's steps; metrics are what their names say."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, Entry, Measured, Metric, Plan, curve
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, LambdaLR, Noam, OneCycleLR, ReduceLROnPlateau, StepLR
from tests.schedules.oracle import run
from tests.strategies import instances

TRACES = hyperparameters(Metric)[0].choice.options


def test_each_step_uses_the_schedules_rate() -> None:
    for kind in SCHEDULES:
        if not kind.feedback:
            drawn, momenta = curve(Entry(kind(), 0.1), Plan(90)), kind().momenta(0.0, 90)
            np.testing.assert_array_equal(drawn.rates, kind().rates(0.1, 90), str(kind))
            np.testing.assert_array_equal(drawn.momenta, momenta, str(kind))
            assert not drawn.rates.flags.writeable
            assert drawn.problem == "", kind


def test_each_epoch_repeats_a_rate_and_the_last_epoch_may_be_cut() -> None:
    plan = Plan(2.5, "epochs", samples=320, batch_size=32)
    drawn = curve(Entry(StepLR(step_size=1, gamma=0.5), 1.0, stepped=EACH_EPOCH), plan)
    np.testing.assert_array_equal(drawn.rates, [1.0] * 10 + [0.5] * 10 + [0.25] * 5)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 80), st.integers(1, 120))
def test_a_schedule_that_ends_early_is_drawn_up_to_there(total: int, steps: int) -> None:
    drawn = curve(Entry(OneCycleLR(total_steps=total, pct_start=0.37)), Plan(steps))
    assert len(drawn.rates) == min(total, steps)
    assert bool(drawn.problem) == (steps > total)
    assert np.shape(drawn.momenta) == drawn.rates.shape


def test_the_longest_beginning_is_found_without_a_length_and_may_be_empty() -> None:
    for entry, count, problem in (
        (Entry(LambdaLR("1 / max(0, 50 - t)"), 1.0), 49, "LambdaLR.formula"),
        (Entry(Noam(), 0.0), 0, "must not be 0"),
    ):
        drawn = curve(entry, Plan(200))
        assert drawn.rates.shape == (count,)
        assert problem in drawn.problem


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
    assert Entry(OneCycleLR(), 0.02).label == OneCycleLR().label
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
