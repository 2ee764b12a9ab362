"""Writes schedules as calls of Hugging Face's transformers."""

from dataclasses import dataclass
from typing import Any

from lrviz.export.layout import laid_out
from lrviz.export.libraries.transformers_names import NAMED, Named
from lrviz.export.libraries.wanted import Call, Wanted, plateau, unlike, warmup
from lrviz.export.pieces import InverseRoot, Line, Ramp, Restarts, Steady
from lrviz.export.readings import tidy
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import PolynomialWithWarmup, ReduceLROnPlateau, Schedule, WarmupStableDecay

_DEFAULTS = {"lr_end": 1e-7, "power": 1.0, "timescale": None}
_MOST_RESTARTS = 16
"""Beyond it the rounding of (cycles · progress) mod 1 shows."""


def snippet(wanted: Wanted) -> str | None:
    """A function that builds the scheduler; None where transformers has no function for this curve."""
    call = call_of(wanted)
    if call is None:
        return None
    step = "step(metric)" if wanted.schedule.feedback else "step()"
    when = "each epoch" if wanted.steps_per_epoch else "each optimizer.step()"
    return (
        f"from transformers import {call.name}\n\n\n"
        + laid_out(
            "def build_scheduler(optimizer):\n"
            f'    """For an optimizer with lr={wanted.lr!r}.\n\n    Call {step} of the result after {when}."""\n'
            f"    return {call.source('optimizer')}\n"
        )
        + "\n"
    )


def call_of(wanted: Wanted) -> Call | None:
    """The call that gives a curve; None where transformers has none."""
    return _own(wanted.schedule) or _of_pieces(wanted)


def _own(schedule: Schedule) -> Call | None:
    """The function that a class of schedules is taken from, where its values are those that the function takes."""
    match schedule:
        case WarmupStableDecay(decay_shape="exponential"):
            return None
        case PolynomialWithWarmup() if schedule.warmup_steps == schedule.total_steps:
            return None
        case ReduceLROnPlateau():
            return _call("reduce_on_plateau_schedule", **schedule.told_arguments())
    return next((call for named in NAMED if (call := _named(named, schedule))), None)


def _named(named: Named, schedule: Schedule) -> Call | None:
    """The call of a function of transformers; None where it is another class's, or lacks a field that is used."""
    if type(schedule) is not named.kind:
        return None
    values, usual = schedule.arguments(), {p.name: p.default for p in hyperparameters(named.kind)}
    lacking = usual.keys() - named.fields.values()
    if any(values[field] != usual[field] for field in lacking):
        return None
    arguments = {name: values[field] for name, field in named.fields.items()}
    defaults = {name: usual[field] for name, field in named.fields.items()} | dict(named.defaults)
    plain = {name: value for name, value in defaults.items() if name not in named.wanted}
    return Call(named.function, unlike(arguments, plain))


@dataclass(frozen=True)
class _Warmed:
    """A line behind its warmup, at the rate of the optimizer."""

    lr: float
    calls: int
    steps: int
    start: float
    rest: Line


def _of_pieces(wanted: Wanted) -> Call | None:
    rise, rest = warmup(wanted.line or ())
    if not rest or wanted.lr == 0:
        return None
    warmed = _Warmed(wanted.lr, wanted.calls, rise.steps if rise else 0, rise.start if rise else 0.0, rest)
    return (_from_zero(warmed) if warmed.start == 0 else None) or _trapezoid(warmed)


def _from_zero(warmed: _Warmed) -> Call | None:
    """The functions whose warmup, if any, starts at 0."""
    span, lr = {"num_warmup_steps": warmed.steps}, warmed.lr
    match warmed.rest:
        case ((_, Steady(rate)),) if rate == lr:
            return _call("constant_schedule_with_warmup", **span) if warmed.steps else _call("constant_schedule")
        case ((_, InverseRoot(start, timescale)),) if start == lr:
            return _call("inverse_sqrt_schedule", **span, timescale=timescale)
        case ((_, Ramp(start, 0.0, steps, "linear", 1.0)),) if start == lr:
            return _call("linear_schedule_with_warmup", **span, num_training_steps=warmed.steps + steps)
        case ((_, Ramp(start, end, steps, "linear", power)),) if start == lr > end:
            return _polynomial(warmed.steps, warmed.steps + steps, end, power)
        case ((_, Ramp(start, end, steps, "cosine", 1.0)),) if start == lr and warmed.calls <= warmed.steps + steps + 1:
            span["num_training_steps"] = warmed.steps + steps
            if end:
                return _call("cosine_with_min_lr_schedule_with_warmup", **span, min_lr=end)
            return _call("cosine_schedule_with_warmup", **span)
        case ((_, Restarts(start, 0.0, steps, 1.0, 1.0, cycles, 1.0, None)),) if start == lr:
            cycles = _exact(cycles, steps)
            if cycles and warmed.calls <= warmed.steps + steps * cycles:
                span["num_training_steps"] = warmed.steps + steps * cycles
                return _call("cosine_with_hard_restarts_schedule_with_warmup", **span, num_cycles=cycles)
    return None


def _exact(cycles: int, steps: int) -> int:
    """The fewest cycles, at least so many, at whose starts (cycles · progress) mod 1 is rounded to 0; else 0."""
    for count in range(cycles, _MOST_RESTARTS + 1):
        if all(count * (k * steps / (count * steps)) % 1.0 == 0 for k in range(count)):
            return count
    return 0


def _trapezoid(warmed: _Warmed) -> Call | None:
    """Warmup, stable, decay: the warmup starts at the floor."""
    stable, fall = plateau(warmed.rest) or (0, None)
    if fall is None:
        return None
    shaped = fall.shape in ("linear", "cosine", "1-sqrt") and fall.power == 1
    if not shaped or fall.start != warmed.lr or (warmed.steps and warmed.start != fall.end):
        return None
    return _stable((warmed.steps, stable, fall.steps), fall.shape, tidy(fall.end / warmed.lr))


def _call(function: str, **arguments: Any) -> Call:
    return Call(f"get_{function}", unlike(arguments, _DEFAULTS))


def _polynomial(warmup_steps: int, total_steps: int, end: float, power: float) -> Call:
    span = {"num_warmup_steps": warmup_steps, "num_training_steps": total_steps}
    return _call("polynomial_decay_schedule_with_warmup", **span, lr_end=end, power=power)


def _stable(lengths: tuple[int, int, int], shape: str, floor: float) -> Call:
    names = ("num_warmup_steps", "num_stable_steps", "num_decay_steps")
    arguments = dict(zip(names, lengths, strict=True))
    return _call("wsd_schedule", **arguments, decay_type=shape, **({"min_lr_ratio": floor} if floor else {}))
