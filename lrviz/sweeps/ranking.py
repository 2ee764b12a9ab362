"""The ranking of a fair comparison, and what it says in words: which differences are real, and which are noise."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.simulate.outcomes.english import number
from lrviz.sweeps.comparison import FairComparison
from lrviz.sweeps.good_range import Width
from lrviz.sweeps.measures import measure
from lrviz.sweeps.signed_rank import smallest_p
from lrviz.sweeps.standings import LEVEL, Difference, Judge, Standing
from lrviz.sweeps.yardstick import Yardstick

_SPLIT_FROM = 4


@dataclass(frozen=True, eq=False)
class Ranking:
    """The outcome of a fair comparison.

    Attributes:
        comparison: what was asked.
        rates: the peak rates that all runs have been measured at.
        standings: the runs, best first.
        differences: every pair of runs that have a best rate, better ones first.
        choosing: the numbers of the seeds on which the best rates were chosen.
        judging: of those on which they were judged; the same ones where there are fewer than 4.
        ratios: whether effects are ratios; otherwise they are differences, as on functions without a minimum.
    """

    comparison: FairComparison
    rates: Floats
    standings: tuple[Standing, ...]
    differences: tuple[Difference, ...]
    choosing: tuple[int, ...]
    judging: tuple[int, ...]
    ratios: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """The outcome in words: each run, best first, then each difference."""
        names = {standing.run: standing.label for standing in self.standings}
        lines = [_standing(place, standing, self) for place, standing in enumerate(self.standings, 1)]
        lines += [_difference(difference, names, self) for difference in self.differences]
        return (*lines, *_advice(self))

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What the order holds for, in words."""
        scene = self.comparison.scene
        x, y = scene.origin
        optimizers = dict.fromkeys(run.optimizer.label(with_lr=False) for run in scene.runs)
        return (
            f"Function: {scene.objective.label}, from ({number(x)}, {number(y)}).",
            f"Budget: {scene.steps} steps.",
            f"Optimizer: {', '.join(optimizers)}.",
            _noise(self),
            _grid(self),
            *_lengths(self),
            "With another function, start, budget, optimizer or noise the order may be another.",
        )


def ranked(comparison: FairComparison, values: Floats) -> Ranking:
    """The ranking of the runs of a fair comparison.

    With 4 seeds or more, every other seed chooses each run's best rate (by the median) and the others judge it, so
    that no run is flattered by having been picked where it was lucky. Rates that some run has no value at do not count.

    Args:
        comparison: what was asked.
        values: what `measured_rates` returned, shape (runs, count, draws).

    Raises:
        ValueError: values of another shape, or no rate that all runs have values at.
    """
    expected = (len(comparison.scene.runs), comparison.count, comparison.draws)
    if values.shape != expected:
        raise HyperparameterError(f"values must have the shape {expected}, got {values.shape}")
    known = np.asarray(~np.isnan(values).any(axis=(0, 2)))
    if not known.any():
        raise HyperparameterError(f"the {comparison.measure} must have a value at some rate for all runs, got none")
    seeds = np.arange(comparison.draws)
    choosing, judging = (seeds[::2], seeds[1::2]) if comparison.draws >= _SPLIT_FROM else (seeds, seeds)
    yardstick = Yardstick.of(comparison, values)
    judge = Judge(comparison, yardstick, known, choosing, judging)
    every = [judge.standing(run, values[run]) for run in range(len(values))]
    standings = tuple(sorted(every, key=lambda standing: (standing.rate is None, standing.median)))
    return Ranking(
        comparison,
        comparison.rates[known],
        standings,
        judge.differences(standings),
        tuple((comparison.scene.seed + choosing).tolist()),
        tuple((comparison.scene.seed + judging).tolist()),
        yardstick.ratios,
    )


def _standing(place: int, standing: Standing, ranking: Ranking) -> str:
    if standing.rate is None:
        return f"{place}. {standing.label}: no peak rate of these gives a finite {ranking.comparison.measure}."
    return (
        f"{place}. {standing.label}: {ranking.comparison.measure} {_judgement(standing, ranking)} "
        f"at the peak rate {number(standing.rate)}{_reach(standing)}."
    )


def _judgement(standing: Standing, ranking: Ranking) -> str:
    """The median over the seeds that judge, and how far off it may be."""
    if not ranking.comparison.scene.noise:
        return number(standing.median)
    return standing.judgement.words(measure(ranking.comparison.measure).infinite)


def _reach(standing: Standing) -> str:
    """The good range of the rate."""
    width = standing.width
    if width is None or len(standing.bands[0]) < 2:
        return ""
    if width.low == width.high and width.interval is not None:
        return f"; the good range is narrower than the grid{_between(width, ' (', ')')}"
    if width.low == width.high:
        neighbours = "neighbour is" if standing.at_end else "neighbours are"
        return f"; its {neighbours} more than twice as bad"
    more = " or more" if width.open_low or width.open_high else ""
    ends = f"{number(width.low)} to {number(width.high)}"
    return f"; the good range is {number(width.decades)} decades{more} wide ({ends}{_between(width, '; ')})"


def _between(width: Width, before: str, after: str = "") -> str:
    """How far off the width may be."""
    words = width.interval_words
    return f"{before}{words}{after}" if words else ""


def _difference(difference: Difference, names: dict[int, str], ranking: Ranking) -> str:
    better, worse = names[difference.better], names[difference.worse]
    if difference.noise and not difference.p < 1:
        return f"{better} and {worse} do not differ."
    effect, seeds = difference.effect, len(ranking.judging)
    apart = f"{_quantity(ranking)} of {worse} is {_size(effect.estimate, ranking)} that of {better}"
    if not ranking.comparison.scene.noise:
        return f"{_capital(apart)} (without noise: for this start, exactly)."
    if difference.noise is None:
        over = f"{seeds} seeds" if seeds > 1 else "one seed"
        return f"{_capital(apart)} over {over}, too few for any test to tell whether that is noise."
    between = ""
    if math.isfinite(effect.high):
        between = f"95 %: {_size(effect.low, ranking)} to {_size(effect.high, ranking)}, "
    p = "p" if len(ranking.differences) == 1 else "adjusted p"
    tested = f"({between}{p} = {difference.adjusted:.2g} over {seeds} seeds)"
    if difference.noise:
        return (
            f"Between {better} and {worse} the differences are noise, as far as {seeds} seeds tell: {apart} {tested}."
        )
    return f"{_capital(apart)} {tested}."


def _quantity(ranking: Ranking) -> str:
    counted = measure(ranking.comparison.measure).of_loss and ranking.ratios
    return f"the {ranking.comparison.measure}" + (" above the lowest value" if counted else "")


def _size(effect: float, ranking: Ranking) -> str:
    if not ranking.ratios:
        return f"{number(abs(effect))} {'below' if effect < 0 else 'above'}"
    return f"{number(effect)} times" if effect < 1e6 else "more than a million times"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _advice(ranking: Ranking) -> Iterator[str]:
    """What would make the answer better."""
    for standing in ranking.standings:
        if standing.at_end:
            yield f"The best rate of {standing.label} is at the end of the range: a wider one may hold a better rate."
    if any(difference.noise is None for difference in ranking.differences) and ranking.comparison.scene.noise:
        yield f"To tell these differences from noise takes {_seeds_needed(len(ranking.differences))} seeds at least."


def _seeds_needed(pairs: int) -> int:
    """How many seeds let the smallest p value that there is pass Holm's correction."""
    judging = next(count for count in range(1, 64) if pairs * smallest_p(count) <= LEVEL)
    return 2 * judging


def _noise(ranking: Ranking) -> str:
    scene, draws = ranking.comparison.scene, ranking.comparison.draws
    if not scene.noise:
        return "No gradient noise: every seed gives the same run, and there is nothing to test."
    said = f"Gradient noise of standard deviation {number(scene.noise)}, the same for every run at every rate"
    if ranking.choosing == ranking.judging:
        seeds = f"{draws} seeds" if draws > 1 else "one seed"
        return f"{said}; {seeds} both chose the best rates and judged them, which flatters all of them."
    return f"{said}; {len(ranking.choosing)} seeds chose the best rates and {len(ranking.judging)} others judged them."


def _grid(ranking: Ranking) -> str:
    rates = ranking.rates
    if len(rates) < 2:
        return f"One peak rate: {number(rates[0])}."
    step = (rates[-1] / rates[0]) ** (1 / (len(rates) - 1))
    return f"Peak rates: {len(rates)} from {number(rates[0])} to {number(rates[-1])}, {number(step)} times apart."


def _lengths(ranking: Ranking) -> Iterator[str]:
    """Schedules that are planned for another number of steps than they get."""
    steps = ranking.comparison.scene.steps
    for run in ranking.comparison.scene.runs:
        schedule = run.schedule
        if schedule.repeats or schedule.length in (None, steps):
            continue
        yield f"{schedule.label} is planned for {schedule.length} steps, not for the {steps} of the budget."
