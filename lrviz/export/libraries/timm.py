"""Writes schedules as calls of timm."""

import math
from typing import Any

from lrviz.export.layout import laid_out
from lrviz.export.libraries.wanted import Call, Wanted, plateau, slips, top, unlike, warmup
from lrviz.export.pieces import Geometric, InverseRoot, Line, Ramp, Restarts, Stairs, Steady
from lrviz.export.readings import read, tidy
from lrviz.schedules import Warmup

_DEFAULTS = {"lr_min": 0.0, "cycle_mul": 1.0, "cycle_decay": 1.0, "warmup_lr_init": 0.0, "lb": -7.0, "ub": 3.0}
_SHAPES: dict[str, dict[str, Any]] = {
    "linear": {"decay_fn": "linear"},
    "cosine": {"decay_fn": "cosine"},
    "1-sqrt": {"decay_fn": "1-sqrt"},
    "1-square": {"decay_fn": "power", "decay_power": 2.0},
    "exponential": {"decay_fn": "exp", "decay_ratio": math.exp(-5.0)},
}


def snippet(wanted: Wanted) -> str | None:
    """A function that builds the scheduler; None where timm has no class for this curve."""
    call = call_of(wanted)
    return None if call is None else _laid_out(call, wanted)


def call_of(wanted: Wanted) -> Call | None:
    """The call that gives a curve, without how often it is stepped; None where timm has none."""
    covered = _covered(wanted)
    if covered is not None:
        return covered
    rise, rest = warmup(wanted.line or ())
    if not rest or top(rest[0][1]) != wanted.lr:
        return None
    steps = rise.steps if rise else 0
    call = _scheduler(rest) or _stable(rest, wanted.calls - steps)
    if call is None:
        return None
    arguments = dict(call.arguments)
    if rise:
        arguments |= {"warmup_t": steps, "warmup_lr_init": rise.start}
        arguments |= {} if call.name == "WSDLRScheduler" else {"warmup_prefix": True}
    return Call(call.name, arguments)


def _covered(wanted: Wanted) -> Call | None:
    """A warmup in the place of the first steps: timm's own default, to which its Tanh rises otherwise than the rest."""
    match wanted.schedule:
        case Warmup(inner, steps, factor, "linear", place) if wanted.schedule.alone and not inner.watches:
            line = read(inner, wanted.lr, inner.rates(wanted.lr, wanted.calls))
            call = _scheduler(line) if line and top(line[0][1]) == wanted.lr else None
            if call is None or (call.name == "TanhLRScheduler") != (place == "into"):
                return None
            rise = {"warmup_t": steps, "warmup_lr_init": tidy(wanted.lr * factor), "warmup_prefix": False}
            return Call(call.name, {**call.arguments, **rise})
    return None


def _laid_out(call: Call, wanted: Wanted) -> str:
    step, when = "step_update", "k-th optimizer.step()"
    if wanted.steps_per_epoch:
        step, when = "step", "k-th epoch"
    else:
        call = Call(call.name, {**call.arguments, "t_in_epochs": False})
    call = Call(call.name, unlike(call.arguments, _DEFAULTS))
    return (
        f"from timm.scheduler import {call.name}\n\n\n"
        + laid_out(
            "def build_scheduler(optimizer):\n"
            f'    """For an optimizer with lr={wanted.lr!r}.\n\n    Call {step}(k) of the result after the {when}."""\n'
            f"    scheduler = {call.source('optimizer')}\n"
            f"    scheduler.{step}(0)\n"
            "    return scheduler\n"
        )
        + "\n"
    )


def _scheduler(rest: Line) -> Call | None:
    match rest:
        case ((_, Steady()),):
            return Call("StepLRScheduler", {"decay_t": 1, "decay_rate": 1.0})
        case ((_, Geometric(_, factor, every)),):
            return Call("StepLRScheduler", {"decay_t": every, "decay_rate": factor})
        case ((_, Stairs() as stairs),):
            return _drops(stairs)
        case ((_, Ramp(_, end, steps, "linear", power)),) if steps > 1:
            return Call("PolyLRScheduler", {"t_initial": steps, "power": power, "lr_min": end})
        case ((_, Ramp(_, end, steps, "cosine", 1.0)),) if steps > 1:
            return Call("CosineLRScheduler", {"t_initial": steps, "lr_min": end})
        case ((_, Restarts() as restarts),) if restarts.steps > 1:
            return _restarts(restarts)
    return None


def _drops(stairs: Stairs) -> Call | None:
    """Drops by one factor; timm drops one step before its `decay_t`."""
    first, *later = stairs.values
    if not later or first <= 0:
        return None
    factor = tidy(later[0] / first)
    if any(abs(first * factor**k - value) > 1e-13 * value for k, value in enumerate(later, 1)):
        return None
    return Call("MultiStepLRScheduler", {"decay_t": [b + 1 for b in stairs.boundaries], "decay_rate": factor})


def _restarts(piece: Restarts) -> Call | None:
    if _slips(piece):
        return None
    arguments: dict[str, Any] = {"t_initial": piece.steps, "lr_min": piece.end}
    if piece.cycles > 1:
        arguments |= {"cycle_mul": float(piece.longer), "cycle_decay": piece.lower, "cycle_limit": piece.cycles}
    if piece.tanh:
        return Call("TanhLRScheduler", arguments | {"lb": piece.tanh[0], "ub": piece.tanh[1]})
    return Call("CosineLRScheduler", arguments | ({} if piece.bend == 1 else {"k_decay": piece.bend}))


def _slips(piece: Restarts) -> bool:
    """Whether timm's arithmetic overflows, or is a cycle or a root of a rounding error off beside a cycle's end."""
    if piece.bend != 1 and piece.bend * math.log10(max(piece.lengths)) > 300:
        return True
    if piece.longer == 1 or piece.cycles == 1:
        return False
    if piece.bend != 1 and not float(piece.longer).is_integer():
        return True
    return slips(piece)


def _stable(rest: Line, calls: int) -> Call | None:
    """Warmup, stable, decay. What never decays is given its decay after the run's end."""
    match rest:
        case ((_, InverseRoot(_, timescale)),) if calls > 0:
            slow = {"stable_fn": "rsqrt", "stable_timescale": timescale}
            return Call("WSDLRScheduler", {"t_initial": calls, "decay_t": 1, **slow})
    stable, fall = plateau(rest) or (0, None)
    if fall is None or fall.power != 1 or fall.end > fall.start:
        return None
    lengths = {"t_initial": stable + fall.steps, "decay_t": fall.steps, "lr_min": fall.end}
    return Call("WSDLRScheduler", lengths | _SHAPES[fall.shape])
