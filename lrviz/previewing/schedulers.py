"""Reads live schedulers, of torch, of whoever follows it, and of timm, by stepping them."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from lrviz.previewing.reading import Reading, Row, metrics, what_it_said
from lrviz.scalars import as_float, told

_MOST_SEARCHED = 20_000
"""Steps in which the place is looked for where a scheduler of timm stands, which does not note it."""

Advance = Callable[[int], Any]
"""Has the scheduler go on from a step."""


def is_scheduler(value: Any) -> bool:
    """Whether it is stepped, and not asked."""
    return callable(getattr(value, "step", None)) or callable(getattr(value, "step_update", None))


def optimizer_of(scheduler: Any, given: Any = None) -> Any:
    """The optimizer whose rates a scheduler sets.

    Raises:
        ValueError: it does not say, and none was given; or it has no parameter groups.
    """
    found = given if given is not None else _own_optimizer(scheduler)
    if found is None and hasattr(scheduler, "param_groups"):
        raise ValueError(
            f"{type(scheduler).__name__} is an optimizer: what is read is its scheduler, got {told(scheduler)}"
        )
    if found is None:
        raise ValueError(
            f"{type(scheduler).__name__} does not say which optimizer it drives: give it as optimizer=…, "
            "an object with param_groups"
        )
    groups = getattr(found, "param_groups", None)
    if not isinstance(groups, list) or not groups or not all(isinstance(one, dict) and "lr" in one for one in groups):
        raise ValueError(f"an optimizer must have param_groups with a rate lr in each, got {told(found)}")
    return found


def _own_optimizer(scheduler: Any) -> Any:
    """What a scheduler calls its optimizer, or the scheduler that it wraps."""
    several = getattr(scheduler, "optimizers", None)
    own = getattr(scheduler, "optimizer", None) or (several[0] if isinstance(several, list) and several else None)
    inner = _wrapped(scheduler)
    return own if own is not None or inner is None else _own_optimizer(inner)


def _wrapped(scheduler: Any) -> Any:
    """The scheduler that does the work of one that only passes on, as Accelerate's; None where it is itself."""
    inner = getattr(scheduler, "scheduler", None)
    return inner if is_scheduler(inner) else None


def read_scheduler(scheduler: Any, optimizer: Any, steps: int, metric: Any) -> Reading:
    """Steps a scheduler and notes the rates that its optimizer has before each step; nothing is put back here.

    Args:
        scheduler: it.
        optimizer: whose rates are noted.
        steps: how many rates are wanted.
        metric: what it looks at, as `preview` takes it.

    Raises:
        ValueError: it asks for a metric and there is none.
    """
    reading = Reading(_group_names(optimizer))
    if hasattr(scheduler, "step_update"):
        advance = _timm(scheduler, optimizer, metric, steps, reading)
    else:
        reading.start = stands_at(scheduler)
        advance = _stepping(scheduler, metric, reading)
    _walk(reading, optimizer, advance, steps)
    return reading


def read_setter(sets: Callable[[int], Any], optimizer: Any, steps: int) -> Reading:
    """Calls a function that sets an optimizer's rates before each step; nothing is put back here."""
    reading = Reading(_group_names(optimizer))
    for step in range(steps):
        try:
            sets(step)
        except Exception as error:  # somebody's code: what it says is told
            reading.problem = what_it_said(error)
            break
        _note(reading, optimizer)
    return reading


def stands_at(scheduler: Any) -> int:
    """How many steps a scheduler has made, as far as it says; 0 where it does not."""
    inner = _wrapped(scheduler)
    parts = getattr(scheduler, "_schedulers", None)
    for place in (scheduler, inner, parts[0] if isinstance(parts, list | tuple) and parts else None):
        for name in ("last_epoch", "_step", "_num_updates", "n_current_steps"):
            made = getattr(place, name, None)
            if isinstance(made, int) and not isinstance(made, bool):
                return max(0, made)
    return 0


def _stepping(scheduler: Any, metric: Any, reading: Reading) -> Advance:
    """One call of `step()` after the other, with a metric where that is asked for."""
    asked = _asks(_wrapped(scheduler) or scheduler)
    if asked is None:
        return lambda _: scheduler.step()
    if metric is None:
        raise ValueError(
            f"{type(scheduler).__name__}.step asks for {asked}: give metric=…, a number, one for each step, "
            "or a function of the step"
        )
    return _fed(lambda _, value: scheduler.step(value), metric, reading)


def _asks(scheduler: Any) -> str | None:
    """The first argument without a default that `step` asks for."""
    try:
        parameters = inspect.signature(scheduler.step).parameters.values()
    except (TypeError, ValueError):
        return None
    usual = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return next((one.name for one in parameters if one.kind in usual and one.default is one.empty), None)


def _fed(step: Callable[[int, Any], Any], metric: Any, reading: Reading) -> Advance:
    value_at, known = metrics(metric, reading.start)

    def advance(at: int) -> None:
        if at - reading.start >= known:
            raise _OutOfMetricError(f"the metric has {known:.0f} values")
        step(at, value_at(at))

    return advance


class _OutOfMetricError(Exception):
    """The metric has no more values."""


def _timm(scheduler: Any, optimizer: Any, metric: Any, steps: int, reading: Reading) -> Advance:
    """A scheduler that is told its step each time: by epochs or by updates, whatever its rates are made of."""
    by_epoch = bool(getattr(scheduler, "t_in_epochs", False))
    reading.unit = "epoch" if by_epoch else "step"
    call = scheduler.step if by_epoch else scheduler.step_update
    if type(scheduler).__name__ == "PlateauLRScheduler":
        inner = scheduler.lr_scheduler
        reading.start = stands_at(inner) and stands_at(inner) + int(scheduler.warmup_t)
        if metric is None:
            raise ValueError(f"{type(scheduler).__name__}.step asks for a metric: give metric=…")
        return _fed(lambda at, value: call(at + 1, value), metric, reading)
    reading.start = _place(call, optimizer, max(steps, _MOST_SEARCHED), reading)
    if metric is not None:
        return _fed(lambda at, value: call(at + 1, value), metric, reading)
    return lambda at: call(at + 1)


def _place(call: Callable[[int], Any], optimizer: Any, most: int, reading: Reading) -> int:
    """The first step at which a scheduler sets the rates that the optimizer has now; 0 where there is none."""
    now = _rates(optimizer)

    def has(step: int) -> bool:
        call(step)
        return np.allclose(_rates(optimizer), now, rtol=1e-12, atol=0)

    try:
        first = next((step for step in range(most) if has(step)), None)
        last = next((step for step in range(first, first + most) if not has(step + 1)), first) if first else first
    except Exception as error:  # somebody's code, and only the place is not known then
        first, last = None, None
        reading.notes.append(f"looking for the place where it stands, it said {what_it_said(error)}")
    _set(optimizer, now)
    if first is None or last is None:
        reading.notes.append("the optimizer's rate is none that it sets, so that it is read from its start")
        call(0)
        return 0
    if last > first:
        reading.notes.append(
            f"it does not note where it stands: the optimizer's rate is that of its {reading.unit}s {first:,} to "
            f"{last:,}, and it is read from {first:,}"
        )
    return first


def _walk(reading: Reading, optimizer: Any, advance: Advance, steps: int) -> None:
    """Notes the rates, goes on, and so on: the last call is that after the last step, as a training makes it."""
    stepped = _watch_steps(optimizer)
    for at in range(reading.start, reading.start + steps):
        _note(reading, optimizer)
        stepped.clear()
        try:
            advance(at)
        except _OutOfMetricError as end:
            if len(reading.rates) < steps:
                reading.notes.append(f"{end}: it is read for {len(reading.rates):,} {reading.unit}s")
            break
        except Exception as error:  # somebody's code: what it says is told
            reading.problem = what_it_said(error)
            break
        if stepped:  # it sets the rate and has the optimizer step by itself, as the one of the Transformer
            reading.rates[-1] = stepped[-1]


def _watch_steps(optimizer: Any) -> list[Row]:
    """Has the optimizer only note its rates when it is told to step, so that no weight moves."""
    noted: list[Row] = []

    def step(*_: Any, **__: Any) -> None:
        noted.append(_rates(optimizer))

    optimizer.step = step
    return noted


def _note(reading: Reading, optimizer: Any) -> None:
    reading.rates.append(_rates(optimizer))
    reading.momenta.append([_momentum(group) for group in optimizer.param_groups])


def _rates(optimizer: Any) -> list[float]:
    return [as_float(group["lr"]) for group in optimizer.param_groups]


def _set(optimizer: Any, rates: list[float]) -> None:
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        if hasattr(group["lr"], "fill_"):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


def _momentum(group: dict[str, Any]) -> float:
    """The momentum, or β₁, of a group; NaN where it has none."""
    betas = group.get("betas")
    value = betas[0] if isinstance(betas, tuple | list) and betas else group.get("momentum")
    return np.nan if value is None else as_float(value)


def _group_names(optimizer: Any) -> list[str]:
    """What groups are called: as they say themselves, else by their number; each name once."""
    groups = optimizer.param_groups
    said = [str(group["name"]) if isinstance(group.get("name"), str) and group["name"] else "" for group in groups]
    clear = all(said) and len(set(said)) == len(said)
    return said if clear else [f"group {place}" for place in range(len(groups))]
