"""Optuna's own figures of a search, as Plotly figures in plain dicts."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lrviz.search import Found
from lrviz.search.quiet import quiet
from lrviz.sweeps import MEASURES

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

Figure = dict[str, Any]

_FEWEST_FOR_IMPORTANCE = 4


def history(found: Found) -> Figure:
    """The value of every trial, and the best one so far."""
    from optuna.visualization import plot_optimization_history as plot

    return _drawn(found, 1, lambda: plot(found.study, target_name=found.measure), logarithmic="yaxis")


def parallel_coordinates(found: Found) -> Figure:
    """Each trial as a line through its settings, coloured by its value: by its logarithm where that is how it goes."""
    from optuna.visualization import plot_parallel_coordinate as plot

    if not _on_logarithms(found):
        return _drawn(found, 1, lambda: plot(found.study, target_name=found.measure))
    return _drawn(found, 1, lambda: plot(found.study, target=_logarithm, target_name=f"log₁₀ {found.measure}"))


def slices(found: Found) -> Figure:
    """The values over each setting alone."""
    from optuna.visualization import plot_slice as plot

    return _drawn(found, 1, lambda: plot(found.study, target_name=found.measure), logarithmic="yaxis")


def importances(found: Found) -> Figure:
    """How much each setting decides whether a trial is among the best tenth, by PED-ANOVA (Watanabe et al. 2023)."""
    from optuna.importance import PedAnovaImportanceEvaluator
    from optuna.visualization import plot_param_importances as plot

    def draw() -> Any:
        return plot(found.study, evaluator=PedAnovaImportanceEvaluator(), target_name=found.measure)

    return _drawn(found, _FEWEST_FOR_IMPORTANCE, draw)


FIGURES: dict[str, Callable[[Found], Figure]] = {
    "History": history,
    "Parallel coordinates": parallel_coordinates,
    "Importance": importances,
    "Slices": slices,
}
"""Every figure by the name that the user sees."""


def _drawn(found: Found, fewest: int, draw: Callable[[], Any], logarithmic: str = "") -> Figure:
    """The figure, or an empty one that says what is missing where too few trials have a value."""
    valued = sum(trial.value is not None for trial in found.trials)
    if valued < fewest:
        return _empty(_missing(len(found.trials), valued, fewest))
    with quiet():
        figure = draw()
    if logarithmic and _on_logarithms(found):
        figure.update_layout({logarithmic: {"type": "log"}})
    drawn: Figure = figure.to_dict()
    return drawn


def _missing(trials: int, valued: int, fewest: int) -> str:
    if not trials:
        return "No trials yet."
    if not valued:
        return f"None of the {trials} trials has a finite value."
    return f"This takes {fewest} trials with a finite value; so far there {'is' if valued == 1 else 'are'} {valued}."


def _empty(sentence: str) -> Figure:
    note = {"text": sentence, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
    hidden = {"visible": False}
    return {"data": [], "layout": {"annotations": [note], "xaxis": hidden, "yaxis": hidden}}


def _on_logarithms(found: Found) -> bool:
    """Whether the measure goes on a logarithmic scale and all values are positive."""
    return MEASURES[found.measure].log and all(trial.value > 0 for trial in found.trials if trial.value is not None)


def _logarithm(trial: "FrozenTrial") -> float:
    return math.log10(trial.values[0])
