"""The curves on a page of their own: how tests have scenes drawn there."""

import json
import math
from typing import Any

import numpy as np

from lrviz.figures import STYLES
from lrviz.figures.stage.view import View
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import ExponentialLR
from lrviz.simulate import Trajectory, simulate
from lrviz.simulate.ingredients import ingredients
from tests.browser.charts import Chart, Floats

LOAD = """async (site) => {
  document.head.append(Object.assign(document.createElement("style"), {
    textContent: "body { margin: 0 } .stage-layer { position: absolute; pointer-events: none }" }));
  await new Promise((done) => document.head.append(
    Object.assign(document.createElement("script"), { src: site + "plotly/plotly-cartesian.min.js", onload: done })));
}"""

CREATE = """async ([site, width, height]) => {
  window.curves?.destroy();
  window.chart?.remove();
  window.chart = document.body.appendChild(document.createElement("div"));
  chart.id = "curves";
  Object.assign(chart.style, { width: `${width}px`, height: `${height}px` });
  window.hovered = [];
  const { Curves } = await import(site + "stage/curves.js");
  window.curves = new Curves(Plotly, chart, { onHover: (step) => hovered.push(step) });
}"""

UPDATE = """([scene, view, theme, moving]) => {
  const array = (values) => values && Float64Array.from(values);
  const columns = ["loss", "excess", "distance", "rate", "effective", "limit", "factor", "movedX", "movedY"];
  const runs = scene.runs.map((run) => ({ ...run, steps: Int32Array.from(run.steps),
    ...Object.fromEntries(columns.map((name) => [name, array(run[name])])) }));
  return curves.update({ ...scene, runs }, view, theme, moving);
}"""

VIEW = View().arguments()
THEME = {
    "background": "#ffffff",
    "text": "#000000",
    "faint": "#eeeeee",
    "primary": "#ff0000",
    "font": "sans-serif",
    "size": 12,
}

CALM = Scene(Rosenbrock(), steps=60, runs=(Run(SGD(lr=1e-3)), Run(Adam(lr=0.1), ExponentialLR(gamma=0.95))))
DIVERGING = Scene(Rosenbrock(), steps=80, runs=(Run(SGD(lr=1e-3)), Run(SGD(lr=0.02))))


def sent(scene: Scene, minimum: float | None = 0.0) -> dict[str, Any]:
    runs = [_run(slot, path, minimum) for slot, path in enumerate(simulate(scene), start=1)]
    return {"steps": scene.steps, "runs": runs}


def _run(slot: int, path: Trajectory, minimum: float | None) -> dict[str, Any]:
    style = STYLES[slot - 1]
    apart: Floats = np.hypot(*(path.points - 1.0).T)
    known = minimum is not None
    return {
        "slot": slot,
        "label": path.run.label,
        "colour": style.colour,
        "dash": "none",
        "symbol": style.symbol,
        "crossStep": path.outcome.marked_step,
        "steps": list(range(path.steps + 1)),
        "loss": path.losses.tolist(),
        "excess": (path.losses - minimum).tolist() if minimum is not None else None,
        "distance": apart.tolist() if known else None,
        "rate": [*path.learning_rates.tolist(), math.nan],
        "effective": [*path.effective_rates.tolist(), math.nan],
        "limit": [*path.limits.tolist(), math.nan],
        "factor": [*path.limit_factors.tolist(), math.nan],
        "movedX": [*np.diff(path.points[:, 0]).tolist(), math.nan],
        "movedY": [*np.diff(path.points[:, 1]).tolist(), math.nan],
        "stability": ingredients(path),
    }


def draw(curves: Chart, scene: dict[str, Any], moving: bool = False, **view: Any) -> Any:
    update(curves, scene, VIEW | view, THEME, moving)
    return curves.axes()


def update(curves: Chart, *given: Any) -> None:
    """Draws; what is given is told as the text of a list, of which Playwright makes little work."""
    curves.page.evaluate(f"({UPDATE})({json.dumps(given)})")
