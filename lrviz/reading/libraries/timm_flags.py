"""Reads the flags of timm's train.py."""

import math
from collections.abc import Callable
from typing import Any

from lrviz.reading.arguments import pass_on
from lrviz.reading.libraries import timm
from lrviz.reading.libraries.library import Library
from lrviz.reading.run import Run
from lrviz.reading.values import Driven, Made


def train(
    run: Run,
    sched: str = "cosine",
    sched_on_updates: bool = False,
    opt: str = "sgd",
    lr: float | None = None,
    lr_base: float = 0.1,
    lr_base_size: int = 256,
    lr_base_scale: str = "",
    lr_noise: Any = None,
    lr_cycle_mul: float = 1.0,
    lr_cycle_decay: float = 0.5,
    lr_cycle_limit: int = 1,
    lr_k_decay: float = 1.0,
    warmup_lr: float = 1e-5,
    min_lr: float = 0.0,
    epochs: int = 300,
    decay_milestones: list | int = (90, 180, 270),  # type: ignore[type-arg,assignment]
    decay_epochs: float | None = None,
    warmup_epochs: int = 5,
    warmup_prefix: bool = False,
    cooldown_epochs: int = 0,
    patience_epochs: int = 10,
    decay_rate: float = 0.1,
    batch_size: int = 128,
    b: int | None = None,
    grad_accum_steps: int = 1,
    **others: Any,
) -> Made:
    """The flags of timm's train.py, with the defaults that stand there."""
    timm.no_noise(lr_noise)
    run.change(batch_size=b or batch_size, accumulation=grad_accum_steps, drop_last=True)
    each = run.plan.steps_per_epoch if sched_on_updates else 1
    lr = lr or _scaled(run, lr_base, lr_base_size, lr_base_scale, opt)
    warm = {"warmup_t": warmup_epochs * each, "warmup_lr_init": warmup_lr}
    length = {"t_initial": epochs * each, "lr_min": min_lr}
    before = {"warmup_prefix": warmup_prefix}
    cycles = {"cycle_mul": lr_cycle_mul, "cycle_decay": lr_cycle_decay, "cycle_limit": lr_cycle_limit}
    milestones = decay_milestones if isinstance(decay_milestones, list | tuple) else [decay_milestones]
    drop = decay_epochs or (0.2 if sched == "wsd" else 90)
    stable = (epochs if warmup_prefix else epochs - warmup_epochs) * each
    calls: dict[str, tuple[Callable[..., Made], dict[str, Any]]] = {
        "cosine": (timm.cosine, length | cycles | before | {"k_decay": lr_k_decay}),
        "tanh": (timm.tanh, length | cycles | before),
        "poly": (timm.poly, length | cycles | before | {"power": decay_rate, "k_decay": lr_k_decay}),
        "step": (timm.step, {"decay_t": drop * each, "decay_rate": decay_rate} | before),
        "constant": (timm.step, {"decay_t": 1} | before),
        "multistep": (
            timm.multi_step,
            {"decay_t": [one * each for one in milestones], "decay_rate": decay_rate} | before,
        ),
        "wsd": (timm.wsd, {"t_initial": stable, "lr_min": min_lr, "decay_t": _fall(drop, stable, each)}),
    }
    if sched not in calls:
        raise ValueError(f"--sched must be one of {', '.join(calls)}, got {sched[:40]}")
    builder, arguments = calls[sched]
    shared = {"optimizer": Driven(lr), "t_in_epochs": not sched_on_updates}
    made: Made = pass_on(builder, run, shared | warm | arguments, f"--sched {sched}")
    run.lasts(_epochs(sched, epochs, cooldown_epochs, cycles) + warmup_epochs * warmup_prefix, "epochs")
    return made


def _fall(decay_epochs: float, stable: int, each: int) -> int:
    """The steps of a trapezoid's fall: epochs, or below 1 a share of the rest."""
    return round(decay_epochs * stable if 0 < decay_epochs < 1 else decay_epochs * each)


def _epochs(sched: str, epochs: int, cooldown: int, cycles: dict[str, Any]) -> int:
    """The epochs of all cycles, and of the cooldown that only schedules with cycles have."""
    longer: float = cycles["cycle_mul"]
    count: int = cycles["cycle_limit"]
    if sched not in ("cosine", "tanh", "poly"):
        return epochs
    return cooldown + (epochs * count if longer == 1 else math.floor(epochs * (longer**count - 1) / (longer - 1)))


def _scaled(run: Run, base: float, size: int, scale: str, opt: str) -> float:
    """train.py's rule for the rate: in proportion to the samples of a step, or for Adam and LAMB to their root."""
    ratio = run.plan.samples_per_step / size
    rooted = scale == "sqrt" or (not scale and any(word in opt.lower() for word in ("ada", "lamb")))
    lr = base * (ratio**0.5 if rooted else ratio)
    run.note(f"No --lr is given: train.py makes {lr:g} of lr_base {base:g} and {run.plan.samples_per_step:,} samples.")
    return lr


LIBRARY = Library(
    "timm's train.py",
    keys=frozenset({"sched", "sched_on_updates", "lr_base", "warmup_prefix", "cooldown_epochs"}),
    configured=train,
)
