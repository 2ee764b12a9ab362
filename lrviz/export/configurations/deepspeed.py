"""Writes a schedule as the JSON of DeepSpeed."""

import json
from typing import Any

from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.pieces import Line, Ramp, Steady

_OTHERWISE = "Give it torch's scheduler: deepspeed.initialize(…, lr_scheduler=scheduler)."


def write(asked: Asked) -> str:
    """The scheduler of the JSON.

    Raises:
        LackingError: DeepSpeed has none with this curve.
    """
    if asked.each_epoch:
        raise LackingError(f"DeepSpeed steps its own schedulers at each optimizer step alone. {_OTHERWISE}")
    found = _scheduler(asked.wanted.line or (), asked.plan.steps)
    if found is None:
        raise LackingError(
            "DeepSpeed's own schedulers begin a step late, with their first rate for two steps, and rise along a line "
            f"or a logarithm before anything else: none has this curve. {_OTHERWISE}"
        )
    kind, params = found
    whole = {
        "train_micro_batch_size_per_gpu": asked.plan.batch_size,
        "gradient_accumulation_steps": asked.plan.accumulation,
        "optimizer": {"type": type(asked.optimizer).__name__, "params": {"lr": asked.entry.lr}},
        "scheduler": {"type": kind, "params": params},
    }
    return f"{json.dumps(whole, indent=2)}\n"


def _scheduler(line: Line, steps: int) -> tuple[str, dict[str, Any]] | None:
    """The scheduler that has a line: a step at the lowest rate, a rise, and then the top or a fall along a line."""
    match line:
        case ((0, Steady(rate)),):
            return "WarmupLR", _warmup(rate, rate, 2)
        case ((0, Steady(first)), (1, Ramp(low, high, warmup, "linear", 1.0)), (begin, rest)):
            if first != low or low > high or begin != warmup + 1 or warmup < 2:
                return None
            return _after(rest, low, high, warmup)
    return None


def _after(rest: Any, low: float, high: float, warmup: int) -> tuple[str, dict[str, Any]] | None:
    match rest:
        case Steady(rate) if rate == high:
            return "WarmupLR", _warmup(low, high, warmup)
        case Ramp(start, end, fall, "linear", 1.0) if start == high and end == low:
            return "WarmupDecayLR", _warmup(low, high, warmup) | {"total_num_steps": warmup + fall}
    return None


def _warmup(low: float, high: float, steps: int) -> dict[str, Any]:
    return {"warmup_min_lr": low, "warmup_max_lr": high, "warmup_num_steps": steps, "warmup_type": "linear"}


CONFIGURATION = Configuration("DeepSpeed", write, "json")
