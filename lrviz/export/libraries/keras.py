"""Writes schedules as objects of Keras."""

from typing import Any

from lrviz.export.layout import laid_out
from lrviz.export.libraries.wanted import Call, Wanted, slips, unlike, warmup
from lrviz.export.pieces import Geometric, InverseTime, Line, Piece, Ramp, Restarts, Stairs, Steady
from lrviz.export.readings import tidy
from lrviz.schedules import PolynomialDecay

_MOST_CYCLES = 64
_HIGHEST_RISE = 1000.0
"""Beyond it the rounding of a factor that is multiplied with a low start would show."""


def snippet(wanted: Wanted) -> str | None:
    """A `LearningRateSchedule`, with a callback where it counts epochs; None where Keras has none for this curve."""
    call = _rounds(wanted) or (_whole(wanted.line, wanted.calls) if wanted.line else None)
    if call is None:
        return None
    source = f"import keras\n\n{laid_out(f'schedule = {call.source()}')}\n"
    if wanted.steps_per_epoch is None:
        return source
    return source + _CALLBACK


_CALLBACK = """

def rate_of_epoch(epoch, lr):
    return float(schedule(epoch))


# For model.fit(callbacks=[callback]); an optimizer would count steps instead.
callback = keras.callbacks.LearningRateScheduler(rate_of_epoch)
"""


def _rounds(wanted: Wanted) -> Call | None:
    match wanted.schedule:
        case PolynomialDecay(steps, floor, power, cycle=True) if wanted.lr > 0:
            end = tidy(wanted.lr * floor)
            shape = {"decay_steps": steps, "end_learning_rate": end, "power": power, "cycle": True}
            return _call("PolynomialDecay", wanted.lr, **shape)
    return None


def _whole(line: Line, calls: int) -> Call | None:
    rise, rest = warmup(line)
    if rise is None:
        return _piece(line[0][1], calls) if len(line) == 1 else None
    match rest:
        case ((_, Steady()),):
            return _piece(rise, calls)
        case ((_, Ramp(peak, end, steps, "cosine", 1.0)),) if 0 < end / peak <= 1 or end == 0 < peak:
            warm = {"warmup_target": peak, "warmup_steps": rise.steps}
            return _call("CosineDecay", rise.start, decay_steps=steps, alpha=tidy(end / peak), **warm)
    return None


def _piece(piece: Piece, calls: int) -> Call | None:
    match piece:
        case Ramp(start, end, steps, "linear", power):
            return _call("PolynomialDecay", start, decay_steps=steps, end_learning_rate=end, power=power)
        case Ramp(start, end, steps, "cosine", 1.0) if start > 0 and end <= _HIGHEST_RISE * start:
            return _call("CosineDecay", start, decay_steps=steps, alpha=tidy(end / start))
        case Geometric(start, factor, every):
            staircase = {"staircase": True} if every > 1 else {}
            return _call("ExponentialDecay", start, decay_steps=every, decay_rate=factor, **staircase)
        case InverseTime(start, rate, steps, staircase):
            return _call("InverseTimeDecay", start, decay_steps=steps, decay_rate=rate, staircase=staircase)
        case Stairs(boundaries, values) if boundaries:
            at = [boundary - 1 for boundary in boundaries]
            return Call("keras.optimizers.schedules.PiecewiseConstantDecay", {"boundaries": at, "values": list(values)})
        case Restarts() if piece.ends[-1] >= calls and not slips(piece):
            return _restarts(piece)
    return None


def _restarts(piece: Restarts) -> Call | None:
    """Cycles that never end; where each is lower, Keras lowers its floor as well, unless that is 0."""
    plain = piece.bend == 1 and not piece.tanh and piece.cycles <= _MOST_CYCLES
    if not plain or not 0 <= piece.end <= piece.top or piece.top == 0 or (piece.lower != 1 and piece.end):
        return None
    more = {"t_mul": float(piece.longer), "m_mul": piece.lower, "alpha": tidy(piece.end / piece.top)}
    return _call("CosineDecayRestarts", piece.top, first_decay_steps=piece.steps, **more)


def _call(name: str, initial: float, **arguments: Any) -> Call:
    told = unlike(arguments, {"power": 1.0, "alpha": 0.0, "m_mul": 1.0, "staircase": False})
    return Call(f"keras.optimizers.schedules.{name}", {"initial_learning_rate": initial, **told})
