"""Measures the recorded training loop beside the plain torch loop, and what else is computed of a training.

`python -m tests.training.speed`, in CPU time.

The plain loop is forward, backward, step on the same batches, without any record; one column has it without validation,
the other with as many validations. All take turns; medians of the rounds, and of the ratios.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import torch

from lrviz import Run
from lrviz.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, Optimizer, RMSprop
from lrviz.tasks import TASKS, Digits, Moons, Task
from lrviz.training import (
    Training,
    follow_path,
    landscape_slice,
    path_slice,
    range_test,
    sensitivity,
    sharpness,
    sharpness_along,
    train,
)
from lrviz.training.network import build_network, loss_and_score, split

STEPS = 300
SETTINGS: tuple[Task, ...] = (Moons(hidden=()), Moons(batch=None), Digits(model="MLP"), *(kind() for kind in TASKS))
OPTIMIZERS: tuple[Optimizer, ...] = (SGD(lr=1e-2), Adam(lr=1e-3))
EIGHT: tuple[type[Optimizer], ...] = (SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, RMSprop)


def batches(task: Task, inputs: Any, targets: Any) -> Iterator[Any]:
    """The inputs and targets of each step."""
    random = torch.Generator().manual_seed(0)
    for _ in range(task.epochs):
        if task.batch is None:
            yield inputs, targets
            continue
        for batch in torch.randperm(len(inputs), generator=random).split(task.batch):
            yield inputs[batch], targets[batch]


def plain(task: Task, optimizer: Optimizer, validates: bool = False) -> None:
    """What a person writes by hand."""
    inputs, targets, held, wanted = split(task)
    network, (loss_of, score_of) = build_network(task, 0), loss_and_score(task)
    kind = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}[type(optimizer).__name__]
    stepper = kind(network.parameters(), lr=optimizer.lr)
    for step, (taken, told) in enumerate(batches(task, inputs, targets), 1):
        stepper.zero_grad()
        loss_of(network(taken), told).backward()  # type: ignore[no-untyped-call]
        stepper.step()
        if validates and (step % task.validate_every == 0 or step in (1, task.steps)):
            with torch.no_grad():
                outputs = network(held)
                loss_of(outputs, wanted).item(), score_of(outputs, wanted).item()


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of some work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def measure(task: Task, optimizer: Optimizer, rounds: int) -> tuple[float, float, float]:
    """Microseconds of a plain step, and how many times as long a recorded one takes, without and with validations."""
    training = Training(task, (Run(optimizer),))
    works = (partial(plain, task, optimizer), partial(plain, task, optimizer, True), partial(train, training))
    works[0]()
    rows = [[seconds(work) for work in works] for _ in range(rounds)]
    ratios = [statistics.median(row[2] / row[against] for row in rows) for against in (0, 1)]
    return 1e6 * statistics.median(row[0] for row in rows) / task.steps, *ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds whose median is printed (default 7)")
    parser.add_argument("--only", default="", help="tasks whose name contains this")
    parser.add_argument("--others", action="store_true", help="what is computed beside a training, alone")
    options = parser.parse_args()
    rounds = options.rounds
    torch.set_num_threads(1)
    if options.others:
        others()
        return
    print(f"{'task':<46}{'optimizer':<10}{'plain µs a step':>16}{'recorded':>10}{'both validate':>15}")
    for task in (task for task in SETTINGS if options.only in type(task).__name__):
        task = replace(task, epochs=-(-STEPS // task.steps_per_epoch))
        name = type(task).__name__
        changed = [f"{k}={v!r}" for k, v in vars(task).items() if v != vars(type(task)())[k] and k != "epochs"]
        for optimizer in OPTIMIZERS:
            spent, *ratios = measure(task, optimizer, rounds)
            called = f"{name}({', '.join(changed)})"
            print(
                f"{called:<46}{type(optimizer).__name__:<10}{spent:>16.0f}{ratios[0]:>9.2f}×{ratios[1]:>14.2f}×",
                flush=True,
            )
    if not options.only:
        others()


def others() -> None:
    """Prints the CPU seconds of what is computed beside a training."""
    (moons,), (digits,) = (train(Training(task, (Run(Adam(lr=3e-3)),))) for task in (Moons(), Digits(epochs=2)))
    rates = [10 ** (-4 + step / 4) for step in range(16)]
    (path,) = follow_path(moons.training)
    eight = replace(moons.training, runs=tuple(Run(kind(lr=3e-3)) for kind in EIGHT))
    works: dict[str, Callable[[], object]] = {
        "sensitivity of Moons, 16 rates × 4 seeds, at most 1 s": partial(sensitivity, moons.training, rates),
        "the same of 8 optimizers, at most 6 s": partial(sensitivity, eight, rates),
        "range test of Moons": partial(range_test, moons.training),
        "slice 41 × 41 of Moons, at most 0.5 s": partial(landscape_slice, moons),
        "the same on the plane of its path, at most 0.5 s": partial(path_slice, path),
        "slice 41 × 41 of the CNN, at most 8 s": partial(landscape_slice, digits),
        "sharpness of Moons, at most 0.2 s": partial(sharpness, moons),
        "sharpness of the CNN, at most 0.2 s": partial(sharpness, digits),
        "sharpness at 21 places along Moons": partial(sharpness_along, moons.training),
    }
    for name, work in works.items():
        print(f"{name:<56}{statistics.median(seconds(work) for _ in range(3)):>10.2f} s", flush=True)


if __name__ == "__main__":
    main()
