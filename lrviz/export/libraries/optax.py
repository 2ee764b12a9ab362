"""Writes schedules as calls of optax."""

from itertools import pairwise
from typing import Any

from lrviz.export.layout import laid_out
from lrviz.export.libraries.wanted import Call, Source, Wanted, unlike, warmup
from lrviz.export.pieces import Geometric, Line, Piece, Points, Ramp, Restarts, Stairs, Steady
from lrviz.export.readings import tidy

_MOST_PARTS = 64
_NO_MOMENTUM = "# The rate alone: torch's scheduler moves the momentum as well.\n"
_SMALLEST, _STEEPEST = 1e-300, 1e9
"""XLA takes subnormal numbers for 0, which no factor lifts again."""
_HIGHEST_RISE = 1000.0
"""Beyond it the rounding of a factor that is multiplied with a low start would show."""


def snippet(wanted: Wanted) -> str | None:
    """A function of the count; None where optax has none for this curve."""
    call = _whole(_countable(wanted.line, wanted.calls)) if wanted.line else None
    if call is None:
        return None
    note = _NO_MOMENTUM if wanted.schedule.cycles_momentum else ""
    if wanted.steps_per_epoch is None:
        return f"import optax\n\n{note}{laid_out(f'schedule = {call.source()}')}\n"
    return (
        f"import optax\n\nSTEPS_PER_EPOCH = {wanted.steps_per_epoch}\n\n"
        f"{note}{laid_out(f'by_epoch = {call.source()}')}\n\n\n"
        "def schedule(count):\n    return by_epoch(count // STEPS_PER_EPOCH)\n"
    )


def _countable(line: Line, calls: int) -> Line:
    """The line with drops at a fixed pace written out over the run.

    optax divides by the pace for its own stairs, and XLA turns that into a product with the reciprocal: at 49 of 49
    steps the floor is still 0. Boundaries are compared as whole numbers.
    """
    return tuple((start, _written_out(piece, calls - start)) for start, piece in line)


def _written_out(piece: Piece, calls: int) -> Piece:
    if not isinstance(piece, Geometric) or piece.every == 1:
        return piece
    drops = max(1, (calls - 1) // piece.every)
    values = tuple(tidy(piece.start * piece.factor**drop) for drop in range(drops + 1))
    return Stairs(tuple(range(piece.every, drops * piece.every + 1, piece.every)), values)


def _whole(line: Line) -> Call | None:
    warmed = _warmed(line)
    if warmed or len(line) == 1:
        return warmed or _piece(line[0][1])
    calls = [_piece(piece) for _, piece in line]
    present = [call for call in calls if call is not None]
    return _joined(present, [start for start, _ in line[1:]]) if len(present) == len(calls) else None


def _warmed(line: Line) -> Call | None:
    """The functions that begin with a warmup."""
    rise, rest = warmup(line)
    if rise is None or rise.end <= 0:
        return None
    shared = {"init_value": rise.start, "peak_value": rise.end, "warmup_steps": rise.steps}
    match rest:
        case ((_, Steady()),):
            return _call("warmup_constant_schedule", **shared)
        case ((_, Ramp(_, end, steps, "cosine", power)),) if end <= rise.end:
            fall = {"decay_steps": rise.steps + steps, "end_value": end} | _exponent(power)
            return _call("warmup_cosine_decay_schedule", **shared, **fall)
        case ((_, Geometric(_, factor, 1)),) if factor > 0:
            return _call("warmup_exponential_decay_schedule", **shared, transition_steps=1, decay_rate=factor)
    return None


def _piece(piece: Piece) -> Call | None:
    match piece:
        case Steady(rate):
            return _call("constant_schedule", value=rate)
        case Ramp(start, end, steps, "linear", 1.0):
            return _call("linear_schedule", init_value=start, end_value=end, transition_steps=steps)
        case Ramp(start, end, steps, "linear", power) if power > 1:
            return _call("polynomial_schedule", init_value=start, end_value=end, power=power, transition_steps=steps)
        case Ramp(start, end, steps, "cosine", power) if start > 0 and end <= _HIGHEST_RISE * start:
            fall = {"decay_steps": steps, "alpha": tidy(end / start)} | _exponent(power)
            return _call("cosine_decay_schedule", init_value=start, **fall)
        case Geometric(start, factor, 1) if factor > 0:
            return _call("exponential_decay", init_value=start, transition_steps=1, decay_rate=factor)
        case Stairs():
            return _stairs(piece)
        case Points():
            return _points(piece)
        case Restarts():
            return _restarts(piece)
    return None


def _exponent(power: float) -> dict[str, float]:
    return {} if power == 1 else {"exponent": power}


def _stairs(piece: Stairs) -> Call | None:
    if len(piece.values) > _MOST_PARTS:
        return None
    scales = _scales(piece.boundaries, piece.values)
    if scales is not None:
        return _call("piecewise_constant_schedule", init_value=piece.values[0], boundaries_and_scales=scales)
    return _joined([_call("constant_schedule", value=value) for value in piece.values], list(piece.boundaries))


def _points(piece: Points) -> Call | None:
    """Between points; straight ones, which factors cannot express from 0 on, also one by one."""
    scales = _scales(piece.steps[1:], piece.values)
    if scales is not None:
        initial = {"init_value": piece.values[0], "boundaries_and_scales": scales}
        return _call("piecewise_interpolate_schedule", interpolate_type=piece.shape, **initial)
    if piece.shape != "linear":
        return None
    spans = zip(pairwise(piece.steps), pairwise(piece.values), strict=True)
    parts = [_piece(Ramp(low, high, end - start)) for (start, end), (low, high) in spans]
    return _joined([part for part in parts if part], list(piece.steps[1:-1]))


def _scales(boundaries: tuple[int, ...], values: tuple[float, ...]) -> dict[int, float] | None:
    """What each value is multiplied by at each boundary; None where a product cannot express the next value."""
    if any(value < _SMALLEST for value in values[:-1]) or any(b / a > _STEEPEST for a, b in pairwise(values)):
        return None
    return dict(zip(boundaries, (tidy(later / earlier) for earlier, later in pairwise(values)), strict=True))


def _restarts(piece: Restarts) -> Call | None:
    """Each cycle for itself, as optax asks for it."""
    lengths, tops = piece.lengths.tolist(), piece.tops.tolist()
    plain = piece.bend == 1 and not piece.tanh and piece.cycles <= _MOST_PARTS
    if not plain or any(not length.is_integer() for length in lengths) or min(tops) < piece.end or min(tops) <= 0:
        return None
    starts = [{"init_value": tidy(peak), "peak_value": tidy(peak)} for peak in tops]
    ends = [{"warmup_steps": 0, "decay_steps": int(length), "end_value": piece.end} for length in lengths]
    cycles = [Source(Call("dict", start | end).source()) for start, end in zip(starts, ends, strict=True)]
    return Call("optax.sgdr_schedule", {"cosine_kwargs": cycles})


def _joined(calls: list[Call], boundaries: list[int]) -> Call:
    if len(calls) == 1:
        return calls[0]
    return _call("join_schedules", schedules=[Source(call.source()) for call in calls], boundaries=boundaries)


def _call(function: str, **arguments: Any) -> Call:
    return Call(f"optax.{function}", unlike(arguments, {"alpha": 0.0}))
