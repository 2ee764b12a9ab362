"""Computes the last-iterate bound for convex functions: the loss that a schedule guarantees in the worst case."""

import math

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.theory.far_field import FarField, checked_rows, terms
from lrviz.arrays import Floats


def last_iterate_bound(rates: ArrayLike, distance: float = 1.0, gradient: float = 1.0) -> float:
    """The largest expected excess loss at the point where the last of the rates is used.

    With η₁ … η_T the rates, D the distance and G the gradient, the bound is

        D²/(2Ση) + G²Ση²/(2Ση) + ½ Σ_{k<T} η_k/Σ_{t>k}η_t · Σ_{t≥k}η_t²G²/Σ_{t≥k}η_t.

    Summed by parts, with η_k/(Σ_{t>k}η · Σ_{t≥k}η) = 1/Σ_{t>k}η − 1/Σ_{t≥k}η, it is

        D²/(2Ση) + ½G² (η_T + Σ_{k<T} η_k²/Σ_{t>k}η_t),

    which is what is computed. It holds for E f(x_T) − f*, x_T being the iterate before the last step, for SGD on any
    convex f with any positive rates; steps of rate 0 move nothing and are left out.

    Source: Defazio et al. 2023, arXiv 2310.07831, theorem 10; used for schedules by Schaipp et al. 2025,
    arXiv 2501.18965.

    Args:
        rates: (n,), the rate of each step.
        distance: D, how far the start is from a minimum.
        gradient: G, with E‖g‖² ≤ G² for every stochastic gradient g.

    Returns:
        In units of the loss; inf where nothing is guaranteed: without any step, or with a rate negative or not finite.
    """
    travel, noise = _terms(np.asarray(rates, dtype=float))
    return distance**2 * travel + gradient**2 * noise


def bounds(rates: ArrayLike, rows: ArrayLike, distance: float = 1.0, gradient: float = 1.0) -> Floats:
    """The last-iterate bound as the run goes on, as if it ended after so many steps.

    Args:
        rates: (n,), the rate of each step.
        rows: (rows,), numbers of steps, each from 0 to n.
        distance: how far the start is from a minimum.
        gradient: the largest root mean square of the gradients.

    Returns:
        (rows,): `last_iterate_bound(rates[:row])` of each row, to twelve digits.

    Raises:
        ValueError: a row is outside 0 … n.
    """
    values = np.asarray(rates, dtype=float)
    counts = checked_rows(rows, len(values))
    sound = _sound(values)
    moved = np.concatenate(([0], np.cumsum(values[:sound] != 0)))[np.minimum(counts, sound)]
    guaranteed = (counts <= sound) & (moved > 0)
    with np.errstate(all="ignore"):
        far = FarField(values[:sound][values[:sound] != 0])
        pairs = [
            far.terms(count) if known else (math.inf, math.inf)
            for count, known in zip(moved.tolist(), guaranteed.tolist(), strict=True)
        ]
    travel, noise = np.array(pairs).reshape(-1, 2).T
    return distance**2 * travel + gradient**2 * noise


def best_scale(rates: ArrayLike, distance: float = 1.0, gradient: float = 1.0) -> tuple[float, float]:
    """The multiple of the whole schedule that makes the last-iterate bound smallest, and that bound.

    The bound of γ·rates is T₁/γ + γT₂; it is smallest, 2√(T₁T₂), at γ = √(T₁/T₂).

    Returns:
        The factor and the bound; NaN and inf where no multiple guarantees anything.
    """
    travel, noise = _terms(np.asarray(rates, dtype=float))
    if not (math.isfinite(travel) and math.isfinite(noise)):
        return math.nan, math.inf
    near, far = distance * math.sqrt(travel), gradient * math.sqrt(noise)
    return near / far, 2 * near * far


def _terms(rates: Floats) -> tuple[float, float]:
    """What D² and G² are multiplied by."""
    moving = rates[rates != 0]
    return terms(moving) if len(moving) and _sound(rates) == len(rates) else (math.inf, math.inf)


def _sound(rates: Floats) -> int:
    """How many rates there are before the first that is negative or not finite."""
    broken = ~(np.isfinite(rates) & (rates >= 0))
    return int(broken.argmax()) if broken.any() else len(rates)
