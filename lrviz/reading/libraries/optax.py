"""Reads the schedules of optax."""

from collections.abc import Callable
from typing import Any

from lrviz.export.pieces import Geometric, Line, Piece, Points, Ramp, Stairs, Steady
from lrviz.reading.arguments import pass_on
from lrviz.reading.libraries.library import Library
from lrviz.reading.libraries.pytorch import whole_numbers
from lrviz.reading.lines import Formula
from lrviz.reading.run import Run
from lrviz.reading.values import Curve


def _after(steps: int, first: float, piece: Piece) -> Line:
    """A piece that begins after some steps at its first rate."""
    return ((0, Steady(first)), (steps, piece)) if steps > 0 else ((0, piece),)


def constant_schedule(run: Run, value: float) -> Curve:
    return Curve(((0, Steady(value)),))


def cosine_decay_schedule(
    run: Run, init_value: float, decay_steps: int, alpha: float = 0.0, exponent: float = 1.0
) -> Curve:
    return Curve(((0, Ramp(init_value, init_value * alpha, decay_steps, "cosine", exponent)),))


def linear_schedule(
    run: Run, init_value: float, end_value: float, transition_steps: int, transition_begin: int = 0
) -> Curve:
    return polynomial_schedule(run, init_value, end_value, 1.0, transition_steps, transition_begin)


def polynomial_schedule(
    run: Run,
    init_value: float,
    end_value: float,
    power: float,
    transition_steps: int,
    transition_begin: int = 0,
) -> Curve:
    if transition_steps <= 0:
        return Curve(((0, Steady(init_value)),))
    return Curve(_after(transition_begin, init_value, Ramp(init_value, end_value, transition_steps, "linear", power)))


def exponential_decay(
    run: Run,
    init_value: float,
    transition_steps: int,
    decay_rate: float,
    transition_begin: int = 0,
    staircase: bool = False,
    end_value: float | None = None,
) -> Curve:
    start = init_value
    if transition_steps <= 0 or decay_rate == 0 or start == 0:
        return Curve(((0, Steady(start)),))
    if end_value is None and (staircase or transition_steps == 1):
        return Curve(_after(transition_begin, start, Geometric(start, decay_rate, transition_steps)))
    gone = f"max(t - {transition_begin}, 0) / {transition_steps}" if transition_begin > 0 else f"t / {transition_steps}"
    fall = f"{decay_rate!r}**({f'floor({gone})' if staircase else gone})"
    if end_value is not None:
        fall = f"{'max' if decay_rate < 1 else 'min'}({fall}, {end_value / start!r})"
    return Curve(((0, Formula(start, fall)),))


def warmup_constant_schedule(run: Run, init_value: float, peak_value: float, warmup_steps: int) -> Curve:
    return Curve(((0, Ramp(init_value, peak_value, warmup_steps)), (warmup_steps, Steady(peak_value))))


def warmup_cosine_decay_schedule(
    run: Run,
    init_value: float,
    peak_value: float,
    warmup_steps: int,
    decay_steps: int,
    end_value: float = 0.0,
    exponent: float = 1.0,
) -> Curve:
    fall = Ramp(peak_value, end_value, decay_steps - warmup_steps, "cosine", exponent)
    if decay_steps <= warmup_steps:
        raise ValueError(f"decay_steps must be more than warmup_steps {warmup_steps}, got {decay_steps}")
    return Curve(_risen(init_value, peak_value, warmup_steps, fall))


def warmup_exponential_decay_schedule(
    run: Run,
    init_value: float,
    peak_value: float,
    warmup_steps: int,
    transition_steps: int,
    decay_rate: float,
    transition_begin: int = 0,
    staircase: bool = False,
    end_value: float | None = None,
) -> Curve:
    fall = exponential_decay(run, peak_value, transition_steps, decay_rate, transition_begin, staircase, end_value)
    rest = [(warmup_steps + start, piece) for start, piece in fall.line]
    return Curve((*(((0, Ramp(init_value, peak_value, warmup_steps)),) if warmup_steps > 0 else ()), *rest))


def _risen(start: float, peak: float, steps: int, rest: Piece) -> Line:
    return ((0, Ramp(start, peak, steps)), (steps, rest)) if steps > 0 else ((0, rest),)


def piecewise_constant_schedule(
    run: Run,
    init_value: float,
    boundaries_and_scales: dict | None = None,  # type: ignore[type-arg]
) -> Curve:
    at, values = _multiplied(init_value, boundaries_and_scales or {})
    return Curve(((0, Stairs(at, values)),) if at else ((0, Steady(init_value)),))


def piecewise_interpolate_schedule(
    run: Run,
    interpolate_type: str,
    init_value: float,
    boundaries_and_scales: dict | None = None,  # type: ignore[type-arg]
) -> Curve:
    at, values = _multiplied(init_value, boundaries_and_scales or {})
    if interpolate_type not in ("linear", "cosine"):
        raise ValueError(f"interpolate_type must be linear or cosine, got {interpolate_type[:20]}")
    return Curve(((0, Points((0, *at), values, interpolate_type)),) if at else ((0, Steady(init_value)),))


def _multiplied(value: float, scales: dict[Any, Any]) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The steps at which a value is multiplied, and the value before and after each."""
    values = [value]
    for at in (pairs := sorted(scales.items())):
        values.append(values[-1] * float(at[1]))
    return whole_numbers([at for at, _ in pairs]), tuple(values)


def sgdr_schedule(run: Run, cosine_kwargs: list) -> Curve:  # type: ignore[type-arg]
    line: list[tuple[int, Piece]] = []
    start = 0
    for values in cosine_kwargs:
        cycle = pass_on(warmup_cosine_decay_schedule, run, values, "sgdr_schedule")
        line += [(start + begin, piece) for begin, piece in cycle.line]
        start += int(values["decay_steps"])
    return Curve(tuple(line))


def join_schedules(run: Run, schedules: list, boundaries: list) -> Curve:  # type: ignore[type-arg]
    starts = (0, *whole_numbers(boundaries))
    if len(starts) != len(schedules) or not all(isinstance(one, Curve) for one in schedules):
        raise ValueError("join_schedules needs schedules of the text, and one boundary fewer")
    line: list[tuple[int, Piece]] = []
    for one, start, end in zip(schedules, starts, (*starts[1:], None), strict=True):
        line += [(start + begin, piece) for begin, piece in one.line if end is None or start + begin < end]
    return Curve(tuple(line))


def cosine_onecycle_schedule(
    run: Run,
    transition_steps: int,
    peak_value: float,
    pct_start: float = 0.3,
    div_factor: float = 25.0,
    final_div_factor: float = 1e4,
) -> Curve:
    low, peak = peak_value / div_factor, int(pct_start * transition_steps)
    values = (low, peak_value, low / final_div_factor)
    return Curve(((0, Points((0, peak, transition_steps), values, "cosine")),))


def linear_onecycle_schedule(
    run: Run,
    transition_steps: int,
    peak_value: float,
    pct_start: float = 0.3,
    pct_final: float = 0.85,
    div_factor: float = 25.0,
    final_div_factor: float = 1e4,
) -> Curve:
    low = peak_value / div_factor
    at = (0, int(pct_start * transition_steps), int(pct_final * transition_steps), transition_steps)
    return Curve(((0, Points(at, (low, peak_value, low, low / final_div_factor))),))


CALLS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        constant_schedule,
        cosine_decay_schedule,
        linear_schedule,
        polynomial_schedule,
        exponential_decay,
        warmup_constant_schedule,
        warmup_cosine_decay_schedule,
        warmup_exponential_decay_schedule,
        piecewise_constant_schedule,
        piecewise_interpolate_schedule,
        sgdr_schedule,
        join_schedules,
        cosine_onecycle_schedule,
        linear_onecycle_schedule,
    )
}

LIBRARY = Library("optax", CALLS)
