"""Reads groups of parameters from pasted code: an optimizer's list of dicts, and the lists of schedulers for them."""

import ast
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lrviz.comparison import MOST_GROUPS, Entry, Group
from lrviz.hyperparameters import hyperparameters
from lrviz.reading.arguments import Given
from lrviz.reading.expressions import dotted
from lrviz.reading.run import Run
from lrviz.reading.values import Groups, Made, Unknown
from lrviz.schedules import SCHEDULES, Schedule

_LISTED = {"lr_lambda"} | {name for kind in SCHEDULES for name in kind.listed}
_EXACT = 1e-12


def read_groups(run: Run, node: ast.expr, value: Any, scope: Mapping[str, Any]) -> Groups:
    """The groups that an optimizer is given, each with its own rate; none where it is given parameters alone.

    Args:
        run: what is known of the run; groups that cannot be read are said there.
        node: the optimizer's first argument.
        value: what it stands for.
        scope: the names that it sees.
    """
    if isinstance(value, Unknown) and (exported := _exported(scope)):
        return exported
    if isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Dict):
        run.leave_out("Groups of parameters that are made in a loop are not read: drawn are the optimizer's own rates.")
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) and "params" in one for one in value):
        return ()
    if len(value) > MOST_GROUPS:
        run.leave_out(f"{len(value)} groups of parameters are more than {MOST_GROUPS}: drawn are the optimizer's own.")
        return ()
    written = node.elts if isinstance(node, ast.List | ast.Tuple) else [None] * len(value)
    try:
        groups = [_group(run, one, _parameters(one, text)) for one, text in zip(value, written, strict=True)]
    except ValueError as error:
        run.leave_out(f"The groups of parameters are left out: {error}.")
        return ()
    names = [group.name for group, _ in groups]
    return tuple((replace(one, name=one.name if names.count(one.name) == 1 else ""), lr) for one, lr in groups)


def _exported(scope: Mapping[str, Any]) -> Groups:
    """The groups of the tables that lrviz writes before an optimizer; none where they are not there."""
    settings, patterns = scope.get("GROUPS"), scope.get("PATTERNS")
    if not isinstance(settings, list) or not isinstance(patterns, dict) or len(settings) > MOST_GROUPS:
        return ()
    starts = scope.get("STARTS", [{"step": 0, "warmup_steps": 0, "lr": 0.0}] * len(settings))
    try:
        return tuple(
            (
                Group(
                    one["name"],
                    ", ".join(patterns[one["name"]]),
                    weight_decay=one.get("weight_decay"),
                    start=start["step"],
                    warmup_steps=start["warmup_steps"],
                    warmup_lr=start["lr"],
                    warmup_momentum=start.get("momentum"),
                ),
                float(one["lr"]),
            )
            for one, start in zip(settings, starts, strict=True)
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return ()


def _group(run: Run, said: Mapping[Any, Any], parameters: ast.expr | None) -> tuple[Group, float | None]:
    own, patterns = _name(parameters)
    name = said["name"] if isinstance(said.get("name"), str) else own
    decay, lr = _number(run, said, "weight_decay"), _number(run, said, "lr")
    return Group(name[:80], patterns, weight_decay=decay), lr


def _number(run: Run, said: Mapping[Any, Any], key: str) -> float | None:
    """A number of a group; what the text does not say is the optimizer's, and that is said."""
    value = run.worked_out(said.get(key))
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf:
        return float(value)
    if value is not None:
        text = value.text[:60] if isinstance(value, Unknown) else repr(value)[:60]
        run.leave_out(f"{key}={text} of a group of parameters is not known: the optimizer's own is taken.")
    return None


def _parameters(said: Mapping[Any, Any], written: ast.expr | None) -> ast.expr | None:
    """What stands in "params"."""
    if isinstance(written, ast.Dict):
        for key, value in zip(written.keys, written.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "params":
                return value
    value = said["params"]
    return value.node if isinstance(value, Unknown) else None


def _name(parameters: ast.expr | None) -> tuple[str, str]:
    """What a group is called by its parameters, and a pattern for them where the text says a module of the model."""
    match parameters:
        case ast.Call(ast.Attribute(module, "parameters")) if "." in dotted(module):
            inner = dotted(module).partition(".")[2]
            return (inner, f"{inner}.*") if dotted(module).partition(".")[0] != "self" else _of_self(inner)
        case ast.Name(name):
            return name, "*"
    return "", "*"


def _of_self(inner: str) -> tuple[str, str]:
    rest = inner.partition(".")[2] if inner.startswith("model.") else inner
    return rest, f"{rest}.*"


def for_groups(
    builder: Callable[..., Any], run: Run, given: Sequence[Given], named: Mapping[str, Given]
) -> list[tuple[list[Given], dict[str, Given]]]:
    """The arguments of a scheduler for each group, where it is given lists with a value for each; else them alone.

    Raises:
        ValueError: the lists have different lengths, or none.
    """
    parameters = list(inspect.signature(builder).parameters)[1:]
    places = dict(zip(parameters, given, strict=False)) | dict(named)
    lists = {name: one.value for name, one in places.items() if name in _LISTED and isinstance(one.value, list)}
    if not lists:
        return [(list(given), dict(named))]
    counts = {len(values) for values in lists.values()}
    if len(counts) > 1 or 0 in counts:
        raise ValueError(
            f"lists for groups of parameters must be of one length, got {sorted(map(len, lists.values()))}"
        )
    each = []
    for number in range(counts.pop()):
        own = {name: Given(values[number], places[name].place) for name, values in lists.items()}
        positional = [own.get(name, one) for name, one in zip(parameters, given, strict=False)]
        each.append(
            ([*positional, *given[len(parameters) :]], {name: own.get(name, one) for name, one in named.items()})
        )
    return each


def joined(run: Run, made: list[Any]) -> Any:
    """One scheduler of those for each group."""
    first = made[0]
    if len(made) == 1 or not isinstance(first, Made):
        return first
    if not first.groups:
        first.groups = ((Group(), None),) * len(made) if len(made) <= MOST_GROUPS else ()
    if len(first.groups) != len(made):
        run.leave_out(
            f"A scheduler has values for {len(made)} groups of parameters, and the optimizer has not so many: drawn is "
            "the first."
        )
        first.groups = ()
        return first
    first.of_groups = tuple(one.schedule for one in made)
    return first


def hand_on(groups: Groups, made: Made) -> None:
    """Gives a scheduler whose optimizer the text hands to a function the groups of the optimizer that it builds."""
    if made.lr is None and len(made.of_groups) in (0, len(groups)):
        made.groups = groups or made.groups


def grouped(entry: Entry, made: Made) -> Entry:
    """An entry with the groups of a scheduler; of groups that all are alike in what is drawn the entry itself.

    Raises:
        HyperparameterError: a declaration refuses a group.
    """
    if not made.groups:
        return entry
    targets = made.of_groups or (entry.schedule,) * len(made.groups)
    rates = [entry.lr if lr is None else lr for _, lr in made.groups]
    base = entry.lr or max(rates)
    groups = tuple(
        _under(replace(group, factor=_factor(entry.schedule, target, rate, base)), entry.schedule, target)
        for (group, _), target, rate in zip(made.groups, targets, rates, strict=True)
    )
    return replace(entry, lr=base, groups=groups)


def _factor(shared: Schedule, target: Schedule, rate: float, base: float) -> float:
    """What a group's rates are times those of the entry: by the peak where a schedule ignores the optimizer's rate."""
    if not target.overwrites_lr:
        return rate / base if base else 1.0
    peak = shared.peak_field
    if peak is None or type(shared) is not type(target) or not getattr(shared, peak):
        return 1.0
    return float(getattr(target, peak) / getattr(shared, peak))


def _under(group: Group, shared: Schedule, target: Schedule) -> Group:
    """A group whose rates follow a schedule, with one of its own where the shared one does not give it."""
    if _alike(group.follows(shared), target):
        return group
    return replace(group, schedule=group.followed_by(target))


def _alike(one: Schedule, other: Schedule) -> bool:
    if one == other:
        return True
    if type(one) is not type(other):
        return False
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in hyperparameters(type(one))]
    return all(a == b or (isinstance(a, float) and math.isclose(a, b, rel_tol=_EXACT)) for a, b in pairs)
