"""Small pictures of paths, of schedules and of losses, as SVG that reads on a light and on a dark page."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.comparison import Entry, Plan, curve
from lrviz.figures.kit.inline import inlined
from lrviz.figures.kit.style import STYLES, Style
from lrviz.figures.reference.ground import relief
from lrviz.objectives import Objective, Window
from lrviz.scene import Scene
from lrviz.simulate import simulate

WIDE, HIGH = 360, 240
"""The size of a picture of paths; one of a curve is half as high."""

_POINTS = 300
_INK = "#808080"
_MARGIN = 8


@lru_cache(maxsize=256)
def paths_picture(scene: Scene) -> str:
    """The paths of a scene's runs over its function, as an SVG document; the first run lies on top."""
    window = scene.objective.window
    tracks = [_placed(path.points, window) for path in simulate(scene)]
    drawn = zip(reversed(tracks), reversed(STYLES[: len(tracks)]), strict=True)
    ground = (
        f'<image href="{inlined("image/png", _ground(scene.objective))}" width="{WIDE}" height="{HIGH}" {_STRETCHED}/>'
    )
    x, y = tracks[0][0]
    start = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="{_INK}" stroke-width="2"/>'
    return _document(HIGH, [ground, *(_track(*one) for one in drawn), start])


_STRETCHED = 'preserveAspectRatio="none"'


@lru_cache(maxsize=256)
def curve_picture(entry: Entry, plan: Plan) -> str:
    """The rate of a schedule over a run, from 0 at the bottom, as an SVG document."""
    rates, high = curve(entry, plan).rates, HIGH // 2
    which = np.unique(np.linspace(0, len(rates) - 1, _POINTS).round().astype(int)) if len(rates) else np.empty(0, int)
    top = float(np.nanmax(rates)) if len(rates) else 1.0
    x = _MARGIN + (WIDE - 2 * _MARGIN) * which / max(1, plan.steps - 1)
    y = high - _MARGIN - (high - 2 * _MARGIN) * rates[which] / (top or 1.0)
    foot = f'<path d="M{_MARGIN} {high - _MARGIN}H{WIDE - _MARGIN}" stroke="{_INK}"/>'
    return _document(high, [foot, _line(np.column_stack((x, y)), STYLES[0])])


def losses_picture(lines: Sequence[tuple[Integers, Floats]]) -> str:
    """Losses over steps, from the lowest of all to the highest, as an SVG document; the first line lies on top.

    Args:
        lines: steps (m,) and losses (m,) of each.
    """
    losses = np.concatenate([values for _, values in lines])
    first, last = min(at[0] for at, _ in lines), max(at[-1] for at, _ in lines)
    low, high = float(losses.min()), float(losses.max())

    def placed(at: Integers, values: Floats) -> Floats:
        x = _MARGIN + (WIDE - 2 * _MARGIN) * (at - first) / max(1, last - first)
        y = HIGH - _MARGIN - (HIGH - 2 * _MARGIN) * (values - low) / ((high - low) or 1.0)
        return np.column_stack((x, y))

    foot = f'<path d="M{_MARGIN} {_MARGIN}V{HIGH - _MARGIN}H{WIDE - _MARGIN}" stroke="{_INK}" fill="none"/>'
    drawn = zip(reversed(lines), reversed(STYLES[: len(lines)]), strict=True)
    return _document(HIGH, [foot, *(_line(placed(*line), style) for line, style in drawn)])


def as_image(picture: str) -> str:
    """An SVG document as the address of an image."""
    return inlined("image/svg+xml", picture.encode())


@lru_cache(maxsize=64)
def _ground(objective: Objective) -> bytes:
    return relief(objective)


def _placed(points: Floats, window: Window) -> Floats:
    """(n, 2): points of a map in the picture, up to where they are no numbers or far outside."""
    (left, right), (low, high) = window
    with np.errstate(over="ignore"):
        placed = (points - (left, high)) / (right - left, low - high) * (WIDE, HIGH)
    inside = np.all(np.abs(placed) < 10 * WIDE, axis=1)
    return placed if inside.all() else placed[: int(np.argmin(inside))]


def _track(points: Floats, style: Style) -> str:
    """A path with a dot at its end."""
    x, y = points[-1]
    return f'{_line(points, style)}<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{style.colour}"/>'


def _line(points: Floats, style: Style) -> str:
    pairs = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    look = f'stroke="{style.colour}" stroke-width="2.4" stroke-dasharray="{style.svg_dash}"'
    return f'<polyline points="{pairs}" fill="none" stroke-linejoin="round" {look}/>'


def _document(high: int, parts: Iterable[str]) -> str:
    space = "http://www.w3.org/2000/svg"
    return f'<svg xmlns="{space}" viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}">{"".join(parts)}</svg>'


def legend(labels: Sequence[str]) -> list[tuple[str, str]]:
    """Each run's name with an image of its line, in the order of the runs."""
    return [(label, as_image(_swatch(style))) for label, style in zip(labels, STYLES, strict=False)]


def _swatch(style: Style) -> str:
    line = _line(np.array([[0.0, 5.0], [28.0, 5.0]]), style)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="28" height="10">{line}</svg>'
