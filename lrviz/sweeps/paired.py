"""Runs under the same seeds, compared pair by pair, in words that say how far luck reaches."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats

LUCK = 0.05
"""How often luck alone may look like a difference, in all comparisons that are told together."""


@dataclass(frozen=True, eq=False)
class Paired:
    """A loss of two runs under the same seeds.

    Attributes:
        name, base: what the two are called.
        losses: (seeds,), of the one; not finite where it diverged.
        base_losses: (seeds,), of the other one.
        together: how many comparisons are told together.
    """

    name: str
    base: str
    losses: Floats
    base_losses: Floats
    together: int = 1

    @property
    def differences(self) -> Floats:
        """Of the seeds under which neither diverged, below 0 where the one has the lower loss."""
        known = np.isfinite(self.losses) & np.isfinite(self.base_losses)
        return np.asarray(self.losses[known] - self.base_losses[known])

    @property
    def margin(self) -> float:
        """How far the mean difference may be off: half of Student's interval; infinite with less than two seeds."""
        return student_margin(self.differences, LUCK / self.together)

    @property
    def sentence(self) -> str:
        """Who diverged, the difference, how far it may be off, and whether it may be luck."""
        return " ".join(filter(None, (self._divergences, self._difference)))

    @property
    def _divergences(self) -> str:
        told = ((self.name, self.losses), (self.base, self.base_losses))
        counts = {name: int((~np.isfinite(losses)).sum()) for name, losses in told}
        if not any(counts.values()):
            return ""
        seeds = len(self.losses)
        return f"{', '.join(f'{name} diverged under {count} of {seeds} seeds' for name, count in counts.items())}."

    @property
    def _difference(self) -> str:
        known = self.differences
        if not len(known):
            return ""
        mean, lower, seeds = float(known.mean()), int((known < 0).sum()), len(known)
        if not known.any():
            return f"{self.name} ends like {self.base} under {'each of ' * (seeds > 1)}{_counted(seeds)}."
        ends = f"{self.name} ends {'lower' if mean < 0 else 'higher'} than {self.base} by {abs(mean):.2g}"
        if seeds == 1:
            return f"{ends} under one seed: that may be luck."
        luck = "within luck" if abs(mean) <= self.margin else "more than luck"
        times = lower if mean < 0 else int((known > 0).sum())
        return f"{ends} ± {self.margin:.2g} on average over {seeds} seeds, under {times} of them: {luck}."


def compared(base: str, base_losses: Floats, others: Sequence[tuple[str, Floats]]) -> list[Paired]:
    """Several runs, each compared with the same one under the seeds that both have.

    Args:
        base: what the one is called that the others are compared with.
        base_losses: (seeds,), not finite where it diverged.
        others: names and losses of the others, under the first of these seeds or under all of them.
    """
    together = [(name, losses[: len(base_losses)]) for name, losses in others if len(losses) and len(base_losses)]
    return [Paired(name, base, own, base_losses[: len(own)], len(together)) for name, own in together]


def student_margin(differences: Floats, luck: float) -> float:
    """Half of Student's interval of a mean.

    Args:
        differences: (n,), finite.
        luck: how often the interval may miss the mean of all seeds that there could be.

    Returns:
        inf with less than two differences.
    """
    from scipy.special import stdtrit

    count = len(differences)
    if count < 2:
        return math.inf
    quantile = float(stdtrit(count - 1, 1 - luck / 2))
    with np.errstate(over="ignore"):
        return quantile * float(differences.std(ddof=1)) / math.sqrt(count)


def _counted(seeds: int) -> str:
    return f"{seeds} seed{'' if seeds == 1 else 's'}"
