"""A chart in a page as tests take hold of it: where data lie and what is painted, read anew at each question."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

Floats = NDArray[np.float64]

AXES = """async (selector) => {
  const read = () => {
    const chart = document.querySelector(selector);
    const { left, top } = chart.getBoundingClientRect();
    const axes = Object.entries(chart._fullLayout).filter(([name]) => /^[xy]axis[0-9]*$/.test(name));
    return Object.fromEntries(axes.map(([name, { type, range, _offset, _length, title }]) => {
      const offset = _offset + (name.startsWith("x") ? left : top);
      return [name, { type, range: [...range], offset, size: _length, title: title.text }];
    }));
  };
  let [now, before] = [read(), null];
  while (JSON.stringify(now) !== before) {
    before = JSON.stringify(now);
    await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
    now = read();
  }
  return now;
}"""
"""The axes, in pixels of the window, once they stand still: a label that is too wide lays the chart out again."""

COLOURED = """([selector, layer, colour, opaque]) => {
  const canvas = document.querySelector(`${selector} .stage-layer-${layer}`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const { left, top } = canvas.getBoundingClientRect();
  const wanted = colour && [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const places = [];
  for (let at = 0; at < data.length; at += 4) {
    const same = !wanted || wanted.every((value, index) => Math.abs(data[at + index] - value) < 3);
    if (same && data[at + 3] > opaque) places.push(at / 4);
  }
  return [left, top, canvas.width, places.join()];
}"""
"""The places of a canvas that have a colour, as one text: Playwright would take its time for a list."""

PIXELS = """([selector, layer, places]) => {
  const canvas = document.querySelector(`${selector} .stage-layer-${layer}`);
  const { left, top } = canvas.getBoundingClientRect();
  const context = canvas.getContext("2d");
  return places.map(([x, y]) => [...context.getImageData(Math.floor(x - left), Math.floor(y - top), 1, 1).data]);
}"""

FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Chart:
    """One chart of Plotly's with canvases over it; all places are in pixels of the window."""

    def __init__(self, page: Page, selector: str) -> None:
        self.page = page
        self.selector = selector

    def axes(self) -> Any:
        """Type, range, offset, size and title of each axis, once they stand still."""
        return self.page.evaluate(AXES, self.selector)

    def across(self, value: Any, axis: str = "xaxis") -> Any:
        """Where a value, or each of many, lies on a horizontal axis."""
        return across(self.axes()[axis], value)

    def up(self, value: Any, axis: str = "yaxis") -> Any:
        """Where a value, or each of many, lies on a vertical axis."""
        return up(self.axes()[axis], value)

    def at(self, x: Any, y: Any, axis: str = "yaxis") -> tuple[Any, Any]:
        """Where a point of the data lies, or each of many."""
        axes = self.axes()
        return across(axes["xaxis"], x), up(axes[axis], y)

    def painted(self, layer: str, colour: str | None = None, opaque: int = 100) -> Floats:
        """(n, 2), the pixels of a layer that have a colour, or any, and are more opaque than that."""
        left, top, width, text = self.page.evaluate(COLOURED, [self.selector, layer, colour, opaque])
        rows, columns = np.divmod(np.array([place for place in text.split(",") if place], dtype=int), width)
        return np.stack([left + columns + 0.5, top + rows + 0.5], axis=-1)

    def colours(self, layer: str, points: Sequence[tuple[float, float]]) -> list[tuple[int, ...]]:
        """Red, green and blue of a layer at points of the data."""
        places = np.transpose(self.at(*np.transpose(points))).tolist()
        return [tuple(one[:3]) for one in self.page.evaluate(PIXELS, [self.selector, layer, places])]

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drags from one place to another."""
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()

    def frames(self) -> None:
        """Waits for what the next animation frame does."""
        self.page.evaluate(FRAMES)

    def elements(self) -> int:
        """How many elements the page has."""
        return int(self.page.evaluate("document.querySelectorAll('*').length"))


def across(axis: Any, value: Any) -> Any:
    """Where a value lies on a horizontal axis."""
    return axis["offset"] + axis["size"] * part(axis, value)


def up(axis: Any, value: Any) -> Any:
    """Where a value lies on a vertical axis."""
    return axis["offset"] + axis["size"] * (1.0 - part(axis, value))


def part(axis: Any, value: Any) -> Any:
    """Which part of an axis' range lies below a value."""
    low, high = axis["range"]
    return ((np.log10(value) if axis["type"] == "log" else np.asarray(value)) - low) / (high - low)


def place_of(element: Locator, across: float, down: float) -> tuple[float, float]:
    """A place of an element in the window, by shares of its width and height."""
    box = element.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]
