"""The page Trajectories with plain `st.plotly_chart`s: what the stage is measured against.

It has the same controls, pictures and outcomes. Charts of Streamlit do not say where they were clicked, so the map
carries the usual workaround: an invisible grid of points, the nearest of which is taken for the click.
"""

import html
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from lrviz.export import to_pytorch
from lrviz.figures import STYLES, Drawn
from lrviz.figures.kit.thinning import near_window
from lrviz.objectives import Objective
from lrviz.paths import assets
from lrviz.scene import Scene
from lrviz.simulate import trajectory
from lrviz.thinning import thinned
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.process import freeze_imports
from lrviz.ui.kit.style import sheet
from lrviz.ui.trajectories.controls import Controls, scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE
from tests.browser.stage.ranges import curve_axes

PAGE, PICKED = "t", "~picked"
PLACES, GRID, LEVELS = 41, 101, 15
HEIGHT = 560
CONFIG = {"displaylogo": False, "scrollZoom": False, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}
SIGNS = "○ start · ★ minimum, gold the lowest · × saddle · ✖ diverged. Thin dashes: the largest stable learning rate."


def draw() -> None:
    """Draws the page."""
    link = Link(PAGE)
    with st.sidebar:
        controls = scene_controls(link, PAGE, FIRST_SCENE)
    link.settle()
    if controls.scene is not None:
        _results(controls.scene, controls)


def _results(scene: Scene, controls: Controls) -> None:
    drawn = [
        Drawn(f"{slot} · {run.label}", STYLES[slot - 1], trajectory(scene, index))
        for index, (slot, run) in enumerate(zip(controls.slots, scene.runs, strict=True))
    ]
    left, right = st.columns([6, 5])
    with left:
        _map(scene, drawn)
    with right:
        st.plotly_chart(_curves(drawn), config=CONFIG, key="~curves")
    st.caption(SIGNS)
    st.html(_outcomes(drawn))
    box = st.expander("PyTorch script and data", key="~script", on_change="rerun")
    if box.open:
        box.code(to_pytorch(scene), "python")


def _map(scene: Scene, drawn: Sequence[Drawn]) -> None:
    objective = scene.objective
    marks = [
        _marks("start", [scene.origin], "circle", "white"),
        _marks("minimum", objective.minima, "star", "#ffd23f"),
        _marks("saddle", objective.saddles, "x-thin", "#7a7f87"),
    ]
    x_range, y_range = objective.window
    layout = {
        "height": HEIGHT,
        "margin": {"l": 46, "r": 64, "t": 8, "b": 40},
        "showlegend": False,
        "dragmode": "pan",
        "xaxis": {"title": "x", "range": x_range, "showgrid": False},
        "yaxis": {"title": "y", "range": y_range, "showgrid": False},
    }
    traces = [_contours(objective), *map(_path, drawn), *marks, *map(_end, drawn), _pick_grid(objective)]
    figure = {"data": traces, "layout": layout}
    st.plotly_chart(figure, config=CONFIG, key=PICKED, on_select=_take, selection_mode="points")


@cache
def _contours(objective: Objective) -> dict[str, Any]:
    """The function by the rank of its values among their quantiles, so that valleys show."""
    x, y = (np.linspace(low, high, GRID) for low, high in objective.window)
    values = objective.value(x[None, :], y[:, None])
    levels = np.unique(np.quantile(values[np.isfinite(values)], np.linspace(0, 1, LEVELS) ** 1.3))
    ticks = np.arange(0, len(levels), 2)
    return {
        "type": "contour",
        "x": x.astype(np.float32),
        "y": y.astype(np.float32),
        "z": np.interp(values, levels, np.arange(len(levels))).astype(np.float32),
        "customdata": values.astype(np.float32),
        "hovertemplate": "x %{x:.4g}, y %{y:.4g}<br>f %{customdata:.5g}<extra></extra>",
        "colorscale": [[0, "rgba(96,125,160,0.02)"], [1, "rgba(96,125,160,0.52)"]],
        "contours": {"start": 0, "end": len(levels) - 1, "size": 1, "coloring": "heatmap"},
        "line": {"width": 0.6, "color": "rgba(96,125,160,0.55)"},
        "colorbar": {"thickness": 9, "tickvals": ticks, "ticktext": [f"{level:.3g}" for level in levels[ticks]]},
    }


def _path(run: Drawn) -> dict[str, Any]:
    points = near_window(run.path.points[thinned(run.path.points)], run.path.objective.window)
    x, y = points.T.astype(np.float32)
    return _line(run, x, y, 2.4) | {"hovertemplate": "x %{x:.5g}, y %{y:.5g}"}


def _end(run: Drawn) -> dict[str, Any]:
    symbol = "x" if run.path.outcome.marked_step is not None else run.style.symbol
    return _marks(run.label, [run.path.points[run.path.finite_steps].tolist()], symbol, run.style.colour)


def _marks(name: str, places: Sequence[Sequence[float]], symbol: str, colour: str) -> dict[str, Any]:
    look = {"color": colour, "symbol": symbol, "size": 10, "line": {"color": "#333", "width": 1}}
    x, y = [place[0] for place in places], [place[1] for place in places]
    return {"type": "scatter", "mode": "markers", "name": name, "x": x, "y": y, "marker": look}


def _line(run: Drawn, x: Any, y: Any, width: float = 2.0) -> dict[str, Any]:
    look = {"color": run.style.colour, "width": width, "dash": run.style.dash}
    return {"type": "scatter", "mode": "lines", "name": run.label, "x": x, "y": y, "line": look}


def _curves(drawn: Sequence[Drawn]) -> dict[str, Any]:
    """Losses above, learning rates below with each run's stability limit as a thin dashed line."""
    paths = [run.path for run in drawn]
    axes = curve_axes(paths)
    axes["xaxis"] = axes["xaxis"] | {"matches": "x2", "showticklabels": False, "anchor": "y"}
    axes["xaxis2"] = axes["xaxis2"] | {"title": "step", "anchor": "y2"}
    axes["yaxis"] |= {"title": "loss", "domain": [0.45, 1.0], "anchor": "x"}
    axes["yaxis2"] |= {"title": "learning rate", "domain": [0.0, 0.4], "anchor": "x2"}
    traces = [_curve(run, run.path.losses, "") for run in drawn]
    traces += [_curve(run, run.path.limits, "2") | {"opacity": 0.7, "hoverinfo": "skip"} for run in drawn]
    traces += [_curve(run, run.path.learning_rates, "2") for run in drawn]
    margin = {"l": 72, "r": 10, "t": 8, "b": 40}
    return {
        "data": traces,
        "layout": {"height": HEIGHT, "margin": margin, "showlegend": False, "hovermode": "x"} | axes,
    }


def _curve(run: Drawn, values: Any, number: str) -> dict[str, Any]:
    rows = thinned(values[:, None])
    shown = np.clip(values[rows], -1e30, 1e30).astype(np.float32)  # far outside, and screens cannot address more
    return _line(run, rows.astype(np.int32), shown) | {"xaxis": f"x{number}", "yaxis": f"y{number}"}


@cache
def _pick_grid(objective: Objective) -> dict[str, Any]:
    (x_low, x_high), (y_low, y_high) = objective.window
    x, y = np.meshgrid(np.linspace(x_low, x_high, PLACES), np.linspace(y_low, y_high, PLACES))
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "places",
        "x": x.ravel().astype(np.float32),
        "y": y.ravel().astype(np.float32),
        "marker": {"size": 14, "opacity": 0},
        "selected": unseen,
        "unselected": unseen,
        "hoverinfo": "none",
    }


def _take() -> None:
    """The place that was clicked becomes the start."""
    points = st.session_state[PICKED].selection.points
    if points:
        function = st.session_state[f"{PAGE}.f"]
        for axis in "xy":
            st.session_state[f"{PAGE}.f.{function}.start_{axis}"] = float(f"{points[0][axis]:.4g}")


def _outcomes(drawn: Sequence[Drawn]) -> str:
    rows = "".join(_row(run) for run in drawn)
    head = "".join(f"<th>{name}</th>" for name in ("", "Run", "Outcome", "Last loss", "Last point", "Last rate"))
    return f'<table class="outcomes"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(run: Drawn) -> str:
    path, last = run.path, run.path.finite_steps
    x, y = path.points[last].tolist()
    texts = (run.label, path.outcome.sentence, f"{path.losses[last]:.5g}", f"({x:.5g}, {y:.5g})")
    cells = "".join(f"<td>{html.escape(text)}</td>" for text in texts)
    rate = path.learning_rates[max(last - 1, 0)]
    return f'<tr><td style="color:{run.style.colour}">■</td>{cells}<td>{rate:.4g}</td></tr>'


if __name__ == "__main__":
    st.set_page_config(page_title="plain charts", layout="wide", initial_sidebar_state=352)
    freeze_imports("imports")
    st.logo(str(assets() / "logo.svg"), icon_image=str(assets() / "icon.svg"))
    st.html(sheet())
    draw()
