"""The plan gone through at another pace, from another step and at another height, and how that is fitted to a log."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from lrviz.analysis.partings.case import Case, round_off
from lrviz.analysis.partings.numbers import plainest
from lrviz.analysis.partings.rows import Rows
from lrviz.arrays import Floats

COUNTINGS = (0, -1, 1)
"""A log gives the rate of the step just taken or of the one to come, and counts from 0 or from 1."""
_FITTED_ROWS = 96
_BLOCK = 4096
_NEAREST = 4
_CLOSER = 33
_ROUNDS = 3
_FAR_OFF = 1e3
_TINY = np.finfo(float).tiny
_ALMOST = 1e-9
_WHOLE = 1e-6
_EDGE = 1 + 1e-6
"""A rate that is rounded up from the middle is as far off as rounding allows."""

Grid: TypeAlias = Floats
"""Values of a parameter, rising."""

RatesAt: TypeAlias = Callable[[Floats], Floats]
"""The rates at steps of a log, NaN where there are none."""


@dataclass(frozen=True)
class Warp:
    """At its step s the log has `factor` times the rate that is planned for step `scale` · s + `shift`.

    Attributes:
        factor: of the base rate.
        scale: steps of the plan in one of the log.
        shift: the plan's step at the log's step 0.
        stairs: whether the plan goes from whole step to whole step, as a scheduler that is called now and then.
        floors: whether the factor is of floors that are absolute too.
        at_least: whether scales that are much further from 1 would do as well.
    """

    factor: float = 1.0
    scale: float = 1.0
    shift: float = 0.0
    stairs: bool = False
    floors: bool = False
    at_least: bool = False

    def rates_at(self, case: Case, steps: Floats) -> Floats:
        """The rates that the log would have, of the shape of `steps`; NaN where the schedule has none."""
        places = self.scale * steps + self.shift
        if self.stairs:
            places = np.floor(places + _ALMOST)
        rates = _between(case.known, places)
        if self.factor == 1:
            return rates
        with np.errstate(over="ignore"):
            return rates + (self.factor - 1) * (rates if self.floors else _between(case.slope, places))

    def at_height(self, case: Case, rows: Rows) -> "Warp":
        """The same with the factor that brings most rows to the logged rates."""
        steps = rows.steps.astype(float)
        rates = replace(self, factor=1.0).rates_at(case, steps)
        with np.errstate(over="ignore"):
            slopes = rates if self.floors else replace(self, factor=2.0).rates_at(case, steps) - rates
        factors = {round_off(float(height(rates, slopes, rows.rates))), round_off(shared_height(rates, slopes, rows))}
        return min((replace(self, factor=one) for one in sorted(factors)), key=lambda way: misfit(case, rows, way))


def fitted(
    case: Case, rows: Rows, scales: Grid, shifts: Grid, any_height: bool = False, whole: bool = False
) -> Warp | None:
    """The warp along a line of scales and shifts that is nearest to the rows; None where none comes near.

    Args:
        case: the plan.
        rows: what it is fitted to.
        scales: (g,), the scales.
        shifts: (g,), the shift that belongs to each.
        any_height: whether the factor is fitted too; else it is 1.
        whole: whether shifts are whole numbers.
    """
    few = rows.thinned(_FITTED_ROWS)
    misfits, factors = misfits_of(case, few, scales, shifts, any_height)
    best = int(np.argmin(misfits))
    found = (float(misfits[best]), float(scales[best]), float(shifts[best]), float(factors[best]))
    for place in np.argsort(misfits)[:_NEAREST].tolist():
        low, high = max(place - 1, 0), min(place + 1, len(scales) - 1)
        ends = (scales[low], scales[high], shifts[low], shifts[high])
        found = min(found, _closer(case, few, ends, any_height, whole))
    return Warp(found[3], found[1], found[2]) if np.isfinite(found[0]) else None


def counted(case: Case, rows: Rows, warp: Warp, any_height: bool = False) -> Warp:
    """The warp with the way of counting, with or without stairs, and maybe at the height, that fit it best."""
    ways = [
        replace(warp, shift=warp.shift + warp.scale * counting, stairs=stairs)
        for stairs in ((False, True) if in_stairs(warp.scale) else (False,))
        for counting in COUNTINGS
    ]
    if any_height:
        ways = [replace(way, floors=floors).at_height(case, rows) for way in ways for floors in (False, True)]
    return min(ways, key=lambda way: misfit(case, rows, way))


def in_stairs(scale: float) -> bool:
    """Whether a scheduler that is called each so many steps goes at this pace: each second, third, …"""
    return scale < 1 and abs(1 / scale - round(1 / scale)) < _WHOLE


def misfit(case: Case, rows: Rows, warp: Warp) -> float:
    """How far the rows are from a warp, in what they are allowed to be, over all rows; distant ones count little.

    A row that is allowed to be where the warp has it counts less than one that is only near.
    """
    rates = warp.rates_at(case, rows.steps.astype(float))
    differ = rows.differ(rates, _peak(rows, case))
    return float((_distances(rates, rows, case) + differ).mean())


def _closer(
    case: Case, rows: Rows, ends: tuple[float, float, float, float], any_height: bool, whole: bool
) -> tuple[float, float, float, float]:
    """The best between two points of the line, by dividing again and again: misfit, scale, shift, factor."""
    found = (np.inf, 1.0, 0.0, 1.0)
    for _ in range(_ROUNDS):
        scales, shifts = np.linspace(ends[0], ends[1], _CLOSER), np.linspace(ends[2], ends[3], _CLOSER)
        if whole:
            shifts = np.round(shifts)
        misfits, factors = misfits_of(case, rows, scales, shifts, any_height)
        best = int(np.argmin(misfits))
        found = min(found, (float(misfits[best]), float(scales[best]), float(shifts[best]), float(factors[best])))
        low, high = max(best - 1, 0), min(best + 1, _CLOSER - 1)
        ends = (scales[low], scales[high], shifts[low], shifts[high])
    return found


def misfits_of(
    case: Case, rows: Rows, scales: Grid, shifts: Grid, any_height: bool, stairs: bool = False, floors: bool = False
) -> tuple[Floats, Floats]:
    """How far the rows are from each warp of a grid, and the factor of each, (g,)."""
    steps = rows.steps.astype(float)
    misfits, factors = np.empty(len(scales)), np.ones(len(scales))
    for start in range(0, len(scales), _BLOCK):
        block = slice(start, start + _BLOCK)
        places = scales[block, None] * steps + shifts[block, None]
        if stairs:
            places = np.floor(places + _ALMOST)
        rates = _between(case.known, places)
        if any_height:
            slopes = rates if floors else _between(case.slope, places)
            factors[block] = height(rates, slopes, rows.rates)
            rates = rates + (factors[block, None] - 1) * slopes
        misfits[block] = _distances(rates, rows, case).mean(axis=-1)
    return misfits, factors


def height(rates: Floats, slopes: Floats, logged: Floats) -> Floats:
    """The factor of the base rate that brings most rows to the logged rates, over the last axis; 1 without any."""
    with np.errstate(all="ignore"):
        factors = np.where(np.abs(slopes) > 0, 1 + (logged - rates) / slopes, np.nan)
    telling = np.isfinite(factors) & (logged != 0)
    ordered = np.sort(np.where(telling, factors, np.inf), axis=-1)
    count = telling.sum(axis=-1)
    middle = np.take_along_axis(ordered, np.maximum(count[..., None] - 1, 0) // 2, axis=-1)[..., 0]
    return np.where((count > 0) & np.isfinite(middle), middle, 1.0)


def shared_height(rates: Floats, slopes: Floats, rows: Rows) -> float:
    """The factor of the base rate that most rows allow within their rounding, a plain one if they share one; 1 without.

    Where rates are written with few digits each row gives a stretch of factors, and the middles of these scatter.
    """
    with np.errstate(all="ignore"):
        middles, halves = 1 + (rows.rates - rates) / slopes, _EDGE * rows.rounding / np.abs(slopes)
        telling = np.isfinite(middles) & np.isfinite(halves) & (rows.rates != 0)
        lows, highs = np.sort((middles - halves)[telling]), np.sort((middles + halves)[telling])
    if not len(lows):
        return 1.0
    ended = np.searchsorted(highs, lows)
    best = int(np.argmax(np.arange(len(lows)) - ended))
    low, high = float(lows[best]), float(highs[ended[best]])
    plain = plainest((low + high) / 2)
    return plain if low <= plain <= high else (low + high) / 2


def _distances(rates: Floats, rows: Rows, case: Case) -> Floats:
    allowed = np.maximum(rows.allowed(rows.rates, _peak(rows, case)), _TINY)
    with np.errstate(all="ignore"):
        return np.log1p(np.fmin(np.abs(rates - rows.rates) / allowed, _FAR_OFF))


def _peak(rows: Rows, case: Case) -> float:
    return max(case.peak, rows.peak)


def _between(values: Floats, places: Floats) -> Floats:
    """Values at places between whole steps, along a line; the first one before it, and NaN after the last."""
    last = len(values) - 1
    with np.errstate(all="ignore"):
        inside = places <= last + _ALMOST
        kept = np.where(inside, np.maximum(places, 0.0), 0.0)
        lower = np.minimum((kept + _ALMOST).astype(np.intp), last - 1)
        share = np.minimum(np.maximum(kept - lower, 0.0), 1.0)
        below, above = values.take(lower), values.take(lower + 1)
        between = below + np.where(share > _ALMOST, share * (above - below), 0.0)
    return np.where(inside, between, np.nan)
