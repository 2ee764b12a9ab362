"""Reads the JSON of DeepSpeed."""

from collections.abc import Callable
from typing import Any

from lrviz.reading.arguments import pass_on
from lrviz.reading.libraries.library import Library
from lrviz.reading.run import Run
from lrviz.reading.values import Driven, Made
from lrviz.schedules import Constant, LambdaLR, Schedule, Sequential

LOG = "log"


def delayed(first: float, schedule: Schedule) -> Schedule:
    """A schedule a step late, as DeepSpeed's are: their first value stands before the first step and after it."""
    return Sequential((LambdaLR(repr(first)), schedule), (1,))


def _rise(kind: str, steps: int) -> str:
    """The share of the rate that a warmup has reached, of the scheduler's own count."""
    if kind not in (LOG, "linear"):
        raise ValueError(f"warmup_type must be log or linear, got {kind[:20]}")
    return f"log(t + 1) / log({steps})" if kind == LOG else f"t / {steps}"


def _warmed(low: float, steps: int, kind: str, rest: str) -> Schedule:
    """A warmup from a share of the rate, and then a formula in the scheduler's count."""
    rise = LambdaLR(f"{low!r} + {1 - low!r} * ({_rise(kind, steps)})")
    return Sequential((LambdaLR(repr(low)), rise, LambdaLR(rest)), (1, 1 + steps))


def _above(low: float, high: float) -> float:
    """The highest rate of a warmup, which is above its lowest."""
    if not 0 <= low < high:
        raise ValueError(f"warmup_max_lr must be above warmup_min_lr {low:g}, got {high:g}")
    return high


def warmup_lr(
    run: Run,
    optimizer: Driven,
    warmup_min_lr: float = 0.0,
    warmup_max_lr: float | None = None,
    warmup_num_steps: int = 1000,
    warmup_type: str = LOG,
    last_batch_iteration: int = -1,
) -> Made:
    own = optimizer.lr or run.own_rate() if warmup_max_lr is None else warmup_max_lr
    if own == warmup_min_lr:
        return Made(Constant(), own)
    high = _above(warmup_min_lr, own)
    return Made(_warmed(warmup_min_lr / high, max(2, warmup_num_steps), warmup_type, "1"), high)


def warmup_decay_lr(
    run: Run,
    optimizer: Driven,
    total_num_steps: int,
    warmup_min_lr: float = 0.0,
    warmup_max_lr: float = 0.001,
    warmup_num_steps: int = 1000,
    warmup_type: str = LOG,
    last_batch_iteration: int = -1,
) -> Made:
    warmup, low = max(2, warmup_num_steps), warmup_min_lr / _above(warmup_min_lr, warmup_max_lr)
    left = max(1, total_num_steps - warmup)
    fall = f"{low!r} + {1 - low!r} * max(0, ({total_num_steps - warmup} - t) / {left})"
    run.lasts(total_num_steps)
    return Made(_warmed(low, warmup, warmup_type, fall), warmup_max_lr)


def warmup_cosine_lr(
    run: Run,
    optimizer: Driven,
    total_num_steps: int,
    warmup_min_ratio: float = 0.0,
    warmup_num_steps: int = 1000,
    cos_min_ratio: float = 0.0001,
    warmup_type: str = LOG,
    last_batch_iteration: int = -1,
) -> Made:
    warmup, low = max(2, warmup_num_steps), warmup_min_ratio
    left = total_num_steps - warmup
    if left <= 0:
        raise ValueError(f"total_num_steps must be more than the warmup of {warmup} steps, got {total_num_steps}")
    fall = f"max(0, {cos_min_ratio!r} + {1 - cos_min_ratio!r} * 0.5 * (1 + cos(pi * ((t + 1) / {left}))))"
    run.lasts(total_num_steps)
    whole = _warmed(low, warmup, warmup_type, fall)
    if isinstance(whole, Sequential) and low:
        whole = Sequential((LambdaLR("0"), *whole.schedules[1:]), whole.milestones)
    return Made(whole, optimizer.lr or run.own_rate())


def lr_range_test(
    run: Run,
    optimizer: Driven,
    lr_range_test_min_lr: float = 1e-3,
    lr_range_test_step_size: int = 2000,
    lr_range_test_step_rate: float = 1.0,
    lr_range_test_staircase: bool = False,
    last_batch_iteration: int = -1,
) -> Made:
    done = f"t / {lr_range_test_step_size}"
    done = f"floor({done})" if lr_range_test_staircase else f"({done})"
    return Made(delayed(1.0, LambdaLR(f"1 + {lr_range_test_step_rate!r} * {done}")), lr_range_test_min_lr)


def one_cycle(
    run: Run,
    optimizer: Driven,
    cycle_min_lr: float,
    cycle_max_lr: float,
    decay_lr_rate: float = 0.0,
    cycle_first_step_size: int = 2000,
    cycle_second_step_size: int | None = None,
    cycle_first_stair_count: int = 0,
    cycle_second_stair_count: int | None = None,
    decay_step_size: int = 0,
    cycle_momentum: bool = True,
    cycle_min_mom: float = 0.8,
    cycle_max_mom: float = 0.9,
    decay_mom_rate: float = 0.0,
    last_batch_iteration: int = -1,
) -> Made:
    up, down = cycle_first_step_size, cycle_second_step_size or cycle_first_step_size
    if decay_lr_rate and not decay_step_size:
        raise ValueError("decay_lr_rate without decay_step_size does nothing in DeepSpeed")
    low = cycle_min_lr / cycle_max_lr
    after = f"{low!r} / (1 + {decay_lr_rate!r} * (t / {decay_step_size}))" if decay_step_size else repr(low)
    rise, fall = f"{low!r} + {1 - low!r} * t / {up}", f"{low!r} + {1 - low!r} * (1 - t / {down})"
    stages = (LambdaLR(repr(low)), LambdaLR(rise), LambdaLR(fall), LambdaLR(after))
    run.note("OneCycle of DeepSpeed moves the momentum too, which is not drawn.")
    return Made(Sequential(stages, (1, 1 + up, 1 + up + down)), cycle_max_lr)


SCHEDULERS: dict[str, Callable[..., Made]] = {
    "WarmupLR": warmup_lr,
    "WarmupDecayLR": warmup_decay_lr,
    "WarmupCosineLR": warmup_cosine_lr,
    "LRRangeTest": lr_range_test,
    "OneCycle": one_cycle,
}
AUTO = "auto"


def configured(
    run: Run,
    scheduler: dict,  # type: ignore[type-arg]
    optimizer: dict | None = None,  # type: ignore[type-arg]
    train_micro_batch_size_per_gpu: Any = None,
    gradient_accumulation_steps: Any = None,
    **others: Any,
) -> Made:
    """The whole JSON; "auto" is what the Trainer of transformers would fill in, and is taken from the page."""
    batch, added = train_micro_batch_size_per_gpu, gradient_accumulation_steps
    said = {"batch_size": batch, "accumulation": added}
    run.change(
        **{name: value for name, value in said.items() if isinstance(value, int) and not isinstance(value, bool)}
    )
    kind, params = scheduler.get("type"), scheduler.get("params", {})
    if kind not in SCHEDULERS or not isinstance(params, dict):
        raise ValueError(f"the scheduler's type must be one of {', '.join(SCHEDULERS)}, got {str(kind)[:40]}")
    lr = ((optimizer or {}).get("params") or {}).get("lr")
    driven = Driven(float(lr) if isinstance(lr, int | float) and lr > 0 else None)
    values = _filled(run, params)
    run.note(
        "DeepSpeed steps its scheduler a step late: the first rate stands for two steps. Where it builds no scheduler "
        "of its own, it takes one of torch as it is."
    )
    made: Made = pass_on(SCHEDULERS[kind], run, {"optimizer": driven, **values}, kind)
    return made


def _filled(run: Run, params: dict[str, Any]) -> dict[str, Any]:
    """The arguments with "auto" filled in where the page has it, and left out elsewhere."""
    known = {"total_num_steps": run.plan.steps, "warmup_max_lr": run.lr, "warmup_min_lr": 0.0}
    values = dict(params)
    for name in [name for name, value in params.items() if value == AUTO]:
        if name not in known:
            raise ValueError(f'{name} is "auto", which the Trainer of transformers fills in: write the number')
        run.note(f'{name} is "auto": {known[name]:,g} is taken from the page.')
        values[name] = known[name]
    return values


LIBRARY = Library("DeepSpeed", keys=frozenset({"scheduler", "zero_optimization"}), configured=configured)
