"""Makes of a declared schedule the function that reads a library's call of it."""

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.reading.run import Run
from lrviz.reading.values import Driven, Made
from lrviz.schedules import Schedule

_NONE: Mapping[str, Any] = MappingProxyType({})


def on(optimizer: Any, schedule: Schedule) -> Made:
    """A schedule on an optimizer."""
    if isinstance(optimizer, Driven):
        return Made(schedule, optimizer.lr, groups=optimizer.groups)
    return Made(schedule)


def reads(
    kind: type[Schedule],
    fields: Mapping[str, str] | None = None,
    defaults: Mapping[str, Any] = _NONE,
    fixed: Mapping[str, Any] = _NONE,
    whole: str = "",
    counts: bool = True,
) -> Callable[..., Made]:
    """The function that reads a call whose first argument is the optimizer and whose others are fields of a class.

    Args:
        kind: the class.
        fields: what the library calls each field, in the library's order, and the field; all fields by their own names
            if left out.
        defaults: the library's own defaults, where they are others than those of the fields.
        fixed: fields that the library's function always has so.
        whole: the argument that is the length of the whole run.
        counts: whether it takes a `last_epoch`.
    """
    known = {parameter.name: parameter for parameter in hyperparameters(kind)}
    names = {name: name for name in known} if fields is None else fields
    ours: Any = kind

    def read(run: Run, optimizer: Any, **values: Any) -> Made:
        values.pop("last_epoch", None)
        said = {names[name]: value for name, value in {**defaults, **values}.items() if value is not None}
        made = on(optimizer, ours(**{**fixed, **said}))
        made.calls = values.get(whole)
        return made

    either = inspect.Parameter.POSITIONAL_OR_KEYWORD
    arguments = [inspect.Parameter("run", either), inspect.Parameter("optimizer", either)]
    for name, field in names.items():
        default = inspect.Parameter.empty if known[field].required else defaults.get(name, known[field].default)
        arguments.append(inspect.Parameter(name, either, default=default, annotation=_annotation(known[field])))
    if counts:
        arguments.append(inspect.Parameter("last_epoch", either, default=-1))
    read.__signature__ = inspect.Signature(arguments)  # type: ignore[attr-defined]
    return read


def _annotation(parameter: Hyperparameter) -> Any:
    if parameter.many:
        return list
    plain: Any = int | float if parameter.fractional else parameter.kind
    return plain | None if parameter.optional else plain
