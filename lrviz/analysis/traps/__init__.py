"""Checks a schedule for common mistakes before anything trains."""

from collections.abc import Iterator
from dataclasses import replace

from lrviz.analysis.trap import SEVERITIES, Trap
from lrviz.analysis.traps.case import Case, Finder, first_wrong
from lrviz.analysis.traps.climbing import climbs_again
from lrviz.analysis.traps.cycles import ends_high
from lrviz.analysis.traps.delays import drops_later
from lrviz.analysis.traps.endings import ends_early, no_rate
from lrviz.analysis.traps.floors import ends_above_floor, stands_still, stays_at_floor
from lrviz.analysis.traps.growing import grows
from lrviz.analysis.traps.handovers import jumps
from lrviz.analysis.traps.milestones import beyond_the_end, skips_a_stage
from lrviz.analysis.traps.nesting import loses_a_step
from lrviz.analysis.traps.products import is_undone
from lrviz.analysis.traps.stepping import planned_per_epoch, planned_per_step
from lrviz.analysis.traps.sums import adds_up_to_another
from lrviz.analysis.traps.warmups import unfinished_rise
from lrviz.analysis.traps.wrappers import ignores_rate, moves_momentum
from lrviz.analysis.traps.zero_start import starts_at_zero
from lrviz.comparison import Curve, Entry, Plan
from lrviz.comparison import curve as drawn
from lrviz.optimizers import Optimizer

BREAKING: tuple[Finder, ...] = (ends_early, no_rate, moves_momentum, planned_per_step, planned_per_epoch, skips_a_stage)
"""Finders that also judge a curve that ends before the run."""

FINDERS: tuple[Finder, ...] = (
    *BREAKING,
    is_undone,
    grows,
    climbs_again,
    ends_high,
    loses_a_step,
    unfinished_rise,
    beyond_the_end,
    drops_later,
    adds_up_to_another,
    jumps,
    ends_above_floor,
    stays_at_floor,
    stands_still,
    ignores_rate,
    starts_at_zero,
)
"""All finders, each for one way in which schedules go wrong."""

SHAPES: tuple[Finder, ...] = (
    grows,
    climbs_again,
    ends_high,
    unfinished_rise,
    jumps,
    ends_above_floor,
    stays_at_floor,
    stands_still,
)
"""Finders that compare rates with each other, which says nothing where some are below 0 or not finite."""

BY_PLACE: tuple[Finder, ...] = (unfinished_rise,)
"""Finders whose traps stand where a part begins, so that one mended may uncover another of its kind elsewhere."""


def traps(entry: Entry, plan: Plan, optimizer: Optimizer, curve: Curve) -> tuple[Trap, ...]:
    """All traps of an entry over a plan's run, the worst first.

    Args:
        entry: the schedule, its base rate and how often it is stepped.
        plan: the run.
        optimizer: what the schedule drives; its own rate is not used.
        curve: the entry's curve over the plan.
    """
    case = Case(entry, plan, optimizer, curve)
    finders = BREAKING if curve.problem else FINDERS
    if first_wrong(case.rates) is not None:
        finders = tuple(finder for finder in finders if finder not in SHAPES)
    found = [trap for finder in finders for trap in _mended(finder, case)]
    return tuple(sorted(found, key=lambda trap: SEVERITIES.index(trap.severity)))


def _mended(finder: Finder, case: Case) -> Iterator[Trap]:
    """What a finder finds, without the fixes with which it would find it again or which break the run."""
    found = list(finder(case))
    for trap in found:
        if trap.fix is None:
            yield trap
            continue
        then = Case(trap.fix, case.plan, case.optimizer, drawn(trap.fix, case.plan))
        before, after = ([other.step for other in some if other.kind == trap.kind] for some in (found, finder(then)))
        mends = trap.step not in after if finder in BY_PLACE else len(after) < len(before)
        yield trap if mends and _errors(then) <= _errors(case) else replace(trap, fix=None, fix_label="")


def _errors(case: Case) -> set[str]:
    """The kinds of errors that a run has."""
    return {trap.kind for finder in BREAKING for trap in finder(case) if trap.severity == "error"}


__all__ = ["FINDERS", "traps"]
