"""Says of runs that are still on their way whether they get lower, and how fast."""

import numpy as np

from lrviz.simulate.outcomes.measures import Measures
from lrviz.simulate.outcomes.outcome import Claim, Kind, Outcome, claim
from lrviz.simulate.outcomes.resting import way_left

PROGRESS = 0.9
"""A run gets lower when the mean excess of its last third is at most this share of the third before."""

LOWER = 0.98
"""Of a mean excess that is not below this share of the one before, nobody sees that it is lower."""

_FEW = 8
"""With fewer steps than this there is no average to speak of."""

_LEVEL = 1e-9
"""Share of the excess loss up to which a change of the tail is none."""


def progress(path: Measures) -> Outcome | None:
    """A run that gets lower in swings, or against the noise."""
    late, before = path.means
    if not path.restless or path.steps < _FEW or not late <= PROGRESS * before:
        return None
    return moving(path)


def moving(path: Measures) -> Outcome:
    """A run that is still on its way."""
    if not path.excess[-1] < np.inf:
        return _outcome(path, "on_its_way", "descending")
    before = _before(path)
    if (np.diff(path.costs[-path.tail - 1 :]) > 0).all():
        return _outcome(path, "rising", "rising", before)
    if path.trace.noise > 0 or path.restless:
        return _on_average(path) if path.steps >= _FEW else _outcome(path, "moving", "descending", before)
    if path.fall > _LEVEL:
        return _outcome(path, "going", "descending", _pace(path))
    return _outcome(path, "moving", "descending", before)


def _on_average(path: Measures) -> Outcome:
    late, before = path.means
    losses, count = path.trace.losses[: len(path.points)], path.third
    told = losses[-count:], losses[-2 * count : -count]
    means = claim("means", late=float(told[0].mean()), before=float(told[1].mean()), count=count)
    if late < LOWER * before:
        return _outcome(path, "with_noise" if path.trace.noise > 0 else "in_swings", "descending", means)
    return _outcome(path, "no_lower", "restless", means)


def _outcome(path: Measures, key: str, kind: Kind, how: Claim | None = None) -> Outcome:
    verb = "climbing" if path.climbs else "descending"
    said = claim(key, verb=verb, steps=path.steps, loss=float(path.trace.losses[-1]))
    claims = (said, *([how] if how else []), *way_left(path))
    return Outcome(kind, path.steps, claims)


def _pace(path: Measures) -> Claim:
    """How much the loss changes in a step of the tail: of its excess in %, where the lowest value is known."""
    verb = "rising" if path.climbs else "falling"
    if path.climbs or path.objective.minimum_value is None or not 0 < path.fall < 1:
        change = float(path.excess[-path.tail - 1] - path.excess[-1])
        return claim("change", verb=verb, change=change, count=path.tail)
    return claim("pace", verb=verb, percent=float(-100 * np.expm1(np.log1p(-path.fall) / path.tail)))


def _before(path: Measures) -> Claim:
    return claim("was", loss=float(path.trace.losses[-path.tail - 1]), count=path.tail)
