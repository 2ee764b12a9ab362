"""Takes Optuna's own plots of a search, as Plotly figures in plain dicts."""

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lrviz.figures.tune.results import over_seeds
from lrviz.search import Found
from lrviz.search.quiet import quiet
from lrviz.sweeps import MEASURES

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

Figure = dict[str, Any]

_FEWEST_FOR_IMPORTANCE = 4
_MOST_LINES = 200
_GREY, _BAR, _BEST = "#8a8a8a", 10, 0.1
_SCALE = [(0.0, "#0a84e0"), (1.0, "#a9a39b")]
"""From the best to the worst, apart from light and from dark backgrounds."""

_BEST_SO_FAR = "Best Value"
"""What Optuna calls the line of the lowest value so far."""


def history(found: Found) -> Figure:
    """The value of every trial, and the best one so far."""
    from optuna.visualization import plot_optimization_history as plot

    figure = _drawn(found, 1, lambda: plot(found.study, target_name=_named(found)), logarithmic=True)
    lowest = "lowest so far, by these seeds" if found.noisy else "best so far"
    figure["data"] = [
        trace | {"name": lowest if trace["name"] == _BEST_SO_FAR else trace["name"]} for trace in figure["data"]
    ]
    return figure


def parallel_coordinates(found: Found) -> Figure:
    """Trials as lines through their settings, coloured by their values: by logarithms where that is how they go.

    Of many trials some are drawn, from the best to the worst.
    """
    from optuna.visualization import plot_parallel_coordinate as plot

    if not _on_logarithms(found):
        return _coloured(_drawn(found, 1, lambda: plot(_spread(found), target_name=_named(found))))
    name = f"log₁₀ {_named(found)}"
    return _coloured(_drawn(found, 1, lambda: plot(_spread(found), target=_logarithm, target_name=name)))


def slices(found: Found) -> Figure:
    """The values over each setting alone."""
    from optuna.visualization import plot_slice as plot

    figure = _drawn(found, 1, lambda: plot(found.study, target_name=_named(found)), logarithmic=True)
    for trace in figure["data"]:
        trace["marker"] |= {"colorscale": [(1 - share, colour) for share, colour in reversed(_SCALE)]}
        trace["marker"]["colorbar"] = {"title": {"text": "trial"}, "thickness": _BAR}
    if len(figure["data"]) > 2:
        for name in [name for name in figure["layout"] if name.startswith("xaxis")]:
            figure["layout"][name] |= {"nticks": 3, "tickfont": {"size": 9}}
    return figure


def importances(found: Found) -> Figure:
    """How much each setting decides whether a trial is among the best tenth, by PED-ANOVA (Watanabe et al. 2023)."""
    from optuna.importance import PedAnovaImportanceEvaluator
    from optuna.visualization import plot_param_importances as plot

    def draw() -> Any:
        return plot(found.study, evaluator=PedAnovaImportanceEvaluator(), target_name=_named(found))

    figure = _drawn(found, _FEWEST_FOR_IMPORTANCE, draw)
    for bars in figure["data"]:
        shown = {"tickvals": list(bars["y"]), "ticktext": [_short(found).get(path, path) for path in bars["y"]]}
        figure["layout"]["yaxis"] = {"title": {"text": ""}, "automargin": True, **shown}
        figure["layout"]["xaxis"] = {"title": {"text": "importance"}, "range": [0, 1.15 * max(bars["x"])]}
        bars["hovertemplate"] = "%{y}: %{x:.2f}<extra></extra>"
    return figure


FIGURES: dict[str, Callable[[Found], Figure]] = {
    "History": history,
    "Parallel coordinates": parallel_coordinates,
    "Importance": importances,
    "Slices": slices,
}
"""Every figure by the name that the user sees."""


def _named(found: Found) -> str:
    """The measure, and of which seeds it is where these differ."""
    over = over_seeds(found.measure, found.seeds, found.noisy)
    return f"{found.measure}, {over}" if over else found.measure


def _drawn(found: Found, fewest: int, draw: Callable[[], Any], logarithmic: bool = False) -> Figure:
    """The figure, or an empty one that says what is missing where too few trials have a value."""
    valued = sum(trial.value is not None for trial in found.trials)
    if valued < fewest:
        return _empty(_missing(len(found.trials), valued, fewest))
    with quiet():
        drawn: Figure = draw().to_dict()
    drawn["data"] = [trace for trace in drawn["data"] if len(trace["x"])]
    _tidied(drawn["layout"], _short(found))
    if logarithmic and _on_logarithms(found):
        for name in [name for name in drawn["layout"] if name.startswith("yaxis")]:
            drawn["layout"][name] |= {"type": "log", "exponentformat": "power"}
    return drawn


def _tidied(layout: Figure, names: dict[str, str]) -> None:
    """Leaves out what the page says itself or its theme decides, and calls settings by their names."""
    for key in ("title", "plot_bgcolor", "template"):
        layout.pop(key, None)
    layout["margin"] = {"t": 40, "l": 50, "r": 20, "b": 50}
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    for axis in (value for key, value in layout.items() if key.startswith("xaxis")):
        title = axis.get("title", {}).get("text", "")
        axis |= {"title": {"text": names.get(title, title)}, "nticks": 4, "tickangle": 0, "exponentformat": "power"}
        if "ticktext" in axis:
            axis["ticktext"] = [names.get(text, text) for text in axis["ticktext"]]
    for note in layout.get("annotations", ()):
        note["font"] = {"size": 10, "color": _GREY}


def _short(found: Found) -> dict[str, str]:
    """Each setting's last word, where no other setting has it too."""
    paths = dict.fromkeys(path for trial in found.trials for path in trial.settings)
    last = {path: path.split(".")[-1] for path in paths}
    return {path: word if list(last.values()).count(word) == 1 else path for path, word in last.items()}


def _coloured(figure: Figure) -> Figure:
    """The lines from the best colour to the worst, the best on top; the first place of each is its value, 0 to 1."""
    lines = [trace for trace in figure["data"] if trace["mode"] == "lines"]
    lines.sort(key=lambda trace: -float(trace["y"][0]))
    for trace in lines:
        share = float(trace["y"][0])
        trace["line"] |= {"color": _between(share), "width": 1.2 if share > _BEST else 2}
    others = [trace for trace in figure["data"] if trace["mode"] != "lines"]
    for trace in others:
        trace["marker"] |= {"colorscale": _SCALE, "reversescale": False}
        trace["marker"]["colorbar"] |= {"thickness": _BAR}
        trace["marker"]["colorbar"]["title"] |= {"side": "right"}
    figure["data"] = [*lines, *others]
    return figure


def _between(share: float) -> str:
    """A colour of the scale."""
    (_, low), (_, high) = _SCALE
    parts = [(int(low[at : at + 2], 16), int(high[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * min(max(share, 0.0), 1.0)):02x}" for a, b in parts)


def _spread(found: Found) -> "Study":
    """The study, or one of some of its trials that lie evenly among all by rank."""
    import optuna

    with quiet():
        valued = [trial for trial in found.study.get_trials(deepcopy=False) if trial.state.name == "COMPLETE"]
        if len(valued) <= _MOST_LINES:
            return found.study
        valued.sort(key=lambda trial: trial.values[0])
        some = optuna.create_study(direction=found.study.direction)
        some.add_trials([valued[round(at * (len(valued) - 1) / (_MOST_LINES - 1))] for at in range(_MOST_LINES)])
    return some


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
    return math.log10(max(trial.values[0], sys.float_info.min))
