"""Entries that draw a run that was resumed: as torch does it with new lengths, or at another pace from a step on."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product

import numpy as np

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.length import resized
from lrviz.analysis.traps.lengths import attempt
from lrviz.comparison import MOST_STEPS, Entry, ways_to_resume
from lrviz.schedules import Paced, Resumed, Schedule, fitted, scaled
from lrviz.schedules.resumed import LAST_EPOCH, NEW, STATE

_DENOMINATORS = (8, 64, 1000)
"""Plain shares are tried first."""
_BEFORE = 2


def anew(case: Case, steps: int, rise_kept: bool) -> tuple[Entry | None, ...]:
    """The schedule made for another length, which a run goes on with from the step that it has reached.

    Args:
        case: the log and the plan.
        steps: the length of the new schedule, in steps of the optimizer.
        rise_kept: whether its warmup is as long as before.
    """
    return tuple(
        found
        for after in _longer(case, steps, rise_kept)
        for calls in _stops(case)
        for by, stopped in ((LAST_EPOCH, calls), (STATE, calls - 1), (STATE, calls))
        if (found := _resumed(case, after, stopped, by)) is not None
    )


def begun_again(case: Case, start: int, rest: bool) -> tuple[Entry | None, ...]:
    """The schedule from its first step on, at a step of the optimizer, as it was or for the steps that are left."""
    if case.entry is None or start % case.repeats or start <= 0:
        return ()
    schedule, calls = case.entry.schedule, start // case.repeats
    left = max(case.length // case.repeats - calls, 1)
    again = attempt(lambda: fitted(schedule, left)) if rest else schedule
    return () if again is None else (_resumed(case, again, calls, NEW),)


def at_another_pace(case: Case, pace: float, start: float) -> tuple[Entry | None, ...]:
    """The schedule stepped at another pace from a step of the optimizer on."""
    if case.entry is None or pace <= 0 or start < 0:
        return ()
    shares = dict.fromkeys(Fraction(pace).limit_denominator(limit) for limit in _DENOMINATORS)
    return tuple(
        _paced(case.entry, share, calls) for share in shares for calls in (*_stops(case), round(start / case.repeats))
    )


def as_planned_on(case: Case) -> Iterator[Entry]:
    """The ways in which one may plan to go on, to the end of the plan or of the log, where a log may have run them."""
    if case.entry is None or case.plan is None or not case.differing.any() or case.agreeing < _BEFORE:
        return
    steps, entry, plan = case.rows.steps, case.entry, case.plan
    past_the_end = int(steps[-1] + np.median(np.diff(steps))) + case.counting
    totals = dict.fromkeys((plan.steps, min(max(past_the_end, plan.steps), MOST_STEPS)))
    stops = dict.fromkeys(step + case.counting for step in (case.gap[0] - 1, *case.gap))
    for total, stopped in product(totals, stops):
        ways = attempt(partial(ways_to_resume, entry, plan, stopped, total)) or ()
        yield from (replace(way.entry, name=entry.name) for way in ways if way.entry is not None)


def _longer(case: Case, steps: int, rise_kept: bool) -> Iterator[Schedule]:
    if case.entry is None:
        return
    schedule = case.entry.schedule
    if rise_kept:
        yield from (one.schedule for one in resized(case, case.entry, steps) if one is not None)
        return
    whole = attempt(lambda: fitted(schedule, max(round(steps / case.repeats), 1)))
    if schedule.length and whole is not None:
        yield whole
    yield scaled(schedule, steps / case.length)


def _stops(case: Case) -> list[int]:
    """The calls of the scheduler at which the run may have stopped: the last, the first, one before it, one between."""
    low, high = ((step + case.counting) // case.repeats for step in case.gap)
    return list(dict.fromkeys((high, low, low - 1, (low + high) // 2)))


def _paced(entry: Entry, share: Fraction, calls: int) -> Entry | None:
    schedule = attempt(lambda: Paced(entry.schedule, share.numerator, share.denominator, calls))
    return None if schedule is None else _with(entry, schedule)


def _resumed(case: Case, after: Schedule, calls: int, by: str) -> Entry | None:
    entry = case.entry
    if entry is None or calls < 1 or (after == entry.schedule and by != NEW):
        return None
    schedule = attempt(lambda: Resumed(entry.schedule, after, calls, by))
    return None if schedule is None else _with(entry, schedule)


def _with(entry: Entry, schedule: Schedule) -> Entry | None:
    return attempt(lambda: Entry(schedule, entry.lr, entry.name, entry.stepped, entry.groups))
