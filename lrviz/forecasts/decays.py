"""Which decay: the last loss of warmup, stable and decay for a grid of decays, under a law that was fitted to a log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.forecasts.changes import changes
from lrviz.forecasts.fitting import Fitted
from lrviz.forecasts.forecasting import Forecast
from lrviz.forecasts.measured import LONGEST
from lrviz.forecasts.refusal import ForecastError
from lrviz.schedules import WarmupStableDecay

SHARES = tuple(round(0.05 * number, 2) for number in range(1, 20))
"""Shares of the run in which the rate falls."""

SHAPES = ("linear", "cosine", "1-sqrt", "exponential")
"""How it falls, as `WarmupStableDecay` calls it."""

LENGTHS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
"""Lengths of a run, in those of the log."""

AS_GOOD = 0.005
"""Losses that differ by less are as good as one another: the law does not tell them apart."""

_FINEST = 2048
"""A longer run is computed with so many rates, each of which stands for several steps."""


@dataclass(frozen=True, eq=False)
class DecayMap:
    """The loss expected at the end of a run for a grid of decays.

    Attributes:
        schedules: (shares, columns) of them, nested; each has the log's warmup and falls to 0.
        shares: of each row, the share of the run in which the rate falls.
        columns: shapes of the fall, or numbers of steps.
        steps: of each column, how many steps the run takes.
        finals: (shares, columns), the losses at the end.
    """

    schedules: tuple[tuple[WarmupStableDecay, ...], ...]
    shares: tuple[float, ...]
    columns: tuple[str, ...] | tuple[int, ...]
    steps: tuple[int, ...]
    finals: Floats

    @property
    def as_good(self) -> Flags:
        """(shares, columns), whether a decay is as good as the best one of its length."""
        counts = np.array(self.steps)
        best = np.array([self.finals[:, counts == count].min() for count in counts])
        good: Flags = self.finals <= best + AS_GOOD
        return good


def decay_map(
    made: Forecast,
    *,
    shapes: Sequence[str] = SHAPES,
    lengths: Sequence[int] = (),
    shares: Sequence[float] = SHARES,
    steps: int | None = None,
) -> DecayMap:
    """The loss at the end for each share of the decay, over the shapes of its fall or over lengths of the run.

    Args:
        made: a forecast, whose law and log are used.
        shapes: of the fall; with lengths the first of them is taken.
        lengths: in steps; none for the shapes, over as many steps as the log has.
        shares: of the run, above 0 and at most 1.
        steps: of the run, where shapes are compared; as many as the log has by default.

    Raises:
        ForecastError: a share or a length is out of range.
    """
    run = made.runs[0]
    if not all(0 < share <= 1 for share in shares) or not shapes:
        raise ForecastError(f"a decay takes a share above 0 and at most 1 of the run, got {list(shares)}")
    counts = tuple(lengths) or (len(run.rates) if steps is None else steps,) * len(shapes)
    if not all(run.warmup < count <= LONGEST for count in counts):
        raise ForecastError(f"lengths are above the warmup's {run.warmup:,} and at most {LONGEST:,} steps")
    falls = (shapes[0],) * len(lengths) if lengths else tuple(shapes)
    grid = tuple(
        tuple(decaying(count, run.warmup, share, fall) for count, fall in zip(counts, falls, strict=True))
        for share in shares
    )
    finals = [
        [_final(made.fitted, run.peak, one, count) for one, count in zip(row, counts, strict=True)] for row in grid
    ]
    return DecayMap(grid, tuple(shares), tuple(lengths) or tuple(shapes), counts, np.array(finals))


def decaying(steps: int, warmup: int, share: float, shape: str) -> WarmupStableDecay:
    """A schedule that rises in a warmup, stands, and falls to 0 in the last share of its steps."""
    fall = min(max(1, round(share * steps)), max(1, steps - warmup))
    return WarmupStableDecay(warmup, max(0, steps - warmup - fall), fall, decay_shape=shape)


def _final(fitted: Fitted, peak: float, schedule: WarmupStableDecay, steps: int) -> float:
    """The loss at the end, from no more rates than tell it."""
    count = min(steps, _FINEST)
    seen = changes(_rates(schedule, peak, steps, count), np.array([count]), steps / count)
    return float(fitted.losses(seen)[0])


def _rates(schedule: WarmupStableDecay, peak: float, steps: int, count: int) -> Floats:
    if count == steps:
        return schedule.rates(peak, steps)
    share = count / steps
    shorter = {name: round(share * getattr(schedule, name)) for name in ("warmup_steps", "decay_steps")}
    rest = count - sum(shorter.values())
    return replace(schedule, stable_steps=max(0, rest), **shorter).rates(peak, count)
