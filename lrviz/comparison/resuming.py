"""The ways in which a run that has stopped goes on to another length, and what torch makes of each."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lrviz.arrays import Floats
from lrviz.comparison.curve import curve
from lrviz.comparison.entry import EACH_EPOCH, Entry
from lrviz.comparison.plan import Plan
from lrviz.hyperparameters import HyperparameterError
from lrviz.schedules import CosineAnnealingLR, Paced, PiecewiseLinear, Resumed, Schedule, Warmup, fitted, scaled
from lrviz.schedules.combinators import flat
from lrviz.schedules.elementary import Elementary
from lrviz.schedules.phases import Phases
from lrviz.schedules.resumed import LAST_EPOCH, NEW, STATE, loaded

_COOLDOWN, _RISE = 5, 20
"""The fall of a WSD takes a fifth of the steps that are left, and a warmup a twentieth."""
_LEAST_JUMP = 0.01
"""A change is a jump from this share of the highest rate on."""


@dataclass(frozen=True)
class Jump:
    """The rate before an optimizer step and at it, where the run does not go on smoothly."""

    step: int
    before: float
    after: float

    @property
    def sentence(self) -> str:
        """It in words."""
        return f"The rate jumps from {self.before:.3g} to {self.after:.3g} at step {self.step:,}."


@dataclass(frozen=True)
class WayOn:
    """One way to go on.

    Attributes:
        name: what it is called.
        says: what is done and what the rate then does, in words.
        entry: the whole run, over `extended(plan, total)`; None where it cannot be done so.
        jump: where the rate jumps; None where it does not.
    """

    name: str
    says: str
    entry: Entry | None = None
    jump: Jump | None = None


@dataclass(frozen=True)
class _Stop:
    """A run that has stopped, counted in calls of its scheduler."""

    entry: Entry
    plan: Plan
    extended: Plan
    calls: int

    @property
    def planned(self) -> int:
        return self.entry.calls(self.plan)

    @property
    def total(self) -> int:
        return self.entry.calls(self.extended)

    @property
    def left(self) -> int:
        return self.total - self.calls

    @property
    def schedule(self) -> Schedule:
        return self.entry.schedule

    def count(self, calls: int) -> str:
        """So many steps of the scheduler in words."""
        unit = "epoch" if self.entry.stepped == EACH_EPOCH else "step"
        return f"{calls:,} {unit}{'' if calls == 1 else 's'}"

    @property
    def longer(self) -> Schedule:
        """The schedule with its lengths in proportion to the new run."""
        return scaled(self.schedule, self.total / self.planned)


def extended(plan: Plan, steps: int) -> Plan:
    """The same run with so many optimizer steps, its length in the same unit.

    Raises:
        HyperparameterError: they are more than a plan may have, or none.
    """
    return replace(plan, budget=float(steps), unit="steps").counted_in(plan.unit)


def ways_to_resume(entry: Entry, plan: Plan, stopped: int, total: int) -> tuple[WayOn, ...]:
    """How a run goes on that has stopped, and is now to be longer or shorter than it was planned.

    The first two are what torch does where the code has the new lengths: with the old scheduler's state loaded, and
    with `last_epoch`. The others are plans: the rest of the schedule stretched over the steps that are left, a warmup
    to the base rate and another fall, and the rate held and then brought to zero (WSD). Each has an entry over the
    whole run, whose script saves a checkpoint and loads it.

    Args:
        entry: the schedule of the run; stepped each epoch, the run goes on from the last epoch that it has ended.
        plan: the run as it was planned, of `plan.steps` optimizer steps.
        stopped: the optimizer steps that it has made.
        total: the optimizer steps that it shall have in all.

    Raises:
        ValueError: the run has not begun, is over, or goes by the losses or by another clock.
    """
    stop = _stopped(entry, plan, stopped, total)
    tries: tuple[tuple[str, Callable[[_Stop], tuple[Schedule, str]]], ...] = (
        ("Loaded state", _with_state),
        ("last_epoch", _with_last_epoch),
        ("Stretched from here", _stretched),
        ("Re-warmed", _rewarmed),
        ("WSD from here", _wsd),
    )
    return tuple(_way(stop, name, build) for name, build in tries)


def _stopped(entry: Entry, plan: Plan, stopped: int, total: int) -> _Stop:
    if not 1 <= stopped <= plan.steps:
        raise HyperparameterError(f"stopped must be in [1, {plan.steps}], the steps of the plan, got {stopped}")
    if total <= stopped:
        raise HyperparameterError(f"total must be above the {stopped:,} steps that are made, got {total:,}")
    if entry.schedule.watches:
        raise HyperparameterError(
            "the schedule must go by the step alone: ReduceLROnPlateau has no length, and all that it knows is in the "
            f"state that its load_state_dict takes, got {entry.schedule.label}"
        )
    if entry.groups:
        raise HyperparameterError(
            f"the entry must have no groups of parameters to be planned anew, got {len(entry.groups)}"
        )
    if entry.schedule.alone:
        raise HyperparameterError(
            f"the schedule must be one whose state torch saves and that keeps one clock, got {entry.schedule.label}"
        )
    calls = stopped // entry.repeats(plan)
    if not calls:
        raise HyperparameterError(
            f"stopped must be at least the {entry.repeats(plan):,} steps of an epoch, after which the schedule is "
            f"stepped, got {stopped:,}"
        )
    return _Stop(entry, plan, extended(plan, total), calls)


def _way(stop: _Stop, name: str, build: Callable[[_Stop], tuple[Schedule, str]]) -> WayOn:
    try:
        schedule, says = build(stop)
        entry = replace(stop.entry, schedule=schedule, name=name)
    except ValueError as error:
        return WayOn(name, str(error))
    drawn = curve(entry, stop.extended)
    step = stop.calls * stop.entry.repeats(stop.plan)
    jump = _jump(drawn.rates, curve(stop.entry, stop.extended).rates, step, stop.entry.repeats(stop.plan))
    end = f" {_capital(drawn.problem)}." if drawn.problem else _past_the_plan(stop, drawn.rates)
    return WayOn(name, says + end, entry, jump)


def _with_state(stop: _Stop) -> tuple[Schedule, str]:
    schedule = Resumed(stop.schedule, stop.longer, stop.calls, STATE)
    kept = loaded(stop.schedule, stop.longer)
    if kept == loaded(stop.schedule, stop.schedule):
        return schedule, "load_state_dict puts the old numbers back: the new lengths in the code do nothing."
    if isinstance(stop.schedule, Elementary):
        return schedule, "The state has the step but no function: the new one acts from the next scheduler.step() on."
    return schedule, (
        "load_state_dict puts the old numbers back, and the steps at which stages begin; functions, such as that of a "
        "warmup, are not in the state and are the new ones."
    )


def _with_last_epoch(stop: _Stop) -> tuple[Schedule, str]:
    if not isinstance(stop.schedule, Elementary):
        raise HyperparameterError(
            "SequentialLR does not tell last_epoch to its stages, and ChainedScheduler takes none: load the state."
        )
    schedule = Resumed(stop.schedule, stop.longer, stop.calls, LAST_EPOCH)
    says = f"A scheduler of the new lengths, built with last_epoch={stop.calls - 1} on the loaded optimizer, "
    if stop.schedule.carries_on:
        return schedule, says + "goes on from the rate that it finds."
    if stop.schedule.counts_calls:
        return schedule, says + "counts its calls anew, from the rate that it finds."
    if stop.schedule.afresh:
        return schedule, says + "sets the rate by its new numbers."
    return schedule, says + "goes on from the rate that it finds, and does again what falls on this very step."


def _stretched(stop: _Stop) -> tuple[Schedule, str]:
    rest = stop.planned - stop.calls
    if rest < 1:
        raise HyperparameterError("Nothing of the schedule is left to be stretched: the run has made all its steps.")
    common = math.gcd(rest, stop.left)
    paced = Paced(stop.schedule, rest // common, stop.left // common, stop.calls)
    left = stop.count(stop.left)
    return paced, f"The old scheduler is loaded and stepped {rest:,} times in the {left} that are left, evenly."


def _rewarmed(stop: _Stop) -> tuple[Schedule, str]:
    now, lr = _rate(stop), stop.entry.lr
    rise = max(1, stop.left // _RISE)
    if stop.left <= rise + 1:
        raise HyperparameterError(f"A warmup and a fall need at least 3 steps, and {stop.left} are left.")
    fall = _fall(stop.schedule, stop.left - rise)
    peak = float(np.max(stop.schedule.rates(lr, stop.calls + 1))) if fall is None else lr
    begins = f"raises the rate from {now:.3g} to {peak:.3g} in" if now < peak else f"has a rate of {peak:.3g} for"
    says = f"A new scheduler {begins} {stop.count(rise)}, then falls "
    if fall is not None:
        again = "as the old one did" if type(fall) is type(_last(stop.schedule)) else "along a cosine"
        return _new(stop, Warmup(fall, rise, min(1.0, now / lr))), f"{says}{again}."
    points = ((0.0, now / lr), (float(rise), peak / lr), (float(stop.left), 0.0))
    return _new(stop, PiecewiseLinear(points)), f"{says}along a line to 0."


def _wsd(stop: _Stop) -> tuple[Schedule, str]:
    fall = max(1, stop.left // _COOLDOWN)
    if stop.left <= fall:
        raise HyperparameterError(
            f"A rate that is held and then falls needs at least 2 steps, and {stop.left} is left."
        )
    now = _rate(stop)
    share = now / stop.entry.lr
    points = ((0.0, share), (float(stop.left - fall), share), (float(stop.left), 0.0))
    last = stop.count(fall)
    says = f"A new scheduler holds the rate of {now:.3g} and brings it to 0 along a line in the last {last}."
    return _new(stop, PiecewiseLinear(points)), says


def _new(stop: _Stop, after: Schedule) -> Schedule:
    return Resumed(stop.schedule, after, stop.calls, NEW)


def _rate(stop: _Stop) -> float:
    """The rate of the next step.

    Raises:
        ValueError: the schedule has none, or none that a new one could begin with.
    """
    rate = float(stop.schedule.rates(stop.entry.lr, stop.calls + 1)[-1])
    if stop.entry.lr <= 0 or not (math.isfinite(rate) and rate >= 0):
        raise HyperparameterError(
            f"A new schedule needs a base rate above 0 and a rate of at least 0 to begin with, and has {rate:g} on "
            f"{stop.entry.lr:g}."
        )
    return rate


def _last(schedule: Schedule) -> Schedule:
    """The stage that a schedule ends in."""
    return schedule.sequence.stages()[-1][0] if isinstance(schedule, Phases) else flat(schedule)[-1][0]


def _fall(schedule: Schedule, steps: int) -> Schedule | None:
    """A fall from the base rate in so many steps, the old one's where it is one; None where it has its own height."""
    last = _last(schedule)
    if last.overwrites_lr or schedule.cycles_momentum:
        return None
    plain = last.falls and last.length and not last.rise and last.led_up(1) is None
    return fitted(last, steps) if plain else CosineAnnealingLR(steps)


def _jump(rates: Floats, old: Floats, step: int, repeats: int) -> Jump | None:
    """The step from which on the run parts from the old curve by a jump: where it goes on, or one call later."""
    highest = float(np.max(np.abs(rates[: step + 1]), initial=0.0))
    for at in (step, step + repeats):
        if at >= len(rates):
            return None
        change = float(rates[at] - rates[at - 1])
        usual = float(old[at] - old[at - 1]) if at < len(old) else 0.0
        after = float(rates[at + repeats] - rates[at]) if at + repeats < len(rates) else 0.0
        if abs(change - usual) > _LEAST_JUMP * highest and abs(change) > 3 * abs(after):
            return Jump(at, float(rates[at - 1]), float(rates[at]))
    return None


def _past_the_plan(stop: _Stop, rates: Floats) -> str:
    """What the rate does after the steps that were planned."""
    tail = rates[stop.plan.steps :]
    if not len(tail):
        return ""
    first, last, top = float(tail[0]), float(tail[-1]), float(tail.max())
    past = f" Past step {stop.plan.steps:,}"
    if top > 1.01 * first and top - first > _LEAST_JUMP * float(rates.max()):
        return f"{past} the rate climbs again, to {top:.3g}."
    return f"{past} it stays at {first:.3g}." if top == float(tail.min()) else f" It ends at {last:.3g}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
