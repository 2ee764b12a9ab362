"""Each schedule of a fair comparison at its own best rate, and what lies between every two of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.scene import Run, Scene
from lrviz.sweeps.comparison import FairComparison
from lrviz.sweeps.good_range import Width, good_range, uncertain_range
from lrviz.sweeps.judged import Judged
from lrviz.sweeps.measures import measure, quantile
from lrviz.sweeps.signed_rank import Shift, holm, signed_rank_p, smallest_p
from lrviz.sweeps.yardstick import Yardstick

LEVEL = 0.05
"""Differences whose adjusted p value is above this are called noise."""

BANDS = (0.1, 0.5, 0.9)
"""The quantiles over the seeds that `Standing.bands` holds."""


@dataclass(frozen=True, eq=False)
class Standing:
    """One run at its best peak rate.

    Attributes:
        run: which of the scene's runs.
        label: what legends call it, without its rate.
        rate: the best peak rate; None where no rate has a finite median.
        scene: that run alone at that rate, ready to be opened; None as well.
        judged: (n,), the measure there for each of the seeds that judge.
        judgement: their median with its interval; inf where there is no best rate.
        bands: (3, rates), the quantiles `BANDS` over the seeds that judge, at each rate.
        width: the good range of the rate by the seeds that judge; None where there is no best one.
        at_end: whether the best rate is the first or the last one, so that a better one may lie beyond.
    """

    run: int
    label: str
    rate: float | None
    scene: Scene | None
    judged: Floats
    judgement: Judged
    bands: Floats
    width: Width | None
    at_end: bool

    @property
    def median(self) -> float:
        """The median over the seeds that judge; inf where there is no best rate."""
        return self.judgement.value


@dataclass(frozen=True)
class Difference:
    """What lies between two runs.

    Attributes:
        better: the run that stands higher.
        worse: the other one.
        effect: how many times as high the measure of the worse one is, seed by seed (of losses, the excess over the
            lowest value): the Hodges–Lehmann estimate on logarithms, with its 95 % interval for this pair alone. Where
            `Ranking.ratios` is false, how much higher it is.
        p: of the signed-rank test; NaN where there are no seeds to test.
        adjusted: p after Holm's correction for all pairs.
        noise: whether the difference may be noise; None where no test can tell.
    """

    better: int
    worse: int
    effect: Shift
    p: float
    adjusted: float
    noise: bool | None


@dataclass(frozen=True, eq=False)
class Judge:
    """What all standings have in common."""

    comparison: FairComparison
    yardstick: Yardstick
    known: Flags
    choosing: Integers
    judging: Integers

    def standing(self, run: int, values: Floats) -> Standing:
        """One run's standing from its values, shape (count, draws)."""
        medians = np.where(self.known, quantile(values[:, self.choosing], 0.5), np.inf)
        bands = np.stack([quantile(values[self.known][:, self.judging], share) for share in BANDS])
        label = _label(self.comparison, run)
        if not np.isfinite(medians).any():
            lost = np.full(len(self.judging), np.inf)
            return Standing(run, label, None, None, lost, self._judgement(lost), bands, None, False)
        best, rates = int(np.argmin(medians)), np.flatnonzero(self.known)
        judged = values[best, self.judging]
        return Standing(
            run,
            label,
            float(self.comparison.rates[best]),
            self.comparison.scene_of(run, best),
            judged,
            self._judgement(judged),
            bands,
            self._width(run, values[self.known][:, self.judging]),
            len(rates) > 1 and best in (rates[0], rates[-1]),
        )

    def _judgement(self, judged: Floats) -> Judged:
        return Judged.of(judged, measure(self.comparison.measure), len(self.choosing) < self.comparison.draws)

    def _width(self, run: int, values: Floats) -> Width | None:
        """The good range of the rates that count, from values of shape (rates, judging)."""
        if not self.yardstick.ratios:
            return None
        rates, scores = self.comparison.rates[self.known], self.yardstick.scores(run, values)
        return uncertain_range(rates, scores) if self.comparison.scene.noise else good_range(rates, scores[:, 0])

    def differences(self, standings: Sequence[Standing]) -> tuple[Difference, ...]:
        """Every pair of those that have a best rate, tested together."""
        able = [standing for standing in standings if standing.rate is not None]
        marks = {one.run: self.yardstick.comparable(one.run, one.judged) for one in able}
        pairs = list(combinations(marks, 2))
        apart = [marks[worse] - marks[better] for better, worse in pairs]
        noisy = bool(self.comparison.scene.noise)
        p_values = np.array([signed_rank_p(one) if noisy else math.nan for one in apart])
        blind = not noisy or len(pairs) * smallest_p(len(self.judging)) > LEVEL
        return tuple(
            Difference(*pair, self.yardstick.effect(one), float(p), float(after), _noise(one, float(after), blind))
            for pair, one, p, after in zip(pairs, apart, p_values, holm(p_values), strict=True)
        )


def _noise(apart: Floats, adjusted: float, blind: bool) -> bool | None:
    if not apart.any():
        return True
    return None if blind else adjusted > LEVEL


def _label(comparison: FairComparison, run: int) -> str:
    """What tells a run from the others: its name or its schedule, its optimizer too, or its number as well."""
    plain = [_plain(one) for one in comparison.scene.runs]
    optimizers = [one.optimizer.label(with_lr=False) for one in comparison.scene.runs]
    if len(set(optimizers)) > 1:
        plain = [
            one.name or f"{with_it} · {label}"
            for one, with_it, label in zip(comparison.scene.runs, optimizers, plain, strict=True)
        ]
    return plain[run] if plain.count(plain[run]) == 1 else f"{plain[run]} (run {run + 1})"


def _plain(run: Run) -> str:
    return run.name or (run.schedule.title if run.schedule.overwrites_lr else run.schedule.label)
