"""What the real classes accept is accepted, or the declaration says why not."""

import importlib
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch

from lrviz.hyperparameters import Declared, Hyperparameter, Range, hyperparameters
from lrviz.optimizers import OPTIMIZERS, Optimizer
from lrviz.reference import double_precision, torch_class
from lrviz.schedules import SCHEDULES, Schedule
from lrviz.schedules.combination import Combination

STEPS = 12
SANE = 1000.0
"""An end so far out is a limit of good sense, and needs no reason."""

REAL_OPTIMIZERS = [kind for kind in OPTIMIZERS if kind.torch_name]
REAL_SCHEDULES = [kind for kind in SCHEDULES if kind.torch_name and not issubclass(kind, Combination)]


def beyond(field: Hyperparameter, allowed: Range) -> list[Any]:
    """Values beyond the ends that are no limits of good sense; fractions of counts are refused for what they are."""
    low, high = (-SANE < end < SANE for end in (allowed.low, allowed.high))
    values = [allowed.low - 1, allowed.low - 1e-3, *[allowed.low] * allowed.low_open] if low else []
    values += [allowed.high * 1.01 + 0.01, 10 * allowed.high + 1, *[allowed.high] * allowed.high_open] if high else []
    return [value for value in map(int if field.kind is int else float, values) if value not in allowed]


def accepted_by(run: Callable[[], bool]) -> bool:
    """Whether the real class takes a value, and gives finite numbers with it."""
    try:
        with warnings.catch_warnings(), double_precision():
            warnings.simplefilter("ignore")
            return run()
    except (ArithmeticError, ValueError, TypeError, RuntimeError, AssertionError):
        return False


def steps_with(optimizer: Optimizer, name: str, value: Any) -> bool:
    """Takes some steps of the real optimizer; whether they stay finite."""
    arguments = optimizer.torch_arguments()
    group = next((group for group, fields in optimizer.torch_groups.items() if name in fields), name)
    fields = optimizer.torch_groups.get(group)
    one = [value if field == name else getattr(optimizer, field) for field in fields or ()]
    point = torch.nn.Parameter(torch.tensor((-1.2, 1.0)).reshape(optimizer.parameter_shape))
    real = torch_class(optimizer)([point], **arguments | {group: tuple(one) if fields else value})

    def closure() -> torch.Tensor:
        point.grad = None
        loss = ((point - 0.3) ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        point.grad = point.grad.to_sparse() if optimizer.sparse_gradient and point.grad is not None else point.grad
        return loss

    if optimizer.needs_train:
        real.train()
    for _ in range(STEPS):
        closure()
        real.step(*[closure] * optimizer.needs_closure)
    return bool(torch.isfinite(point).all())


def schedules_with(schedule: Schedule, name: str, value: Any) -> bool:
    """Takes some steps of the real scheduler."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.5)
    module, _, kind = str(schedule.torch_name).rpartition(".")
    scheduler = getattr(importlib.import_module(module), kind)(optimizer, **schedule.arguments() | {name: value})
    for _ in range(STEPS):
        optimizer.step()
        scheduler.step(*[1.0] * schedule.feedback)
    return True


@pytest.mark.parametrize("kind", [*REAL_OPTIMIZERS, *REAL_SCHEDULES], ids=lambda kind: kind.__name__)
def test_what_the_real_class_accepts_is_accepted_or_left_out_for_a_reason(kind: type[Declared]) -> None:
    made = kind.usual()
    for field in hyperparameters(kind):
        if field.range is None or field.many or field.range.beyond:
            continue
        for value in beyond(field, field.range):
            taken = accepted_by(partial(real_run(made), field.name, value))
            assert not taken, f"{kind.__name__}.{field.name} = {value} is refused here: say why in `beyond`"


def real_run(made: Declared) -> Callable[[str, Any], bool]:
    """What tries a field of the real class."""
    if isinstance(made, Optimizer):
        return partial(steps_with, made)
    assert isinstance(made, Schedule)
    return partial(schedules_with, made)
