"""Schedules made longer and shorter keep their shape, their order and their ranges."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.analysis.traps.lengths import step_fields
from lrviz.hyperparameters import Declared, Hyperparameter, HyperparameterError, hyperparameters
from lrviz.schedules import (
    SCHEDULES,
    SWALR,
    Chained,
    ChebyshevSteps,
    Constant,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineCycles,
    CosineDecay,
    CyclicLR,
    InverseSqrt,
    LinearLR,
    MultiStepLR,
    Noam,
    OneCycleLR,
    Phase,
    Phases,
    PiecewiseConstant,
    PiecewiseLinear,
    Schedule,
    ScheduleError,
    Sequential,
    StepLR,
    Warmup,
    WarmupStableDecay,
    fitted,
    scaled,
)
from lrviz.schedules.combination import Combination
from lrviz.schedules.warmup import Warmed
from tests.strategies import instances

EXAMPLES = settings(max_examples=5, derandomize=True)
EACH = pytest.mark.parametrize("kind", SCHEDULES)
SINGLE = [kind for kind in SCHEDULES if not issubclass(kind, Combination) and not kind.feedback]


def everything(declared: Declared) -> Iterator[Declared]:
    """A declared value and all that it holds."""
    yield declared
    for value in declared.arguments().values():
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Declared):
                yield from everything(item)


def lengths(declared: Declared) -> list[tuple[Hyperparameter, list[float]]]:
    """The numbers that count steps, field by field, nested ones too."""
    found = []
    for part in everything(declared):
        for parameter in hyperparameters(type(part)):
            value = getattr(part, parameter.name)
            if parameter.unit_in(part) == "steps" and value is not None:
                items = [first for first, _ in value] if parameter.pairs else value
                found.append((parameter, list(items) if parameter.many or parameter.pairs else [items]))
    return found


def stretches(kind: type[Schedule]) -> bool:
    """Whether twice all lengths give the same rates at twice the steps; what has no lengths goes by the step itself."""
    return kind.stretches and not kind.feedback and (issubclass(kind, Combination) or bool(lengths(kind.usual())))


@pytest.mark.parametrize("kind", [*SCHEDULES, Phase])
def test_every_count_says_what_it_counts(kind: type[Declared]) -> None:
    for parameter in hyperparameters(kind):
        if parameter.kind is int or parameter.pairs:
            assert parameter.unit, f"{kind.__name__}.{parameter.name} must have a Unit"


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if stretches(kind)])
@EXAMPLES
@given(st.data())
def test_twice_as_long_has_the_same_rates_at_twice_the_steps(kind: type[Schedule], data: st.DataObject) -> None:
    schedule = data.draw(instances(kind, filter(stretches, SINGLE)))
    assume(not _takes_its_time_from_elsewhere(schedule))
    try:
        whole = schedule.rates(0.3, 150)
    except ScheduleError:
        assume(False)
    np.testing.assert_allclose(scaled(schedule, 2.0).rates(0.3, 300)[::2], whole, rtol=1e-6, atol=1e-9)


def _takes_its_time_from_elsewhere(schedule: Schedule) -> bool:
    """Decays a step that no length says, stages that begin anew or earlier at another place, and parts of a step."""
    return any(length % 1 for parameter, items in lengths(schedule) if parameter.fractional for length in items) or any(
        (isinstance(part, CyclicLR) and part.mode == "exp_range")
        or (isinstance(part, InverseSqrt) and not part.warmup_steps and part.timescale is None)
        or (isinstance(part, Combination) and any(isinstance(one, SWALR) for one in everything(part)))
        or (isinstance(part, Sequential) and list(part.milestones) != sorted(set(part.milestones)))
        or (isinstance(part, Warmed) and part.warmup_steps >= part.total_steps)
        for part in everything(schedule)
    )


@EACH
@EXAMPLES
@given(st.data(), st.floats(1e-6, 1e6) | st.sampled_from([0.1, 0.5, 3.0]))
def test_lengths_stay_whole_in_range_and_in_order(kind: type[Schedule], data: st.DataObject, factor: float) -> None:
    schedule = data.draw(instances(kind, SINGLE))
    assert scaled(schedule, 1) == schedule
    result = scaled(schedule, factor)
    assert type(result) is kind
    for (parameter, before), (_, after) in zip(lengths(schedule), lengths(result), strict=True):
        assert all(value == int(value) for value in after)
        assert parameter.range is not None
        assert all(value in parameter.range for value in after)
        assert [a > b for a in before for b in before] == [a > b for a in after for b in after]
        assert [value == 0 for value in before] == [value == 0 for value in after]
        if schedule.length is None or schedule.length * factor < 900_000:
            for old, new in zip(before, after, strict=True):
                assert abs(new - min(old * factor, parameter.range.high)) <= len(before) + 3


def any_length(kind: type[Schedule]) -> bool:
    """Whether there is one for every number of steps: one step more in a field makes it one step longer."""
    usual = kind.usual()
    longer = (replace(usual, **{name: value + 1}).length for name, value in step_fields(usual).items())
    return not issubclass(kind, Combination) and usual.length is not None and usual.length + 1 in longer


@EACH
@EXAMPLES
@given(st.data(), st.integers(20, 1500))
def test_fitted_schedules_have_the_length_asked_for(kind: type[Schedule], data: st.DataObject, steps: int) -> None:
    schedule = data.draw(instances(kind, SINGLE))
    result = fitted(schedule, steps)
    assert type(result) is kind
    if schedule.length is None or not lengths(schedule):
        assert result == schedule
    elif any_length(kind):
        assert result.length == steps


@pytest.mark.parametrize("steps", [7, 100, 333, 1001, 1_000_000])
@pytest.mark.parametrize(
    "schedule",
    [
        MultiStepLR((30, 80)),
        PiecewiseLinear(((0.0, 1.0), (50.0, 0.5), (99.0, 0.0))),
        PiecewiseConstant((3, 70), (1.0, 0.1, 0.01)),
        WarmupStableDecay(50, 50, 50),
        CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=30, step_size_down=70),
        Warmup(CosineAnnealingLR(450), 50),
        Warmup(Warmup(LinearLR(total_iters=33), 33), 33),
        Sequential((LinearLR(total_iters=33), Constant(), CosineAnnealingLR(33)), (33, 66)),
        Chained((LinearLR(total_iters=30), CosineAnnealingLR(100))),
        Phases(),
        Phases((Phase(Constant(), 30, "steps"), Phase(CosineAnnealingLR.usual(), 0.5)), 140),
        LinearLR(total_iters=0),
    ],
    ids=lambda value: value.label if isinstance(value, Schedule) else str(value),
)
def test_fitted_to_the_step(schedule: Schedule, steps: int) -> None:
    assert fitted(schedule, steps).length == steps


def test_cycles_that_cannot_fill_the_steps_end_before_and_what_has_no_end_or_no_length_stays() -> None:
    for steps in range(20, 200):
        assert steps - 7 < (fitted(CosineCycles.usual(), steps).length or 0) <= steps
    assert fitted(CyclicLR.usual(), 101).length == 100
    for schedule in (Constant(), InverseSqrt.usual(), Noam(), ChebyshevSteps(), Warmup(Constant())):
        assert fitted(schedule, 777) == schedule


def test_nested_lengths_are_scaled_and_others_are_not() -> None:
    inner = Sequential((LinearLR(0.1, total_iters=10), CosineAnnealingWarmRestarts(40, 2)), (10,))
    assert scaled(inner, 3) == Sequential((LinearLR(0.1, total_iters=30), CosineAnnealingWarmRestarts(120, 2)), (30,))
    phases = [
        (Phase(LinearLR(total_iters=5 * n), 5 * n, "steps"), Phase(CosineAnnealingLR(45 * n), 0.9)) for n in (1, 10)
    ]
    assert scaled(Phases(phases[0], 50), 10) == Phases(phases[1], 500)


def test_a_factor_that_makes_too_many_steps_gives_way_to_the_largest_that_does_not() -> None:
    long = Phases((Phase(Constant(), 100_000, "steps"), Phase(CosineAnnealingLR.usual(), 1.0)), 100_000)
    assert 999_990 < (scaled(long, 9.0).length or 0) <= 1_000_000


def test_phases_and_parts_that_multiply_have_twice_the_steps_too() -> None:
    parts = (Phase(Warmup(StepLR(10), 10), 40, "steps"), Phase(CosineDecay.usual(), 0.5), Phase(StepLR(7), 0.5))
    chained = Chained((StepLR(10, 0.5), LinearLR(0.1, total_iters=20), MultiStepLR((30, 40))))
    for whole in (Phases(parts, 100), chained):
        np.testing.assert_allclose(scaled(whole, 2).rates(0.3, 300)[::2], whole.rates(0.3, 150), rtol=1e-9, atol=1e-15)


def test_collapsing_milestones_are_kept_apart() -> None:
    assert scaled(MultiStepLR((10, 11, 12, 12)), 0.1).milestones == (1, 2, 3, 3)
    assert scaled(PiecewiseConstant((999_998, 999_999), (1.0, 0.5, 0.1)), 2).boundaries == (999_999, 1_000_000)
    assert scaled(MultiStepLR((400, 250)), 0.5).milestones == (200, 125)


def test_a_refused_length_gives_way_to_its_neighbour() -> None:
    schedule = OneCycleLR(max_lr=0.1, total_steps=100, pct_start=0.1)
    assert scaled(schedule, 0.1).total_steps == 11
    assert fitted(schedule, 10).total_steps in (9, 11)


def test_refuses_what_is_no_factor_and_no_steps() -> None:
    for factor in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(HyperparameterError, match="must be positive and finite, got"):
            scaled(LinearLR(), factor)
    with pytest.raises(HyperparameterError, match="at least 1, got 0"):
        fitted(LinearLR(), 0)
