"""Computes exactly the expected loss of SGD on a noisy quadratic, for any schedule."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.theory.far_field import checked_rows
from lrviz.arrays import Floats
from lrviz.hyperparameters import Choice, Declared, Range

EIGENVALUES = 32
_OUTLIERS = 4
_HUGE = 1e50


@dataclass(frozen=True)
class Spectrum(Declared):
    """The curvatures of a quadratic in 32 directions, and the noise of its gradients.

    The shapes, from the largest curvature L down to L/condition: "one curvature" is L in every direction; "even" is
    evenly spaced; "power law" is L·i^(−p), i = 1 … 32; "a few large ones" is L in four directions and L/condition in
    all others.
    """

    shape: Annotated[
        str,
        "How the curvatures are spread over the directions.",
        Choice(("one curvature", "even", "power law", "a few large ones")),
    ] = "power law"
    largest: Annotated[
        float | None, "Largest curvature; without one, 1 over the highest rate.", Range(1e-9, 1e9, log=True)
    ] = None
    condition: Annotated[float, "Largest curvature over the smallest.", Range(1.0, 1e9, log=True, usual=(1.0, 1e5))] = (
        1e3
    )
    noise: Annotated[
        float, "Standard deviation of the gradient's noise in each direction.", Range(0.0, 1e6, usual=(0.0, 10.0))
    ] = 1.0

    def eigenvalues(self, largest: float | None = None) -> Floats:
        """The curvatures, shape (32,), falling.

        Args:
            largest: the largest one, where `self.largest` leaves it open.

        Raises:
            ValueError: the largest one is open in both, or is not a positive number.
        """
        top = largest if self.largest is None else self.largest
        if top is None or not 0 < top < math.inf:
            raise ValueError(f"largest must be a positive number where Spectrum.largest is None, got {top}")
        return top * self._profile()

    def _profile(self) -> Floats:
        floor = 1.0 / self.condition
        if self.shape == "one curvature":
            return np.ones(EIGENVALUES)
        if self.shape == "even":
            return np.linspace(1.0, floor, EIGENVALUES)
        if self.shape == "power law":
            exponent = math.log(self.condition) / math.log(EIGENVALUES)
            return np.arange(1.0, EIGENVALUES + 1.0) ** np.float64(-exponent)
        return np.where(np.arange(EIGENVALUES) < _OUTLIERS, 1.0, floor)


def expected_loss(rates: ArrayLike, eigenvalues: ArrayLike, noise: float, rows: ArrayLike | None = None) -> Floats:
    """The expected loss ½ Σ h·m₂ of SGD on a noisy quadratic, after so many steps.

    In a direction of curvature h, with gradient noise of standard deviation σ, the expected square of the distance to
    the minimum goes m₂ ← (1 − lr·h)²·m₂ + lr²σ², from m₂ = 1: an identity, not an approximation.

    Source: Schaul, Zhang and LeCun 2013, arXiv 1206.1106; Zhang et al. 2019, arXiv 1907.04164.

    Args:
        rates: (n,), the rate of each step.
        eigenvalues: (k,), the curvature h of each direction.
        noise: σ, the same in every direction.
        rows: (rows,), numbers of steps, each from 0, the start, to n; all of them if None.

    Returns:
        (rows,), in units of the loss; inf from the step on at which a run that diverges, or uses a rate that is not
        finite, leaves the floating-point numbers.

    Raises:
        ValueError: a row is outside 0 … n.
    """
    values = np.asarray(rates, dtype=float)
    curvatures = np.asarray(eigenvalues, dtype=float)
    counts = checked_rows(np.arange(len(values) + 1) if rows is None else rows, len(values))
    with np.errstate(all="ignore"):
        losses = _Blocks(values, curvatures, float(noise)).losses()
    return losses[counts]


class _Blocks:
    """The run cut into about √n blocks of about √n steps, so that numpy takes one step in all blocks at once."""

    def __init__(self, rates: Floats, curvatures: Floats, noise: float) -> None:
        self._steps = len(rates)
        width = max(math.isqrt(self._steps), 1)
        padded = np.zeros(-(-self._steps // width) * width)  # a step of rate 0 changes nothing
        padded[: self._steps] = rates
        self._rates = np.ascontiguousarray(padded.reshape(-1, width).T)[:, :, None]
        self._curvatures = curvatures
        self._noise = noise

    def losses(self) -> Floats:
        """The expected losses after 0 … n steps, shape (n + 1,)."""
        width, blocks, _ = self._rates.shape
        losses = np.empty((width, blocks))
        moments = self._starts()
        for position, (shrink, shake) in enumerate(self._moves()):
            moments *= shrink
            moments += shake
            losses[position] = moments @ self._curvatures
        flat = np.concatenate(([self._curvatures.sum()], losses.T.ravel()[: self._steps])) / 2
        return _lost_for_good(flat)

    def _moves(self) -> Iterator[tuple[Floats, Floats]]:
        """(1 − lr·h)² and lr²σ² of each step of all blocks, shapes (blocks, k) and (blocks, 1)."""
        for rates in self._rates:
            shrink = rates * self._curvatures
            np.subtract(1.0, shrink, out=shrink)
            np.square(shrink, out=shrink)
            yield shrink, np.square(rates * self._noise)

    def _starts(self) -> Floats:
        """The second moments at the start of each block, shape (blocks, k)."""
        shrinks, shakes = self._composed()
        moments = np.ones(len(self._curvatures))
        starts = np.full(shrinks.shape, np.inf)
        for block, (shrink, shake) in enumerate(zip(shrinks, shakes, strict=True)):
            if not np.isfinite(moments).all():
                break
            starts[block] = moments
            composed = shrink * moments + shake
            exact = moments.max(initial=0.0) < _HUGE and np.isfinite(composed).all()
            moments = composed if exact else self._stepped(block, moments)
        return starts

    def _composed(self) -> tuple[Floats, Floats]:
        """What each block as a whole multiplies the second moments by, and what it adds, each (blocks, k)."""
        shape = (self._rates.shape[1], len(self._curvatures))
        shrinks, shakes = np.ones(shape), np.zeros(shape)
        for shrink, shake in self._moves():
            shrinks *= shrink
            shakes *= shrink
            shakes += shake
        return shrinks, shakes

    def _stepped(self, block: int, moments: Floats) -> Floats:
        """The second moments after a block, step by step: its factors together overflow, or underflow what matters."""
        for rate in self._rates[:, block, 0].tolist():
            moments = (1.0 - rate * self._curvatures) ** 2 * moments + (rate * self._noise) ** 2
        return moments


def _lost_for_good(losses: Floats) -> Floats:
    """The losses with inf from the first one on that is not finite."""
    lost = ~np.isfinite(losses)
    if lost.any():
        losses[int(lost.argmax()) :] = np.inf
    return losses
