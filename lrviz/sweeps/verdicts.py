"""The outcome of a fair comparison in words."""

import math
from collections.abc import Iterator

from lrviz.simulate.outcomes.words import number
from lrviz.sweeps.measures import measure
from lrviz.sweeps.ranking import LEVEL, Difference, Ranking, Standing
from lrviz.sweeps.signed_rank import smallest_p


def sentences(ranking: Ranking) -> tuple[str, ...]:
    """Each run, best first, then each difference."""
    names = {standing.run: standing.label for standing in ranking.standings}
    lines = [_standing(place, standing, ranking) for place, standing in enumerate(ranking.standings, 1)]
    lines += [_difference(difference, names, ranking) for difference in ranking.differences]
    return (*lines, *_advice(ranking))


def conditions(ranking: Ranking) -> tuple[str, ...]:
    """What the order holds for."""
    fair = ranking.fair
    scene = fair.scene
    x, y = scene.origin
    optimizers = dict.fromkeys(run.optimizer.label(with_lr=False) for run in scene.runs)
    return (
        f"Function: {scene.objective.label}, from ({number(x)}, {number(y)}).",
        f"Budget: {scene.steps} steps.",
        f"Optimizer: {', '.join(optimizers)}.",
        _noise(ranking),
        _grid(ranking),
        *_lengths(ranking),
        "With another function, start, budget, optimizer or noise the order may be another.",
    )


def _standing(place: int, standing: Standing, ranking: Ranking) -> str:
    if standing.rate is None:
        return f"{place}. {standing.label}: no peak rate of these gives a finite {ranking.fair.measure}."
    return (
        f"{place}. {standing.label}: {ranking.fair.measure} {number(standing.median)} "
        f"at the peak rate {number(standing.rate)}{_reach(standing)}."
    )


def _reach(standing: Standing) -> str:
    """The good range of the rate."""
    width = standing.width
    if width is None or len(standing.bands[0]) < 2:
        return ""
    if width.low == width.high:
        neighbours = "neighbour is" if standing.at_end else "neighbours are"
        return f"; its {neighbours} more than twice as bad"
    more = " or more" if width.open_low or width.open_high else ""
    ends = f"{number(width.low)} to {number(width.high)}"
    return f"; the good range is {number(width.decades)} decades{more} wide ({ends})"


def _difference(difference: Difference, names: dict[int, str], ranking: Ranking) -> str:
    better, worse = names[difference.better], names[difference.worse]
    if difference.noise and not difference.p < 1:
        return f"{better} and {worse} do not differ."
    effect, seeds = difference.effect, len(ranking.judging)
    apart = f"{_quantity(ranking)} of {worse} is {_size(effect.estimate, ranking)} that of {better}"
    if not ranking.fair.scene.noise:
        return f"{_capital(apart)} (without noise: for this start, exactly)."
    if difference.noise is None:
        return f"{_capital(apart)} over {seeds} seeds, too few for any test to tell whether that is noise."
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
    counted = measure(ranking.fair.measure).of_loss and ranking.ratios
    return f"the {ranking.fair.measure}" + (" above the lowest value" if counted else "")


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
    if any(difference.noise is None for difference in ranking.differences) and ranking.fair.scene.noise:
        yield f"To tell these differences from noise takes {_seeds_needed(len(ranking.differences))} seeds at least."


def _seeds_needed(pairs: int) -> int:
    """How many seeds let the smallest p value that there is pass Holm's correction."""
    judging = next(count for count in range(1, 64) if pairs * smallest_p(count) <= LEVEL)
    return 2 * judging


def _noise(ranking: Ranking) -> str:
    scene, draws = ranking.fair.scene, ranking.fair.draws
    if not scene.noise:
        return "No gradient noise: every seed gives the same run, and there is nothing to test."
    said = f"Gradient noise of standard deviation {number(scene.noise)}, the same for every run at every rate"
    if ranking.choosing == ranking.judging:
        return f"{said}; {draws} seeds both chose the best rates and judged them, which flatters all of them."
    return f"{said}; {len(ranking.choosing)} seeds chose the best rates and {len(ranking.judging)} others judged them."


def _grid(ranking: Ranking) -> str:
    rates = ranking.rates
    if len(rates) < 2:
        return f"One peak rate: {number(rates[0])}."
    step = (rates[-1] / rates[0]) ** (1 / (len(rates) - 1))
    return f"Peak rates: {len(rates)} from {number(rates[0])} to {number(rates[-1])}, {number(step)} times apart."


def _lengths(ranking: Ranking) -> Iterator[str]:
    """Schedules that are planned for another number of steps than they get."""
    steps = ranking.fair.scene.steps
    for run in ranking.fair.scene.runs:
        schedule = run.schedule
        if schedule.repeats or schedule.length in (None, steps):
            continue
        yield f"{schedule.label} is planned for {schedule.length} steps, not for the {steps} of the budget."
