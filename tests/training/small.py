"""Every task in a size that trains within a fraction of a second, and what a person would write to train it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from lrviz.tasks import (
    BreastCancer,
    Characters,
    Circles,
    Digits,
    Factorization,
    Moons,
    OwnPoints,
    RareFeatures,
    Regression,
    Spirals,
    Task,
    Xor,
    criteria,
    networks,
)

MOONS = Moons(train=100, validation=60, epochs=8, validate_every=3)
RARE = RareFeatures(train=300, validation=100, rare=200, batch=40, epochs=2, validate_every=4)
FACTORS = Factorization(size=12, rank=4, epochs=25, validate_every=5)
TASKS: tuple[Task, ...] = (
    MOONS,
    Moons(train=60, validation=30, hidden=(), batch=None, epochs=9),
    Circles(train=90, epochs=5, activation="GELU"),
    Spirals(train=64, epochs=6),
    Xor(train=70, epochs=5, hidden=(8,), activation="Sigmoid"),
    OwnPoints(epochs=30),
    BreastCancer(train=200, epochs=4),
    Digits(train=150, batch=40, channels=4, hidden=(16,), epochs=2, validate_every=3),
    Digits(train=130, model="MLP", hidden=(20,), epochs=3),
    Regression(train=100, validation=50, epochs=6, hidden=(10,)),
    RARE,
    FACTORS,
    Characters(length=6000, batch=40, epochs=1, context=16, width=8, heads=2, validate_every=4),
    Characters(length=2000, batch=None, epochs=3, width=6, heads=3, layers=1, norm="after"),
)


@dataclass
class Bare:
    """What the plain loop gave."""

    losses: list[float]
    norms: list[float]
    ratios: list[float]
    rates: list[float]
    validations: list[tuple[int, float, float]]
    network: nn.Module
    optimizer: Any


def first_network(task: Task, seed: int, sparse: bool) -> nn.Module:
    """The network with its first weights, which are drawn in float32."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    torch.manual_seed(seed)
    network: nn.Module = eval(task.network(sparse), vars(networks))
    torch.set_default_dtype(before)
    return network


def bare_loop(
    task: Task,
    build: Callable[[Sequence[nn.Parameter]], Any],
    schedule: Callable[[Any], Any] = lambda _: None,
    seed: int = 0,
    clip: float | None = None,
    averages: bool = False,
    dtype: torch.dtype = torch.float32,
) -> Bare:
    """Trains as a person would write it, with the norms taken step by step; the same network, data and batches."""
    torch.set_num_threads(1)
    tensors = map(torch.from_numpy, task.data().made())
    inputs, targets, held, wanted = (t.to(dtype) if t.is_floating_point() else t for t in tensors)
    network = first_network(task, seed, task.gives_sparse_gradients and build is sparse_adam).to(dtype)
    parameters = list(network.parameters())
    optimizer = build(parameters)
    scheduler = schedule(optimizer)
    criterion = getattr(criteria, f"{task.criterion}_loss")
    made = Bare([], [], [], [], [], network, optimizer)

    def validate(step: int) -> None:
        with torch.no_grad():
            outputs = network(held)
            score = getattr(criteria, f"{task.criterion}_score")(outputs, wanted)
            made.validations.append((step, criterion(outputs, wanted).item(), score.item()))

    def closure(taken: Any, told: Any) -> Any:
        optimizer.zero_grad()
        loss = criterion(network(taken), told)
        loss.backward()
        gradients = [p.grad.to_dense().flatten() for p in parameters]
        norms.append(math.hypot(*torch.cat(gradients).tolist()))
        if clip is not None:
            nn.utils.clip_grad_norm_(parameters, clip)
        return loss

    def flat() -> torch.Tensor:
        return torch.cat([p.detach().flatten() for p in parameters]).double()

    validate(0)
    random = torch.Generator().manual_seed(seed)
    step = 0
    for _ in range(task.epochs):
        order = torch.arange(len(inputs)) if task.batch is None else torch.randperm(len(inputs), generator=random)
        for batch in order.split(task.batch or len(inputs)):
            norms: list[float] = []
            before = flat()
            made.rates.append(optimizer.param_groups[0]["lr"])
            if isinstance(optimizer, torch.optim.LBFGS):
                loss = optimizer.step(lambda batch=batch: closure(inputs[batch], targets[batch]))
            else:
                loss = closure(inputs[batch], targets[batch])
                optimizer.step()
            step += 1
            made.losses.append(loss.item())
            made.norms.append(norms[0])
            size = before.norm().item()
            made.ratios.append((flat() - before).norm().item() / size if size else math.nan)
            if step % task.validate_every == 0 or step == task.steps:
                if averages:
                    optimizer.eval()
                validate(step)
                if averages:
                    optimizer.train()
            if scheduler is not None:
                scheduler.step()
    return made


def sparse_adam(parameters: Sequence[nn.Parameter]) -> torch.optim.Optimizer:
    """The optimizer whose gradients must be sparse."""
    return torch.optim.SparseAdam(parameters, lr=0.1)


def columns(record: Any) -> np.ndarray:
    """The validations of a record as rows (step, loss, score)."""
    return np.stack([record.validation_steps, record.validation_losses, record.scores], 1)
