"""Makes pictures of the results of a sweep: curves over one setting, heat maps over two."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.pictures import (
    Estimate,
    GoodRange,
    Heat,
    Limit,
    PictureAxis,
    PictureRun,
    Quantity,
    Sensitivity,
    VerticalLine,
)
from lrviz.optimizers import Rule
from lrviz.scene import Scene
from lrviz.simulate import trajectory
from lrviz.simulate.stability import follows_state
from lrviz.sweeps import MEASURES, Axis, Judged, Recheck, Result, Sweep, Width
from lrviz.sweeps.settings import setting_at

LOW, HIGH = 0.1, 0.9
"""The quantiles over seeds between which a band lies."""

_RATE = "optimizer.lr"

_LIMITS = 17
"""Values of the other setting at which a map's limit is worked out."""


def heat(result: Result, slots: Sequence[int], measure: str, key: str, recheck: Recheck | None = None) -> Heat:
    """The map of a sweep over two settings.

    Args:
        result: so far.
        slots: of the sweep's runs.
        measure: its name.
        key: what tells this sweep from others.
        recheck: what fresh seeds say of its best settings, so far.
    """
    sweep = result.sweep
    across, up = (_along(sweep.scene, axis) for axis in sweep.axes)
    runs = range(len(slots))
    return Heat(
        key,
        (across, up),
        _subjects(result, slots, measure, recheck),
        _quantity(measure, sweep),
        result.table(measure),
        result.done.reshape(sweep.shape),
        [(recheck or result).best(measure, run) for run in runs],
        [_line(result, slot, measure, run) for run, slot in enumerate(slots) if _has_line(result, run)],
        [_estimate(recheck, measure, run) for run in runs],
    )


def _has_line(result: Result, run: int) -> bool:
    """Whether a map has a line of the largest stable rate: for a rule whose limit is the same however a run came."""
    rule = result.sweep.scene.runs[run].optimizer
    rated = any(axis.path == _RATE for axis in result.sweep.axes)
    return rated and bool(result.done.all()) and isinstance(rule, Rule) and not follows_state(rule)


def _line(result: Result, slot: int, measure: str, run: int) -> Limit:
    """The largest stable rate where the best run ends, at some values of the other setting."""
    sweep = result.sweep
    across = sweep.axes[0].path == _RATE
    other, values = sweep.values[1 if across else 0], result.table(measure)[run]
    columns = values.T if across else values
    points = np.full((len(other), 2), np.nan)
    for index in np.unique(np.linspace(0, len(other) - 1, _LIMITS).round().astype(int)).tolist():
        if not np.isfinite(columns[index]).any():
            continue
        rate = int(np.nanargmin(columns[index]))
        place = (run, rate, index) if across else (run, index, rate)
        limit = _limit(sweep.scene_of(int(np.ravel_multi_index(place, sweep.shape))))
        points[index] = (limit, other[index]) if across else (other[index], limit)
    kept = points[np.isfinite(points).all(axis=1)]
    return Limit(slot, "largest stable rate", kept)


def sensitivity(
    result: Result, slots: Sequence[int], measure: str, key: str, recheck: Recheck | None = None
) -> Sensitivity:
    """The curves of a sweep over one setting; arguments as in `heat`."""
    sweep = result.sweep
    banded = sweep.noisy and sweep.seeds > 1 and not MEASURES[measure].share
    best = [(recheck or result).best(measure, run) for run in range(len(slots))]
    widths = [_width(recheck or result, sweep, measure, run) for run in range(len(slots))] if result.done.all() else []
    return Sensitivity(
        key,
        _along(sweep.scene, sweep.axes[0]),
        _subjects(result, slots, measure, recheck),
        _quantity(measure, sweep),
        result.table(measure),
        result.done.reshape(sweep.shape),
        result.table(measure, LOW) if banded else None,
        result.table(measure, HIGH) if banded else None,
        f"{100 * LOW:.0f} % to {100 * HIGH:.0f} % of {sweep.seeds} seeds" if banded else "",
        best,
        _marks(result, slots, best),
        [bracket(slot, width) for slot, width in zip(slots, widths, strict=False) if width is not None],
        [_estimate(recheck, measure, run) for run in range(len(slots))],
    )


def bracket(slot: int, width: Width) -> GoodRange:
    """The good range of a curve as a picture takes it."""
    return GoodRange(slot, width.low, width.high, width_words(width), _decades(width))


def width_words(width: Width) -> str:
    """The width of a good range, and how far off it may be."""
    told = _decades(width)
    return f"{told} ({width.interval_words})" if width.interval_words else told


def _decades(width: Width) -> str:
    """The width alone, with a sign where it goes on beyond the axis."""
    more = "≥ " if width.open_low or width.open_high else ""
    return f"{more}{width.decades:.2g} decades" if width.decades else "narrower than the grid"


def estimate_of(judged: Judged, measure: str) -> Estimate:
    """What seeds say of a setting, as a picture takes it."""
    value, low, high = (end if math.isfinite(end) else None for end in (judged.value, judged.low, judged.high))
    return Estimate(value, low, high, judged.words(MEASURES[measure].infinite))


def over_seeds(measure: str, seeds: int, noisy: bool) -> str:
    """What a drawn value is of the seeds; empty where they do not differ."""
    if not noisy:
        return ""
    if seeds == 1:
        return "one seed"
    return f"{'share' if MEASURES[measure].share else 'median'} of {seeds} seeds"


def _estimate(recheck: Recheck | None, measure: str, run: int) -> Estimate | None:
    judged = recheck.judged(measure, run) if recheck else None
    return estimate_of(judged, measure) if judged and judged.fresh else None


def _along(scene: Scene, axis: Axis) -> PictureAxis:
    label = setting_at(scene, axis.path).label
    return PictureAxis(label.split(" · ")[-1] if axis.path == _RATE else label, axis.values, axis.log, axis.whole)


def _subjects(result: Result, slots: Sequence[int], measure: str, recheck: Recheck | None) -> list[PictureRun]:
    subjects = []
    for index, (slot, run) in enumerate(zip(slots, result.sweep.scene.runs, strict=True)):
        note = _note(result, measure, (recheck or result).best(measure, index), _estimate(recheck, measure, index))
        subjects.append(PictureRun(slot, f"{slot} · {run.label}", STYLES[slot - 1], note))
    return subjects


def _note(result: Result, measure: str, cell: int | None, judged: Estimate | None) -> str:
    """The best of a run: by fresh seeds, or by those that chose it, which flatter it under noise."""
    if cell is None:
        return ""
    settings = ", ".join(f"{value:.4g}" for value in result.sweep.settings_of(cell).values())
    if judged is not None:
        return f"best {judged.text} at {settings}"
    chosen = f", chosen by {over_seeds(measure, result.sweep.seeds, True).split(' of ')[-1]}"
    own = f"best {result.table(measure).ravel()[cell]:.4g} at {settings}"
    return own + (chosen if result.sweep.noisy else "")


def _quantity(measure: str, sweep: Sweep) -> Quantity:
    known = MEASURES[measure]
    return Quantity(known.name, known.log, known.infinite, over_seeds(measure, sweep.seeds, sweep.noisy))


def _width(known: Result | Recheck, sweep: Sweep, measure: str, run: int) -> Width | None:
    return known.width(measure, run) if sweep.axes[0].log else None


def _marks(result: Result, slots: Sequence[int], best: Sequence[int | None]) -> list[VerticalLine]:
    """The best value of each run and, for a rate, the largest stable one where the best run ends."""
    marks = []
    for slot, cell in zip(slots, best, strict=True):
        if cell is None or not result.done.all():
            continue
        value = next(iter(result.sweep.settings_of(cell).values()))
        marks.append(VerticalLine(slot, value, f"best {value:.4g}", "best"))
        limit = _limit(result.sweep.scene_of(cell)) if result.sweep.axes[0].path == _RATE else np.nan
        if np.isfinite(limit) and limit > 0:
            marks.append(VerticalLine(slot, limit, f"stable up to {limit:.3g}", "limit"))
    return marks


@lru_cache(maxsize=256)
def _limit(scene: Scene) -> float:
    path = trajectory(scene, 0)
    known = path.limits[np.isfinite(path.limits)]
    return float(known[-1]) if len(known) else np.nan
