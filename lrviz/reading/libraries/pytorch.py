"""Reads the schedulers of torch.optim."""

from collections.abc import Callable
from typing import Any

from lrviz import schedules as kinds
from lrviz.reading.declared import on, reads
from lrviz.reading.libraries.library import Library
from lrviz.reading.own_code import own_schedule
from lrviz.reading.run import Run
from lrviz.reading.steps import StepFunctionError, as_schedule, stretches
from lrviz.reading.values import Function, Made, Unknown
from lrviz.schedules import SCHEDULES, Schedule
from lrviz.schedules.combination import Combination


def constant_lr(run: Run, optimizer: Any, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1) -> Made:
    return on(optimizer, kinds.Constant() if factor == 1 else kinds.ConstantLR(factor, total_iters))


def one_cycle_lr(
    run: Run,
    optimizer: Any,
    max_lr: float,
    total_steps: int | None = None,
    epochs: int | None = None,
    steps_per_epoch: int | None = None,
    pct_start: float = 0.3,
    anneal_strategy: str = "cos",
    cycle_momentum: bool = True,
    base_momentum: float = 0.85,
    max_momentum: float = 0.95,
    div_factor: float = 25.0,
    final_div_factor: float = 1e4,
    three_phase: bool = False,
    last_epoch: int = -1,
) -> Made:
    if total_steps is None:
        if epochs is None or steps_per_epoch is None:
            raise ValueError("OneCycleLR needs total_steps, or epochs and steps_per_epoch")
        total_steps = epochs * steps_per_epoch
        run.epoch_has(steps_per_epoch)
    momentum = (cycle_momentum, base_momentum, max_momentum)
    cycle = (max_lr, total_steps, pct_start, anneal_strategy, *momentum, div_factor, final_div_factor, three_phase)
    made = on(optimizer, kinds.OneCycleLR(*cycle))
    made.calls = total_steps
    return made


def cyclic_lr(
    run: Run,
    optimizer: Any,
    base_lr: float,
    max_lr: float,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: str = "triangular",
    gamma: float = 1.0,
    scale_fn: Any = None,
    scale_mode: str = "cycle",
    cycle_momentum: bool = True,
    base_momentum: float = 0.8,
    max_momentum: float = 0.9,
    last_epoch: int = -1,
) -> Made:
    if scale_fn is not None:
        raise ValueError("CyclicLR with a scale_fn of its own has no counterpart here")
    momentum = (cycle_momentum, base_momentum, max_momentum)
    return on(optimizer, kinds.CyclicLR(base_lr, max_lr, step_size_up, step_size_down, mode, gamma, *momentum))


def lambda_lr(run: Run, optimizer: Any, lr_lambda: Any, last_epoch: int = -1) -> Made:
    function = _function(lr_lambda)
    made = on(optimizer, kinds.Constant())
    made.schedule = own_schedule(function, made.lr) or as_schedule(stretches(function, run.among))
    return made


def multiplicative_lr(run: Run, optimizer: Any, lr_lambda: Any, last_epoch: int = -1) -> Made:
    parts = stretches(_function(lr_lambda), run.among)
    if len(parts) > 1:
        raise StepFunctionError("MultiplicativeLR's function must be one formula, and it has choices")
    return on(optimizer, kinds.MultiplicativeLR(parts[0].formula))


def sequential_lr(run: Run, optimizer: Any, schedulers: list, milestones: list, last_epoch: int = -1) -> Made:  # type: ignore[type-arg]
    parts = _parts(schedulers)
    return _whole(optimizer, parts, lambda schedules: kinds.Sequential(schedules, whole_numbers(milestones)))


def chained_scheduler(run: Run, schedulers: list, optimizer: Any = None) -> Made:  # type: ignore[type-arg]
    parts = _parts(schedulers)
    return _whole(optimizer, parts, kinds.Chained)


def _whole(optimizer: Any, parts: list[Made], joined: Callable[[tuple[Schedule, ...]], Schedule]) -> Made:
    made = on(optimizer, joined(tuple(part.schedule for part in parts)))
    made.groups = made.groups or parts[0].groups
    count = max(len(part.of_groups) for part in parts)
    each = [part.of_groups or (part.schedule,) * count for part in parts]
    made.of_groups = tuple(joined(schedules) for schedules in zip(*each, strict=True))
    made.lr = parts[0].lr if made.lr is None else made.lr
    made.stepped = next((part.stepped for part in parts if part.stepped), None)
    return made


def _parts(schedulers: list[Any]) -> list[Made]:
    if not schedulers or not all(isinstance(one, Made) for one in schedulers):
        strange = next((one for one in schedulers if not isinstance(one, Made)), None)
        text = strange.text if isinstance(strange, Unknown) else repr(strange)
        raise ValueError(f"each of the schedulers must be one that is built in the text, got {text[:60]}")
    return schedulers


def whole_numbers(values: list[Any]) -> tuple[int, ...]:
    """The values as whole numbers.

    Raises:
        ValueError: they are others.
    """
    if not all(isinstance(value, int | float) and abs(value) < 1e15 and value == int(value) for value in values):
        strange = next(value for value in values if not isinstance(value, int))
        text = strange.text if isinstance(strange, Unknown) else repr(strange)
        raise ValueError(f"steps must be whole numbers, got {text[:60]}")
    return tuple(int(value) for value in values)


def _function(value: Any) -> Function:
    if not isinstance(value, Function):
        raise ValueError("the function of LambdaLR must stand in the text")
    return value


_OWN: dict[str, Callable[..., Any]] = {
    "ConstantLR": constant_lr,
    "OneCycleLR": one_cycle_lr,
    "CyclicLR": cyclic_lr,
    "LambdaLR": lambda_lr,
    "MultiplicativeLR": multiplicative_lr,
    "SequentialLR": sequential_lr,
    "ChainedScheduler": chained_scheduler,
}

_DECLARED = {
    str(kind.torch_name).rpartition(".")[2]: reads(kind, counts=kind is not kinds.ReduceLROnPlateau)
    for kind in SCHEDULES
    if kind.torch_name and not issubclass(kind, Combination)
}

LIBRARY = Library("PyTorch", _DECLARED | _OWN)
