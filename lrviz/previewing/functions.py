"""Reads the rates of functions of a step: plain ones, those of optax and Keras, and those that take whole arrays."""

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.previewing.reading import Reading, what_it_said
from lrviz.scalars import as_float

_ALL_AT_ONCE = ("jax", "jaxlib", "keras", "tensorflow")
"""Libraries whose functions have no memory and take milliseconds a call: they are asked for all steps at once."""

_A_STEP = re.compile(r"step|epoch|iter|update|^[nti]$|^it$")
"""How the step is called where a function asks for it."""

_MOST_GROUPS = 64
_PROBES = 9
_SAME = 1e-6
"""Their float32 has seven digits; what is asked at once may differ in the last ones."""

Function = Callable[..., Any]


def read_function(function: Function, steps: int) -> Reading:
    """The rates that a function gives for the steps 0, 1, …; nothing is put back here.

    Raises:
        ValueError: it fails at once, or gives no number, nor one for each parameter group.
    """
    try:
        first = function(0)
        names, row = _row(first)
    except Exception as error:  # somebody's code
        return _of_arrays(function, steps, error)
    if len(row) == 1 and type(first).__module__.split(".")[0] in _ALL_AT_ONCE:
        together = _together(function, steps)
        if together is not None:
            return Reading(names, [(rate,) for rate in together.tolist()])
    reading = Reading(names, [row])
    for step in range(1, steps):
        try:
            again, row = _row(function(step))
            if again != names:
                raise ValueError(f"step 0 gave {_counted(names)}, step {step} {_counted(again)}")
        except Exception as error:  # somebody's code: what it says is told
            reading.problem = what_it_said(error)
            break
        reading.rates.append(row)
    return reading


def takes_optimizer(function: Function) -> bool:
    """Whether a function asks for two things, as `adjust_learning_rate(optimizer, epoch)` does."""
    return len(_asked(function)) == 2


def setter(function: Function, optimizer: Any) -> Function:
    """Such a function as one of the step alone, whichever of the two comes first."""
    first, _ = _asked(function)
    if _A_STEP.search(first.lower()):
        return lambda step: function(step, optimizer)
    return lambda step: function(optimizer, step)


def _asked(function: Function) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    usual = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [one.name for one in parameters if one.kind in usual and one.default is one.empty]


def _row(value: Any) -> tuple[list[str], tuple[float, ...]]:
    """What a function gave for one step: one rate, or one for each group."""
    if isinstance(value, Mapping):
        return _few([str(name) for name in value]), tuple(map(as_float, value.values()))
    if isinstance(value, list | tuple):
        return _few([f"group {place}" for place in range(len(value))]), tuple(map(as_float, value))
    shape = tuple(getattr(value, "shape", ()))
    if len(shape) == 1 and shape[0] != 1:
        return _few([f"group {place}" for place in range(shape[0])]), tuple(as_float(one) for one in value)
    if value is None:
        raise ValueError("a function of the step must return the rate, got None: one that sets it needs optimizer=…")
    return ["group 0"], (as_float(value),)


def _few(names: list[str]) -> list[str]:
    if not 1 <= len(names) <= _MOST_GROUPS:
        raise ValueError(f"a function must give 1 to {_MOST_GROUPS} rates for a step, got {len(names)}")
    return names


def _counted(names: list[str]) -> str:
    return "1 rate" if len(names) == 1 else f"{len(names)} rates"


def _together(function: Function, steps: int) -> Floats | None:
    """All rates by one call, where that gives what single calls give."""
    rates = _array(function, np.arange(steps), steps)
    if rates is None:
        return None
    for step in np.unique(np.linspace(0, steps - 1, _PROBES).astype(int)).tolist():
        if not np.isclose(as_float(function(step)), rates[step], rtol=_SAME, atol=0, equal_nan=True):
            return None
    return rates


def _of_arrays(function: Function, steps: int, failed: Exception) -> Reading:
    """The rates of a function that takes no single step: it is given all of them, as numpy's or torch's integers."""
    every = np.arange(steps)
    torch = sys.modules.get("torch")
    for given in (every, every.astype(float), *(() if torch is None else (torch.arange(steps),))):
        rates = _array(function, given, steps)
        if rates is not None:
            return Reading(["group 0"], [(rate,) for rate in rates.tolist()])
    raise ValueError(f"it gives no learning rate for step 0: {what_it_said(failed)}") from failed


def _array(function: Function, given: Any, steps: int) -> Floats | None:
    """What a function makes of many steps, (steps,); None where that is not a rate for each."""
    try:
        made = function(given)
        plain = made.detach() if hasattr(made, "detach") else made
        rates = np.asarray(plain, dtype=float)
    except Exception:  # somebody's code, which is asked in another way then
        return None
    return rates if rates.shape == (steps,) else None
