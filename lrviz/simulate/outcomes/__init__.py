"""Says how a run ended: converged, diverged, frozen by its schedule, on the noise floor, chaotic, and so on."""

from dataclasses import replace

import numpy as np

from lrviz.simulate.outcomes.boxed import at_edge, touches
from lrviz.simulate.outcomes.following import following
from lrviz.simulate.outcomes.leaving import diverging, left, undefined
from lrviz.simulate.outcomes.measures import Measures
from lrviz.simulate.outcomes.moving import moving, progress
from lrviz.simulate.outcomes.noisy import drifting, noise_floor
from lrviz.simulate.outcomes.outcome import Claim, Kind, Outcome, claim
from lrviz.simulate.outcomes.repeating import circling, kink, period, swinging
from lrviz.simulate.outcomes.resting import balanced, converged, left_again, ran_out
from lrviz.simulate.outcomes.sensitive import chaotic, strays_at
from lrviz.simulate.outcomes.stuck import held, rate_zero, too_slow
from lrviz.simulate.trace import Trace

__all__ = ["Claim", "Kind", "Outcome", "judge"]

_VERDICTS = (
    undefined,
    left,
    diverging,
    rate_zero,
    noise_floor,
    drifting,
    left_again,
    converged,
    at_edge,
    held,
    balanced,
    ran_out,
    too_slow,
    kink,
    period,
    swinging,
    progress,
    chaotic,
    circling,
)
"""Asked in this order; the first that has an answer decides."""

_OF_MOVING = (undefined, left, diverging, rate_zero)
"""What can be said of a run on a function that moves; any other one is asked whether it has followed."""


def judge(trace: Trace) -> Outcome:
    """The outcome of a run.

    Lengths count relative to the window's diagonal, losses relative to their excess over the lowest known one; the tail
    is the last tenth of the steps, and progress is the last third of the steps against the third before.

    On a function that moves nothing comes to rest at a minimum for good, and losses of different steps are of different
    functions: there a run follows the minimum or does not, by its distance from the one of each step.
    """
    with np.errstate(all="ignore"):
        path = Measures(trace)
        verdicts, otherwise = (_OF_MOVING, following) if trace.objective.moves else (_VERDICTS, moving)
        found = next((outcome for verdict in verdicts if (outcome := verdict(path)) is not None), None)
        return _with_warnings(path, found or otherwise(path))


def _with_warnings(path: Measures, outcome: Outcome) -> Outcome:
    """The outcome, with half a sentence where a box or rounding errors decided on the way there."""
    strays = None if outcome.kind == "chaotic" else strays_at(path)
    chaos = () if strays is None else (claim("sensitive", since=strays),)
    return replace(outcome, claims=(*outcome.claims, *touches(path), *chaos))
