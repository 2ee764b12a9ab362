"""Finds the multiple of a whole schedule at which the expected loss on a noisy quadratic is lowest."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.theory.quadratic import expected_loss
from lrviz.arrays import Floats

_PIECES = 96
"""Into how many pieces a long schedule is cut while looking."""

_LOW, _HIGH = 1e-14, 2.0
"""Between which the peak rate times the largest curvature lies: beyond 2, steps there make the distance grow."""

_TRIED = (29, 15, 9, 9)
"""Multiples that are tried in each round: odd numbers, so that the next round tries the lowest again."""

_OFF, _NOTHING = 0.02, 1e-9
"""By which share the loss of the pieces may be off before every step is looked at; of the first loss, what is none."""

_WORK, _LEAST = 200_000, 5
"""Steps that are taken in a round of that, and the fewest multiples."""


def best_multiple(rates: ArrayLike, eigenvalues: ArrayLike, noise: float) -> tuple[float, float]:
    """The multiple of the whole schedule that makes the expected loss after its last step lowest, and that loss.

    Only multiples count that keep every rate at or below 2 over the largest curvature.

    Args:
        rates: (n,), the rate of each step.
        eigenvalues: (k,), the curvature of each direction.
        noise: standard deviation of the gradient's noise in each direction.

    Returns:
        The factor and `expected_loss` there; NaN and the loss as it is where no factor makes a difference.
    """
    values, curvatures = np.asarray(rates, dtype=float), np.asarray(eigenvalues, dtype=float)
    peak = float(np.abs(values).max(initial=0.0))
    if not 0 < peak < math.inf:
        return math.nan, float(expected_loss(values, curvatures, noise)[-1])
    unit = 1 / (peak * curvatures.max())
    held, counts = _pieces(values)

    def roughly(multiples: Floats) -> Floats:
        return _final_losses(multiples, held, counts, curvatures, noise)

    def exactly(multiples: Floats) -> Floats:
        return np.array([expected_loss(one * values, curvatures, noise, [len(values)])[0] for one in multiples])

    found, loss = _lowest(roughly, unit * _LOW, unit * _HIGH, _TRIED)
    exact = float(exactly(np.array([found]))[0])
    if abs(exact - loss) <= _OFF * exact + _NOTHING * curvatures.sum():
        return found, exact
    most = max(_WORK // len(values), _LEAST) | 1
    tried = tuple(min(most, usual) for usual in _TRIED)
    return min((found, exact), _lowest(exactly, unit * _LOW, unit * _HIGH, tried), key=lambda pair: pair[1])


def _lowest(losses: Callable[[Floats], Floats], low: float, high: float, tried: Sequence[int]) -> tuple[float, float]:
    """The multiple with the lowest loss between two of them, ever closer around the lowest so far, and that loss."""
    for count in tried:
        multiples = np.geomspace(low, high, count)
        found = losses(multiples)
        best = int(np.argmin(found))
        low, high = multiples[max(best - 1, 0)], multiples[min(best + 1, count - 1)]
    return float(multiples[best]), float(found[best])


def _pieces(rates: Floats) -> tuple[Floats, Floats]:
    """Rates, and for how many steps each holds: of each piece its mean one deviation up, and one down."""
    if len(rates) <= 2 * _PIECES:
        return rates, np.ones(len(rates))
    edges = np.linspace(0, len(rates), _PIECES + 1).round().astype(np.int64)
    counts = np.diff(edges)
    mean, square = (np.add.reduceat(column, edges[:-1]) / counts for column in (rates, np.square(rates)))
    spread = np.sqrt(np.maximum(square - np.square(mean), 0.0))
    return np.stack([mean + spread, mean - spread], axis=1).ravel(), np.repeat(counts / 2, 2)


def _final_losses(multiples: Floats, held: Floats, counts: Floats, curvatures: Floats, noise: float) -> Floats:
    """The loss after the last piece for each multiple; inf where it leaves the numbers."""
    rates = (held[:, None] * multiples)[:, :, None]
    moments = np.ones((len(multiples), len(curvatures)))
    with np.errstate(all="ignore"):
        once = np.square(1 - rates * curvatures)
        whole = once if (counts == 1).all() else once ** counts[:, None, None]
        times = np.where(once == 1, counts[:, None, None], (1 - whole) / (1 - once))
        shaken = np.square(rates * noise) * times
        for shrink, shake in zip(whole, shaken, strict=True):
            moments *= shrink
            moments += shake
        losses = moments @ curvatures / 2
    return np.where(np.isfinite(losses), losses, np.inf)
