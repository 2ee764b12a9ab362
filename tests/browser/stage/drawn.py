"""What is painted on the stage's map, held against the path that it shows."""

from typing import Any

import numpy as np

from tests.browser.charts import Chart, Floats


def painted(chart: Chart, layer: str) -> Floats:
    return chart.painted(layer, opaque=200)


def frame(chart: Chart, margin: float) -> Floats:
    """The plot's upper left and lower right corner, (2, 2), moved inwards."""
    axes = chart.axes()
    corner, size = np.array([[axes[name][part] for name in ("xaxis", "yaxis")] for part in ("offset", "size")])
    return np.stack([corner + margin, corner + size - margin])


def within(places: Floats, corners: Floats) -> Any:
    """Which places are inside."""
    return ((places >= corners[0]) & (places <= corners[1])).all(axis=-1)


def pixels(chart: Chart, points: Floats) -> Floats:
    """Where points of the function are in the window, (n, 2)."""
    return np.stack(chart.at(*points.T), axis=-1)


def gaps(places: Floats, line: Floats) -> Floats:
    """How far each place is from a polyline."""
    begin, along = line[:-1], np.diff(line, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    best = np.full(len(places), np.inf)
    for foot, way, square in zip(begin, along, length, strict=True):
        share = np.clip(((places - foot) @ way) / square, 0, 1)
        best = np.minimum(best, np.hypot(*(places - foot - share[:, None] * way).T))
    return best


def assert_drawn(chart: Chart, points: Floats) -> None:
    """Every painted pixel is on the path, and along the whole path something is painted."""
    line, found = pixels(chart, points), painted(chart, "going")
    assert len(found) > 50
    assert gaps(found, line).max() < 2.5
    share = np.linspace(0, 1, 40)[:, None, None]
    along = (line[:-1] + share * np.diff(line, axis=0)).reshape(-1, 2)
    inside = along[within(along, frame(chart, 2))]
    nearest = [np.hypot(*(found - place).T).min() for place in inside[:: max(1, len(inside) // 400)]]
    assert max(nearest) < 2.0
    if within(line[-1], frame(chart, 8)):
        dot = painted(chart, "clock")
        np.testing.assert_allclose((dot.min(axis=0) + dot.max(axis=0)) / 2, line[-1], atol=1.0)


def exit_of(begin: Floats, end: Floats, corners: Floats) -> Floats | None:
    """Where a step leaves the plot, if it does."""
    along = begin + np.linspace(0, 1, 20001)[:, None] * (end - begin)
    seen = within(along, corners)
    return along[seen][-1] if seen.any() and not seen[-1] else None
