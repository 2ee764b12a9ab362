"""A warmup that did not happen: the run begins with the whole rate."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from lrviz.analysis.partings.case import Case
from lrviz.analysis.partings.cause import Explanation
from lrviz.analysis.partings.length import resized
from lrviz.analysis.partings.warp import COUNTINGS
from lrviz.analysis.traps.lengths import attempt, risen
from lrviz.arrays import Floats
from lrviz.comparison import Entry
from lrviz.schedules import Constant, ConstantWithWarmup, Schedule

_HELD = "holds it for as long"
_EARLY = "follows the rest of the plan at once, so many steps early"
_WHOLE = "follows the rest of the plan over the whole run"


def no_warmup(case: Case) -> Iterator[Explanation]:
    """The plan without the rise at its beginning.

    Tried in each way in which it may be left out: the whole rate is held for as long, the rest comes earlier, or the
    rest is planned over the whole run.
    """
    if not 0 < case.rise < len(case.known):
        return
    for words, rates, entries in _ways(case):
        says = f"The warmup of {case.rise:,} steps did not happen: the log begins at the whole rate and {words}."
        peak = float(np.abs(rates[np.isfinite(rates)]).max(initial=0.0))
        for counting in COUNTINGS:
            at = partial(_rates_at, rates, counting)
            yield Explanation("no warmup", says, "", at, peak, 0, float(case.rise), partial(tuple, entries))


def _ways(case: Case) -> Iterator[tuple[str, Floats, list[Entry | None]]]:
    """What may be in the warmup's place: in words, as rates, and as entries that may have these rates."""
    held = np.where(np.arange(len(case.known)) < case.rise, case.known[case.rise], case.known)
    entry, part = case.entry, case.rising
    if entry is None or part is None:
        return
    rise = part.schedule
    flat = replace(rise, start_factor=1.0) if isinstance(rise, ConstantWithWarmup) else Constant()
    none = risen(rise, 0)
    early = None if none is None else attempt(lambda: part.rebuild(none))
    steady = attempt(lambda: part.rebuild(flat)) if part.schedule is not part.whole else None
    as_entry = partial(_as_entry, entry)
    yield _HELD, held, [as_entry(steady)]
    yield _EARLY, case.known[case.rise :], [as_entry(early)]
    shorter = as_entry(early)
    longer = () if shorter is None else resized(case, shorter, case.length)
    for one in (shorter, *longer):
        if one is not None:
            yield _WHOLE, case.far(one), [one]


def _as_entry(entry: Entry, schedule: Schedule | None) -> Entry | None:
    return None if schedule is None else replace(entry, schedule=schedule)


def _rates_at(rates: Floats, counting: int, steps: Floats) -> Floats:
    """The rates of whole steps, the first one before them and NaN beyond them."""
    if not len(rates):
        return np.full(len(steps), np.nan)
    places = np.maximum(np.round(steps).astype(np.int64) + counting, 0)
    return np.where(places < len(rates), rates[np.minimum(places, len(rates) - 1)], np.nan)
