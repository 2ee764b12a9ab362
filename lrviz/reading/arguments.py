"""Gives the arguments that a text writes to a function that has the library's own signature, and checks each."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any, get_args

from lrviz.hyperparameters.field import shown
from lrviz.reading.refusal import Place, refused
from lrviz.reading.run import Run
from lrviz.reading.values import Unknown

_LARGEST = 1e300

_WORDS = {
    float: "a finite number",
    int: "a whole number",
    bool: "True or False",
    str: "a text",
    dict: "a dict",
    list: "a list",
}


@dataclass(frozen=True)
class Given:
    """An argument as the text writes it."""

    value: Any
    place: Place | None = None


@cache
def _signature(builder: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(builder)


class MisgivenError(ValueError):
    """An argument is refused; the place is that of the argument where it has one of its own."""

    def __init__(self, why: str, place: Place | None = None) -> None:
        super().__init__(why)
        self.place = place


def build(
    builder: Callable[..., Any],
    run: Run,
    text: str,
    place: Place,
    positional: Sequence[Given],
    named: Mapping[str, Given],
    name: str,
) -> Any:
    """What a function of a library's signature makes of the arguments; its own first argument is the run.

    Args:
        builder: the function; the annotations of its arguments say what they must be.
        run: what is known of the run.
        text: the whole text, for errors.
        place: where the call stands.
        positional: the arguments without a name.
        named: those with one.
        name: what the text calls the function.

    Raises:
        PasteError: an argument is missing, unknown or refused.
    """
    try:
        return _called(builder, run, positional, named, name)
    except MisgivenError as error:
        raise refused(text, error.place or place, str(error)) from None
    except ValueError as error:
        raise refused(text, place, str(error)) from None


def pass_on(builder: Callable[..., Any], run: Run, values: Mapping[str, Any], name: str) -> Any:
    """What another function of a library makes of arguments by their names.

    Raises:
        ValueError: an argument is missing, unknown or refused.
    """
    return _called(builder, run, (), {key: Given(value) for key, value in values.items()}, name)


def _called(
    builder: Callable[..., Any], run: Run, positional: Sequence[Given], named: Mapping[str, Given], name: str
) -> Any:
    signature = _signature(builder)
    try:
        bound = signature.bind(run, *positional, **named)
    except TypeError as error:
        raise MisgivenError(f"{name} cannot be called so: {error}") from None
    several: list[Any] = []
    arguments: dict[str, Any] = {}
    for key, given in list(bound.arguments.items())[1:]:
        parameter = signature.parameters[key]
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            arguments |= {inner: one.value for inner, one in given.items()}
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            several = [one.value for one in given]
        else:
            arguments[key] = _checked(given, parameter, run)
    try:
        return builder(run, *several, **arguments)
    except ArithmeticError:
        raise MisgivenError(
            f"the arguments of {name} lead to a division by 0, or beyond the range of numbers"
        ) from None
    except (TypeError, LookupError, AttributeError):
        raise MisgivenError(f"an argument of {name} is of another kind than it takes") from None


def _checked(given: Given, parameter: inspect.Parameter, run: Run) -> Any:
    """The argument in the type that the function asks for."""
    wanted, value = parameter.annotation, given.value
    if wanted in (inspect.Parameter.empty, Any):
        return value
    kinds = tuple(kind for kind in get_args(wanted) or (wanted,) if kind is not NoneType)
    if value is None and NoneType in get_args(wanted):
        return None
    if int in kinds or float in kinds:
        value = run.worked_out(value)
    for kind in kinds:
        fitting = _as(value, kind)
        if fitting is not None:
            return fitting
    allowed = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds)
    if isinstance(value, Unknown):
        why = f"{parameter.name} must be {allowed}, got {value.text[:60]}, whose value the text does not say"
    else:
        why = f"{parameter.name} must be {allowed}, got {shown(value)}"
    raise MisgivenError(why, given.place)


def _as(value: Any, kind: type) -> Any:
    """The value as one of this type; None where it is none."""
    if kind is bool or isinstance(value, bool):
        return value if kind is bool and isinstance(value, bool) else None
    if kind in (int, float):
        if not isinstance(value, int | float) or not abs(value) < _LARGEST or (kind is int and value != int(value)):
            return None
        return kind(value)
    if kind is list and isinstance(value, list | tuple):
        return list(value)
    return value if isinstance(value, kind) else None
