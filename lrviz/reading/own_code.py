"""Reads the functions that lrviz itself writes for schedules that torch lacks back as those schedules."""

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any

from lrviz.export.groups import GROUP_SCHEDULERS
from lrviz.hyperparameters import hyperparameters
from lrviz.reading.groups import joined
from lrviz.reading.run import Run
from lrviz.reading.values import Function, Made
from lrviz.schedules import SCHEDULES, Schedule
from lrviz.schedules.elementary import Factor
from lrviz.schedules.pace import IN_FRACTIONS, PACED, Paced
from lrviz.schedules.resumed import RESUMED
from lrviz.source import parsed

_KINDS: dict[str, type[Factor]] = {kind.factor.__name__: kind for kind in SCHEDULES if issubclass(kind, Factor)}

_NEUTRAL = (0, 1)
"""What an argument may be that exported code leaves out, besides its default."""


def own_schedule(function: Function, lr: float | None) -> Schedule | None:
    """The schedule whose exported function this is, to the letter; None where it is none's, or was changed.

    Args:
        function: what the text gives to LambdaLR.
        lr: the optimizer's rate; None where the text does not say it.
    """
    node = function.node
    if not isinstance(node, ast.FunctionDef) or function.bound:
        return None
    kind = _KINDS.get(re.sub(r"_\d+$", "", node.name))
    values = _defaults(node)
    if kind is None or values is None or (lr is not None and values.get("lr", lr) != lr):
        return None
    return next((one for one in _candidates(kind, values) if _is_written(one, values, function)), None)


def own_class(node: ast.ClassDef) -> Callable[..., Made] | None:
    """What reads a call of a class around torch's scheduler that lrviz writes, to the letter; else None."""
    text, builder = _CLASSES.get(node.name, ("", None))
    return builder if text and _same_class(text, node) else None


def _paced(run: Run, scheduler: Made, times: int, every: int, start: int = 0) -> Made:
    return _around(scheduler, lambda schedule: Paced(schedule, times, every, start))


def _in_fractions(run: Run, scheduler: Made, every: int) -> Made:
    return _around(scheduler, lambda schedule: Paced(schedule, 1, every, fractions=True))


def _around(scheduler: Made, changed: Callable[[Schedule], Schedule]) -> Made:
    made = replace(scheduler)
    made.change(changed)
    return made


def _same_class(text: str, node: ast.ClassDef) -> bool:
    written = (one for one in parsed(text).body if isinstance(one, ast.ClassDef) and one.name == node.name)
    return any(_undocumented(one) == _undocumented(node) for one in written)


def _undocumented(node: ast.ClassDef) -> list[str]:
    """What a class does, without its docstring, which is laid out in lines."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return [*map(ast.dump, node.bases), *map(ast.dump, body)]


def _resumed(run: Run, optimizer: Any, scheduler: Made, steps: int, resume: Function) -> Made:
    """The run that stops, until the whole text says what goes on from it."""
    return replace(scheduler)


def group_schedulers(run: Run, optimizer: Any, build: list) -> Any:  # type: ignore[type-arg]
    """The scheduler of each group, as the functions that build them return it."""
    if not build or not all(isinstance(one, Made) for one in build):
        raise ValueError("each group must have a function that builds its scheduler")
    return joined(run, [replace(build[0]), *build[1:]])


_CLASSES: dict[str, tuple[str, Callable[..., Made]]] = {
    "Paced": (PACED, _paced),
    "InFractions": (IN_FRACTIONS, _in_fractions),
    "Resumed": (RESUMED, _resumed),
    "GroupSchedulers": (GROUP_SCHEDULERS, group_schedulers),
}


def _candidates(kind: Any, values: dict[str, Any]) -> Iterator[Schedule]:
    """The schedules that these values may be of: exported code leaves out arguments that change nothing."""
    fields = {parameter.name: parameter.default for parameter in hyperparameters(kind)}
    silent = [name for name in fields if name not in values]
    for others in product(*(dict.fromkeys((fields[name], *_NEUTRAL)) for name in silent)):
        with suppress(ValueError):
            known = {name: value for name, value in values.items() if name in fields}
            yield kind(**known, **dict(zip(silent, others, strict=True)))


def _is_written(schedule: Schedule, values: dict[str, Any], function: Function) -> bool:
    """Whether a schedule leaves as the function, with all that it calls."""
    try:
        written = schedule.torch_code(values.get("lr", 1.0)).definitions
    except ValueError:
        return False
    return all(_stands(text, function) for text in written)


def _defaults(node: ast.FunctionDef) -> dict[str, Any] | None:
    """The defaults of a function's arguments behind its first one; None where they are no plain values."""
    names = [argument.arg for argument in node.args.args[1:]]
    if len(names) != len(node.args.defaults):
        return None
    try:
        return {name: ast.literal_eval(value) for name, value in zip(names, node.args.defaults, strict=True)}
    except ValueError:
        return None


def _stands(text: str, function: Function) -> bool:
    """Whether a definition stands in the text as lrviz writes it."""
    (written,) = parsed(text).body
    if not isinstance(written, ast.FunctionDef):
        return True
    own = re.sub(r"_\d+$", "", getattr(function.node, "name", ""))
    node = function.node if written.name == own else getattr(function.scope.get(written.name), "node", None)
    if not isinstance(node, ast.FunctionDef):
        return False
    return said(written) == said(node)


def said(node: ast.FunctionDef) -> list[str]:
    """What a function does, without its docstring, which is laid out in lines."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return [ast.dump(node.args), *map(ast.dump, body)]
