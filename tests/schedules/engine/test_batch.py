"""The rates of many schedules at once against those of each alone, in all their bits, for every class."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.arrays import Floats
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    ConstantWithWarmup,
    CosineAnnealingLR,
    CosineDecay,
    ExponentialLR,
    LinearLR,
    OneCycleLR,
    Phase,
    Phases,
    PolynomialLR,
    Schedule,
    ScheduleError,
    Sequential,
    StepLR,
    Warmup,
    WarmupStableDecay,
    Whole,
    rate_rows,
)
from lrviz.schedules.elementary import Elementary, Factor
from lrviz.schedules.engine.curves import AT_ONCE, takes_lr
from tests.strategies import instances

STEPS = 130
KINDS = [kind for kind in SCHEDULES if not kind.feedback]
PARTS = [Constant, StepLR, LinearLR, ExponentialLR, CosineAnnealingLR, CosineDecay, ConstantWithWarmup, PolynomialLR]
RATES = st.floats(1e-6, 10.0)


def rates_of(schedules: Sequence[Schedule], lrs: Sequence[float], steps: int) -> Floats:
    """The rates of all steps, shape (steps, N), asked for in several pieces."""
    source = rate_rows(schedules, lrs, steps)
    if isinstance(source, Whole):
        return source.rates
    height = max(1, AT_ONCE // len(schedules))
    return np.concatenate([source.rows(start, min(start + height, steps)) for start in range(0, steps, height)])


def check(pairs: list[tuple[Schedule, float]], steps: int = STEPS) -> None:
    """The block has the bits of each of its schedules alone; where one has no rates for all steps it is refused."""
    kept, expected = [], []
    for schedule, lr in pairs:
        with suppress(ScheduleError):
            expected.append(schedule.rates(lr, steps))
            kept.append((schedule, lr))
    if len(kept) < len(pairs):
        with pytest.raises(ScheduleError):
            rates_of(*zip(*pairs, strict=True), steps)
    if kept:
        table = rates_of(*zip(*kept, strict=True), steps)
        assert table.shape == (steps, len(kept))
        for column, pair, alone in zip(table.T, kept, expected, strict=True):
            assert column.tobytes() == alone.tobytes(), pair


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=5)
@given(data=st.data())
def test_a_block_of_one_class(kind: type[Schedule], data: st.DataObject) -> None:
    schedules = data.draw(st.lists(instances(kind, PARTS), min_size=1, max_size=5))
    check([(data.draw(st.sampled_from(schedules)), data.draw(RATES)) for _ in range(7)] + [(s, 0.1) for s in schedules])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if issubclass(kind, Elementary) and kind.columns])
@settings(max_examples=5)
@given(data=st.data())
def test_schedules_that_differ_in_their_columns(kind: type[Elementary], data: st.DataObject) -> None:
    first = data.draw(instances(kind))
    others = data.draw(st.lists(instances(kind), min_size=3, max_size=9))
    fields = [name for name in kind.columns if name != "lr"]
    rates = st.just(0.1) if data.draw(st.booleans()) else RATES
    pairs: list[tuple[Schedule, float]] = [(replace(first), 0.1), (first, data.draw(rates))]
    for other in others:
        with suppress(ValueError):
            taking = replace(first, **{name: getattr(other, name) for name in fields})
            pairs.append((taking, data.draw(rates)))
    check(pairs)


@settings(max_examples=20)
@given(data=st.data())
def test_stages_of_all_lengths(data: st.DataObject) -> None:
    parts = st.sampled_from([kind for kind in KINDS if kind is not OneCycleLR]).flatmap(lambda k: instances(k, PARTS))
    inner = data.draw(st.lists(parts, min_size=1, max_size=3))
    pairs: list[tuple[Schedule, float]] = []
    for _ in range(8):
        schedule, lr = data.draw(st.sampled_from(inner)), data.draw(st.sampled_from((0.1, 0.003)))
        length = data.draw(st.integers(0, STEPS + 20))
        makes = (
            lambda part, steps: Warmup(part, steps=steps, start_factor=0.25),
            lambda part, steps: Sequential((LinearLR(total_iters=9), part), (steps,)),
            lambda part, steps: Phases((Phase(ConstantWithWarmup.usual(), 0.2), Phase(part, 0.8)), steps + 5),
        )
        make = data.draw(st.sampled_from(makes))
        with suppress(ValueError):
            pairs.append((make(schedule, length), lr))
    check(pairs)


def test_grids_of_schedules_and_own_rates() -> None:
    lengths = [(w, t) for w in (0, 1, 7, 60, 129, 130, 131) for t in (3, 50, 500)]
    check([(Warmup(CosineAnnealingLR(T_max=t), steps=w), lr) for w, t in lengths for lr in (0.1, 0.3)])
    for schedule in (StepLR(step_size=20), LinearLR(), PolynomialLR(total_iters=90), CosineAnnealingLR(T_max=100)):
        check([(schedule, lr) for lr in np.geomspace(1e-5, 1.0, 40).tolist()])
    schedules = [kind(max_lr=0.1, total_steps=400) if kind is OneCycleLR else kind.usual() for kind in KINDS]
    check([(schedule, lr) for schedule in schedules for lr in (0.1, 0.02)])
    check([(Chained((LinearLR(), ExponentialLR(gamma=g))), 0.1) for g in (0.9, 0.99)])
    for shape in ("linear", "cosine", "1-sqrt", "exponential"):
        sizes = [(decay, floor) for decay in (0, 1, 20, 77, 100) for floor in np.linspace(0, 1, 7).tolist()]
        check([(WarmupStableDecay(10, 100 - decay, decay, shape, floor), 0.1) for decay, floor in sizes])


def test_a_long_run_crosses_the_blocks_in_which_rates_are_walked() -> None:
    check([(Warmup(CosineAnnealingLR(T_max=t), steps=w), 0.1) for t in (300, 15_000) for w in (5, 9000)], 20_000)


def test_what_all_share_is_not_repeated() -> None:
    assert rates_of([StepLR.usual()] * 9, [0.1] * 9, STEPS).strides[1] == 0
    assert rates_of([Constant()] * 9, [0.1 * n for n in range(9)], STEPS).strides[0] == 0


def test_columns_are_arguments() -> None:
    for kind in KINDS:
        if issubclass(kind, Factor):
            known = {*kind.factor.__code__.co_varnames[: kind.factor.__code__.co_argcount]}
            assert set(kind.columns) <= known, kind
            assert takes_lr(kind) == ("lr" in known)


def test_a_schedule_that_ends_is_named() -> None:
    with pytest.raises(ScheduleError, match="total_steps"):
        rates_of([OneCycleLR(max_lr=0.1, total_steps=100), OneCycleLR(max_lr=0.1, total_steps=200)], [0.1, 0.1], STEPS)
