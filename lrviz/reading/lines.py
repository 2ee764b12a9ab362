"""Turns pieces of rates, as libraries give them, into a schedule on a base rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.export.libraries.wanted import top
from lrviz.export.pieces import (
    FALLS,
    Geometric,
    InverseRoot,
    InverseTime,
    Line,
    Piece,
    Points,
    Ramp,
    Restarts,
    Stairs,
    Steady,
)
from lrviz.schedules import (
    Constant,
    ConstantWithWarmup,
    CosineCycles,
    CosineDecay,
    ExponentialLR,
    InverseSqrt,
    LambdaLR,
    PiecewiseConstant,
    PiecewiseLinear,
    PolynomialDecay,
    Schedule,
    Sequential,
    StepLR,
    Warmup,
    WarmupStableDecay,
)
from lrviz.schedules import InverseTime as InverseTimeSchedule


@dataclass(frozen=True)
class Formula(Piece):
    """A rate times a formula in the steps t since its start."""

    rate: float
    formula: str

    def rates(self, t: Integers) -> Floats:
        return LambdaLR(self.formula).rates(self.rate, int(t[-1]) + 1)[t] if len(t) else np.empty(0)


def scheduled(line: Line) -> tuple[Schedule, float]:
    """A schedule with the rates of pieces, and the base rate that it has them on, which is their highest.

    Raises:
        ValueError: no schedule has them.
    """
    parts = _merged([one for start, piece in line for one in _simple(start, piece)])
    base = max(_highest(piece) for _, piece in parts)
    if base == 0:
        return Constant(), 0.0
    if len(parts) == 1:
        return _part(parts[0][1], base), base
    (_, rise), (start, rest), *more = parts
    if not more and isinstance(rise, Ramp) and rise.steps == start and rise.end == base == top(rest):
        warmup = _part(rise, base)
        if isinstance(warmup, ConstantWithWarmup):
            whole = Warmup(_part(rest, base), start, warmup.start_factor, warmup.shape)
            return (warmup if isinstance(whole.schedule, Constant) else whole), base
    if more and (trapezoid := _trapezoid(parts, base)):
        return trapezoid, base
    schedules = tuple(_part(piece, base) for _, piece in parts)
    return Sequential(schedules, tuple(start for start, _ in parts[1:])), base


def _merged(parts: list[tuple[int, Piece]]) -> list[tuple[int, Piece]]:
    """The pieces with a rate that goes on as one of them, and with the same fall again and again as cycles."""
    kept = parts[:1]
    for start, piece in parts[1:]:
        same = isinstance(piece, Steady) and piece == kept[-1][1]
        kept += [] if same else [(start, piece)]
    first = kept[0][1]
    if len(kept) == 1 or not isinstance(first, Ramp) or first.shape != "cosine" or first.power != 1:
        return kept
    if kept != [(first.steps * i, first) for i in range(len(kept))]:
        return kept
    return [(0, Restarts(first.start, first.end, first.steps, cycles=len(kept)))]


def _trapezoid(parts: Sequence[tuple[int, Piece]], base: float) -> Schedule | None:
    """The trapezoid that rises from where it falls to; None where the pieces are none."""
    match parts:
        case [
            (0, Ramp(low, high, warmup, "linear", 1.0)),
            (begin, Steady(rate)),
            (end, Ramp(peak, floor, fall, shape, 1.0)),
        ]:
            if warmup == begin and high == rate == peak == base and low == floor and shape in _SHAPES:
                return WarmupStableDecay(warmup, end - begin, fall, shape, floor / base)
    return None


_SHAPES = ("linear", "cosine", "1-sqrt", "exponential")


def _simple(start: int, piece: Piece) -> list[tuple[int, Piece]]:
    """A piece, with half cosines between points one by one."""
    if not isinstance(piece, Points) or piece.shape == "linear":
        return [(start, piece)]
    spans = zip(pairwise(piece.steps), pairwise(piece.values), strict=True)
    ramps = [(start + begin, Ramp(low, high, end - begin, piece.shape)) for (begin, end), (low, high) in spans]
    return [*ramps]


def _highest(piece: Piece) -> float:
    match piece:
        case Formula(rate, _):
            return rate
        case Ramp(start, end):
            return max(start, end)
        case Stairs(_, values):
            return max(values)
        case Points(_, values, _):
            return max(values)
        case Geometric(start, factor) if factor > 1:
            return start
    return top(piece)


def _part(piece: Piece, base: float) -> Schedule:
    """One piece as a schedule on the base rate."""
    match piece:
        case Steady(rate):
            return Constant() if rate == base else LambdaLR(repr(rate / base))
        case Ramp():
            return ramped(piece, base)
        case Geometric(start, factor, every) if start == base and 0 <= factor <= 10:
            return ExponentialLR(factor) if every == 1 else StepLR(every, factor)
        case Geometric(start, factor, every):
            return LambdaLR(f"{start / base!r} * {factor!r}**floor(t / {every})")
        case Stairs(boundaries, values):
            return PiecewiseConstant(boundaries, tuple(value / base for value in values))
        case Points(steps, values, _):
            return PiecewiseLinear(tuple((float(s), v / base) for s, v in zip(steps, values, strict=True)))
        case Restarts(start, end, steps, longer, lower, cycles, bend, None) if start == base:
            return CosineCycles(steps, end / base, longer, lower, cycles, bend)
        case InverseTime(start, rate, steps, staircase) if start == base:
            return InverseTimeSchedule(rate, steps, staircase)
        case InverseRoot(start, timescale) if start == base:
            return InverseSqrt(0, timescale)
        case Formula(rate, formula):
            return LambdaLR(formula if rate == base else f"{rate / base!r} * ({formula})")
    raise ValueError(f"no schedule here starts so, below the highest rate: {type(piece).__name__}")


def ramped(ramp: Ramp, base: float) -> Schedule:
    """A ramp as a schedule on a base rate."""
    if ramp.end == base and ramp.start >= 0 and ramp.power == 1 and ramp.shape in ("linear", "cosine"):
        return ConstantWithWarmup(ramp.steps, ramp.start / base, ramp.shape)
    if ramp.start == base and 0 <= ramp.end <= base:
        floor = ramp.end / base
        if ramp.shape == "cosine":
            return CosineDecay(ramp.steps, floor, ramp.power)
        if ramp.shape == "linear":
            return PolynomialDecay(ramp.steps, floor, ramp.power)
        if ramp.power == 1 and ramp.shape in _SHAPES:
            return WarmupStableDecay(0, 0, ramp.steps, ramp.shape, floor)
    return LambdaLR(_ramp_formula(ramp, base))


_FALLS = {
    "linear": "1 - {u}",
    "cosine": "0.5 * (1 + cos(pi * {u}))",
    "1-sqrt": "1 - sqrt({u})",
    "1-square": "1 - {u}**2",
    "exponential": "(exp(-5 * {u}) - exp(-5)) / (1 - exp(-5))",
}
assert _FALLS.keys() == FALLS.keys()


def _ramp_formula(ramp: Ramp, base: float) -> str:
    fall = f"({_FALLS[ramp.shape].format(u=f'min(t / {ramp.steps}, 1)')})"
    power = "" if ramp.power == 1 else f"**{ramp.power!r}"
    start, end = ramp.start / base, ramp.end / base
    return f"{end!r} + {start - end!r} * {fall}{power}"
