"""Describes the schedules of torch by simple curves."""

import math

from lrviz.export.pieces import Geometric, Line, Points, Ramp, Restarts, Stairs, Steady
from lrviz.export.readings.table import alone, pieces, tidy
from lrviz.schedules import (
    SWALR,
    Constant,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    StepLR,
)

_MOST_POINTS = 64


@pieces.register
def _(schedule: Constant, lr: float, steps: int) -> Line:
    return alone(Steady(lr))


@pieces.register
def _(schedule: LambdaLR, lr: float, steps: int) -> Line | None:
    """A formula that is a number."""
    try:
        return alone(Steady(tidy(lr * float(schedule.formula))))
    except ValueError:
        return None


@pieces.register
def _(schedule: StepLR, lr: float, steps: int) -> Line:
    return alone(Geometric(lr, schedule.gamma, schedule.step_size))


@pieces.register
def _(schedule: ExponentialLR, lr: float, steps: int) -> Line:
    return alone(Geometric(lr, schedule.gamma))


@pieces.register
def _(schedule: MultiStepLR, lr: float, steps: int) -> Line:
    boundaries = sorted(set(schedule.milestones))
    drops = [sum(m <= boundary for m in schedule.milestones) for boundary in boundaries]
    return alone(Stairs(tuple(boundaries), (lr, *(tidy(lr * schedule.gamma**count) for count in drops))))


@pieces.register
def _(schedule: ConstantLR, lr: float, steps: int) -> Line:
    reduced = tidy(lr * schedule.factor)
    return alone(Stairs((schedule.total_iters,), (reduced, lr)) if schedule.total_iters else Steady(reduced))


@pieces.register
def _(schedule: LinearLR, lr: float, steps: int) -> Line:
    start, end = tidy(lr * schedule.start_factor), tidy(lr * schedule.end_factor)
    return alone(Ramp(start, end, schedule.total_iters) if schedule.total_iters else Steady(start))


@pieces.register
def _(schedule: PolynomialLR, lr: float, steps: int) -> Line:
    moves = schedule.total_iters and schedule.power
    return alone(Ramp(lr, 0.0, schedule.total_iters, power=schedule.power) if moves else Steady(lr))


@pieces.register
def _(schedule: CosineAnnealingLR, lr: float, steps: int) -> Line | None:
    length = schedule.T_max
    return alone(Ramp(lr, schedule.eta_min, length, "cosine")) if isinstance(length, int) else None


@pieces.register
def _(schedule: CosineAnnealingWarmRestarts, lr: float, steps: int) -> Line:
    longer, first = schedule.T_mult, schedule.T_0
    seen = math.log(1 + steps / first * (longer - 1), longer) if longer > 1 else steps / first
    return alone(Restarts(lr, schedule.eta_min, first, longer, cycles=math.floor(seen) + 2).fitting(steps))


@pieces.register
def _(schedule: SWALR, lr: float, steps: int) -> Line:
    shape = "cosine" if schedule.anneal_strategy == "cos" else "linear"
    return alone(Ramp(lr, schedule.swa_lr, max(1, schedule.anneal_epochs), shape))


@pieces.register
def _(schedule: OneCycleLR, lr: float, steps: int) -> Line | None:
    peak, last = schedule.pct_start * schedule.total_steps - 1, schedule.total_steps - 1
    if abs(peak - round(peak)) > 1e-9 or not 0 < peak < last or (schedule.three_phase and 2 * peak >= last):
        return None
    start = tidy(schedule.max_lr / schedule.div_factor)
    end = tidy(start / schedule.final_div_factor)
    middle = ((2 * round(peak), start),) if schedule.three_phase else ()
    at, values = zip((0, start), (round(peak), schedule.max_lr), *middle, (last, end), strict=True)
    return alone(Points(at, values, "cosine" if schedule.anneal_strategy == "cos" else "linear"))


@pieces.register
def _(schedule: CyclicLR, lr: float, steps: int) -> Line | None:
    up = schedule.step_size_up
    period = up + (up if schedule.step_size_down is None else schedule.step_size_down)
    cycles = -(-steps // period)
    if schedule.mode != "triangular" or period == up or 2 * cycles >= _MOST_POINTS:
        return None
    at = tuple(cycle * period + rise for cycle in range(cycles) for rise in (0, up))
    return alone(Points((*at, cycles * period), (schedule.base_lr, schedule.max_lr) * cycles + (schedule.base_lr,)))
