"""How measures of two runs are compared: as a ratio where ratios mean something, else as a difference."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats
from lrviz.scene import Run
from lrviz.simulate.outcomes.measures import lowest_cost
from lrviz.sweeps.comparison import FairComparison
from lrviz.sweeps.measures import ARRIVAL, DISTANCE, measure
from lrviz.sweeps.signed_rank import Shift, shift

_ROUNDING = 4 * float(np.finfo(float).eps)
_TINY = float(np.finfo(float).tiny)
_BELOW = 1e-9
_LOST = 350.0
_MOST = 1e300


@dataclass(frozen=True)
class Yardstick:
    """What values of a measure are compared by.

    Attributes:
        lowest: for each run, what a loss is counted from: the lowest cost known in the window; 0 for other measures.
        resolution: what counts as no excess, for it may be rounding.
        ratios: whether ratios are formed; not where values lie below the lowest one, as on functions without a minimum,
            and not of losses on a function that moves, which has another lowest value at each step.
    """

    lowest: tuple[float, ...]
    resolution: float
    ratios: bool

    @staticmethod
    def of(fair: FairComparison, values: Floats) -> "Yardstick":
        """The yardstick for values of shape (runs, count, draws)."""
        runs, of_loss = fair.scene.runs, measure(fair.measure).of_loss
        last = fair.scene.objective.at(fair.scene.steps)
        lowest = tuple(lowest_cost(last, run.optimizer.climbs) if of_loss else 0.0 for run in runs)
        depth = _BELOW * max(abs(_start(fair, run) - low) for run, low in zip(runs, lowest, strict=True))
        with np.errstate(invalid="ignore"):
            below = values - np.reshape(lowest, (-1, 1, 1)) < -depth
        incomparable = below.any() or (of_loss and fair.scene.objective.moves)
        return Yardstick(lowest, _resolution(fair, lowest), not incomparable)

    def scores(self, run: int, values: Floats) -> Floats:
        """The excess of a run's values, at least the resolution; the values themselves where no ratios are formed."""
        return np.maximum(values - self.lowest[run], self.resolution) if self.ratios else values

    def comparable(self, run: int, values: Floats) -> Floats:
        """Finite numbers whose differences say how far apart values are; diverged ones lie at the end of them."""
        if self.ratios:
            return np.minimum(np.log(self.scores(run, values)), _LOST)
        return np.clip(values, -_MOST, _MOST)

    def effect(self, differences: Floats) -> Shift:
        """What differences of comparable numbers lie around: a ratio, or a difference where no ratios are formed."""
        found = shift(differences)
        if not self.ratios:
            return found
        with np.errstate(over="ignore"):
            return Shift(*(float(np.exp(end)) for end in (found.estimate, found.low, found.high)))


def _start(fair: FairComparison, run: Run) -> float:
    return run.optimizer.sign * float(fair.scene.objective.value(*fair.scene.origin))


def _resolution(fair: FairComparison, lowest: tuple[float, ...]) -> float:
    """One step, or the rounding of a point in the window or of the lowest value."""
    if fair.measure == ARRIVAL.name:
        return 1.0
    largest = max(map(abs, np.ravel(fair.scene.objective.window) if fair.measure == DISTANCE.name else lowest))
    return max(_ROUNDING * float(largest), _TINY)
