"""The map: contours of the true function, the paths over it, and its minima and saddles."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.figures.kit.style import Drawn
from lrviz.figures.kit.thinning import near_window, traced
from lrviz.objectives import Objective

Trace = dict[str, Any]

GRID = 101
LEVELS = 15
MOST_MARKS = 250
"""Of more minima or saddles than this only the lowest are marked: the map must stay a map."""
_CROWD = 12
_SLATE = (96, 125, 160)


def map_figure(objective: Objective, start: tuple[float, float], runs: Sequence[Drawn], height: int = 560) -> Trace:
    """The function as contours, with paths that the axes alone clip.

    Colours follow levels that are quantiles of the function over its window; the colour bar and the hover text give the
    function's own values.
    """
    (x_low, x_high), (y_low, y_high) = objective.window
    traces = [_contours(objective), *(_path(run, objective) for run in runs), *_landmarks(objective)]
    traces += [*(_end(run, objective) for run in runs), _start(start)]
    return {
        "data": traces,
        "layout": {
            "height": height,
            "margin": {"l": 46, "r": 64, "t": 8, "b": 40},
            "showlegend": False,
            "hovermode": "closest",
            "xaxis": _axis("x", x_low, x_high),
            "yaxis": _axis("y", y_low, y_high),
            "dragmode": "pan",
            "uirevision": type(objective).__name__,
        },
    }


def _axis(name: str, low: float, high: float) -> dict[str, Any]:
    return {
        "title": {"text": name, "standoff": 4},
        "range": [low, high],
        "autorange": False,
        "showgrid": False,
        "zeroline": False,
    }


@lru_cache(maxsize=32)
def _surface(objective: Objective) -> tuple[Floats, Floats, Floats, Floats]:
    """x, y, the values on the grid and the levels, all read-only."""
    (x_low, x_high), (y_low, y_high) = objective.window
    x, y = np.linspace(x_low, x_high, GRID), np.linspace(y_low, y_high, GRID)
    values = objective.value(x[None, :], y[:, None])
    levels = _levels(values)
    for array in (x, y, values, levels):
        array.setflags(write=False)
    return x, y, values, levels


def _levels(values: Floats) -> Floats:
    """Increasing levels between the quantiles of the finite values, denser where the function is low."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return np.array([0.0, 1.0])
    levels = np.unique(np.quantile(finite, np.linspace(0, 1, LEVELS) ** 1.3))
    if len(levels) < 2:
        levels = np.array([levels[0] - 0.5, levels[0] + 0.5])
    return levels


def _contours(objective: Objective) -> Trace:
    x, y, values, levels = _surface(objective)
    ranks = np.interp(values, levels, np.arange(len(levels)))
    ticks = np.arange(0, len(levels), 2)
    shades = [[share, f"rgba({','.join(map(str, _SLATE))},{0.02 + 0.5 * share:.3f})"] for share in (0.0, 0.5, 1.0)]
    return {
        "type": "contour",
        "name": "function",
        "x": x.astype(np.float32),
        "y": y.astype(np.float32),
        "z": ranks.astype(np.float32),
        "customdata": values.astype(np.float32),
        "hovertemplate": "x %{x:.4g}, y %{y:.4g}<br>f %{customdata:.5g}<extra></extra>",
        "colorscale": shades,
        "contours": {"start": 0, "end": len(levels) - 1, "size": 1, "coloring": "heatmap"},
        "line": {"width": 0.6, "color": "rgba(96,125,160,0.55)"},
        "colorbar": {
            "thickness": 9,
            "len": 0.96,
            "outlinewidth": 0,
            "tickvals": ticks.tolist(),
            "ticktext": [f"{level:.3g}" for level in levels[ticks]],
            "xpad": 4,
        },
    }


def _path(run: Drawn, objective: Objective) -> Trace:
    chosen = traced(run.path.points, objective.window)
    drawn = np.where(chosen[:, None] < 0, np.nan, run.path.points[chosen])
    points, rows = near_window(drawn, objective.window)
    steps = chosen[rows]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": run.label,
        "x": points[:, 0].astype(np.float32),
        "y": points[:, 1].astype(np.float32),
        "customdata": np.stack([steps, run.path.losses[steps]], axis=-1),
        "line": {"color": run.style.colour, "width": 2.4, "dash": run.style.dash},
        "hovertemplate": "step %{customdata[0]}<br>x %{x:.5g}, y %{y:.5g}<br>f %{customdata[1]:.5g}",
    }


def _end(run: Drawn, objective: Objective) -> Trace:
    """The last point, or of a run that diverged a cross at the last point that the window holds."""
    low, high = np.array(objective.window, dtype=float).T
    diverged = run.path.outcome.kind == "diverged"
    inside = np.flatnonzero(((run.path.points >= low) & (run.path.points <= high)).all(axis=1))
    last = int(inside[-1]) if diverged and inside.size else run.path.finite_steps
    x, y = run.path.points[last].tolist()
    what = "leaves the window after" if diverged else "end of the path,"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": run.label,
        "x": [x],
        "y": [y],
        "marker": {
            "color": run.style.colour,
            "symbol": "x" if diverged else run.style.symbol,
            "size": 11,
            "line": {"color": "white", "width": 1.2},
        },
        "hovertemplate": f"{what} step {last}<br>x %{{x:.5g}}, y %{{y:.5g}}",
    }


def _start(start: tuple[float, float]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "start",
        "x": [start[0]],
        "y": [start[1]],
        "marker": {"color": "white", "symbol": "circle", "size": 10, "line": {"color": "#333", "width": 2.5}},
        "hovertemplate": "start<br>x %{x:.5g}, y %{y:.5g}<extra></extra>",
    }


def _landmarks(objective: Objective) -> list[Trace]:
    lowest = objective.global_minima
    local = [place for place in objective.minima if place not in lowest][:MOST_MARKS]
    return [
        _marks(
            "saddle", objective.saddles[:MOST_MARKS], "x-thin", "#7a7f87", 7 if len(objective.saddles) < _CROWD else 4
        ),
        _marks("local minimum", local, "star", "#f3e3ae", 10 if len(local) < _CROWD else 6),
        _marks("minimum", lowest, "star", "#ffd23f", 15),
    ]


def _marks(name: str, places: Sequence[tuple[float, float]], symbol: str, colour: str, size: int) -> Trace:
    edge = {"color": colour, "width": 1.6} if symbol.endswith("thin") else {"color": "#333", "width": 1}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "marker": {"color": colour, "symbol": symbol, "size": size, "line": edge},
        "hovertemplate": f"{name}<br>x %{{x:.5g}}, y %{{y:.5g}}<extra></extra>",
    }
