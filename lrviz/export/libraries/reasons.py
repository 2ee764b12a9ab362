"""Says in words why a library has no call for a curve: what the curve is made of."""

from lrviz.export.libraries.wanted import Wanted
from lrviz.export.pieces import Geometric, InverseRoot, InverseTime, Piece, Points, Ramp, Restarts, Stairs, Steady

_SHAPES = {
    "linear": "a line",
    "cosine": "a half cosine",
    "1-sqrt": "1 − √u",
    "1-square": "1 − u²",
    "exponential": "an exponential that ends at its floor",
}


def reason(library: str, wanted: Wanted) -> str:
    """Why a library lacks a curve, as a sentence."""
    if wanted.schedule.watches:
        return f"{library} has no call for a schedule that waits for a loss in this way."
    if wanted.line is None:
        return f"{library} has no call for {wanted.schedule.label}: the curve is not made of its functions."
    parts = ", then ".join(_words(piece) for _, piece in wanted.line[:4])
    more = ", and more" if len(wanted.line) > 4 else ""
    return f"{library} has no call for this curve: {parts}{more}, at a base rate of {wanted.lr:g}."


def _words(piece: Piece) -> str:
    match piece:
        case Steady(rate):
            return f"{rate:g} throughout"
        case Ramp(start, end, steps, shape, power):
            bent = "" if power == 1 else f" to the power of {power:g}"
            return f"from {start:g} to {end:g} in {steps:,} steps along {_SHAPES[shape]}{bent}"
        case Geometric(_, factor, every):
            return f"times {factor:g} every {every:,} steps" if every > 1 else f"times {factor:g} at each step"
        case Stairs(boundaries):
            return f"steps at {', '.join(f'{one:,}' for one in boundaries[:4])}{', …' if len(boundaries) > 4 else ''}"
        case Points(at):
            return f"{len(at)} points"
        case Restarts(_, _, steps, longer):
            return f"cycles of {steps:,} steps{f', each {longer:g} times as long as the last' if longer != 1 else ''}"
        case InverseTime():
            return "a fall as one over the time"
        case InverseRoot():
            return "a fall along an inverse square root"
    return "a part of its own"
