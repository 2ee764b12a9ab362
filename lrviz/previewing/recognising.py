"""Finds the schedule of lrviz whose curve was read: the class itself, stairs, or straight pieces."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np

from lrviz.arrays import Floats
from lrviz.comparison import MOST_STEPS, Entry, Plan, curve
from lrviz.comparison.tracing import by_points
from lrviz.hyperparameters import hyperparameters
from lrviz.previewing.reading import Reading
from lrviz.previewing.shapes import shapes
from lrviz.scalars import as_float
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    ConstantWithWarmup,
    CosineRestartsWithWarmup,
    CosineWithWarmup,
    CyclicLR,
    InverseSqrt,
    LinearWithWarmup,
    OneCycleLR,
    PiecewiseConstant,
    PiecewiseLinear,
    PolynomialWithWarmup,
    Schedule,
    Sequential,
    WarmupStableDecay,
)

Built = TypeVar("Built")

_CLOSE = 1e-9
"""How far torch's own recursions drift from closed forms in a million steps; more is another curve."""

_SINGLE = 3e-6
"""The same for rates in float32, as optax and Keras give them."""

_MOST_POINTS = 64
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Found:
    """A schedule on its base rate that follows a curve, and what is to be said where it does so only nearly."""

    entry: Entry
    notes: tuple[str, ...] = ()


def entry_of(scheduler: Any, reading: Reading, group: int) -> Found | None:
    """The schedule that a parameter group follows, from step 0 on; None where a rate is none that lrviz allows.

    Args:
        scheduler: what was read.
        reading: what it gave.
        group: the number of the group.
    """
    rates = np.array([row[group] for row in reading.rates])
    if not np.isfinite(rates).all() or rates.min() < 0 or rates.max() <= 0:
        return None
    close = _SINGLE if np.array_equal(rates, rates.astype(np.float32)) else _CLOSE
    several = len(reading.names) > 1
    name = reading.names[group][:_LONGEST_NAME] if several else ""
    for lr, schedule in _candidates(scheduler, group, rates, reading.start, close):
        entry = None if schedule is None else _tried(Entry, schedule, lr, name)
        if entry is not None and _follows(entry, rates, reading.start, close):
            return Found(entry)
    return _tried(_by_points, rates, reading.start, name)


def _candidates(
    scheduler: Any, group: int, rates: Floats, start: int, close: float
) -> Iterator[tuple[float, Schedule | None]]:
    lr = _base_rate(scheduler, group)
    if lr:
        yield lr, _tried(_declared, scheduler, group)
    top = float(rates.max())
    top = float(f"{top:.7g}") if close == _SINGLE else top  # 0.1, not 0.10000000149011612
    yield top, Constant()
    yield top, _tried(_stairs, rates / top, start)
    if start == 0:
        yield from ((top, guess) for guess in _allowed(rates / top, close))


def _allowed(factors: Floats, close: float) -> Iterator[Schedule]:
    """The guesses up to the first that no schedule may be."""
    with suppress(ValueError):
        yield from shapes(factors, close)


def _tried(build: Callable[..., Built | None], *given: Any) -> Built | None:
    """What is built, where everything is there and allowed."""
    try:
        return build(*given)
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError, ZeroDivisionError):
        return None


def _base_rate(scheduler: Any, group: int) -> float:
    """The optimizer's own rate, which schedulers note before they change it; 0 where it is not known."""
    parts = getattr(scheduler, "_schedulers", None)
    noted = getattr(parts[0] if isinstance(parts, list | tuple) and parts else scheduler, "base_lrs", None)
    try:
        return as_float(noted[group]) if isinstance(noted, list) else 0.0
    except (IndexError, ValueError):
        return 0.0


def _follows(entry: Entry, rates: Floats, start: int, close: float) -> bool:
    """Whether an entry has the rates that were read, as far as they go."""
    end = start + len(rates)
    if entry.schedule.watches or end > MOST_STEPS:
        return False
    own = curve(entry, Plan(budget=end)).rates[start:]
    return len(own) == len(rates) and np.allclose(own, rates, rtol=close, atol=close * float(rates.max()))


def _declared(scheduler: Any, group: int) -> Schedule | None:
    """The class of lrviz that a scheduler's class, or its function of Hugging Face, is; its fields read off it."""
    parts = getattr(scheduler, "_schedulers", None)
    if isinstance(parts, list | tuple):
        inner = [_declared(part, group) for part in parts]
        if any(one is None for one in inner):
            return None
        known = tuple(one for one in inner if one is not None)
        milestones = getattr(scheduler, "_milestones", None)
        return Chained(known) if milestones is None else Sequential(known, tuple(milestones))
    if hasattr(scheduler, "lr_lambdas"):
        return _of_huggingface(scheduler.lr_lambdas[group])
    names = {f"{base.__module__}.{base.__qualname__}" for base in type(scheduler).__mro__}
    kind = next((one for one in SCHEDULES if one.torch_name in names and one is not Sequential), None)
    build = _BUILT.get(kind) if kind else None
    if build is not None:
        return build(scheduler, group)
    return None if kind is None else kind(**_fields(kind, scheduler, group))


def _fields(kind: type[Schedule], scheduler: Any, group: int) -> dict[str, Any]:
    """The fields that a scheduler, or the group, keeps under the same name."""
    found: dict[str, Any] = {}
    for parameter in hyperparameters(kind):
        noted = scheduler.optimizer.param_groups[group].get(parameter.name)
        value = getattr(scheduler, parameter.name, noted)
        if value is not None:
            found[parameter.name] = tuple(sorted(value.elements())) if hasattr(value, "elements") else value
    return found


def _one_cycle(scheduler: Any, group: int) -> Schedule:
    noted, total = scheduler.optimizer.param_groups[group], scheduler.total_steps
    phases = scheduler._schedule_phases
    cycles = bool(scheduler.cycle_momentum)
    momenta = {name: noted[name] for name in ("base_momentum", "max_momentum")} if cycles else {}
    return OneCycleLR(
        max_lr=noted["max_lr"],
        total_steps=total,
        pct_start=(phases[0]["end_step"] + 1) / total,
        anneal_strategy="linear" if scheduler._anneal_func_type == "linear" else "cos",
        cycle_momentum=cycles,
        div_factor=noted["max_lr"] / noted["initial_lr"],
        final_div_factor=noted["initial_lr"] / noted["min_lr"],
        three_phase=len(phases) == 3,
        **momenta,
    )


def _cyclic(scheduler: Any, group: int) -> Schedule:
    up = round(scheduler.total_size * scheduler.step_ratio)
    cycles = bool(scheduler.cycle_momentum)
    momenta = {
        name: as_float(getattr(scheduler, f"{name}s")[group]) for name in ("base_momentum", "max_momentum") if cycles
    }
    return CyclicLR(
        base_lr=as_float(scheduler.base_lrs[group]),
        max_lr=as_float(scheduler.max_lrs[group]),
        step_size_up=up,
        step_size_down=round(scheduler.total_size) - up,
        mode=scheduler.mode,
        gamma=scheduler.gamma,
        cycle_momentum=cycles,
        **momenta,
    )


_BUILT: dict[type[Schedule], Callable[[Any, int], Schedule]] = {OneCycleLR: _one_cycle, CyclicLR: _cyclic}
"""Those whose torch class keeps other numbers than it was given."""

_SPAN = {"num_warmup_steps": "warmup_steps", "num_training_steps": "total_steps"}
_STABLE = {"num_stable_steps": "stable_steps", "num_decay_steps": "decay_steps", "decay_type": "decay_shape"}
_ALSO = {"num_cycles": "num_cycles", "min_lr_rate": "floor", "min_lr_ratio": "floor", "timescale": "timescale"}
_NAMES = {**_SPAN, **_STABLE, **_ALSO, "power": "power"}
"""How the functions of Hugging Face call the fields."""

_FUNCTIONS: dict[str, type[Schedule]] = {
    "_get_constant_lambda": Constant,
    "_get_constant_schedule_with_warmup_lr_lambda": ConstantWithWarmup,
    "_get_linear_schedule_with_warmup_lr_lambda": LinearWithWarmup,
    "_get_cosine_schedule_with_warmup_lr_lambda": CosineWithWarmup,
    "_get_cosine_with_hard_restarts_schedule_with_warmup_lr_lambda": CosineRestartsWithWarmup,
    "_get_polynomial_decay_schedule_with_warmup_lr_lambda": PolynomialWithWarmup,
    "_get_inverse_sqrt_schedule_lr_lambda": InverseSqrt,
    "_get_wsd_scheduler_lambda": WarmupStableDecay,
}


def _of_huggingface(function: Any) -> Schedule | None:
    """The schedule that a function of transformers gives, by its name and the arguments that it was given."""
    given = function.keywords if isinstance(function, partial) else {}
    inner = function.func if isinstance(function, partial) else function
    kind = _FUNCTIONS.get(getattr(inner, "__name__", ""))
    if kind is None:
        return None
    known = {parameter.name for parameter in hyperparameters(kind)}
    values = {_NAMES[name]: value for name, value in given.items() if name in _NAMES}
    if "lr_end" in given:
        values["lr_end"] = given["lr_end"]
    return kind(**{name: value for name, value in values.items() if name in known})


def _stairs(factors: Floats, start: int) -> Schedule | None:
    """Constant pieces, where they are few."""
    edges = np.flatnonzero(np.diff(factors)) + 1
    if len(edges) >= _MOST_POINTS or len(edges) > len(factors) // 3:
        return None
    values = tuple(float(f"{factor:.15g}") for factor in factors[[0, *edges.tolist()]])  # 0.1, not 0.09999999999999999
    return PiecewiseConstant(tuple((edges + start).tolist()), values)


def _by_points(rates: Floats, start: int, name: str) -> Found:
    """Straight pieces between a few points, and how far they are off."""
    lr = float(rates.max())
    drawn = by_points(rates, lr, _MOST_POINTS)
    off = float(np.max(np.abs(drawn.rates(lr, len(rates)) - rates))) / lr
    moved = PiecewiseLinear(tuple((step + start, factor) for step, factor in drawn.points))
    note = f"as a schedule of lrviz it is {len(moved.points)} points, off by {100 * off:.2g} % of its top at most"
    return Found(Entry(moved, lr, name), (note,) if off > _CLOSE else ())
