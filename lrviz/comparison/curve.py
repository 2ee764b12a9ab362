"""Computes the learning rate of a schedule at every optimizer step of a planned run."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from lrviz.arrays import Floats
from lrviz.comparison.entry import Entry
from lrviz.comparison.group import Group
from lrviz.comparison.metrics import Measurements, Metric
from lrviz.comparison.plan import Plan
from lrviz.schedules import Schedule, ScheduleError, Watch, watch
from lrviz.shown import Shown


@dataclass(frozen=True)
class Cut:
    """A drop that ReduceLROnPlateau made: the first optimizer step with the lower rate, and why."""

    step: int
    reason: str


@dataclass(frozen=True, eq=False)
class Curve(Shown):
    """An entry over a run.

    Attributes:
        rates: (n,), the rate that each optimizer step uses; n is the plan's steps, or fewer where the schedule ends.
        momenta: (n,), the momentum or β₁ of each step; None where the schedule leaves it alone.
        problem: why the scheduler raises after the last of these steps, be it the run's last; empty when it does not.
        cuts: what ReduceLROnPlateau did.
        entry: what it is the curve of, where that is known.
    """

    rates: Floats
    momenta: Floats | None = None
    problem: str = ""
    cuts: tuple[Cut, ...] = ()
    entry: Entry | None = None


def curve(entry: Entry, plan: Plan, momentum: float = 0.0, metric: Measurements = Metric()) -> Curve:  # noqa: B008
    """The rates of an entry at every optimizer step of a plan; those of its first group where it has groups.

    Args:
        entry: the schedule, stepped each step or each epoch.
        plan: the run.
        momentum: the optimizer's own momentum or β₁, which a schedule that cycles it may keep.
        metric: what ReduceLROnPlateau looks at, a value for each of its steps.
    """
    return group_curves(entry, plan, momentum, metric)[0]


def group_curves(
    entry: Entry,
    plan: Plan,
    momentum: float = 0.0,
    metric: Measurements = Metric(),  # noqa: B008
) -> tuple[Curve, ...]:
    """The curve of each group of an entry, in order; its one curve where it has no groups. Arguments as in `curve`."""
    if entry.groups:
        return _of_groups(entry, plan, momentum, metric)
    return (_curve(entry, plan, momentum, metric),)


@lru_cache(maxsize=12)
def _of_groups(entry: Entry, plan: Plan, momentum: float, metric: Measurements) -> tuple[Curve, ...]:
    curves = [_curve(part, plan, momentum, metric) for part in entry.parts]
    return tuple(_begun(group, one, momentum) for group, one in zip(entry.groups, curves, strict=True))


def _begun(group: Group, curve: Curve, momentum: float) -> Curve:
    """A curve with the start of its group."""
    if not group.begins_late:
        return curve
    rates, momenta = group.begun(curve.rates), curve.momenta
    if group.warms_momentum:
        momenta = group.begun_momenta(np.full(len(rates), momentum) if momenta is None else momenta)
        momenta.flags.writeable = False
    rates.flags.writeable = False
    return replace(curve, rates=rates, momenta=momenta)


@lru_cache(maxsize=32)
def _curve(entry: Entry, plan: Plan, momentum: float, metric: Measurements) -> Curve:
    """The curve of an entry without groups."""
    schedule = entry.schedule
    repeats = entry.repeats(plan)
    calls = entry.calls(plan)
    cuts: tuple[Cut, ...] = ()
    problem, momenta = "", None
    watching = watch(schedule)
    if watching and not _led(watching, entry.lr, calls)[1]:
        metrics = metric.values(calls)
        rates = watching.rates_for(entry.lr, metrics.tolist())
        cuts = _cuts(watching, rates, metrics, repeats)
    elif watching:
        rates, problem = _led(watching, entry.lr, calls)
    else:
        rates, momenta, problem = _used(schedule, entry.lr, momentum, calls)
    return Curve(
        _repeated(rates, repeats, plan.steps),
        None if momenta is None else _repeated(momenta, repeats, plan.steps),
        problem,
        cuts,
        entry,
    )


def _led(watching: Watch, lr: float, calls: int) -> tuple[Floats, str]:
    """The rates before the plateau's own, and why they end too early; nothing where no schedule stands before it."""
    if watching.before is None:
        return np.empty(0), ""
    rates, _, problem = _used(watching.before, lr, 0.0, min(calls, watching.start + 1))
    return rates, problem


def _used(schedule: Schedule, lr: float, momentum: float, calls: int) -> tuple[Floats, Floats | None, str]:
    """The rates and momenta of as many optimizer steps as torch gets to, and why it does not get to the end."""
    try:
        return schedule.rates(lr, calls), schedule.momenta(momentum, calls), ""
    except ScheduleError as error:
        problem = str(error)
    if not _gives(schedule, lr, 0):
        return np.empty(0), None, problem
    able = _longest(lambda count: _gives(schedule, lr, count), calls, schedule.length)
    rates, momenta = schedule.used(lr, momentum, able)
    return rates, momenta if schedule.cycles_momentum else None, problem


def _gives(schedule: Schedule, lr: float, count: int) -> bool:
    try:
        schedule.rates(lr, count)
    except ScheduleError:
        return False
    return True


def _longest(gives: Callable[[int], bool], refused: int, guess: int | None) -> int:
    """The largest count below `refused` that is given: what is given for a count is given for fewer."""
    able = 0
    if guess is not None and guess < refused and gives(guess):
        able = guess
        if not gives(guess + 1):
            return guess
    while refused - able > 1:
        middle = (able + refused) // 2
        able, refused = (middle, refused) if gives(middle) else (able, middle)
    return able


def _repeated(values: Floats, repeats: int, steps: int) -> Floats:
    column = values if repeats == 1 else np.repeat(values, repeats)[:steps]
    column = np.ascontiguousarray(column, dtype=float)
    column.flags.writeable = False
    return column


def _cuts(watching: Watch, rates: Floats, metrics: Floats, repeats: int) -> tuple[Cut, ...]:
    schedule, start = watching.plateau, watching.start
    unit, bad = ("steps" if repeats == 1 else "epochs"), schedule.patience + 1
    share = f"{100 * schedule.threshold:.4g} %" if schedule.threshold_mode == "rel" else f"{schedule.threshold:.4g}"
    cuts = []
    changes = np.flatnonzero(rates[1:] != rates[:-1]) + 1
    for drop in changes[changes > start].tolist():
        missing = int(np.isnan(metrics[max(start, drop - bad) : drop]).sum())
        reason = f"no gain of {share} over the best for {bad} {unit if bad > 1 else unit.rstrip('s')}"
        cuts.append(Cut(drop * repeats, reason + (f", {missing} of them NaN" if missing else "")))
    return tuple(cuts)
