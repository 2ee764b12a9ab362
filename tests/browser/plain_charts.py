"""The page Trajectories with plain `st.plotly_chart`s: what the stage is measured against.

It has the same controls, pictures and outcomes. Charts of Streamlit do not say where they were clicked, so the map
carries the usual workaround: an invisible grid of points, the nearest of which is taken for the click.
"""

import html
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from lrviz.export import to_pytorch
from lrviz.figures import STYLES, Drawn, curves_figure, map_figure
from lrviz.objectives import Objective
from lrviz.paths import assets
from lrviz.scene import Scene
from lrviz.simulate import trajectory
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.process import settle
from lrviz.ui.kit.style import sheet
from lrviz.ui.trajectories.controls import Controls, scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE

PAGE, PICKED = "t", "~picked"
PLACES = 41
CONFIG = {"displaylogo": False, "scrollZoom": False, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}
SIGNS = "○ start · ★ minimum, gold the lowest · × saddle · ✖ diverged. Thin dashes: the largest stable learning rate."


def draw(charts: int) -> None:
    """Draws the page; `charts` is 2 or 3: loss and learning rate in one chart, as the page had them, or in two."""
    link = Link(PAGE)
    with st.sidebar:
        controls = scene_controls(link, PAGE, FIRST_SCENE)
    link.settle()
    if controls.scene is not None:
        _results(controls.scene, controls, charts)


def _results(scene: Scene, controls: Controls, charts: int) -> None:
    drawn = [
        Drawn(f"{slot} · {run.label}", STYLES[slot - 1], trajectory(scene, index))
        for index, (slot, run) in enumerate(zip(controls.slots, scene.runs, strict=True))
    ]
    curves = curves_figure(drawn)
    left, right = st.columns([6, 5])
    with left:
        _map(scene, drawn)
    with right:
        for name, figure in _divided(curves) if charts == 3 else [("curves", curves)]:
            st.plotly_chart(figure, config=CONFIG, key=f"~{name}")
    st.caption(SIGNS)
    st.html(_outcomes(drawn))
    box = st.expander("PyTorch script and data", key="~script", on_change="rerun")
    if box.open:
        box.code(to_pytorch(scene), "python")


def _map(scene: Scene, drawn: Sequence[Drawn]) -> None:
    figure = map_figure(scene.objective, scene.origin, drawn)
    figure["data"] = [*figure["data"], _pick_grid(scene.objective)]
    st.plotly_chart(figure, config=CONFIG, key=PICKED, on_select=_take, selection_mode="points")


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


def _divided(curves: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The figure of loss and learning rate as two figures, half as high each."""
    layout = curves["layout"]
    shared = {name: value for name, value in layout.items() if not name.startswith(("xaxis", "yaxis"))}
    shared["height"] = layout["height"] // 2
    parts = []
    for name, number in (("loss", ""), ("rate", "2")):
        traces = [t | {"xaxis": "x", "yaxis": "y"} for t in curves["data"] if t["yaxis"] == f"y{number}"]
        across = {key: value for key, value in layout[f"xaxis{number}"].items() if key not in ("matches", "anchor")}
        upward = {key: value for key, value in layout[f"yaxis{number}"].items() if key not in ("domain", "anchor")}
        parts.append((name, {"data": traces, "layout": shared | {"xaxis": across, "yaxis": upward}}))
    return parts


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
    settle("imports")
    st.logo(str(assets() / "logo.svg"), icon_image=str(assets() / "icon.svg"))
    st.html(sheet())
    draw(int(sys.argv[1]))
