"""A stretch that was resumed or planned anew: plan and log agree up to a step, and from there on in another way."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Cause, Explanation, by_warp, parted
from lrviz.analysis.partings.going_on import anew, at_another_pace, begun_again
from lrviz.analysis.partings.length import planned_length
from lrviz.analysis.partings.numbers import short
from lrviz.analysis.partings.offset import nearest_shift
from lrviz.analysis.partings.pace import nearest_scale
from lrviz.analysis.partings.standing import constant
from lrviz.analysis.partings.warp import RatesAt, Warp, fitted, misfit
from lrviz.analysis.traps.lengths import attempt
from lrviz.arrays import Floats
from lrviz.comparison import Entry
from lrviz.schedules import Sequential
from lrviz.schedules import fitted as fitted_schedule

_FEWEST = 3
_BEFORE = 2
_SAME = 0.005
_JUMP = 0.03
_LEVELS = 2
_STARTS = 64
_EARLIER = 0.15
_PACES = np.geomspace(1 / 32, 32, 600)


def resumed(case: Case) -> Iterator[Explanation]:
    """The plan up to the first row that differs, and each way of going on from there.

    Fitted to the rows that differ alone. Where the last rows agree with the plan again, that is tried too.
    """
    if case.agreeing < _BEFORE or len(case.after) < _FEWEST:
        return
    begin, end = float(case.after.steps[0]), float(case.after.steps[-1])
    plan = Warp(shift=float(case.counting))
    for way in WAYS:
        for later in way(case):
            says = f"From step {begin:,.0f} on the log {later.says}."
            peak = max(later.peak, case.peak)
            to_the_end = parted(case, begin, later.rates_at)
            yield replace(later, cause="resumed", says=says, rates_at=to_the_end, peak=peak)
            if end < case.rows.steps[-1]:
                back = partial(_back, to_the_end, partial(plan.rates_at, case), end)
                says = f"From step {begin:,.0f} to {end:,.0f} the log {later.says}, and after that it is as planned."
                cost = later.parameters + 1
                yield replace(
                    later, cause="resumed", says=says, rates_at=back, peak=peak, parameters=cost, entries=tuple
                )


def _back(before: RatesAt, after: RatesAt, end: float, steps: Floats) -> Floats:
    return np.where(steps > end, after(steps), before(steps))


def _planned_anew(case: Case) -> Iterator[Explanation]:
    """The whole schedule at another length, set to the step reached."""
    for anchor in sorted({0.0, float(case.rise)}):
        found = nearest_scale(case, case.after, anchor, countings=(case.counting,))
        if found is None or abs(found.scale - 1) < _SAME or case.after.levels < _LEVELS:
            continue
        steps = planned_length(case, found.scale) if anchor else max(round(case.length / found.scale), 1)
        some = f"{'at least ' if found.at_least else ''}{steps:,} steps{', its warmup kept' if anchor else ''}"
        words = f"agrees again with the plan {case.length:,} → {some}"
        because = "A schedule that is made anew for another length and set to the step that was reached does that."
        entries = partial(anew, case, steps, anchor > 0)
        yield _way(case, found, words, because, size=float(steps), entries=entries)


def _begun_again(case: Case) -> Iterator[Explanation]:
    """The schedule from its first step, or from another one."""
    if case.after.levels < _LEVELS:
        return
    low, high = case.gap
    here = nearest_shift(case, case.after, -float(high), -float(low))
    if here is not None:
        start = -round(here.shift)
        words = f"agrees with the plan begun again at step {start:,}"
        because = "That is so where the scheduler's state is not loaded."
        entries = partial(_sequence, case, start + case.counting, rest=False)
        yield _way(case, here, words, because, size=float(start), entries=entries)
    found = nearest_shift(case, case.after)
    if found is not None and found.shift != case.counting:
        ahead = round(found.shift) - case.counting
        words = f"agrees with the plan {abs(ahead):,} steps {'ahead' if ahead > 0 else 'behind'}"
        yield _way(case, found, words, "The scheduler may have gone on from another step.", size=float(ahead))


def _begun_for_the_rest(case: Case) -> Iterator[Explanation]:
    """The schedule from its first step, as long as what is left of the run."""
    low, high = case.gap
    if case.after.levels < _LEVELS or low >= case.length - 1:
        return
    starts = np.unique(np.linspace(low, min(high, case.length - 2), _STARTS).round())
    scales = case.length / (case.length - starts)
    found = fitted(case, case.after, scales, -scales * starts)
    if found is None:
        return
    start = round(-found.shift / found.scale)
    words = f"agrees with the plan begun again at step {start:,} for the {case.length - start:,} steps that are left"
    entries = partial(_sequence, case, start + case.counting, rest=True)
    yield _way(case, found, words, size=float(start), entries=entries)


def _stretched_from_here(case: Case) -> Iterator[Explanation]:
    """The rest of the schedule at another pace, without a jump."""
    low = max(case.gap[0] - _EARLIER * len(case.planned), 0.0)
    if case.after.levels < _LEVELS + 2:
        return
    starts = np.unique(np.linspace(low, case.gap[1], _STARTS // 4).round())
    lines = [
        fitted(case, case.after, _PACES, start * (1 - _PACES) + _PACES * case.counting) for start in starts.tolist()
    ]
    found = min((one for one in lines if one is not None), key=partial(misfit, case, case.after), default=None)
    if found is None or abs(found.scale - 1) < _SAME:
        return
    end = (case.length - found.shift) / found.scale
    words = f"agrees with the rest of the plan at another pace, to about step {end:,.0f} in place of {case.length:,}"
    begun = (found.shift - found.scale * case.counting) / (1 - found.scale)
    entries = partial(at_another_pace, case, found.scale, begun + case.counting)
    yield _way(case, found, words, "What was left of the schedule may have been stretched.", 3, float(end), entries)


def _at_another_height(case: Case) -> Iterator[Explanation]:
    """The plan times a factor."""
    found = Warp(shift=float(case.counting)).at_height(case, case.after)
    because = "The run may have gone on with another base rate."
    if abs(found.factor - 1) > _SAME:
        yield _way(case, found, f"has {short(found.factor)} times the planned rate", because, size=found.factor)


def _recursively(case: Case) -> Iterator[Explanation]:
    """Another length at another height, as torch's recursive schedulers have it that go on from a loaded rate."""
    found = nearest_scale(case, case.after, any_height=True, countings=(case.counting,))
    if found is None or min(abs(found.scale - 1), abs(found.factor - 1)) < _SAME or case.after.levels < _LEVELS + 3:
        return
    before, after = (warp.rates_at(case, np.array([float(case.gap[0])]))[0] for warp in (Warp(), found))
    if not abs(after - before) <= _JUMP * abs(before):
        return
    steps = max(round(case.length / found.scale), 1)
    words = f"has {short(found.factor)} times the plan {case.length:,} → {steps:,} steps"
    because = "A scheduler that computes each rate from the last one does that with a rate that it has not given."
    yield _way(case, found, words, because, 3, float(steps), partial(anew, case, steps, False))


def _stays(case: Case) -> Iterator[Explanation]:
    """One rate."""
    rate = float(np.median(case.after.rates))
    says = f"keeps one rate, {rate:.4g}"
    because = "The scheduler may not have been stepped any more."
    yield Explanation("resumed", says, because, partial(constant, rate), abs(rate), 2, rate)


WAYS: tuple[Cause, ...] = (
    _planned_anew,
    _begun_again,
    _begun_for_the_rest,
    _at_another_height,
    _stays,
    _stretched_from_here,
    _recursively,
)
"""The ways of going on, the likeliest first."""


def _way(
    case: Case,
    warp: Warp,
    words: str,
    because: str = "",
    parameters: int = 2,
    size: float = math.nan,
    entries: Callable[[], tuple[Entry | None, ...]] = tuple,
) -> Explanation:
    return by_warp(case, warp, "resumed", words, because, parameters, size, entries)


def _sequence(case: Case, start: int, rest: bool) -> tuple[Entry | None, ...]:
    """The entry's schedule, and from a step on the schedule again, with its own length or for the rest of it."""
    if case.entry is None or start % case.repeats or start <= 0:
        return ()
    schedule, calls = case.entry.schedule, start // case.repeats
    left = case.length // case.repeats - calls
    again = attempt(lambda: fitted_schedule(schedule, max(left, 1))) if rest else schedule
    both = None if again is None else attempt(lambda: Sequential((schedule, again), (calls,)))
    whole = () if both is None else (replace(case.entry, schedule=both),)
    return (*whole, *begun_again(case, start, rest))
