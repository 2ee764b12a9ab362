"""The values a slider offers for a declared range."""

import math
from dataclasses import replace
from functools import lru_cache

from lrviz.hyperparameters import Hyperparameter, Range

_MANTISSAS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_NEAR_AN_OPEN_END = (0.005, 0.001, 0.0001)
_LINEAR_STOPS = 100


@lru_cache(maxsize=8192)
def shown(value: float) -> str:
    """A number as sliders write it."""
    return f"{value:.4g}"


def grid(parameter: Hyperparameter, value: float, steps: int = 0) -> tuple[float, ...]:
    """Increasing round numbers inside the parameter's range, with `value` exactly; empty without a range.

    Lengths reach at least to the end of a run of `steps` steps, and that end is one of their stops.
    """
    stops = _stops(parameter, steps)
    if not stops or value in stops:
        return stops
    told = {shown(stop): stop for stop in stops} | {shown(value): (int if parameter.whole else float)(value)}
    return tuple(sorted(told.values()))


@lru_cache(maxsize=1024)
def _stops(parameter: Hyperparameter, steps: int) -> tuple[float, ...]:
    """The stops that every visitor shares."""
    allowed = parameter.range
    if allowed is None:
        return ()
    ends = [steps] if steps and _counts_steps(parameter) else []
    low, high = allowed.usual or (allowed.low, allowed.high)
    covered = replace(allowed, usual=(low, min(max([high, *ends]), allowed.high)))
    stops = _logarithmic(covered) if allowed.log else _linear(covered, parameter.kind is int)
    if parameter.kind is int:
        stops = [float(round(stop)) for stop in stops]
    told = {shown(stop): stop for stop in (*stops, *ends) if stop in allowed}
    return tuple((int if parameter.whole else float)(stop) for stop in sorted(told.values()))


def _counts_steps(parameter: Hyperparameter) -> bool:
    """Whether a number is a length in steps, or is one where its owner's unit says so."""
    return parameter.unit == "steps" or parameter.unit_field != ""


def _logarithmic(allowed: Range) -> list[float]:
    low, high = allowed.usual or (allowed.low, allowed.high)
    low = low if low > 0 else high * 1e-8
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    stops = [float(f"{mantissa:g}e{decade}") for decade in decades for mantissa in _MANTISSAS]
    zero = [0.0] if allowed.low <= 0 else []
    return zero + [stop for stop in stops if low <= stop <= high]


def _linear(allowed: Range, whole: bool) -> list[float]:
    low, high = allowed.usual or (allowed.low, allowed.high)
    span = high - low
    step = _round_step(span / _LINEAR_STOPS)
    step = max(1.0, step) if whole else step
    first = math.ceil(low / step - 1e-9)
    stops = [low, high, *(float(f"{n * step:.10g}") for n in range(first, math.floor(high / step + 1e-9) + 1))]
    if not whole and allowed.high_open and high == allowed.high:
        stops += [high - share * span for share in _NEAR_AN_OPEN_END]
    return stops


def _round_step(step: float) -> float:
    decade = 10.0 ** math.floor(math.log10(step))
    return next(decade * factor for factor in (1, 2, 5, 10) if decade * factor >= step * (1 - 1e-9))
