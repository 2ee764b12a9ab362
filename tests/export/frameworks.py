"""What frameworks do with a configuration: the rates of the optimizer's steps.

transformers, timm and torch are run. Accelerate, DeepSpeed, fastai, Lightning and Ultralytics are not installed here:
what they do with a scheduler stands in this file, as their documentation and their sources say it.
"""

import argparse
import ast
import json
import math
import shlex
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
import torch

from lrviz.comparison import EACH_EPOCH, Entry
from tests.export.running import defined, timm_modules

EPOCH = 5


def driven(lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)


def walked(optimizer: torch.optim.Optimizer, scheduler: Any, steps: int, calls: Any) -> np.ndarray:
    """The rates of so many optimizer steps, with as many calls of the scheduler after each as `calls` says."""
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        for _ in range(calls(step)):
            scheduler.step()
    return np.array(rates, dtype=float)


def once(entry: Entry) -> Any:
    """After which steps a scheduler is stepped once."""
    return (lambda step: int((step + 1) % EPOCH == 0)) if entry.stepped == EACH_EPOCH else lambda step: 1


def trainer(text: str) -> np.ndarray:
    """What transformers' Trainer does: warmup from its arguments, its scheduler by name over the whole run."""
    from transformers import TrainingArguments, get_scheduler

    (call,) = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    given_ = SimpleNamespace(**{str(one.arg): ast.literal_eval(one.value) for one in call.keywords})
    steps = given_.max_steps
    warmup = TrainingArguments.get_warmup_steps(SimpleNamespace(warmup_steps=getattr(given_, "warmup_steps", 0)), steps)
    optimizer = driven(given_.learning_rate)
    kwargs = getattr(given_, "lr_scheduler_kwargs", {})
    scheduler = get_scheduler(given_.lr_scheduler_type, optimizer, warmup, steps, kwargs)
    return walked(optimizer, scheduler, steps, lambda step: 1)


def in_lightning(entry: Entry, text: str, steps: int) -> np.ndarray:
    """What Lightning does: step() after each batch, or at the end of each epoch, of which each frequency-th counts."""
    model = SimpleNamespace(parameters=lambda: [torch.zeros(1, requires_grad=True)])
    returned = defined(text)["configure_optimizers"](model)
    config = returned["lr_scheduler"]
    assert isinstance(config["scheduler"], torch.optim.lr_scheduler.LRScheduler)
    assert config["interval"] == ("epoch" if entry.stepped == EACH_EPOCH else "step")

    def calls(step: int) -> int:
        epoch, batch = divmod(step, EPOCH)
        if config["interval"] == "epoch":
            return int(batch == EPOCH - 1 and (epoch + 1) % config["frequency"] == 0)
        return int((batch + 1) % config["frequency"] == 0)

    return walked(returned["optimizer"], config["scheduler"], steps, calls)


def in_accelerate(entry: Entry, text: str, steps: int, devices: int) -> np.ndarray:
    """What Accelerate does: a prepared scheduler is stepped once for each process."""
    optimizer, calls = driven(0.1), once(entry)
    scheduler = defined(text.partition("\nscheduler = ")[0].partition("\n# ")[0])["build_scheduler"](optimizer)
    times = devices if "accelerator.prepare(build_scheduler" in text else 1
    return walked(optimizer, scheduler, steps, lambda step: calls(step) * times)


def deepspeed(text: str, steps: int) -> np.ndarray:
    """DeepSpeed's WarmupLR and WarmupDecayLR, which count from −1 and rise along a line here."""
    scheduler = json.loads(text)["scheduler"]
    params = scheduler["params"]
    low, high, warmup = params["warmup_min_lr"], params["warmup_max_lr"], max(2, params["warmup_num_steps"])
    assert params["warmup_type"] == "linear"

    def rate(count: int) -> float:
        if count < 0:
            return float(low)
        share = count / warmup if count < warmup else 1.0
        if scheduler["type"] == "WarmupDecayLR" and count >= warmup:
            total = params["total_num_steps"]
            share = max(0.0, (total - count) / max(1.0, total - warmup))
        return float(low + (high - low) * share)

    return np.array([rate(step - 1) for step in range(steps)])


FLAGS = {
    "--sched": str,
    "--lr": float,
    "--epochs": int,
    "--warmup-epochs": int,
    "--warmup-lr": float,
    "--min-lr": float,
    "--cooldown-epochs": int,
    "--decay-epochs": float,
    "--decay-rate": float,
    "--lr-cycle-mul": float,
    "--lr-cycle-decay": float,
    "--lr-cycle-limit": int,
    "--lr-k-decay": float,
    "--batch-size": int,
    "--grad-accum-steps": int,
}
"""The flags of train.py that are numbers, as its parser declares them."""


def train_py(text: str, steps: int) -> tuple[np.ndarray, int]:
    """What train.py does with its flags: timm's own factory, stepped after each epoch or each update."""
    parser = argparse.ArgumentParser()
    for flag, kind in FLAGS.items():
        default = {"--lr-cycle-decay": 0.5, "--warmup-epochs": 5, "--warmup-lr": 1e-5}.get(flag, argparse.SUPPRESS)
        parser.add_argument(flag, type=kind, default=default)
    parser.add_argument("--decay-milestones", type=int, nargs="+", default=[90, 180, 270])
    parser.add_argument("--warmup-prefix", action="store_true")
    parser.add_argument("--sched-on-updates", action="store_true")
    flags = parser.parse_args(shlex.split(text.replace("\\\n", " "))[3:])
    with patch.dict("sys.modules", timm_modules()):
        from timm.scheduler.scheduler_factory import create_scheduler_v2, scheduler_kwargs

        optimizer = driven(flags.lr)
        scheduler, epochs = create_scheduler_v2(optimizer, **scheduler_kwargs(flags), updates_per_epoch=EPOCH)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step_update(step + 1)
        if (step + 1) % EPOCH == 0:
            scheduler.step((step + 1) // EPOCH)
    return np.array(rates, dtype=float), epochs


def fastai(text: str, steps: int) -> np.ndarray:
    """fastai's annealers and combine_scheds, whose shares are float32 tensors, at the share of each batch."""
    annealers = {
        "SchedLin": lambda a, b: lambda pos: a + pos * (b - a),
        "SchedCos": lambda a, b: lambda pos: a + (1 + math.cos(math.pi * (1 - pos))) * (b - a) / 2,
        "SchedNo": lambda a, b: lambda pos: a,
        "SchedExp": lambda a, b: lambda pos: a * (b / a) ** pos,
    }

    def combine(pcts: list[float], scheds: list[Any]) -> Any:
        assert sum(pcts) == 1.0
        ends = torch.cumsum(torch.tensor([0, *pcts]), 0)

        def inner(pos: float) -> float:
            index = min(int((pos >= ends).nonzero().max()), len(ends) - 2)
            return float(scheds[index](((pos - ends[index]) / (ends[index + 1] - ends[index])).item()))

        return inner

    names: dict[str, Any] = {**annealers, "combine_scheds": combine, "ParamScheduler": lambda scheds: scheds["lr"]}
    exec("schedule = " + text.partition("schedule = ")[2], names)
    return np.array([names["callback"](step / steps) for step in range(steps)])


def ultralytics(text: str, steps: int) -> np.ndarray:
    """Ultralytics' rate of each epoch: lr0 times its function of the epoch."""
    call = next(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and len(node.keywords) > 3)
    a = SimpleNamespace(**{str(one.arg): ast.literal_eval(one.value) for one in call.keywords})
    assert a.warmup_epochs == 0

    def factor(x: int) -> float:
        if a.cos_lr:
            return float(max((1 - math.cos(x * math.pi / a.epochs)) / 2, 0) * (a.lrf - 1) + 1)
        return float(max(1 - x / a.epochs, 0) * (1.0 - a.lrf) + a.lrf)

    return np.array([a.lr0 * factor(step // EPOCH) for step in range(steps)])
