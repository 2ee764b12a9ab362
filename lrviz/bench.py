"""Times lrviz against the plain torch loop, and its kernels against a C compiler, side by side in one process."""

import argparse
import json
import math
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from itertools import product
from typing import Any

import numpy as np

from lrviz.kernels.machines import Machine, NumpyMachine, choosing
from lrviz.kernels.native.c_code import CMachine, compiler
from lrviz.kernels.program import Program
from lrviz.objectives import Objective, Rosenbrock
from lrviz.optimizers import SGD, Adagrad, Adam, Adamax, AdamW, NAdam, Optimizer, RAdam, RMSprop
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, Warmup
from lrviz.simulate import simulate, simulate_many
from lrviz.simulate.single import trajectory_of

OPTIMIZERS: tuple[Optimizer, ...] = (
    SGD(lr=1e-3, momentum=0.9),
    Adam(lr=0.05),
    AdamW(lr=0.05),
    NAdam(lr=0.05),
    RMSprop(lr=0.01),
    Adagrad(lr=0.5),
    RAdam(lr=0.05),
    Adamax(lr=0.05),
)
TORCH_STEPS = 300


@dataclass(frozen=True)
class Case:
    """One workload: what lrviz runs, and how many steps of which optimizers torch would take for the same."""

    name: str
    work: Callable[[], object]
    optimizers: tuple[Optimizer, ...]
    torch_steps: int
    target: float


def torch_step_seconds(optimizer: Optimizer, objective: Objective, steps: int = TORCH_STEPS) -> float:
    """Seconds of one step of the plain torch loop: forward, backward, step."""
    import torch

    names: dict[str, Any] = {"torch": torch, "math": math}
    exec(objective.torch_code(), names)
    function = names["objective"]
    point = torch.tensor(objective.start, dtype=torch.float64, requires_grad=True)
    stepper = getattr(torch.optim, type(optimizer).__name__)([point], **optimizer.torch_arguments())
    started = time.perf_counter()
    for _ in range(steps):
        stepper.zero_grad()
        loss = function(point[0], point[1])
        loss.backward()
        stepper.step()
    return (time.perf_counter() - started) / steps


def schedule_grid() -> list[Run]:
    """Every length of a warmup with every length of the cosine behind it."""
    optimizer, cosines = Adam(lr=0.05), [CosineAnnealingLR(T_max=length) for length in range(100, 1060, 15)]
    return [Run(optimizer, Warmup(cosine, steps=steps)) for steps, cosine in product(range(0, 256, 4), cosines)]


def cases() -> list[Case]:
    """The workloads of the README's table."""
    objective = Rosenbrock()
    six = OPTIMIZERS[:6]
    scene = Scene(objective, steps=1000, runs=tuple(Run(optimizer) for optimizer in six))
    rates = np.geomspace(1e-5, 1.0, 200).tolist()
    swept = [Run(replace(optimizer, lr=lr)) for optimizer in OPTIMIZERS for lr in rates]
    betas, lrs = np.linspace(0.0, 0.99, 64).tolist(), np.geomspace(1e-4, 1.0, 64).tolist()
    grid = [Run(Adam(lr=lr, beta1=beta)) for beta in betas for lr in lrs]
    (x0, x1), (y0, y1) = objective.window
    starts = np.stack(np.meshgrid(np.linspace(x0, x1, 256), np.linspace(y0, y1, 256))).reshape(2, -1)
    adam, warmups = (Adam(lr=0.05),), schedule_grid()
    from_starts = partial(simulate_many, objective, Run(adam[0]), starts, 500)

    def scene_work() -> object:
        trajectory_of.cache_clear()
        return simulate(scene)

    def many(name: str, runs: Sequence[Run], optimizers: tuple[Optimizer, ...], target: float) -> Case:
        work = partial(simulate_many, objective, runs, objective.start, 1000)
        return Case(name, work, optimizers, len(runs) // len(optimizers) * 1000, target)

    return [
        Case("scene: 6 optimizers × 1000 steps", scene_work, six, 1000, 25),
        many("sweep: 200 rates × 8 optimizers × 1000", swept, OPTIMIZERS, 2_500),
        many("heat map: 64 × 64 of lr × β₁ × 1000", grid, adam, 7_000),
        many("heat map: 64 × 64 of warmup × T_max × 1000", warmups, adam, 5_000),
        Case("starts: 256 × 256 × 500", from_starts, adam, 256 * 256 * 500, 12_000),
    ]


def measure(case: Case, rounds: int) -> dict[str, Any]:
    """Medians over rounds in which torch and lrviz take turns."""
    ours, theirs, ratios = [], [], []
    case.work()
    for _ in range(rounds):
        step = sum(torch_step_seconds(optimizer, Rosenbrock()) for optimizer in case.optimizers)
        started = time.perf_counter()
        case.work()
        ours.append(time.perf_counter() - started)
        theirs.append(step * case.torch_steps)
        ratios.append(theirs[-1] / ours[-1])
    return {
        "case": case.name,
        "lrviz_seconds": statistics.median(ours),
        "torch_seconds": statistics.median(theirs),
        "ratio": statistics.median(ratios),
        "target": case.target,
    }


def machines() -> dict[str, Callable[[Program, int], Machine]]:
    """What runs kernels here, by name."""
    found: dict[str, Callable[[Program, int], Machine]] = {"numpy": NumpyMachine}
    with suppress(Exception):
        found["wasmtime"] = import_module("lrviz.kernels.wasm.machine").WasmMachine
    if compiler():
        found["C, plain"] = CMachine
    with suppress(Exception):
        found["LLVM"] = import_module("lrviz.kernels.native.machine").NativeMachine
    if compiler():
        found["C, native"] = partial(CMachine, flags=("-march=native", "-mprefer-vector-width=512"))
    return found


COLUMNS, STEPS = 4096, 500


def measure_kernel(optimizer: Optimizer, rounds: int) -> dict[str, Any]:
    """Medians of nanoseconds of processor time, a step of a column of Rosenbrock, by what runs it."""
    starts = np.random.default_rng(0).uniform(-1.5, 1.5, (2, COLUMNS))
    taken: dict[str, list[float]] = {name: [] for name in machines()}
    for round_ in range(rounds + 1):
        for name, kind in machines().items():
            steps = STEPS if name != "numpy" else STEPS // 10
            with choosing(kind):
                started = time.process_time()
                simulate_many(Rosenbrock(), Run(optimizer), starts, steps)
                seconds = time.process_time() - started
            if round_:  # the first one compiles
                taken[name].append(seconds / COLUMNS / steps * 1e9)
    return {"kernel": type(optimizer).__name__} | {name: statistics.median(each) for name, each in taken.items()}


def print_kernels(rounds: int, as_json: bool) -> None:
    """Prints a line for each optimizer."""
    if not as_json:
        print(f"\n{'a step of a column, ns':<24}" + "".join(f"{name:>16}" for name in machines()))
    for optimizer in OPTIMIZERS:
        row = measure_kernel(optimizer, rounds)
        numbers = "".join(f"{row[name]:>16.2f}" for name in machines())
        print(json.dumps(row) if as_json else f"{row['kernel']:<24}{numbers}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 0 when every ratio reaches its target, else 1."""
    parser = argparse.ArgumentParser(prog="lrviz bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds whose median is printed (default 5)")
    parser.add_argument("--json", action="store_true", help="one JSON line a case")
    options = parser.parse_args(arguments)
    import torch

    torch.set_num_threads(1)
    for optimizer in OPTIMIZERS:
        torch_step_seconds(optimizer, Rosenbrock(), 20)
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, torch {torch.__version__}, {platform.machine()}"
    )
    print(f"{'case':<46}{'torch s':>10}{'lrviz s':>10}{'ratio':>10}{'target':>10}")
    reached = True
    for case in cases():
        row = measure(case, options.rounds)
        reached &= row["ratio"] >= row["target"]
        if options.json:
            print(json.dumps(row))
        else:
            numbers = (
                f"{row['torch_seconds']:>10.1f}{row['lrviz_seconds']:>10.3f}{row['ratio']:>9.0f}×{row['target']:>9.0f}×"
            )
            print(f"{row['case']:<46}{numbers}", flush=True)
    print_kernels(options.rounds, options.json)
    return 0 if reached else 1
