"""Ranks the runs of a fair comparison, and says which differences are noise."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.hyperparameters import HyperparameterError
from lrviz.scene import Run, Scene
from lrviz.sweeps.comparison import FairComparison
from lrviz.sweeps.measures import quantile
from lrviz.sweeps.result import Width, good_range
from lrviz.sweeps.signed_rank import Shift, holm, signed_rank_p, smallest_p
from lrviz.sweeps.yardstick import Yardstick

LEVEL = 0.05
"""Differences whose adjusted p value is above this are called noise."""

BANDS = (0.1, 0.5, 0.9)
"""The quantiles over the seeds that `Standing.bands` holds."""

_SPLIT_FROM = 4


@dataclass(frozen=True, eq=False)
class Standing:
    """One run at its best peak rate.

    Attributes:
        run: which of the scene's runs.
        label: what legends call it, without its rate.
        rate: the best peak rate; None where no rate has a finite median.
        scene: that run alone at that rate, ready to be opened; None as well.
        judged: (n,), the measure there for each of the seeds that judge.
        median: their median; inf where there is no best rate.
        bands: (3, rates), the quantiles `BANDS` over all seeds at each rate.
        width: the good range of the rate; None where there is no best one.
        at_end: whether the best rate is the first or the last one, so that a better one may lie beyond.
    """

    run: int
    label: str
    rate: float | None
    scene: Scene | None
    judged: Floats
    median: float
    bands: Floats
    width: Width | None
    at_end: bool


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
class Ranking:
    """The outcome of a fair comparison.

    Attributes:
        fair: what was asked.
        rates: the peak rates that all runs have been measured at.
        standings: the runs, best first.
        differences: every pair of runs that have a best rate, better ones first.
        choosing: the numbers of the seeds on which the best rates were chosen.
        judging: of those on which they were judged; the same ones where there are fewer than 4.
        ratios: whether effects are ratios; otherwise they are differences, as on functions without a minimum.
    """

    fair: FairComparison
    rates: Floats
    standings: tuple[Standing, ...]
    differences: tuple[Difference, ...]
    choosing: tuple[int, ...]
    judging: tuple[int, ...]
    ratios: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """The outcome in words: each run, then each difference."""
        from lrviz.sweeps.verdicts import sentences

        return sentences(self)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What the order holds for, in words."""
        from lrviz.sweeps.verdicts import conditions

        return conditions(self)


def ranked(fair: FairComparison, values: Floats) -> Ranking:
    """The ranking of the runs of a fair comparison.

    With 4 seeds or more, every other seed chooses each run's best rate (by the median) and the others judge it, so
    that no run is flattered by having been picked where it was lucky. Rates that some run has no value at do not count.

    Args:
        fair: what was asked.
        values: what `measured_rates` returned, shape (runs, count, draws).

    Raises:
        ValueError: values of another shape, or no rate that all runs have values at.
    """
    expected = (len(fair.scene.runs), fair.count, fair.draws)
    if values.shape != expected:
        raise HyperparameterError(f"values must have the shape {expected}, got {values.shape}")
    known = np.asarray(~np.isnan(values).any(axis=(0, 2)))
    if not known.any():
        raise HyperparameterError(f"the {fair.measure} must have a value at some rate for all runs, got none")
    seeds = np.arange(fair.draws)
    choosing, judging = (seeds[::2], seeds[1::2]) if fair.draws >= _SPLIT_FROM else (seeds, seeds)
    yardstick = Yardstick.of(fair, values)
    judge = _Judge(fair, yardstick, known, choosing, judging)
    every = [judge.standing(run, values[run]) for run in range(len(values))]
    standings = tuple(sorted(every, key=lambda standing: (standing.rate is None, standing.median)))
    return Ranking(
        fair,
        fair.rates[known],
        standings,
        judge.differences(standings),
        tuple((fair.scene.seed + choosing).tolist()),
        tuple((fair.scene.seed + judging).tolist()),
        yardstick.ratios,
    )


@dataclass(frozen=True, eq=False)
class _Judge:
    """What all standings have in common."""

    fair: FairComparison
    yardstick: Yardstick
    known: Flags
    choosing: Integers
    judging: Integers

    def standing(self, run: int, values: Floats) -> Standing:
        """One run's standing from its values, shape (count, draws)."""
        medians = np.where(self.known, quantile(values[:, self.choosing], 0.5), np.inf)
        bands = np.stack([quantile(values[self.known], share) for share in BANDS])
        label = _label(self.fair, run)
        if not np.isfinite(medians).any():
            lost = np.full(len(self.judging), np.inf)
            return Standing(run, label, None, None, lost, math.inf, bands, None, False)
        best, rates = int(np.argmin(medians)), np.flatnonzero(self.known)
        judged = values[best, self.judging]
        return Standing(
            run,
            label,
            float(self.fair.rates[best]),
            self.fair.scene_of(run, best),
            judged,
            float(quantile(judged[None], 0.5)[0]),
            bands,
            good_range(self.fair.rates[rates], self.yardstick.scores(run, bands[1])) if self.yardstick.ratios else None,
            len(rates) > 1 and best in (rates[0], rates[-1]),
        )

    def differences(self, standings: Sequence[Standing]) -> tuple[Difference, ...]:
        """Every pair of those that have a best rate, tested together."""
        able = [standing for standing in standings if standing.rate is not None]
        marks = {one.run: self.yardstick.comparable(one.run, one.judged) for one in able}
        pairs = list(combinations(marks, 2))
        apart = [marks[worse] - marks[better] for better, worse in pairs]
        noisy = bool(self.fair.scene.noise)
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


def _label(fair: FairComparison, run: int) -> str:
    """What tells a run from the others: its name or its schedule, its optimizer too, or its number as well."""
    plain = [_plain(one) for one in fair.scene.runs]
    optimizers = [one.optimizer.label(with_lr=False) for one in fair.scene.runs]
    if len(set(optimizers)) > 1:
        plain = [
            one.name or f"{with_it} · {label}"
            for one, with_it, label in zip(fair.scene.runs, optimizers, plain, strict=True)
        ]
    return plain[run] if plain.count(plain[run]) == 1 else f"{plain[run]} (run {run + 1})"


def _plain(run: Run) -> str:
    return run.name or (run.schedule.title if run.schedule.overwrites_lr else run.schedule.label)
