"""A small picture of two runs compared seed by seed, as SVG that reads on a light and on a dark page."""

import math

import numpy as np

from lrviz.arrays import Floats
from lrviz.figures.kit.style import STYLES

WIDE, HIGH = 360, 200
_INK = "#808080"
_TOP, _FOOT = 26, 172
_COLUMNS = (120, 280)
_DOT, _BAR = 4.5, 22
_FACTOR = 10
"""From so many times the lowest value on, the scale is logarithmic."""


def pairs_picture(first: Floats, second: Floats, higher_is_better: bool = False) -> str:
    """The values of both runs with each seed as dots with a line between, and their medians, as an SVG document.

    Args:
        first, second: shape (seeds,); a run that did not come to its end has none that is finite, and a cross at the
            bad end.
        higher_is_better: at which end that is.
    """
    both = np.stack([first, second])
    place = _Scale(both[np.isfinite(both)], _FOOT if higher_is_better else _TOP)
    parts = [_tick(value, place(value)) for value in _ends(both)]
    parts += [_between(place(float(one)), place(float(other))) for one, other in zip(first, second, strict=True)]
    for column, values in enumerate(both):
        parts += [_dot(column, place(float(value)), math.isfinite(value)) for value in values]
        middle = float(np.median(values))
        parts.append(_middle(column, middle, place(middle)))
    space = "http://www.w3.org/2000/svg"
    return f'<svg xmlns="{space}" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}">{"".join(parts)}</svg>'


class _Scale:
    """From values to heights: a logarithmic scale where they are positive and far apart, else a linear one."""

    def __init__(self, known: Floats, bad: float) -> None:
        self._bad = bad
        self._bends = bool(len(known)) and 0 < _FACTOR * known.min() <= known.max()
        bent = np.log(known) if self._bends else known
        self._low, self._high = (float(bent.min()), float(bent.max())) if len(known) else (0.0, 0.0)

    def __call__(self, value: float) -> float:
        if not math.isfinite(value):
            return self._bad
        span = self._high - self._low
        share = ((math.log(value) if self._bends else value) - self._low) / span if span else 0.5
        inset = 14  # the bad end stays free for crosses
        return _FOOT - inset - share * (_FOOT - _TOP - 2 * inset)


def _ends(both: Floats) -> list[float]:
    known = both[np.isfinite(both)]
    return sorted({float(known.min()), float(known.max())}) if len(known) else []


def _text(x: float, y: float, words: str, anchor: str, size: int = 12) -> str:
    font = f'font-family="sans-serif" font-size="{size}" fill="{_INK}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" dominant-baseline="middle" {font}>{words}</text>'


def _tick(value: float, y: float) -> str:
    line = f'<path d="M62 {y:.1f}H{WIDE - 8}" stroke="{_INK}" stroke-opacity="0.25"/>'
    return line + _text(56, y, _written(value), "end")


def _between(one: float, other: float) -> str:
    left, right = _COLUMNS
    return f'<path d="M{left} {one:.1f}L{right} {other:.1f}" stroke="{_INK}" stroke-opacity="0.7"/>'


def _dot(column: int, y: float, finite: bool) -> str:
    x, colour = _COLUMNS[column], STYLES[column].colour
    if not finite:
        return f'<path d="M{x - 4} {y - 4:.1f}l8 8m0 -8l-8 8" stroke="{colour}" stroke-width="2" fill="none"/>'
    if column == 0:
        return f'<circle cx="{x}" cy="{y:.1f}" r="{_DOT}" fill="{colour}"/>'
    return f'<rect x="{x - 4}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'


def _middle(column: int, value: float, y: float) -> str:
    """A bar at the median, and its number on the outer side."""
    x, colour = _COLUMNS[column], STYLES[column].colour
    bar = f'<path d="M{x - _BAR / 2} {y:.1f}h{_BAR}" stroke="{colour}" stroke-width="3"/>'
    return bar + _text(x, HIGH - 10, f"median {_written(value)}", "middle")


def _written(value: float) -> str:
    return f"{value:.3g}" if math.isfinite(value) else "∞"
