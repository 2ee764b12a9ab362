"""Writes a schedule as a ParamScheduler of fastai, which sees the share of the run that is done."""

from itertools import pairwise

import numpy as np

from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.layout import laid_out
from lrviz.export.libraries.wanted import Call, Source
from lrviz.export.pieces import Geometric, Line, Piece, Points, Ramp, Steady
from lrviz.export.readings import tidy

_CLOSE = 1e-9
_STRETCH = tuple[int, float, float, str]
"""The steps of a stretch, the rates at its ends, and fastai's function for it."""


def write(asked: Asked) -> str:
    """The callback for `learn.fit`.

    Raises:
        LackingError: fastai has no functions for this curve.
    """
    steps = asked.plan.steps
    if asked.each_epoch:
        raise LackingError(
            "A ParamScheduler of fastai sets the rate at each batch, and this one is stepped once an epoch."
        )
    stretches = _stretches(asked.wanted.line or (), steps)
    shares = _shares([one[0] for one in stretches], steps)
    curves = [Source(f"{kind}({start!r}, {end!r})") for _, start, end, kind in stretches]
    call = Call("combine_scheds", {"pcts": shares, "scheds": curves})
    names = ", ".join(["ParamScheduler", *sorted({one[3] for one in stretches}), "combine_scheds"])
    return (
        f"from fastai.callback.schedule import {names}\n\n"
        f"{laid_out(f'schedule = {call.source()}')}\n\n"
        f"# For learn.fit(n_epoch, cbs=callback) of {steps} batches in all, whose share fastai computes in float32.\n"
        'callback = ParamScheduler({"lr": schedule})\n'
    )


def _stretches(line: Line, steps: int) -> list[_STRETCH]:
    found: list[_STRETCH] = []
    for (begin, piece), (end, _) in pairwise((*line, (steps, None))):
        if begin < steps:
            found += _of_piece(piece, min(end, steps) - begin)
    if not found:
        raise LackingError(
            "fastai has lines, cosines and exponentials, one after the other: this curve is none of them."
        )
    if any(abs(early[2] - late[1]) > _CLOSE * abs(late[1]) for early, late in pairwise(found)):
        raise LackingError("fastai works out the share of the run in float32, so that a jump may come a step late.")
    return found


def _of_piece(piece: Piece | None, steps: int) -> list[_STRETCH]:
    match piece:
        case Steady(rate):
            return [(steps, rate, rate, "SchedNo")]
        case Ramp(start, end, length, "linear", 1.0) if length > steps:
            return [(steps, start, tidy(start + (end - start) * steps / length), "SchedLin")]
        case Ramp(start, end, length, "linear" | "cosine" as shape, 1.0) if length <= steps:
            fall = (length, start, end, "SchedLin" if shape == "linear" else "SchedCos")
            return [fall, *([(steps - length, end, end, "SchedNo")] if steps > length else [])]
        case Geometric(start, factor, 1) if start > 0 and factor > 0:
            return [(steps, start, start * factor**steps, "SchedExp")]
        case Points(at, values, shape) if at[-1] <= steps:
            parts = zip(pairwise(at), pairwise(values), strict=True)
            kind = "SchedLin" if shape == "linear" else "SchedCos"
            found = [(late - early, low, high, kind) for (early, late), (low, high) in parts]
            return [*found, *([(steps - at[-1], values[-1], values[-1], "SchedNo")] if steps > at[-1] else [])]
    raise LackingError(
        "fastai has lines, cosines that end inside the run and exponentials: this curve has another part."
    )


def _shares(lengths: list[int], steps: int) -> list[float]:
    """The shares of the run; fastai asks that they add up to 1 exactly."""
    shares = [tidy(length / steps) for length in lengths]
    for _ in range(len(shares)):
        if sum(shares) == 1:
            return shares
        shares[-1] += 1 - sum(shares)
    for away in (0.0, 1.0):
        nudged = [*shares[:-1], float(np.nextafter(shares[-1], away))]
        if sum(nudged) == 1:
            return nudged
    raise LackingError(
        "fastai asks for shares of the run that add up to 1 exactly, which these do not in floating point."
    )


CONFIGURATION = Configuration("fastai", write)
