"""Reads the schedules of Hugging Face's transformers: its functions, and the arguments of its Trainer."""

import json
import math
from collections.abc import Callable
from typing import Any

from lrviz.comparison import EACH_EPOCH
from lrviz.export.libraries.transformers_names import NAMED
from lrviz.reading.arguments import pass_on
from lrviz.reading.declared import on, reads
from lrviz.reading.libraries.library import Library
from lrviz.reading.run import Run
from lrviz.reading.values import Driven, Made
from lrviz.schedules import Constant, CosineWithWarmup, LambdaLR, Schedule, Sequential


def cosine_with_min_lr(
    run: Run,
    optimizer: Any,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
) -> Made:
    floor = _floor(run, optimizer, min_lr, min_lr_rate)
    made = on(optimizer, CosineWithWarmup(num_warmup_steps, num_training_steps, num_cycles, floor))
    made.calls = num_training_steps
    return made


def cosine_above_zero(
    run: Run,
    optimizer: Any,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
    warmup_lr_rate: float | None = None,
) -> Made:
    floor, warmup = _floor(run, optimizer, min_lr, min_lr_rate), num_warmup_steps
    rise = f"(t + 1) / {max(1, warmup)}"
    if warmup_lr_rate is not None:
        rise = f"{warmup_lr_rate!r} + {1 - warmup_lr_rate!r} * t / {max(1, warmup - 1)}"
    span = max(1, num_training_steps - warmup)
    fall = f"max(0, 0.5 * (1 + cos(pi * {num_cycles * 2!r} * ((t + 1) / {span}))) * {1 - floor!r} + {floor!r})"
    if not warmup:
        return on(optimizer, LambdaLR(fall))
    return on(optimizer, Sequential((LambdaLR(rise), LambdaLR(fall)), (warmup,)))


def wsd(
    run: Run,
    optimizer: Any,
    num_warmup_steps: int,
    num_decay_steps: int,
    num_training_steps: int | None = None,
    num_stable_steps: int | None = None,
    warmup_type: str = "linear",
    decay_type: str = "cosine",
    min_lr_ratio: float = 0.0,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
) -> Made:
    if num_stable_steps is None:
        if num_training_steps is None:
            raise ValueError("get_wsd_schedule needs num_training_steps or num_stable_steps")
        num_stable_steps = num_training_steps - num_warmup_steps - num_decay_steps
    lengths = (num_warmup_steps, num_stable_steps, num_decay_steps)
    if warmup_type == "linear" and (decay_type != "cosine" or num_cycles == 0.5):
        return on(optimizer, _declared("WarmupStableDecay")(*lengths, decay_type, min_lr_ratio))
    return on(optimizer, _stages(lengths, warmup_type, decay_type, min_lr_ratio, num_cycles))


def _stages(lengths: tuple[int, int, int], rise: str, fall: str, floor: float, cycles: float) -> Schedule:
    """The trapezoid with other shapes of its warmup, or with more than half a wave."""
    warmup, stable, decay = lengths
    rises = {"linear": "u", "cosine": "0.5 * (1 - cos(pi * u))", "1-sqrt": "1 - sqrt(1 - u)"}
    falls = {"linear": "1 - u", "cosine": f"0.5 * (1 + cos(pi * {cycles * 2!r} * u))", "1-sqrt": "1 - sqrt(u)"}
    if rise not in rises or fall not in falls:
        raise ValueError(f"warmup_type and decay_type must be of {', '.join(rises)}, got {rise}, {fall}")

    def part(form: str, steps: int) -> Schedule:
        return LambdaLR(f"max(0, ({form.replace('u', f'(t / {steps})')}) * {1 - floor!r} + {floor!r})")

    stages = [(warmup, rises[rise]), (stable, ""), (decay, falls[fall])]
    kept = [(steps, part(form, steps) if form else Constant()) for steps, form in stages if steps > 0]
    ends = [sum(steps for steps, _ in kept[: index + 1]) for index in range(len(kept))]
    if not kept:
        return LambdaLR(repr(floor))
    return Sequential((*(one for _, one in kept), LambdaLR(repr(floor))), tuple(ends))


def _declared(name: str) -> Any:
    return next(named.kind for named in NAMED if named.kind.__name__ == name)


def _floor(run: Run, optimizer: Any, min_lr: float | None, min_lr_rate: float | None) -> float:
    if min_lr_rate is not None and min_lr is None:
        return min_lr_rate
    if min_lr is None or min_lr_rate is not None:
        raise ValueError("one of min_lr and min_lr_rate must be given")
    lr = optimizer.lr if isinstance(optimizer, Driven) and optimizer.lr else run.own_rate()
    return min_lr / lr


_OWN: dict[str, Callable[..., Made]] = {
    "get_cosine_with_min_lr_schedule_with_warmup": cosine_with_min_lr,
    "get_cosine_with_min_lr_schedule_with_warmup_lr_rate": cosine_above_zero,
    "get_wsd_schedule": wsd,
}

LENGTH = "num_training_steps"

FUNCTIONS: dict[str, Callable[..., Made]] = {
    named.function: reads(named.kind, named.fields, named.defaults, named.fixed, LENGTH) for named in NAMED
} | _OWN

_BY_CHOICE = {named.choice: FUNCTIONS[named.function] for named in NAMED} | {
    "cosine_warmup_with_min_lr": cosine_above_zero
}
_NO_LENGTH = ("constant", "constant_with_warmup", "inverse_sqrt", "reduce_lr_on_plateau")


def get_scheduler(
    run: Run,
    name: str,
    optimizer: Any = None,
    num_warmup_steps: int | None = None,
    num_training_steps: int | None = None,
    scheduler_specific_kwargs: dict | None = None,  # type: ignore[type-arg]
) -> Made:
    """`get_scheduler`, which gives each function what it has an argument for."""
    name = name.rpartition(".")[2].lower()
    if name not in _BY_CHOICE:
        raise ValueError(f"the scheduler must be one of {', '.join(_BY_CHOICE)}, got {name[:40]}")
    arguments = dict(scheduler_specific_kwargs or {})
    if name not in ("constant", "reduce_lr_on_plateau"):
        arguments["num_warmup_steps"] = num_warmup_steps
    if name not in _NO_LENGTH:
        if num_training_steps is None:
            raise ValueError(f"{name} needs num_training_steps")
        arguments["num_training_steps"] = num_training_steps
    if "num_warmup_steps" in arguments and num_warmup_steps is None:
        raise ValueError(f"{name} needs num_warmup_steps")
    made: Made = pass_on(_BY_CHOICE[name], run, {"optimizer": optimizer, **arguments}, name)
    made.calls = num_training_steps
    return made


def trainer(
    run: Run,
    output_dir: Any = None,
    *,
    learning_rate: float = 5e-5,
    lr_scheduler_type: str = "linear",
    lr_scheduler_kwargs: dict | str | None = None,  # type: ignore[type-arg]
    warmup_steps: float = 0.0,
    warmup_ratio: float = 0.0,
    max_steps: int = -1,
    num_train_epochs: float = 3.0,
    per_device_train_batch_size: int | None = None,
    gradient_accumulation_steps: int | None = None,
    dataloader_drop_last: bool | None = None,
    **others: Any,
) -> Made:
    """`TrainingArguments`: the Trainer gives its scheduler the steps of the whole run."""
    said = {
        "batch_size": per_device_train_batch_size,
        "accumulation": gradient_accumulation_steps,
        "drop_last": dataloader_drop_last,
    }
    run.change(**{name: value for name, value in said.items() if value is not None})
    run.change(
        **(
            {"budget": float(max_steps), "unit": "steps"}
            if max_steps > 0
            else {"budget": num_train_epochs, "unit": "epochs"}
        )
    )
    steps = run.plan.steps
    if max_steps <= 0:
        run.note(
            f"{num_train_epochs:g} epochs are {steps:,} steps here: {run.plan.samples:,} samples stand on the page."
        )
    warmup = _warmup(steps, warmup_steps, warmup_ratio)
    kwargs = json.loads(lr_scheduler_kwargs) if isinstance(lr_scheduler_kwargs, str) else lr_scheduler_kwargs
    made = get_scheduler(run, lr_scheduler_type, Driven(learning_rate), warmup, steps, kwargs)
    made.lr, made.calls = learning_rate, None
    if made.schedule.feedback:
        made.stepped = EACH_EPOCH
        run.note("The Trainer steps ReduceLROnPlateau after each evaluation, which is taken to be once an epoch.")
    return made


def _warmup(steps: int, warmup_steps: float, ratio: float) -> int:
    """The Trainer's rule: a number of steps, or below 1 a share of all of them, rounded up; else the ratio."""
    if warmup_steps >= 1:
        return int(warmup_steps)
    return math.ceil(steps * (warmup_steps or ratio))


LIBRARY = Library(
    "Hugging Face's Trainer",
    {
        **FUNCTIONS,
        "get_scheduler": get_scheduler,
        **dict.fromkeys(("TrainingArguments", "Seq2SeqTrainingArguments", "SFTConfig", "DPOConfig"), trainer),
    },
    keys=frozenset({"lr_scheduler_type", "warmup_ratio", "num_train_epochs", "per_device_train_batch_size"}),
    configured=trainer,
)
