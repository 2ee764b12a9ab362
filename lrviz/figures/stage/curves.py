"""Loss and learning rate over the steps, one above the other on one clock."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.figures.kit.style import Drawn
from lrviz.figures.kit.thinning import thinned

Trace = dict[str, Any]

SCALES = ("automatic", "logarithmic", "linear")
_HEADROOM = 10.0
_APART = 20.0


def curves_figure(
    runs: Sequence[Drawn], loss_scale: str = "automatic", rate_scale: str = "automatic", height: int = 560
) -> Trace:
    """Losses above, learning rates below with each run's stability limit as a thin dashed line.

    Args:
        runs: what to draw.
        loss_scale: "logarithmic", "linear", or "automatic": logarithmic where no loss is negative and they span
            a decade.
        rate_scale: the same; "automatic" is logarithmic where the runs' highest rates are more than 20 times apart.
        height: in pixels.
    """
    losses, rates = [run.path.losses for run in runs], [run.path.learning_rates for run in runs]
    loss_log = loss_scale == "logarithmic" or (loss_scale == "automatic" and _spans_decades(losses))
    rate_log = rate_scale == "logarithmic" or (rate_scale == "automatic" and _far_apart(rates))
    loss_range, rate_range = _loss_range(losses, loss_log), _rate_range(runs, rate_log)
    traces = [_loss(run, loss_range, loss_log) for run in runs]
    traces += [mark for run in runs for mark in _divergence(run, loss_range, loss_log)]
    traces += [_limit(run, rate_range) for run in runs if _has_limit(run, rate_range)]
    traces += [_rate(run, rate_range, rate_log) for run in runs]
    steps = max((run.path.steps for run in runs), default=1)
    return {
        "data": traces,
        "layout": {
            "height": height,
            "margin": {"l": 72, "r": 10, "t": 8, "b": 40},
            "showlegend": False,
            "hovermode": "x",
            "dragmode": "zoom",
            "xaxis": {"range": [0, steps], "matches": "x2", "showticklabels": False, "anchor": "y"},
            "xaxis2": {
                "range": [0, steps],
                "title": {"text": "step", "standoff": 4},
                "anchor": "y2",
            },
            "yaxis": _axis("loss", loss_range, loss_log, [0.45, 1.0], "x"),
            "yaxis2": _axis("learning rate", rate_range, rate_log, [0.0, 0.4], "x2"),
        },
    }


def _axis(title: str, limits: tuple[float, float], log: bool, domain: list[float], anchor: str) -> dict[str, Any]:
    low, high = (math.log10(limits[0]), math.log10(limits[1])) if log else limits
    return {
        "title": {"text": title, "standoff": 10},
        "type": "log" if log else "linear",
        "range": [low, high],
        "domain": domain,
        "anchor": anchor,
        "zeroline": False,
        "exponentformat": "power",
        "nticks": 7,
        **({"dtick": max(1, math.ceil((high - low) / 6))} if log and high - low > 1.5 else {}),
    }


def _spans_decades(columns: Sequence[Floats]) -> bool:
    finite = [column[np.isfinite(column)] for column in columns]
    if any((column < 0).any() for column in finite):
        return False
    positive = [column[column > 0] for column in finite if column.any()]
    return any(column.max() > _APART * min(c.min() for c in positive) for column in positive)


def _far_apart(rates: Sequence[Floats]) -> bool:
    peaks = [float(rate[np.isfinite(rate)].max(initial=0.0)) for rate in rates]
    positive = [peak for peak in peaks if peak > 0]
    return len(positive) > 1 and max(positive) > _APART * min(positive)


def _loss_range(losses: Sequence[Floats], log: bool) -> tuple[float, float]:
    """The span worth looking at: a run that diverges leaves it at the top instead of flattening the others."""
    finite = [c[np.isfinite(c) & (c > 0)] if log else c[np.isfinite(c)] for c in losses]
    finite = [column for column in finite if column.size]
    if not finite:
        return (1e-3, 1.0) if log else (0.0, 1.0)
    low, start = min(float(c.min()) for c in finite), max(float(c[0]) for c in finite)
    peak = max(float(c.max()) for c in finite)
    if log:
        return max(low, start * 1e-32) / 1.6, max(min(peak, start * 1e3), low) * 1.6
    span = max(start - low, 1e-12 * max(abs(start), abs(low)), 1e-300)
    top = min(peak, start + span)
    return low - 0.05 * (top - low or 1.0), top + 0.05 * (top - low or 1.0)


def _rate_range(runs: Sequence[Drawn], log: bool) -> tuple[float, float]:
    """The rates' own span; a stability limit widens it only where it is near."""
    rates = [rate[np.isfinite(rate) & ((rate > 0) | (not log))] for rate in (run.path.learning_rates for run in runs)]
    rates = [rate for rate in rates if rate.size]
    if not rates:
        return (1e-3, 1.0) if log else (0.0, 1.0)
    low, high = min(float(r.min()) for r in rates), max(float(r.max()) for r in rates)
    if log:
        return max(low, high * 1e-5) / 1.6, high * 3.0
    limits = np.concatenate([run.path.limits for run in runs])
    near = limits[np.isfinite(limits) & (limits > high) & (limits < 1.6 * high)]
    top = float(near.max(initial=high))
    return min(0.0, low) - 0.02 * top, (top or 1.0) * 1.08


def _loss(run: Drawn, limits: tuple[float, float], log: bool) -> Trace:
    rows = thinned(run.path.losses[:, None])
    shown = _within_reach(run.path.losses[rows], limits, log)
    return _line(run, rows, shown, "y", 2.0) | {"hovertemplate": "f %{y:.5g}"}


def _rate(run: Drawn, limits: tuple[float, float], log: bool) -> Trace:
    rows = thinned(run.path.learning_rates[:, None])
    shown = _within_reach(run.path.learning_rates[rows], limits, log)
    return _line(run, rows, shown, "y2", 2.0) | {"hovertemplate": "lr %{y:.5g}"}


def _line(run: Drawn, steps: Integers, values: Floats, axis: str, width: float) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": run.label,
        "x": steps.astype(np.int32),
        "y": values.astype(np.float32),
        "xaxis": axis.replace("y", "x"),
        "yaxis": axis,
        "line": {"color": run.style.colour, "width": width, "dash": run.style.dash},
    }


def _within_reach(values: Floats, limits: tuple[float, float], log: bool) -> Floats:
    """Values for drawing: screens cannot address 1e300 pixels, so what is far outside is brought to outside."""
    low, high = limits
    reach = (low * 1e-3, high * 1e6) if log else (low - 100 * (high - low), high + 100 * (high - low))
    return np.clip(values, *reach)


def _divergence(run: Drawn, limits: tuple[float, float], log: bool) -> list[Trace]:
    """A cross where the loss leaves the picture or stops being finite for good."""
    if run.path.outcome.kind != "diverged":
        return []
    inside = np.flatnonzero(np.nan_to_num(run.path.losses, nan=np.inf) <= limits[1])
    step = int(inside[-1]) if inside.size else 0
    loss = float(np.clip(run.path.losses[step], *limits)) if log or np.isfinite(run.path.losses[step]) else limits[1]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": run.label,
            "x": [step],
            "y": [loss],
            "xaxis": "x",
            "yaxis": "y",
            "marker": {"color": run.style.colour, "symbol": "x", "size": 10},
            "hovertemplate": "diverges",
            "cliponaxis": False,
        }
    ]


def _has_limit(run: Drawn, limits: tuple[float, float]) -> bool:
    values = run.path.limits
    return bool((np.isfinite(values) & (values < limits[1] * _HEADROOM) & (values > 0)).any())


def _limit(run: Drawn, limits: tuple[float, float]) -> Trace:
    values = run.path.limits
    rows = thinned(values[:, None])
    shown = np.where(np.isfinite(values[rows]) & (values[rows] > 0), values[rows], np.nan)
    return _line(run, rows, np.minimum(shown, limits[1] * 1e3), "y2", 1.1) | {
        "name": f"{run.label}, stability limit",
        "line": {"color": run.style.faded(0.7), "width": 1.1, "dash": "3px 3px"},
        "hoverinfo": "skip",
    }
