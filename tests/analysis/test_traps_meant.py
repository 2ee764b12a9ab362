"""The fix of a trap gives the run that was meant: what was planned for an epoch falls there, and the end is low."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.analysis import Trap
from lrviz.comparison import EACH_EPOCH, Entry, Plan, curve
from lrviz.optimizers import SGD
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineDecay,
    CosineWithWarmup,
    CyclicLR,
    ExponentialLR,
    InverseRoot,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    Phase,
    Phases,
    PiecewiseConstant,
    Schedule,
    Sequential,
    SilverSteps,
    StepLR,
    StrongSilverSteps,
    Warmup,
)
from lrviz.schedules.elementary import Elementary
from tests.analysis.claims import Seen
from tests.analysis.examining import epochs, examine, fixed, found, mended, run
from tests.analysis.sentences import assert_true
from tests.strategies import instances

OVER, BARELY = "stepped per step, planned per epoch", "stepped per epoch, planned per step"
BEYOND, LATER, HIGH = "milestone beyond the end", "drops come later", "ends high inside a cycle"
UNDONE, LOST, SUM = "undone in a product", "torch loses a step", "phases add up to another length"
LONG = "warmup longer than the run"
RISES, GROWS = "rises instead of falling", "grows instead of decaying"
EXAMPLES = settings(max_examples=20, deadline=None)


def drops(entry: Entry, plan: Plan) -> list[int]:
    """The optimizer steps at which the rate jumps."""
    rates = curve(entry, plan).rates
    return (np.flatnonzero(np.diff(rates)) + 1).tolist()


def true(told: dict[str, Trap], entry: Entry, plan: Plan) -> dict[str, Trap]:
    """The traps, whose numbers are the curve's."""
    for trap in told.values():
        assert_true(trap, Seen(entry, plan, curve(entry, plan)))
    return told


milestones = st.lists(st.integers(1, 89), min_size=1, max_size=4, unique=True).map(sorted)


@EXAMPLES
@given(milestones, st.integers(20, 1500))
def test_milestones_in_steps_that_are_stepped_by_epoch_come_in_their_epochs(planned: list[int], per_epoch: int) -> None:
    plan, steps = epochs(90, per_epoch), [per_epoch * epoch for epoch in planned]
    told = found(MultiStepLR(tuple(steps)), plan, by_epoch=True)
    assert BARELY in told or planned[-1] < 60
    if BARELY in told:
        assert drops(mended(told[BEYOND]), plan) == steps
        assert fixed(told[BEYOND]) == MultiStepLR(tuple(planned))
        assert drops(mended(told[BARELY]), plan) == steps


def test_the_milestones_of_imagenet() -> None:
    trap = found(MultiStepLR((37560, 75120, 100160)), epochs(90, 1252), by_epoch=True)[BEYOND]
    assert (fixed(trap), trap.fix_label) == (MultiStepLR((30, 60, 80)), "Set milestones to 30 · 60 · 80")
    warmed = found(Warmup(MultiStepLR((37560, 75120, 100160)), 6260), epochs(95, 1252), by_epoch=True)[LONG]
    assert fixed(warmed) == Warmup(MultiStepLR((30, 60, 80)), 5)
    assert warmed.fix_label == "Divide all lengths by the 1,252 steps of an epoch"


IN_EPOCHS: list[Schedule] = [
    StepLR(30),
    StepLR(9, 0.3),
    MultiStepLR((30, 60, 80)),
    ExponentialLR(0.95),
    ExponentialLR(0.9),
    CosineAnnealingLR(90),
    CosineAnnealingWarmRestarts(30),
    CosineAnnealingWarmRestarts(10, T_mult=2),
    CosineAnnealingLR(90, eta_min=0.01),
    CosineDecay(90, floor=0.1),
    LinearLR(1.0, 0.1, 90),
    PiecewiseConstant((30, 60), (1.0, 0.5, 0.25)),
    OneCycleLR(0.1, 90, cycle_momentum=False),
    Warmup(StepLR(30), 5),
    Sequential((LinearLR(0.1, 1.0, 5), ExponentialLR(0.95)), (5,)),
]


@pytest.mark.parametrize("schedule", IN_EPOCHS, ids=lambda schedule: schedule.label)
@pytest.mark.parametrize("per_epoch", [100, 1000])
def test_lengths_in_epochs_that_are_stepped_at_each_step_are_named(schedule: Schedule, per_epoch: int) -> None:
    plan = epochs(90, per_epoch)
    told = true(found(schedule, plan), Entry(schedule, 0.1), plan)
    fix = mended(told[OVER])
    assert (fix.schedule, fix.stepped) == (schedule, EACH_EPOCH)
    assert OVER not in found(schedule, plan, by_epoch=True)
    np.testing.assert_array_equal(curve(fix, plan).rates[::per_epoch], schedule.rates(0.1, 90))


@pytest.mark.parametrize(
    "schedule",
    [
        ExponentialLR(0.9995),
        InverseRoot(),
        StepLR(30_000),
        CosineAnnealingWarmRestarts(9000),
        CosineAnnealingWarmRestarts(1000),
        LambdaLR("1 / (1 + t)"),
        SilverSteps(),
        StrongSilverSteps(),
        Constant(),
    ],
    ids=lambda schedule: schedule.label,
)
def test_lengths_in_steps_and_slow_decays_are_left_alone(schedule: Schedule) -> None:
    assert OVER not in found(schedule, epochs(90, 1000))


@EXAMPLES
@given(st.integers(1, 17), st.lists(st.integers(2, 8), min_size=1, max_size=3, unique=True), st.sampled_from((1, 40)))
def test_drops_behind_a_warmup_are_told_and_put_back(warmup: int, tens: list[int], per_epoch: int) -> None:
    planned = tuple(10 * ten * per_epoch for ten in sorted(tens))
    schedule, plan = Warmup(MultiStepLR(planned), warmup * per_epoch, start_factor=0.1), epochs(110, per_epoch)
    told = true(found(schedule, plan), Entry(schedule, 0.1), plan)
    assume(warmup != 10)  # as round with it as without
    trap = told[LATER]
    assert (trap.severity, trap.step) == ("note", planned[0] + warmup * per_epoch)
    assert trap.fix is not None or warmup > 10
    if trap.fix:
        assert [step for step in drops(trap.fix, plan) if step > warmup * per_epoch] == list(planned)
        assert LATER not in {left.kind for left in examine(trap.fix, plan)}


def test_drops_that_are_meant_to_come_later_are_left_alone() -> None:
    for schedule in (Warmup(MultiStepLR((25, 55, 75)), 5), Warmup(StepLR(30), 5), MultiStepLR((30, 60, 80))):
        assert LATER not in found(schedule, epochs(90), by_epoch=True)
    moved = found(Warmup(MultiStepLR((30, 60, 80)), 5), epochs(90), by_epoch=True)[LATER]
    assert "35, 65, 85" in moved.sentence
    assert fixed(moved) == Warmup(MultiStepLR((25, 55, 75)), 5)


CYCLING = st.one_of(
    st.builds(CosineAnnealingWarmRestarts, st.integers(10, 300), st.sampled_from((1, 2, 3))),
    st.builds(CosineWithWarmup, st.integers(0, 20), st.integers(30, 500), st.floats(0.1, 2)),
    st.builds(CyclicLR, st.just(1e-3), st.just(0.1), st.integers(10, 200), cycle_momentum=st.just(False)),
)


@settings(max_examples=80, deadline=None)
@given(CYCLING, st.integers(30, 600))
def test_a_run_that_ends_high_in_a_cycle_ends_low_by_its_fix(schedule: Schedule, steps: int) -> None:
    entry = Entry(schedule, 0.1)
    told = true(found(schedule, steps), entry, run(steps))
    rates = curve(entry, run(steps)).rates
    if HIGH not in told:
        assert told or rates[-1] <= 0.11 * rates.max() or rates[-1] == rates.min()
    elif told[HIGH].fix:
        assert curve(mended(told[HIGH]), run(steps)).rates[-1] <= 0.2 * rates.max()


@pytest.mark.parametrize(
    ("schedule", "steps", "share", "right"),
    [
        (CosineAnnealingWarmRestarts(55), 70, "85 %", CosineAnnealingWarmRestarts(70)),
        (CosineAnnealingWarmRestarts(10, T_mult=2), 75, "99 %", CosineAnnealingWarmRestarts(11, T_mult=2)),
    ],
)
def test_restarts_that_end_high_by_epoch(schedule: Schedule, steps: int, share: str, right: Schedule) -> None:
    trap = found(schedule, epochs(steps), by_epoch=True)[HIGH]
    assert (trap.step, fixed(trap)) == (100 * (steps - 1), right)
    assert f"{share} of its peak" in trap.sentence


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if issubclass(kind, Elementary)])
@given(data=st.data())
@settings(max_examples=5)
def test_what_sets_each_rate_afresh_says_so(kind: type[Elementary], data: Any) -> None:
    schedule = data.draw(instances(kind))
    ways = [Chained((ConstantLR(factor, 1000), schedule)) for factor in (0.5, 0.25)]
    try:
        low, lower = (way.rates(0.1, 4)[1:] for way in ways)
    except ValueError:
        assume(False)
    assert np.array_equal(low, lower, equal_nan=True) or not schedule.afresh


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if issubclass(kind, Elementary)])
def test_what_does_not_set_each_rate_afresh_multiplies(kind: type[Elementary]) -> None:
    low, lower = (Chained((ConstantLR(factor, 1000), kind.usual())).rates(0.1, 4)[1:] for factor in (0.5, 0.25))
    assert np.array_equal(low, lower) == kind.afresh


FACTOR = st.one_of(
    st.builds(StepLR, st.integers(3, 20), st.floats(0.1, 0.5)),
    st.builds(lambda first: MultiStepLR((first, first + 20), 0.1), st.integers(5, 20)),
    st.builds(ExponentialLR, st.floats(0.8, 0.95)),
)


@EXAMPLES
@given(FACTOR, st.sampled_from((CosineAnnealingWarmRestarts(50), LambdaLR("1 / (1 + 0.01*t)"))), st.booleans())
def test_a_factor_that_is_undone_is_told_in_either_order(factor: Schedule, afresh: Schedule, first: bool) -> None:
    product = Chained((factor, afresh) if first else (afresh, factor))
    told = true(found(product, 50), Entry(product, 0.1), run(50))
    assert factor.title in told[UNDONE].sentence
    assert f"{afresh.title} sets each rate afresh" in told[UNDONE].sentence


@EXAMPLES
@given(FACTOR, FACTOR)
def test_factors_that_multiply_are_left_alone(one: Schedule, other: Schedule) -> None:
    for product in (Chained((one, other)), Chained((one, CosineAnnealingLR(50))), Chained((one, Constant()))):
        assert UNDONE not in found(product, 50)


@pytest.mark.parametrize("schedule", [StepLR(30), MultiStepLR((30, 60)), ExponentialLR.usual()])
def test_a_factor_above_1_makes_the_rate_grow(schedule: Schedule) -> None:
    object.__setattr__(schedule, "gamma", 1.25)  # whatever the declaration allows
    told = true(found(schedule, 90), Entry(schedule, 0.1), run(90))
    assert set(told) == {GROWS}
    assert fixed(told[GROWS]).arguments()["gamma"] == 0.8
    assert drops(mended(told[GROWS]), run(90)) == drops(Entry(schedule, 0.1), run(90))


def test_a_floor_above_the_rate_makes_a_decay_rise() -> None:
    for kind in (CosineAnnealingLR, CosineAnnealingWarmRestarts):
        trap = found(kind(500, eta_min=0.2), 500)[RISES]
        assert "from 0.2" not in trap.sentence
        assert fixed(trap) == kind(500)
        assert RISES not in found(kind(500, eta_min=0.01), 500)


def test_a_sequence_inside_another_loses_a_step_and_is_laid_out_flat() -> None:
    inner = Sequential((ConstantLR(0.5, 2), ConstantLR(0.2, 10)), (2,))
    nested, plan = Sequential((inner,), ()), run(12)
    told = true(found(nested, plan), Entry(nested, 0.1), plan)
    assert set(told) == {LOST}
    assert (told[LOST].step, fixed(told[LOST])) == (1, inner)
    assert "at step 1 the rate is 0.02, where it would be 0.05" in told[LOST].sentence
    outer = Sequential((inner, StepLR(3)), (14,))
    flat = fixed(found(outer, 30)[LOST])
    assert flat == Sequential((*inner.schedules, StepLR(3)), (2, 14))
    np.testing.assert_array_equal(flat.rates(0.1, 14), inner.rates(0.1, 14))
    product = Sequential((Chained((StepLR(3), ExponentialLR(0.9))), Constant()), (8,))
    assert found(product, 30)[LOST].fix is None
    for fine in (inner, Warmup(inner, 0), Chained((inner, Constant())), Sequential((Warmup(StepLR(3), 2),), ())):
        assert LOST not in found(fine, 30)


@EXAMPLES
@given(st.integers(1, 9000), st.floats(0.05, 1.0), st.integers(10_000, 40_000))
def test_steps_and_shares_that_are_another_length_are_made_to_fit(warmup: int, share: float, total: int) -> None:
    schedule = Phases((Phase(LinearLR(0.1), warmup, "steps"), Phase(CosineAnnealingLR.usual(), share)), total)
    told = true(found(schedule, total), Entry(schedule, 0.1), run(total))
    assert (SUM in told) == (schedule.length != total)
    if SUM in told:
        right = fixed(told[SUM])
        assert right.length == total
        assert isinstance(right, Phases)
        assert right.phases[0] == schedule.phases[0]


def test_phases_that_add_up_to_more_say_how_much() -> None:
    schedule = Phases((Phase(LinearLR(0.1), 5000, "steps"), Phase(CosineAnnealingLR.usual(), 0.9)), 40_000)
    trap = found(schedule, 41_000)[SUM]
    assert "last 41,000 steps together, 1,000 more than the 40,000" in trap.sentence
    assert fixed(trap).length == 40_000


def test_a_phase_that_keeps_its_own_lengths_is_cut_off_and_can_be_put_right() -> None:
    long = Phase(CosineAnnealingLR(20_000), 1.0, fit=False)
    trap = found(Phases((long,), 500), 500)["ends above its floor"]
    assert "planned for 20,000 steps and the run gives it 500" in trap.sentence
    assert fixed(trap) == Phases((replace(long, schedule=CosineAnnealingLR(500)),), 500)


@EXAMPLES
@given(st.integers(3, 80), st.integers(1, 100))
def test_one_cycle_says_the_step_after_which_torch_raises(total: int, more: int) -> None:
    schedule = OneCycleLR(0.1, total, cycle_momentum=False)
    plan = run(total + more)
    told = true(found(schedule, plan, optimizer=SGD(lr=0.1)), Entry(schedule, 0.1), plan)
    assert told["total_steps exceeded"].step == total
