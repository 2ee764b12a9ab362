"""Writes a schedule as flags of timm's train.py."""

from collections.abc import Mapping
from typing import Any

from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.libraries.timm import call_of

_NAMES = {
    "CosineLRScheduler": "cosine",
    "PolyLRScheduler": "poly",
    "StepLRScheduler": "step",
    "MultiStepLRScheduler": "multistep",
    "TanhLRScheduler": "tanh",
}
_IN_CYCLES = ("cosine", "poly", "tanh")
_TANH = {"lb": -7.0, "ub": 3.0}


def write(asked: Asked) -> str:
    """The flags on the rate, as one command line.

    Raises:
        LackingError: train.py has no flags for this curve.
    """
    call = call_of(asked.wanted)
    if call is None or call.name not in _NAMES:
        raise LackingError("train.py of timm has no flags for this curve: it knows cosines, powers, tanh and drops.")
    values, name = dict(call.arguments), _NAMES[call.name]
    if any(values.get(key, value) != value for key, value in _TANH.items()):
        raise LackingError("train.py has no flags for the ends of the hyperbolic tangent.")
    if asked.epochs is None:
        raise LackingError(f"train.py runs whole epochs, and {asked.plan.steps:,} steps are {asked.plan.epochs:.4g}.")
    each = 1 if asked.each_epoch else asked.plan.steps_per_epoch
    flags = _flags(name, values, each) | _length(name, values, each, asked.epochs)
    first = {"sched": name, "lr": asked.entry.lr}
    shown = [f"--{key.replace('_', '-')} {_text(value)}".rstrip() for key, value in (first | flags).items()]
    size = f"--batch-size {asked.plan.batch_size} --grad-accum-steps {asked.plan.accumulation}"
    updates = [] if asked.each_epoch else ["--sched-on-updates"]
    return " \\\n  ".join(["python train.py DATA", *shown, *updates, size]) + "\n"


def _text(value: Any) -> str:
    if value is True:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _flags(name: str, values: Mapping[str, Any], each: int) -> dict[str, Any]:
    """The flags for the shape and the warmup."""
    warmup = _epochs(values.get("warmup_t", 0), each)
    flags: dict[str, Any] = {"warmup_epochs": warmup}
    if warmup:
        flags["warmup_lr"] = values["warmup_lr_init"]
        if values["warmup_prefix"]:
            flags["warmup_prefix"] = True
    if name in _IN_CYCLES:
        flags["min_lr"] = values.get("lr_min", 0.0)
        for key in ("cycle_mul", "cycle_decay", "cycle_limit", "k_decay"):
            if key in values:
                flags[f"lr_{key}"] = values[key]
    if name == "poly":
        flags["decay_rate"] = values["power"]
    elif name == "step":
        flags |= {"decay_epochs": _epochs(values["decay_t"], each), "decay_rate": values["decay_rate"]}
    elif name == "multistep":
        milestones = [_epochs(at, each) for at in values["decay_t"]]
        flags |= {"decay_milestones": milestones, "decay_rate": values["decay_rate"]}
    return flags


def _length(name: str, values: Mapping[str, Any], each: int, epochs: int) -> dict[str, Any]:
    """The flags for how long it all is; train.py adds a warmup before the schedule, and a cooldown after cycles."""
    before = _epochs(values.get("warmup_t", 0), each) if values.get("warmup_prefix") else 0
    if name not in _IN_CYCLES:
        return {"epochs": epochs - before}
    first = _epochs(values["t_initial"], each)
    longer, count = values.get("cycle_mul", 1.0), values.get("cycle_limit", 1)
    whole = first * count if longer == 1 else int(first * (longer**count - 1) / (longer - 1))
    left = epochs - before - whole
    if left < 0:
        raise LackingError(
            f"train.py goes on to the end of the schedule, {before + whole} epochs, and the run has {epochs}."
        )
    return {"epochs": first, "cooldown_epochs": left}


def _epochs(steps: int, each: int) -> int:
    whole, rest = divmod(steps, each)
    if rest:
        raise LackingError(f"train.py counts in epochs, and {steps:,} steps are no whole epochs of {each:,}.")
    return whole


CONFIGURATION = Configuration("timm train.py", write, "bash")
