"""Says of a run on a function that moves whether it follows the minimum."""

import numpy as np

from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.outcome import Claim, Kind, Outcome, claim
from lrviz.simulate.outcomes.resting import way_left

NEAR = 10 * CLOSE
"""Share of the window's diagonal within which a run follows, however little the minimum moves."""

FOLLOWS = 0.5
"""A run follows when it is at most this share as far away as a point that stands still in the middle would be."""


def following(path: Measures) -> Outcome:
    """A run that is judged by how far it is from the nearest minimum of each step's function.

    A point that stands still in the middle of all those minima tells how far they move.
    """
    late, before = path.apart[-path.third :], path.apart[-2 * path.third : -path.third]
    if not (np.isfinite(late).all() and np.isfinite(before).all()):
        return _shifting(path, int(np.isfinite(path.apart).sum()))
    still = np.hypot(*(path.targets - np.nanmean(path.targets, axis=0)).T)
    follows = late.mean() <= max(FOLLOWS * np.nanmean(still), NEAR * path.diagonal)
    numbers = {"late": late.mean(), "least": late.min(), "most": late.max(), "before": before.mean()}
    target = "maximum" if path.climbs else "minimum"
    kind: Kind = "following" if follows else "lagging"
    told = {name: float(value) for name, value in numbers.items()}
    said = claim(kind, target=target, loss=float(path.trace.losses[-1]), count=path.third, **told)
    return Outcome(kind, path.steps, (said, *_gone(path)))


def _shifting(path: Measures, known: int) -> Outcome:
    """A run on a function whose minima are known at so many steps only."""
    losses, count = path.trace.losses[: len(path.points)], path.third
    target, loss = "maximum" if path.climbs else "minimum", float(losses[-1])
    said = claim("shifting", target=target, known=known, points=len(losses), loss=loss, steps=path.steps)
    late, before = float(losses[-count:].mean()), float(losses[-2 * count : -count].mean())
    means = claim("means", late=late, before=before, count=count)
    return Outcome("shifting", path.steps, (said, means, *way_left(path), *_gone(path)))


def _gone(path: Measures) -> tuple[Claim, ...]:
    return () if path.gone is None else (claim("rate_gone", gone=path.gone),)
