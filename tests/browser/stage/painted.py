"""What the stage has painted on its map, and whether it is the path."""

from typing import Any

import numpy as np
from playwright.sync_api import Page

PAINTED = """layer => {
  const canvas = document.querySelector(`.stage-map .stage-layer-${layer}`);
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const found = [];
  for (let i = 0; i < width * height; i += 1) if (data[4 * i + 3] > 200) found.push([i % width, Math.floor(i / width)]);
  return found;
}"""
AXES = """() => {
  const { xaxis, yaxis } = document.querySelector(".stage-map")._fullLayout;
  return [xaxis, yaxis].map(axis => [...axis.range, axis._length]);
}"""


def painted(page: Page, layer: str) -> Any:
    """The opaque pixels of a layer of the map, (n, 2)."""
    return np.array(page.evaluate(PAINTED, layer), dtype=float).reshape(-1, 2) + 0.5


def pixels(page: Page, points: Any) -> Any:
    """Where points of the function are on the map, (n, 2) pixels from the plot's upper left corner."""
    (left, right, width), (low, high, height) = page.evaluate(AXES)
    x = (points[:, 0] - left) / (right - left) * width
    y = (high - points[:, 1]) / (high - low) * height
    return np.stack([x, y], axis=-1)


def gaps(places: Any, line: Any) -> Any:
    """How far each place is from a polyline."""
    begin, along = line[:-1], np.diff(line, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    best = np.full(len(places), np.inf)
    for (foot, way), square in zip(zip(begin, along, strict=True), length, strict=True):
        share = np.clip(((places - foot) @ way) / square, 0, 1)
        best = np.minimum(best, np.hypot(*(places - foot - share[:, None] * way).T))
    return best


def assert_drawn(page: Page, points: Any) -> None:
    """Every painted pixel is on the path, and along the whole path something is painted."""
    (_, _, width), (_, _, height) = page.evaluate(AXES)
    line, found = pixels(page, points), painted(page, "going")
    assert len(found) > 50
    assert gaps(found, line).max() < 2.5
    share = np.linspace(0, 1, 40)[:, None, None]
    along = (line[:-1] + share * np.diff(line, axis=0)).reshape(-1, 2)
    inside = along[((along > 2) & (along < [width - 2, height - 2])).all(axis=1)]
    nearest = [np.hypot(*(found - place).T).min() for place in inside[:: max(1, len(inside) // 400)]]
    assert max(nearest) < 2.0
    if 8 < line[-1][0] < width - 8 and 8 < line[-1][1] < height - 8:
        dot = painted(page, "clock")
        np.testing.assert_allclose((dot.min(axis=0) + dot.max(axis=0)) / 2, line[-1], atol=1.0)
