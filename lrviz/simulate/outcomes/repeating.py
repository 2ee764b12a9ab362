"""Recognises runs that repeat themselves without progress: cycles, swings, jumps across a kink, circles."""

import numpy as np

from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.outcome import Claim, Outcome, claim

STRAIGHT = 0.5
"""Share of the way gone above which a path has got from one place to another instead of around."""

SAME = 0.02
"""Share by which the mean excess of a third may differ from that of the third before and count as the same."""

BESIDE_A_KINK = 100 * CLOSE
"""Share of the window's diagonal within which the middle of the tail lies from the kink that it jumps across."""

_AT_THE_LIMIT = 1e-6
"""Relative difference between a rate and its stability limit below which they are the same."""


def period(path: Measures) -> Outcome | None:
    """A run that comes back to the same points again and again."""
    length = path.period if path.restless and not path.trace.noise > 0 and path.steps >= 8 else None
    if length is None:
        return None
    apart = np.abs(path.points[length:] - path.points[:-length]).max(axis=1)
    size = np.ptp(path.points[-length * 3 :], axis=0).max()
    moving = np.flatnonzero(~(apart <= 10 * CLOSE * size))
    since = int(moving[-1]) + 1 if len(moving) else 0
    around = path.around(path.points[-length:].mean(axis=0))
    said = claim("period", point=around, period=length, since=since)
    return Outcome("cycling", since, (said, *span(path), *against_limit(path)))


def swinging(path: Measures) -> Outcome | None:
    """A run that steps to and fro across a steep direction at exactly the limit, while others may still shrink."""
    moves = np.diff(path.points[-2 * path.third - 1 :], axis=0)
    if path.trace.noise > 0 or len(moves) < 8:
        return None
    sizes = np.hypot(moves[:, 0], moves[:, 1])
    turns = (moves[1:] * moves[:-1]).sum(axis=1) / (sizes[1:] * sizes[:-1])
    if not (turns < -0.99).all() or sizes.max() > 1.01 * sizes.min() or sizes.max() <= CLOSE * path.diagonal:
        return None
    middle = path.points[-2 * path.third :].mean(axis=0)
    said = claim("swinging", size=float(sizes[-1]), point=path.around(middle))
    return Outcome("cycling", path.steps, (said, *span(path), *against_limit(path)))


def kink(path: Measures) -> Outcome | None:
    """A run that jumps across a kink, where the slope does not fade."""
    if not path.restless or path.trace.noise > 0 or path.steps < 8:
        return None
    point = path.nearest(path.objective.minima, path.points[-path.tail :].mean(axis=0), BESIDE_A_KINK)
    if point is None or not path.kinked_at(point):
        return None
    reach = float(path.away_from(point)[-path.tail :].max()) * (1 + CLOSE)
    since = path.settled_since(point, reach)
    if since > path.steps // 2:
        return None
    mean = float(path.trace.losses[since:].mean())
    said = claim("kink", point=path.place(point), since=since, lr=path.rate(-1), mean=mean)
    return Outcome("bouncing", since, (said,))


def circling(path: Measures) -> Outcome | None:
    """A run that goes up and down, gets no lower, and never repeats itself."""
    late, before = path.means
    if (
        not path.restless
        or path.trace.noise > 0
        or path.steps < 8
        or not (1 - SAME) * before <= late <= (1 + SAME) * before
    ):
        return None
    moves = np.diff(path.points[-path.third - 1 :], axis=0)
    if np.hypot(*moves.sum(axis=0)) > STRAIGHT * np.hypot(*moves.T).sum():
        return None
    said = claim("circling", point=path.around(path.points[-path.third :].mean(axis=0)))
    return Outcome("cycling", path.steps, (said, *span(path), *against_limit(path)))


def span(path: Measures) -> tuple[Claim, ...]:
    """Between which losses the last third goes."""
    late = path.trace.losses[: len(path.points)][-max(path.tail, path.third) :]
    return (claim("span", least=float(late.min()), most=float(late.max())),)


def against_limit(path: Measures) -> tuple[Claim, ...]:
    """How the rate compares with the stability limit, where it was above it or at it."""
    limits, late, lr = path.trace.limits[-path.tail :], path.unstable[-path.tail :], path.rate(-1)
    if np.abs(limits / lr - 1).max() <= _AT_THE_LIMIT:
        return (claim("at_limit", lr=lr),)
    if not late.any():
        return ()
    return (claim("under_limit", lr=lr, limit=float(np.nanmin(limits))),)
