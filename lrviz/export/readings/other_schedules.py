"""Describes the schedules that torch lacks by simple curves."""

import math
from dataclasses import replace

from lrviz.export.pieces import InverseRoot, InverseTime, Line, Points, Ramp, Restarts, Stairs, Steady
from lrviz.export.readings.table import after_warmup, alone, pieces, tidy
from lrviz.schedules import (
    ConstantWithWarmup,
    CosineCycles,
    CosineDecay,
    CosineRestartsWithWarmup,
    CosineWithWarmup,
    InverseSqrt,
    LinearWithWarmup,
    Noam,
    OneMinusSqrt,
    OneMinusSquare,
    PiecewiseConstant,
    PiecewiseLinear,
    PolynomialDecay,
    PolynomialWithWarmup,
    TanhCycles,
    WarmupStableDecay,
)
from lrviz.schedules import InverseTime as InverseTimeSchedule


@pieces.register
def _(schedule: ConstantWithWarmup, lr: float, steps: int) -> Line | None:
    start, shape = tidy(lr * schedule.start_factor), schedule.shape
    if shape == "exponential" or schedule.warmup_steps == 0:
        return None if schedule.warmup_steps else alone(Steady(lr))
    return alone(Ramp(start, lr, schedule.warmup_steps, shape))


def _warmed(schedule: LinearWithWarmup | CosineWithWarmup | PolynomialWithWarmup, lr: float, rest: Line) -> Line:
    return after_warmup(0.0, lr, schedule.warmup_steps, rest)


@pieces.register
def _(schedule: LinearWithWarmup, lr: float, steps: int) -> Line:
    left = schedule.total_steps - schedule.warmup_steps
    return _warmed(schedule, lr, alone(Ramp(lr, 0.0, left) if left > 0 else Steady(0.0)))


@pieces.register
def _(schedule: CosineWithWarmup, lr: float, steps: int) -> Line | None:
    left = max(1, schedule.total_steps - schedule.warmup_steps)
    half = left / (2 * schedule.num_cycles) if schedule.num_cycles else 0.0
    end = tidy(lr * schedule.floor)
    return _warmed(schedule, lr, alone(Ramp(lr, end, int(half), "cosine"))) if half.is_integer() and half else None


@pieces.register
def _(schedule: CosineRestartsWithWarmup, lr: float, steps: int) -> Line | None:
    left, cycles = max(1, schedule.total_steps - schedule.warmup_steps), schedule.num_cycles
    if left % cycles:
        return None
    return after_warmup(0.0, lr, schedule.warmup_steps, alone(Restarts(lr, 0.0, left // cycles, cycles=cycles)))


@pieces.register
def _(schedule: PolynomialWithWarmup, lr: float, steps: int) -> Line | None:
    left = schedule.total_steps - schedule.warmup_steps
    if left <= 0 or schedule.power == 0:
        return None
    return _warmed(schedule, lr, alone(Ramp(lr, schedule.lr_end, left, power=schedule.power)))


@pieces.register
def _(schedule: InverseSqrt, lr: float, steps: int) -> Line:
    timescale = schedule.timescale or schedule.warmup_steps or 10_000
    return after_warmup(0.0, lr, schedule.warmup_steps, ((0, InverseRoot(lr, timescale)),))


@pieces.register
def _(schedule: Noam, lr: float, steps: int) -> Line:
    warmup = schedule.warmup_steps
    peak = tidy(schedule.scale * (schedule.d_model * warmup) ** -0.5)
    peak = lr if math.isclose(peak, lr, rel_tol=1e-13) else peak
    return after_warmup(tidy(peak / warmup), peak, warmup - 1, ((0, InverseRoot(peak, warmup)),))


@pieces.register
def _(schedule: WarmupStableDecay, lr: float, steps: int) -> Line:
    floor, shape = tidy(lr * schedule.floor), schedule.decay_shape
    fall = Ramp(lr, floor, schedule.decay_steps, shape) if schedule.decay_steps else Steady(floor)
    stable = schedule.stable_steps
    rest: Line = ((0, Steady(lr)), (stable, fall)) if stable else ((0, fall),)
    return after_warmup(floor, lr, schedule.warmup_steps, rest)


@pieces.register
def _(schedule: CosineDecay, lr: float, steps: int) -> Line:
    return alone(Ramp(lr, tidy(lr * schedule.floor), schedule.total_steps, "cosine", schedule.exponent))


@pieces.register
def _(schedule: PolynomialDecay, lr: float, steps: int) -> Line | None:
    fall = Ramp(lr, tidy(lr * schedule.floor), schedule.total_steps, power=schedule.power)
    return None if schedule.cycle else alone(fall)


@pieces.register
def _(schedule: OneMinusSqrt, lr: float, steps: int) -> Line:
    return alone(Ramp(lr, 0.0, schedule.total_steps, "1-sqrt"))


@pieces.register
def _(schedule: OneMinusSquare, lr: float, steps: int) -> Line:
    return alone(Ramp(lr, 0.0, schedule.total_steps, "1-square"))


@pieces.register
def _(schedule: InverseTimeSchedule, lr: float, steps: int) -> Line:
    return alone(InverseTime(lr, schedule.decay_rate, schedule.decay_steps, schedule.staircase))


@pieces.register
def _(schedule: CosineCycles, lr: float, steps: int) -> Line:
    return alone(replace(_cycles(schedule, lr), bend=schedule.k_decay))


@pieces.register
def _(schedule: TanhCycles, lr: float, steps: int) -> Line:
    return alone(replace(_cycles(schedule, lr), tanh=(schedule.lb, schedule.ub)))


def _cycles(schedule: CosineCycles | TanhCycles, lr: float) -> Restarts:
    longer, lower = schedule.cycle_mul, schedule.cycle_decay
    return Restarts(lr, tidy(lr * schedule.floor), schedule.t_initial, longer, lower, schedule.cycle_limit)


@pieces.register
def _(schedule: PiecewiseConstant, lr: float, steps: int) -> Line:
    return alone(Stairs(schedule.boundaries, tuple(tidy(lr * value) for value in schedule.values)))


@pieces.register
def _(schedule: PiecewiseLinear, lr: float, steps: int) -> Line | None:
    if any(not step.is_integer() for step, _ in schedule.points):
        return None
    at, values = (tuple(column) for column in zip(*schedule.points, strict=True))
    first = () if at[0] == 0 else (0,)
    return alone(Points((*first, *map(int, at)), tuple(tidy(lr * value) for value in (*values[: len(first)], *values))))
