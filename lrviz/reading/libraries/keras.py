"""Reads the schedules of Keras."""

import ast
import math
from typing import Any

from lrviz.comparison import EACH_EPOCH, MOST_STEPS
from lrviz.export.pieces import Geometric, InverseTime, Line, Ramp, Restarts, Stairs, Steady
from lrviz.reading.expressions import dotted
from lrviz.reading.libraries.library import Library
from lrviz.reading.libraries.pytorch import whole_numbers
from lrviz.reading.lines import Formula
from lrviz.reading.rate_function import absolute
from lrviz.reading.run import Run
from lrviz.reading.values import Curve, Function, Made
from lrviz.schedules import PolynomialDecay

_MOST_CYCLES = 64


def cosine_decay(
    run: Run,
    initial_learning_rate: float,
    decay_steps: int,
    alpha: float = 0.0,
    name: Any = None,
    warmup_target: float | None = None,
    warmup_steps: int = 0,
) -> Curve:
    if warmup_target is None:
        high = initial_learning_rate
        return Curve(((0, Ramp(high, high * alpha, decay_steps, "cosine")),))
    fall = Ramp(warmup_target, warmup_target * alpha, decay_steps, "cosine")
    if not warmup_steps:
        return Curve(((0, fall),))
    return Curve(((0, Ramp(initial_learning_rate, warmup_target, warmup_steps)), (warmup_steps, fall)))


def cosine_restarts(
    run: Run,
    initial_learning_rate: float,
    first_decay_steps: int,
    t_mul: float = 2.0,
    m_mul: float = 1.0,
    alpha: float = 0.0,
    name: Any = None,
) -> Curve:
    high, first = initial_learning_rate, first_decay_steps
    if t_mul < 1:
        raise ValueError(f"t_mul must be at least 1, got {t_mul:g}")
    cycles = _MOST_CYCLES if t_mul == 1 else math.ceil(math.log(1 + MOST_STEPS / first * (t_mul - 1), t_mul))
    if (alpha == 0 or m_mul == 1) and t_mul > 1 and cycles <= _MOST_CYCLES:
        return Curve(((0, Restarts(high, high * alpha, first, t_mul, m_mul, max(1, cycles))),))
    cycle, u = f"floor(t / {first})", f"(t / {first} - floor(t / {first}))"
    if t_mul != 1:  # in the order of Keras's own arithmetic, whose rounding tells where a cycle ends
        cycle = f"floor(log(1 - t / {first} * {1 - t_mul!r}) / log({t_mul!r}))"
        u = f"((t / {first} - (1 - {t_mul!r}**{cycle}) / {1 - t_mul!r}) / {t_mul!r}**{cycle})"
    fall = f"{1 - alpha!r} * {m_mul!r}**{cycle} * 0.5 * (1 + cos(pi * {u})) + {alpha!r}"
    return Curve(((0, Formula(high, fall)),))


def exponential_decay(
    run: Run,
    initial_learning_rate: float,
    decay_steps: int,
    decay_rate: float,
    staircase: bool = False,
    name: Any = None,
) -> Curve:
    high = initial_learning_rate
    if staircase or decay_steps == 1:
        return Curve(((0, Geometric(high, decay_rate, decay_steps)),))
    return Curve(((0, Formula(high, f"{decay_rate!r}**(t / {decay_steps})")),))


def inverse_time_decay(
    run: Run,
    initial_learning_rate: float,
    decay_steps: int,
    decay_rate: float,
    staircase: bool = False,
    name: Any = None,
) -> Curve:
    return Curve(((0, InverseTime(initial_learning_rate, decay_rate, decay_steps, staircase)),))


def piecewise_constant_decay(run: Run, boundaries: list, values: list, name: Any = None) -> Curve:  # type: ignore[type-arg]
    rates = tuple(float(value) for value in values)
    if len(rates) != len(boundaries) + 1:
        raise ValueError(f"values must be one more than boundaries, which are {len(boundaries)}, got {len(rates)}")
    if not boundaries:
        return Curve(((0, Steady(rates[0])),))
    return Curve(((0, Stairs(tuple(at + 1 for at in whole_numbers(boundaries)), rates)),))


def polynomial_decay(
    run: Run,
    initial_learning_rate: float,
    decay_steps: int,
    end_learning_rate: float = 1e-4,
    power: float = 1.0,
    cycle: bool = False,
    name: Any = None,
) -> Made | Curve:
    start, end = initial_learning_rate, end_learning_rate
    if cycle:
        return Made(PolynomialDecay(decay_steps, end / start, power, True), start)
    line: Line = ((0, Ramp(start, end, decay_steps, "linear", power)),)
    return Curve(line)


def learning_rate_scheduler(run: Run, schedule: Any, verbose: Any = 0) -> Made | Curve | None:
    """The callback, which asks a schedule or a function at the beginning of each epoch."""
    if isinstance(schedule, Function):
        schedule = asked(schedule, run)
    if isinstance(schedule, Made | Curve):
        schedule.stepped = EACH_EPOCH
        return schedule
    return None


def asked(function: Function, run: Run) -> Made | Curve:
    """The schedule of the text that a function of the epoch asks, or what the function says itself."""
    for part in ast.walk(function.node):
        if isinstance(part, ast.Call) and isinstance(held := function.scope.get(dotted(part.func)), Curve):
            return held
    return absolute(function, run)


LIBRARY = Library(
    "Keras",
    {
        "CosineDecay": cosine_decay,
        "CosineDecayRestarts": cosine_restarts,
        "ExponentialDecay": exponential_decay,
        "InverseTimeDecay": inverse_time_decay,
        "PiecewiseConstantDecay": piecewise_constant_decay,
        "PolynomialDecay": polynomial_decay,
        "LearningRateScheduler": learning_rate_scheduler,
    },
)
