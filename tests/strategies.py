"""Hypothesis strategies read from the declarations: any instance of any declared class."""

import math
from collections.abc import Iterable
from inspect import isabstract
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from lrviz.hyperparameters import Declared, Hyperparameter, Range, hyperparameters
from lrviz.schedules import Resumed

LARGEST_INTEGER = 400

FORMULAS = {
    ("LambdaLR", "formula"): ("1 / (1 + 0.1*t)", "0.5*(1 + cos(pi*t/50))", "max(0.1, 1 - t/100)", "exp(-0.01*t)", "2"),
    ("MultiplicativeLR", "formula"): ("0.97", "1 - 1/(t + 2)", "1 + 0.1*sin(t)", "0"),
    ("Formula", "text"): ("x**2 + 10*y**2", "(1 - x)**2 + 100*(y - x**2)**2", "sin(x)*cos(y) + 0.1*x**2"),
}


def instances(declared: type[Declared], nested: Iterable[type[Declared]] = ()) -> st.SearchStrategy[Any]:
    """Any instance of a declared class, drawn inside the ranges of its hyperparameters.

    Args:
        declared: a final class.
        nested: the classes that may stand in its fields that hold declared values.
    """
    return _instances(declared, tuple(nested))


@st.composite
def _instances(draw: st.DrawFn, declared: type[Declared], nested: tuple[type[Declared], ...]) -> Any:
    values: dict[str, Any] = {p.name: draw(field(declared, p, nested)) for p in hyperparameters(declared)}
    if declared is Resumed:  # two of one class
        values["after"] = draw(_instances(type(values["before"]), ()))
    try:
        return declared(**values)
    except ValueError:
        assume(False)


def field(declared: type[Declared], parameter: Hyperparameter, nested: tuple[type[Declared], ...] = ()) -> Any:
    """Any value of one field of a declared class."""
    one = _text(declared, parameter) if parameter.kind is str else _one(parameter, nested)
    if parameter.pairs:
        return _sorted_pairs(parameter)
    if parameter.many:
        low, high = (parameter.length.low, parameter.length.high) if parameter.length else (0, 5)
        items = st.lists(one, min_size=low, max_size=max(low, min(high, 3)))
        one = items.map(sorted).map(tuple) if parameter.kind is int and nested == () else items.map(tuple)
    return st.none() | one if parameter.optional else one


def _one(parameter: Hyperparameter, nested: tuple[type[Declared], ...]) -> st.SearchStrategy[Any]:
    if parameter.kind is bool:
        return st.booleans()
    if parameter.kind is int:
        allowed = parameter.range or Range(-LARGEST_INTEGER, LARGEST_INTEGER)
        return _integers(allowed) | _fractions(allowed) if parameter.fractional else _integers(allowed)
    if parameter.kind is float:
        return floats(parameter.range or Range(-1e3, 1e3))
    fitting = [kind for kind in nested if issubclass(kind, parameter.kind)]
    if not fitting and not isabstract(parameter.kind):
        return _instances(parameter.kind, nested)
    return st.sampled_from(fitting).flatmap(lambda kind: _instances(kind, ()))


def _text(declared: type[Declared], parameter: Hyperparameter) -> st.SearchStrategy[str]:
    if parameter.choice:
        return st.sampled_from(parameter.choice.options)
    known = FORMULAS.get((declared.__name__, parameter.name))
    return st.sampled_from(known) if known else st.text("abc", max_size=8)


def _integers(allowed: Range) -> st.SearchStrategy[int]:
    low = math.ceil(allowed.low)
    return st.integers(low, int(min(allowed.high, max(low, LARGEST_INTEGER))))


def _fractions(allowed: Range) -> st.SearchStrategy[float]:
    """Quarters and thirds: people divide lengths."""
    return st.builds(lambda count, parts: count / parts, _integers(allowed), st.sampled_from((3, 4))).filter(
        lambda value: value in allowed
    )


def floats(allowed: Range) -> st.SearchStrategy[float]:
    """Numbers of the range: anywhere in it, in the usual part of it, and its ends."""
    low, high = allowed.low, allowed.high
    whole = st.floats(low, high, exclude_min=allowed.low_open, exclude_max=allowed.high_open)
    if allowed.usual is None:
        return whole
    usual = st.floats(max(low, allowed.usual[0]), min(high, allowed.usual[1])).filter(lambda value: value in allowed)
    return usual | whole


def _sorted_pairs(parameter: Hyperparameter) -> st.SearchStrategy[Any]:
    low, high = (parameter.length.low, parameter.length.high) if parameter.length else (1, 4)
    steps = st.lists(st.integers(0, LARGEST_INTEGER), min_size=low, max_size=min(high, 4), unique=True).map(sorted)
    return steps.flatmap(
        lambda firsts: st.tuples(*(st.tuples(st.just(float(first)), st.floats(0.0, 2.0)) for first in firsts))
    )
