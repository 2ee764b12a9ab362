"""Checks a schedule for common mistakes before anything trains."""

from lrviz.analysis.trap import SEVERITIES, Trap
from lrviz.analysis.traps.case import Case, Finder
from lrviz.analysis.traps.climbing import climbs_again
from lrviz.analysis.traps.endings import ends_early, no_rate
from lrviz.analysis.traps.floors import ends_above_floor, stands_still
from lrviz.analysis.traps.handovers import jumps
from lrviz.analysis.traps.milestones import beyond_the_end, skips_a_stage
from lrviz.analysis.traps.stepping import planned_per_epoch, planned_per_step
from lrviz.analysis.traps.warmups import unfinished_rise
from lrviz.analysis.traps.wrappers import ignores_rate, moves_momentum
from lrviz.analysis.traps.zero_start import starts_at_zero
from lrviz.comparison import Curve, Entry, Plan
from lrviz.optimizers import Optimizer

BREAKING: tuple[Finder, ...] = (ends_early, no_rate, moves_momentum, planned_per_step, planned_per_epoch, skips_a_stage)
"""Finders that also judge a curve that ends before the run."""

FINDERS: tuple[Finder, ...] = (
    *BREAKING,
    climbs_again,
    unfinished_rise,
    beyond_the_end,
    jumps,
    ends_above_floor,
    stands_still,
    ignores_rate,
    starts_at_zero,
)
"""All finders, each for one way in which schedules go wrong."""


def traps(entry: Entry, plan: Plan, optimizer: Optimizer, curve: Curve) -> tuple[Trap, ...]:
    """All traps of an entry over a plan's run, the worst first.

    Args:
        entry: the schedule, its base rate and how often it is stepped.
        plan: the run.
        optimizer: what the schedule drives; its own rate is not used.
        curve: the entry's curve over the plan.
    """
    case = Case(entry, plan, optimizer, curve)
    found = [trap for finder in (BREAKING if curve.problem else FINDERS) for trap in finder(case)]
    return tuple(sorted(found, key=lambda trap: SEVERITIES.index(trap.severity)))


__all__ = ["FINDERS", "traps"]
