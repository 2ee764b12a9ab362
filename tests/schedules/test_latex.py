"""The rate that each schedule's LaTeX gives, computed from the LaTeX itself, is the one that the schedule gives."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.formulas import parse
from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.schedules import (
    SCHEDULES,
    SWALR,
    Chained,
    LambdaLR,
    MultiplicativeLR,
    Phase,
    Phases,
    ReduceLROnPlateau,
    Resumed,
    Schedule,
    ScheduleError,
    Sequential,
    fitted,
)
from lrviz.schedules.combination import Combination
from lrviz.schedules.elementary import Factor
from tests.latex import Formula, name_of
from tests.latex.drawing import DRAWN, DRAWS
from tests.strategies import instances

RATE = st.sampled_from((0.1, 0.003, 2.0))
LONGEST = 1000
"""Beyond so many steps nothing is compared."""

SMALLEST = 1e-30
"""Products of smaller factors leave the range of floats, and the rate does not come back."""

UNNAMED = {"cycle_momentum": "whether the momentum follows its formula", "phases": "its phases' own fields stand there"}
"""Fields that no formula names, and why."""

SINGLE = [kind for kind in SCHEDULES if not issubclass(kind, Combination) and not kind.feedback]
STAGES = [kind for kind in SINGLE if not kind.overwrites_lr and kind not in (SWALR, MultiplicativeLR)]
"""What starts late as it starts early: from the optimizer's own rate."""

FRESH = [kind for kind in STAGES if issubclass(kind, Factor) or kind is LambdaLR]
"""What goes on by its new numbers where it is resumed."""

FACTORS = [MultiplicativeLR, *(kind for kind in STAGES if not kind.afresh and not kind.floor_field)]
"""What multiplies the rate that it finds."""


class Items:
    """What an index picks, from 1 on if not said otherwise; there is no number beyond the last."""

    def __init__(self, items: Sequence[Any], first: int = 1) -> None:
        self.items, self.first = tuple(items), first

    def __call__(self, index: int) -> Any:
        return self.items[index - self.first] if 0 <= index - self.first < len(self.items) else np.nan


def meanings(schedule: Schedule, lr: float) -> Iterator[tuple[str, Any]]:
    """What each field is called in the formula, and what it is there."""
    yield r"\eta", np.float64(lr)
    for parameter in hyperparameters(type(schedule)):
        value = getattr(schedule, parameter.name)
        if parameter.pairs:
            yield from zip(
                name_of(parameter.symbol).strip("()").split(","), map(Items, zip(*value, strict=True)), strict=True
            )
        elif parameter.kind is Phase:
            yield from _of_phases(schedule, lr)
        else:
            yield name_of(parameter.symbol), _meaning(parameter, value, lr)


def _of_phases(schedule: Any, lr: float) -> Iterator[tuple[str, Items]]:
    scaled = [
        replace(phase, schedule=fitted(phase.schedule, steps) if phase.scales and steps else phase.schedule)
        for phase, steps in zip(schedule.phases, schedule.lengths(), strict=True)
    ]
    for parameter in hyperparameters(Phase):
        items = Items([_meaning(parameter, getattr(phase, parameter.name), lr) for phase in scaled])
        yield name_of(parameter.symbol), items


def _meaning(parameter: Hyperparameter, value: Any, lr: float) -> Any:
    if isinstance(value, tuple):
        return Items([_meaning(parameter, item, lr) for item in value])
    if isinstance(value, Schedule):
        return lambda t: computed(value, lr, [int(t) if t == int(t) else float(t)])[0]
    if parameter.kind is str and not parameter.choice:
        program = parse(value, ("t",))
        return cache(lambda t: np.float64(program.evaluate(t=float(t))))
    return str(value) if value is None or parameter.kind is str else np.float64(value)


@cache
def _formula(latex: str, known: frozenset[str]) -> Formula:
    return Formula(latex, set(known), 0)


def computed(schedule: Schedule, lr: float, steps: Sequence[int], name: str = r"\eta", **given: Any) -> np.ndarray:
    """The rates at some steps, computed from the formula."""
    values = dict(meanings(schedule, lr)) | given
    counts = [len(value.items) for value in values.values() if isinstance(value, Items)]
    values |= {"n": max(counts)} if counts else {}
    formula = _formula(schedule.latex, frozenset(_known(values)))
    kept: dict[Any, Any] = {}
    return np.array([formula.compute(name, values | {"#": kept}, step) for step in steps], dtype=float)


def _known(values: dict[str, Any]) -> Iterator[str]:
    """The names, with a sign for what has an index or arguments."""
    for name, value in values.items():
        items = isinstance(value, Items)
        yield f"{name}[" if items else f"{name}(" if callable(value) else name
        if items and any(callable(item) for item in value.items):
            yield f"{name}("


def compared_steps(schedule: Schedule) -> list[int]:
    """Steps from the first to far past the end."""
    end = min(schedule.length or 50, LONGEST // 2)
    last = end - 1 if schedule.ends else 2 * end + 10
    chosen = {*range(min(12, last + 1)), *np.linspace(0, last, 20, dtype=int).tolist(), end - 1, end, end + 1}
    return sorted(step for step in chosen if 0 <= step <= last)


def numbers(data: Any) -> Iterator[float]:
    """All numbers in plain data."""
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from numbers(value)
    elif isinstance(data, int | float):
        yield data


def drawn(kind: type[Schedule]) -> st.SearchStrategy[Any]:
    return instances(kind, FACTORS if kind is Chained else FRESH if kind is Resumed else STAGES)


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if not kind.feedback], ids=lambda kind: kind.__name__)
def test_the_formula_is_the_code(kind: type[Schedule]) -> None:
    checked = []

    @settings(DRAWN)
    @given(drawn(kind), RATE)
    def compare(schedule: Schedule, lr: float) -> None:
        assume(not any(0 < abs(number) < SMALLEST for number in numbers(schedule.to_dict())))
        assume(not isinstance(schedule, Sequential) or schedule.turns == schedule.milestones)
        steps = compared_steps(schedule)
        try:
            rates, momenta = schedule.used(lr, 0.5, steps[-1] + 1)
        except ScheduleError:
            assume(False)
        assume(np.isfinite(rates).all())
        with np.errstate(all="ignore"):
            assert_close(computed(schedule, lr, steps), rates[steps], schedule)
            if schedule.cycles_momentum and not isinstance(schedule, Combination):
                assert_close(computed(schedule, lr, steps, r"\mu"), momenta[steps], schedule)
        checked.append(schedule)

    compare()
    assert len(checked) >= min(DRAWS // 2, 1 if not hyperparameters(kind) else DRAWS)


def assert_close(found: np.ndarray, wanted: np.ndarray, schedule: Schedule) -> None:
    scale = np.abs(wanted).max(initial=0.0)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=max(1e-9 * scale, 1e-100), err_msg=str(schedule))


@settings(DRAWN)
@given(instances(ReduceLROnPlateau), RATE, st.integers(0, 2**32 - 1))
def test_the_formula_of_what_watches_the_losses_is_the_code(schedule: ReduceLROnPlateau, lr: float, seed: int) -> None:
    schedule = replace(schedule, patience=schedule.patience % 7, cooldown=schedule.cooldown % 5)
    losses = np.random.default_rng(seed).normal(1.0, 0.3, 80)
    found = computed(schedule, lr, range(80), L=Items(losses, first=0))
    assert_close(found, schedule.rates_for(lr, losses.tolist()), schedule)


@pytest.mark.parametrize("kind", SCHEDULES, ids=lambda kind: kind.__name__)
def test_the_formula_names_every_field_and_nothing_unknown(kind: type[Schedule]) -> None:
    values = dict(meanings(kind.usual(), 0.1))
    formula = _formula(kind.latex, frozenset({*_known(values), "L["}))
    fields = {name: parameter for parameter in hyperparameters(kind) for name in _names(parameter)}
    assert {fields[name].name for name in fields.keys() - formula.used} <= UNNAMED.keys()
    assert formula.unknown() <= {"t", "n", "L", *_choices(kind), *values}, kind


def _names(parameter: Hyperparameter) -> list[str]:
    symbol = name_of(parameter.symbol)
    return symbol.strip("()").split(",") if parameter.pairs else [symbol]


def _choices(kind: type[Schedule]) -> set[str]:
    """The words that the fields may hold."""
    declared = (*hyperparameters(kind), *(hyperparameters(Phase) if kind is Phases else ()))
    return {"None", *(option for parameter in declared if parameter.choice for option in parameter.choice.options)}
