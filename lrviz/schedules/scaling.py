"""Makes schedules longer or shorter: changes all their lengths in steps together."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from lrviz.hyperparameters import Declared, Hyperparameter, HyperparameterError, Range, hyperparameters
from lrviz.schedules.base import Schedule

D = TypeVar("D", bound=Declared)

_ANY = Range(-math.inf, math.inf)
_TRIES = (1, -1, 2, -2, 3, -3)
_HALVINGS = 24


def scaled(schedule: D, factor: float) -> D:
    """The same schedule, or what else is declared, with all its lengths in steps, nested ones too, times a factor.

    Lengths are rounded to whole steps. One that is not 0 stays at least 1, those that differ in one field go on
    differing in the same order, and all stay in their ranges. Where a class refuses the outcome, one with a length a
    few steps longer or shorter is returned, or else that of the nearest factor. Formulas, and decays by a factor a
    step, stay what they are.

    Raises:
        HyperparameterError: the factor is not positive and finite.
    """
    if not (math.isfinite(factor) and factor > 0):
        raise HyperparameterError(f"the factor of a schedule's lengths must be positive and finite, got {factor!r}")
    return schedule if factor == 1 else _scaled(schedule, factor)


def fitted(schedule: Schedule, steps: int) -> Schedule:
    """The same schedule scaled so that its `length` is `steps`; one without a length is returned as it is.

    Schedules whose cycles cannot add up to `steps` get the nearest shorter length that they can have.

    Raises:
        HyperparameterError: `steps` is below 1.
    """
    if steps < 1:
        raise HyperparameterError(f"the steps that a schedule is fitted to must be at least 1, got {steps}")
    if schedule.length is None or schedule.length == steps:
        return schedule
    near = scaled(schedule, steps / schedule.length) if schedule.length else schedule
    left = steps - (near.length or 0)
    options = [near, *(option for by in (left, -1, -2) if left for option in shifted(near, by))]
    return min(options, key=lambda option: _misfit(option, steps))


def _misfit(schedule: Schedule, steps: int) -> float:
    """How far a length is from the one asked for; any shorter one is nearer than a longer one."""
    length = schedule.length
    if length is None:
        return math.inf
    return steps - length if length <= steps else 1e9 + length - steps


def shifted(declared: D, by: int) -> Iterator[D]:
    """The same with one length in steps `by` longer, each in turn: nested ones first, and the last field first."""
    parameters = hyperparameters(type(declared))[::-1]
    for parameter in sorted(parameters, key=lambda parameter: not issubclass(parameter.kind, Declared)):
        value = getattr(declared, parameter.name)
        for moved in _shifted_values(declared, parameter, value, by):
            changed = _built(declared, {parameter.name: moved})
            if changed is not None:
                yield changed


def _shifted_values(declared: Declared, parameter: Hyperparameter, value: Any, by: int) -> Iterator[Any]:
    if isinstance(value, Declared):
        yield from shifted(value, by)
    elif parameter.many and issubclass(parameter.kind, Declared):
        for index in reversed(range(len(value))):
            yield from ((*value[:index], part, *value[index + 1 :]) for part in shifted(value[index], by))
    elif parameter.unit_in(declared) == "steps" and value is not None and value != ():
        if parameter.pairs:
            yield (*value[:-1], (value[-1][0] + by, value[-1][1]))
        elif parameter.many:
            yield tuple(item + by if item == max(value) else item for item in value)
        else:
            yield value + by


def _scaled(declared: D, factor: float) -> D:
    values = _scaled_values(declared, factor)
    whole = _built(declared, values) or next((near for by in _TRIES for near in _near(declared, values, by)), None)
    if whole is not None:
        return whole
    allowed, refused = 0.0, math.log(factor)
    nearest = declared
    for _ in range(_HALVINGS):
        middle = (allowed + refused) / 2
        built = _built(declared, _scaled_values(declared, math.exp(middle)))
        allowed, refused, nearest = (allowed, middle, nearest) if built is None else (middle, refused, built)
    return nearest


def _scaled_values(declared: Declared, factor: float) -> dict[str, Any]:
    return {
        parameter.name: _scaled_value(declared, parameter, getattr(declared, parameter.name), factor)
        for parameter in hyperparameters(type(declared))
    }


def _near(declared: D, values: dict[str, Any], by: int) -> Iterator[D]:
    """The same with one length `by` steps longer than in `values`, which are refused."""
    for parameter in hyperparameters(type(declared)):
        value = values[parameter.name]
        if parameter.unit_in(declared) == "steps" and isinstance(value, int | float):
            changed = _built(declared, values | {parameter.name: value + by})
            if changed is not None:
                yield changed


def _built(declared: D, values: dict[str, Any]) -> D | None:
    kind: Any = type(declared)
    try:
        built: D = kind(**declared.arguments() | values)
        return built
    except HyperparameterError:
        return None


def _scaled_value(declared: Declared, parameter: Hyperparameter, value: Any, factor: float) -> Any:
    if isinstance(value, Declared):
        return _scaled(value, factor)
    if parameter.many and issubclass(parameter.kind, Declared):
        return tuple(_scaled(item, factor) for item in value)
    if parameter.unit_in(declared) != "steps" or value is None:
        return value
    allowed = parameter.range or _ANY
    if parameter.pairs:
        firsts = _scaled_lengths([first for first, _ in value], factor, allowed)
        return tuple((float(first), second) for first, (_, second) in zip(firsts, value, strict=True))
    if parameter.many:
        return tuple(_scaled_lengths(value, factor, allowed))
    return parameter.kind(_scaled_lengths([value], factor, allowed)[0])


def _scaled_lengths(lengths: Sequence[float], factor: float, allowed: Range) -> list[int]:
    """Whole lengths inside the range; equal ones stay equal, different ones different."""
    distinct = sorted(set(lengths))
    low = math.ceil(allowed.low)
    exact = [min(length * factor, allowed.high) for length in distinct]
    whole = [max(math.floor(e + 0.5), 1 if length else 0, low) for e, length in zip(exact, distinct, strict=True)]
    for index in range(1, len(whole)):
        whole[index] = max(whole[index], whole[index - 1] + 1)
    ceiling = allowed.high + 1
    for index in reversed(range(len(whole))):
        whole[index] = int(min(whole[index], ceiling - 1))
        ceiling = whole[index]
    places = dict(zip(distinct, whole, strict=True))
    return [places[length] for length in lengths]
