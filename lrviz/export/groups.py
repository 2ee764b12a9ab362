"""Writes the groups of parameters of an entry in PyTorch: their settings, their scheduler and how they start."""

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lrviz.comparison import Entry
from lrviz.export.layout import laid_out
from lrviz.optimizers import Optimizer
from lrviz.schedules import Schedule
from lrviz.schedules.substitution import in_torch
from lrviz.source import Code, call, merged, told
from lrviz.source.parsing import parsed_expression

_LAMBDA = "torch.optim.lr_scheduler.LambdaLR"
_MATCHING = Code("", ("from fnmatch import fnmatchcase",))


def check_groups(entry: Entry, optimizer: Optimizer) -> None:
    """Refuses groups that the class of an optimizer cannot have.

    Raises:
        ValueError: it takes no groups, or they want a weight decay or a momentum that it lacks.
    """
    kind = type(optimizer).__name__
    if entry.groups and not optimizer.takes_groups:
        raise ValueError(
            f"{kind} must have all parameters in one group (torch raises as well), got {len(entry.groups)}"
        )
    for name, group in zip(entry.group_names, entry.groups, strict=True):
        if group.weight_decay is not None and "weight_decay" not in optimizer.arguments():
            raise ValueError(
                f"Group.weight_decay of {name} must be None, as {kind} has none, got {group.weight_decay:g}"
            )
        if group.warms_momentum and optimizer.cycled is None:
            raise ValueError(
                f"Group.warmup_momentum of {name} must be None, as {kind} has neither momentum nor beta1, "
                f"got {group.warmup_momentum:g}"
            )


def driven_by_groups(entry: Entry, optimizer: Optimizer) -> Optimizer:
    """The optimizer on the base rate of the entry; a rule's own source leaves no weight decay out that a group has."""
    driven = entry.driven(optimizer)
    decay = max((group.weight_decay or 0.0 for group in entry.groups), default=0.0)
    if not decay or driven.torch_name is not None or vars(driven)["weight_decay"]:
        return driven
    changes: dict[str, Any] = {"weight_decay": decay}
    return replace(driven, **changes)


def group_settings(entry: Entry, optimizer: Optimizer) -> list[str]:
    """The parts of a script that say what the groups are, and sort the parameters of a model into them."""
    settings: list[dict[str, Any]] = []
    decay = any(group.weight_decay is not None for group in entry.groups)
    for name, group in zip(entry.group_names, entry.groups, strict=True):
        own = vars(optimizer).get("weight_decay") if group.weight_decay is None else group.weight_decay
        settings.append({"name": name, "lr": entry.lr * group.factor} | ({"weight_decay": own} if decay else {}))
    patterns = {name: list(group.patterns) for name, group in zip(entry.group_names, entry.groups, strict=True)}
    tables = [f"GROUPS = {settings!r}", f"PATTERNS = {patterns!r}"]
    if any(group.begins_late for group in entry.groups):
        tables.append(f"STARTS = {_starts(entry)!r}")
    return ["\n".join(laid_out(table).strip("\n") for table in tables), _PARAM_GROUPS]


def _starts(entry: Entry) -> list[dict[str, Any]]:
    return [
        {"step": group.start, "warmup_steps": group.warmup_steps, "lr": group.warmup_lr}
        | ({"momentum": group.warmup_momentum} if group.warms_momentum else {})
        for group in entry.groups
    ]


def scheduler_codes(entry: Entry) -> list[Code]:
    """The code of the scheduler of each group.

    Raises:
        ScheduleError: torch cannot build a schedule for its rate.
    """
    return [in_torch(part.schedule, part.lr).torch_code(part.lr) for part in entry.parts]


def group_scheduler(entry: Entry, codes: Sequence[Code]) -> list[str]:
    """The parts of a script that define `build_scheduler`: one of torch's for all groups where one can do it.

    Args:
        entry: with groups.
        codes: from `scheduler_codes`, after `merged`.
    """
    one = _for_all(entry, [code.expression for code in codes])
    if one:
        return [laid_out(f"def build_scheduler(optimizer):\n    return {one}")]
    named = [f"scheduler_of_group_{number}" for number, _ in enumerate(codes, 1)]
    each = [
        laid_out(f"def {name}(optimizer):\n    return {code.expression}")
        for name, code in zip(named, codes, strict=True)
    ]
    built = laid_out(f"def build_scheduler(optimizer):\n    return GroupSchedulers(optimizer, [{', '.join(named)}])")
    return [GROUP_SCHEDULERS, *each, built]


def _for_all(entry: Entry, expressions: Sequence[str]) -> str | None:
    """One expression for all groups: the same for each, one with torch's own lists, or LambdaLR's list of functions."""
    if len(set(expressions)) == 1:
        return expressions[0]
    functions = list(map(_function_of, expressions))
    if None not in functions:
        return f"{_LAMBDA}(optimizer, [{', '.join(map(str, functions))}])"
    return _listed([in_torch(part.schedule, part.lr) for part in entry.parts])


def _function_of(expression: str) -> str | None:
    """The function that a LambdaLR is built with; None of anything else."""
    match parsed_expression(expression).body:
        case ast.Call(function, [_, factor], []) if ast.unparse(function) == _LAMBDA:
            return ast.unparse(factor)
    return None


def _listed(schedules: Sequence[Schedule]) -> str | None:
    """The call of a class that all groups share, where they differ in nothing but what torch takes as lists."""
    first = schedules[0]
    if first.torch_name is None or any(type(one) is not type(first) for one in schedules):
        return None
    every = [one.arguments() for one in schedules]
    differing = [name for name in every[0] if any(values[name] != every[0][name] for values in every)]
    if not set(differing) <= set(first.listed):
        return None
    lists = {name: [values[name] for values in every] for name in differing}
    defaults = type(first).usual().arguments()
    arguments = told(every[0] | lists, defaults, (*first.always_told, *differing))
    return call(first.torch_name, "optimizer", arguments)


GROUP_STARTS = '''
class GroupStarts:
    """Holds groups back and warms them up, over a scheduler that runs on underneath.

    Call cover(step) before each step of the optimizer, and uncover() after it.
    """

    def __init__(self, optimizer, starts):
        self.groups, self.starts, self.hidden = optimizer.param_groups, starts, []

    def cover(self, step):
        self.hidden = [
            {key: group[key] for key in ("lr", "momentum", "betas") if key in group}
            for group in self.groups
        ]
        for group, start in zip(self.groups, self.starts, strict=True):
            since, steps = max(step - start["step"], 0), start["warmup_steps"]
            if since < steps:
                self.warm(group, start, since, steps)
            if step < start["step"]:
                group["lr"] = 0.0

    def warm(self, group, start, since, steps):
        group["lr"] = start["lr"] + (group["lr"] - start["lr"]) * since / steps
        first = start.get("momentum")
        if first is not None and "betas" in group:
            beta = first + (group["betas"][0] - first) * since / steps
            group["betas"] = (beta, *group["betas"][1:])
        elif first is not None:
            group["momentum"] = first + (group["momentum"] - first) * since / steps

    def uncover(self):
        for group, hidden in zip(self.groups, self.hidden, strict=True):
            group.update(hidden)
'''

_PARAM_GROUPS = '''
def fits(pattern, name, parameter):
    """Whether a pattern is for a parameter: for its name, or for all vectors."""
    return fnmatchcase(name, pattern) or (pattern == "vectors" and parameter.ndim <= 1)


def group_of(name, parameter, groups):
    """The last group with a pattern for a parameter."""
    for group in reversed(groups):
        if any(fits(pattern, name, parameter) for pattern in PATTERNS[group["name"]]):
            return group
    raise ValueError(f"no group has a pattern for the parameter {name}")


def param_groups(model):
    """The parameters of a model in their groups, as an optimizer takes them."""
    groups = [{"params": [], **group} for group in GROUPS]
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            group_of(name, parameter, groups)["params"].append(parameter)
    for group in groups:
        if not group["params"]:
            raise ValueError(f"no parameter is in the group {group['name']}")
    return groups
'''

GROUP_SCHEDULERS = '''
class OneGroup(torch.optim.Optimizer):
    """One group of an optimizer, for a scheduler that leaves the others alone."""

    def __init__(self, optimizer, index):
        self.defaults, self.state = optimizer.defaults, optimizer.state
        self.param_groups = [optimizer.param_groups[index]]
        self._opt_called = True  # the whole optimizer steps, unseen by the scheduler


class GroupSchedulers:
    """A scheduler for each group of an optimizer."""

    def __init__(self, optimizer, builders):
        self.schedulers = [
            build(OneGroup(optimizer, index)) for index, build in enumerate(builders)
        ]

    def step(self, *metrics):
        for scheduler in self.schedulers:
            watches = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
            scheduler.step(*metrics if watches else ())

    def state_dict(self):
        return [scheduler.state_dict() for scheduler in self.schedulers]

    def load_state_dict(self, states):
        for scheduler, state in zip(self.schedulers, states, strict=True):
            scheduler.load_state_dict(state)
'''


def group_codes(entry: Entry, optimizer: Optimizer) -> list[Code]:
    """The code of the optimizer and of the scheduler of each group, and what sorting the parameters needs.

    Raises:
        ValueError: the optimizer cannot have such groups, or torch cannot build a schedule for its rate.
    """
    check_groups(entry, optimizer)
    driven = driven_by_groups(entry, optimizer).torch_code("parameters")
    return merged((driven, *scheduler_codes(entry), _MATCHING))
