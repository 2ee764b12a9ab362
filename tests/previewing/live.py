"""Live schedulers of every class of torch, Hugging Face and timm, each built on an optimizer of its own."""

import importlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from torch.optim import lr_scheduler as torch_schedulers
from torch.optim.swa_utils import SWALR
from transformers import SchedulerType, get_scheduler
from transformers.optimization import Adafactor, AdafactorSchedule

from tests.export.running import timm_modules

Live = tuple[Any, torch.optim.Optimizer]
Build = Callable[[], Live]

L = torch_schedulers


def optimizer(tensor_lr: bool = False) -> torch.optim.Optimizer:
    """An optimizer with two groups, whose rates and momenta differ."""
    groups = [{"params": [torch.zeros(2, requires_grad=True)], "lr": lr} for lr in (0.1, 0.02)]
    if tensor_lr:
        groups = [group | {"lr": torch.tensor(group["lr"], dtype=torch.float64)} for group in groups]
    return torch.optim.SGD(groups, lr=0.1, momentum=0.9)


def _of(make: Callable[[Any], Any], driven: Callable[[], Any] = optimizer) -> Build:
    def build() -> Live:
        on = driven()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return make(on), on

    return build


class Mine(L.LRScheduler):
    """A scheduler as people write their own, with a memory."""

    def __init__(self, on: Any) -> None:
        self.seen: list[int] = []
        super().__init__(on)

    def get_lr(self) -> Any:
        self.seen.append(self.last_epoch)
        return [base / (1 + len(self.seen)) for base in self.base_lrs]


def _counting() -> Callable[[int], float]:
    calls = 0

    def factor(step: int) -> float:
        nonlocal calls
        calls += 1
        return 0.9**calls

    return factor


TORCH: dict[str, Build] = {
    "LRScheduler": _of(Mine),
    "LambdaLR": _of(lambda on: L.LambdaLR(on, [_counting(), lambda step: 1 / (1 + step)])),
    "MultiplicativeLR": _of(lambda on: L.MultiplicativeLR(on, lambda step: 0.95)),
    "StepLR": _of(lambda on: L.StepLR(on, 4)),
    "MultiStepLR": _of(lambda on: L.MultiStepLR(on, [5, 9, 9])),
    "ConstantLR": _of(lambda on: L.ConstantLR(on, 0.5, 6)),
    "LinearLR": _of(lambda on: L.LinearLR(on, 0.1, total_iters=8)),
    "ExponentialLR": _of(lambda on: L.ExponentialLR(on, 0.9)),
    "SequentialLR": _of(lambda on: L.SequentialLR(on, [L.LinearLR(on, 0.1), L.CosineAnnealingLR(on, 20)], [5])),
    "CosineAnnealingLR": _of(lambda on: L.CosineAnnealingLR(on, 12)),
    "ChainedScheduler": _of(lambda on: L.ChainedScheduler([L.ConstantLR(on, 0.5, 6), L.ExponentialLR(on, 0.9)], on)),
    "ReduceLROnPlateau": _of(lambda on: L.ReduceLROnPlateau(on, patience=2)),
    "CyclicLR": _of(lambda on: L.CyclicLR(on, [0.01, 0.02], [0.1, 0.2], 4, mode="exp_range", gamma=0.99)),
    "CosineAnnealingWarmRestarts": _of(lambda on: L.CosineAnnealingWarmRestarts(on, 5, 2)),
    "OneCycleLR": _of(lambda on: L.OneCycleLR(on, [0.1, 0.3], total_steps=30)),
    "PolynomialLR": _of(lambda on: L.PolynomialLR(on, 15, 2.0)),
    "SWALR": _of(lambda on: SWALR(on, 0.05, 6)),
    "tensor rates": _of(lambda on: L.CosineAnnealingLR(on, 12), lambda: optimizer(tensor_lr=True)),
}

_ASKED = {"cosine_with_min_lr": {"min_lr": 1e-3}, "cosine_warmup_with_min_lr": {"min_lr": 1e-3}}
_ASKED |= {"warmup_stable_decay": {"num_decay_steps": 8}}


def _huggingface(name: str) -> Build:
    more = _ASKED.get(name, {})
    return _of(lambda on: get_scheduler(name, on, 5, 25, scheduler_specific_kwargs=more))


HUGGING_FACE: dict[str, Build] = {kind.value: _huggingface(kind.value) for kind in SchedulerType}
HUGGING_FACE["AdafactorSchedule"] = _of(
    AdafactorSchedule, lambda: Adafactor([torch.zeros(2, requires_grad=True)], relative_step=True, warmup_init=True)
)

_TIMM: dict[str, dict[str, Any]] = {
    "CosineLRScheduler": {"t_initial": 10, "warmup_t": 4, "warmup_lr_init": 1e-4, "cycle_limit": 3},
    "MultiStepLRScheduler": {"decay_t": [5, 9], "decay_rate": 0.5},
    "PlateauLRScheduler": {"patience_t": 2, "warmup_t": 3, "mode": "min"},
    "PolyLRScheduler": {"t_initial": 20, "noise_range_t": (2, 9)},
    "StepLRScheduler": {"decay_t": 4, "decay_rate": 0.5},
    "TanhLRScheduler": {"t_initial": 10, "warmup_t": 4, "warmup_lr_init": 1e-4},
    "WSDLRScheduler": {"t_initial": 20, "decay_t": 6, "warmup_t": 4, "warmup_lr_init": 1e-4},
}


def timm_names() -> set[str]:
    """The schedulers that timm has."""
    with patch.dict("sys.modules", timm_modules()):
        return {name for name in vars(importlib.import_module("timm.scheduler")) if name.endswith("LRScheduler")}


def _timm(name: str, **more: Any) -> Build:
    with patch.dict("sys.modules", timm_modules()):
        kind = getattr(importlib.import_module("timm.scheduler"), name)
    return _of(lambda on: kind(on, **_TIMM[name], **more))


TIMM: dict[str, Build] = {name: _timm(name) for name in _TIMM}
TIMM |= {f"{name} by update": _timm(name, t_in_epochs=False) for name in _TIMM if name != "PlateauLRScheduler"}

LIVE = {f"torch {name}": build for name, build in TORCH.items()}
LIVE |= {f"Hugging Face {name}": build for name, build in HUGGING_FACE.items()} | TIMM


def loss(step: int) -> float:
    """A metric that improves, and then does not."""
    return max(1.0 - 0.1 * step, 0.5)


def train(scheduler: Any, on: torch.optim.Optimizer, first: int, steps: int) -> np.ndarray:
    """The rates of each group that real steps use, (steps, groups), as a training calls the scheduler."""
    used = []
    with quiet():
        for step in range(first, first + steps):
            used.append([float(group["lr"]) for group in on.param_groups])
            on.step()
            advance(scheduler, step)
    return np.array(used)


def advance(scheduler: Any, step: int) -> None:
    """One call of a scheduler after a step of a training."""
    if hasattr(scheduler, "step_update"):
        move = scheduler.step if scheduler.t_in_epochs else scheduler.step_update
        move(step + 1, loss(step))
    elif isinstance(scheduler, L.ReduceLROnPlateau) or type(scheduler).__name__ == "GreedyLR":
        scheduler.step(loss(step))
    else:
        scheduler.step()


@contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of a training that is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
