"""Reports from public threads: the run as they describe it, by real schedulers, and the cause that is to be found."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
import transformers
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, LRScheduler, OneCycleLR, StepLR

import lrviz.schedules as s
from lrviz.analysis.logs import LoggedRun
from lrviz.comparison import EACH_EPOCH, Entry, Plan
from tests.analysis.partings.drawn import compared, logged, rates

Build = Callable[[torch.optim.Optimizer], LRScheduler]


def stepped(build: Build, lr: float, steps: int, calls: float = 1, every: int = 1) -> LoggedRun:
    """A log of a real scheduler, which is called `calls` times after each optimizer step: 4, or 1/4 for each fourth."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr)
    scheduler, called, seen = build(optimizer), 0, []
    for step in range(steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        while called < int((step + 1) * calls + 1e-9):
            scheduler.step()
            called += 1
    places = np.arange(0, steps, every)
    return LoggedRun(places, np.array(seen)[places], None)


def cosine(warmup: int, total: int) -> Build:
    return lambda optimizer: transformers.get_cosine_schedule_with_warmup(optimizer, warmup, total)


def linear(warmup: int, total: int) -> Build:
    return lambda optimizer: transformers.get_linear_schedule_with_warmup(optimizer, warmup, total)


@dataclass(frozen=True)
class Thread:
    """What was planned, how the run went, and what is to be said of it."""

    entry: Entry
    plan: Plan
    build: Build
    calls: float
    cause: str
    size: float
    words: str
    steps: int | None = None
    every: int = 1


IN_EPOCHS = Plan(budget=15.0, unit="epochs", samples=250 * 32)
FIVE_EPOCHS = Plan(budget=5.0, unit="epochs", samples=1000 * 32)
FAST = "time scale"
THREADS = {
    "huggingface/accelerate#963: the scheduler steps at both of two accumulated batches": Thread(
        Entry(s.CosineWithWarmup(20, 200), 1e-3), Plan(budget=200.0), cosine(20, 200), 2, FAST, 2, "2 times too fast"
    ),
    "huggingface/accelerate#1382: eight processes each step it": Thread(
        Entry(s.CosineWithWarmup(80, 800), 1e-3), Plan(budget=800.0), cosine(80, 800), 8, FAST, 8, "8 times too fast"
    ),
    "huggingface/accelerate#2926: StepLR(20) on four devices drops after 5": Thread(
        Entry(s.StepLR(20, 0.5), 0.1), Plan(budget=100.0), lambda o: StepLR(o, 20, 0.5), 4, FAST, 4, "4 times too fast"
    ),
    "huggingface/transformers#26827: two devices, the rate is 0 half-way": Thread(
        Entry(s.LinearWithWarmup(100, 1000), 5e-5),
        Plan(budget=1000.0),
        linear(100, 1000),
        2,
        FAST,
        2,
        "2 times too fast",
        every=50,
    ),
    "huggingface/diffusers#3954: a cosine on four devices": Thread(
        Entry(s.CosineWithWarmup(0, 400), 5e-6), Plan(budget=400.0), cosine(0, 400), 4, FAST, 4, "4 times too fast"
    ),
    "Lightricks/LTX-Video-Trainer#67: 10,000 steps end after 2,500": Thread(
        Entry(s.LinearLR(1.0, 0.1, 10_000), 2e-4),
        Plan(budget=10_000.0),
        lambda o: LinearLR(o, 1.0, 0.1, 10_000),
        4,
        FAST,
        4,
        "4 times too fast",
        every=100,
    ),
    "pytorch/pytorch#65417: OneCycleLR called each epoch, not each step": Thread(
        Entry(s.OneCycleLR(max_lr=0.1, total_steps=5000), 0.1),
        FIVE_EPOCHS,
        lambda o: OneCycleLR(o, max_lr=0.1, total_steps=5000),
        1 / 1000,
        FAST,
        1 / 1000,
        "stepped each epoch in place of each step",
        every=250,
    ),
    "ace-step/ACE-Step#198: a warmup of 4,000 steps takes 4,000 epochs": Thread(
        Entry(s.ConstantWithWarmup(4000), 1e-4),
        replace(IN_EPOCHS, budget=8000.0, unit="steps"),
        lambda o: transformers.get_constant_schedule_with_warmup(o, 4000),
        1 / 250,
        FAST,
        1 / 250,
        "stepped each epoch in place of each step",
        every=50,
    ),
    "ScrollPrize/villa#1495: a length in epochs, stepped each batch": Thread(
        Entry(s.CosineWithWarmup(0, 1000), 1e-3, stepped=EACH_EPOCH),
        IN_EPOCHS,
        cosine(0, 1000),
        1,
        FAST,
        250,
        "stepped each step in place of each epoch",
        every=25,
    ),
    "huggingface/transformers#15508: DeepSpeed's WarmupLR began at its highest rate": Thread(
        Entry(s.ConstantWithWarmup(100), 5e-5),
        Plan(budget=1000.0),
        lambda o: transformers.get_constant_schedule(o),
        1,
        "no warmup",
        100,
        "The warmup of 100 steps did not happen",
        every=10,
    ),
    "microsoft/InnerEye-DeepLearning#667: 0.001 is 0.008 on eight devices": Thread(
        Entry(s.CosineAnnealingLR(T_max=300), 1e-3),
        Plan(budget=300.0, devices=8),
        lambda o: CosineAnnealingLR(_times(o, 8), 300),
        1,
        "factor",
        8,
        "multiplied by its 8 devices",
    ),
    "open-mmlab/mmdetection#815: one device in place of eight wants an eighth": Thread(
        Entry(s.MultiStepLR((200, 270)), 0.02),
        Plan(budget=300.0),
        lambda o: torch.optim.lr_scheduler.MultiStepLR(_times(o, 1 / 8), [200, 270]),
        1,
        "factor",
        1 / 8,
        "The log has 1/8 times the planned rate",
    ),
}


def _times(optimizer: torch.optim.Optimizer, factor: float) -> torch.optim.Optimizer:
    for group in optimizer.param_groups:
        group["lr"] *= factor
    return optimizer


@pytest.mark.parametrize("thread", THREADS.values(), ids=THREADS)
def test_threads_of_runs_that_step_otherwise(thread: Thread) -> None:
    run = stepped(thread.build, thread.entry.lr, thread.plan.steps, thread.calls, thread.every)
    verdict = compared(thread.entry, run, thread.plan)
    assert verdict.found, verdict.sentence
    explanation = verdict.found[0].explanation
    assert explanation.cause == thread.cause, verdict.sentence
    assert explanation.size == pytest.approx(thread.size, rel=1e-3), verdict.sentence
    assert thread.words in verdict.sentence
    assert verdict.found[0].evidence.agreeing == len(run.steps)


PLANNED = Entry(s.CosineWithWarmup(100, 1000), 1e-3)
LONGER = rates(Entry(s.CosineWithWarmup(100, 2000), 1e-3))
BEGUN = rates(PLANNED)
RESUMED = {
    "mlfoundations/open_clip#413: more epochs on resuming": (500, LONGER, "with the plan 1,000 → 2,000 steps", 2000),
    "Nerogar/OneTrainer#1604: the length is counted anew and is shorter": (
        500,
        rates(Entry(s.CosineWithWarmup(100, 800), 1e-3)),
        "with the plan 1,000 → 800 steps",
        800,
    ),
    "lightly-ai/lightly-train#301: the scheduler's state is not saved": (
        620,
        np.concatenate([np.zeros(620), BEGUN[:380]]),
        "with the plan begun again at step 620",
        620,
    ),
    "huggingface/transformers#23099: the rate is reset on resuming": (
        380,
        np.concatenate([np.zeros(380), BEGUN[:620]]),
        "with the plan begun again at step 380",
        380,
    ),
}


@pytest.mark.parametrize(("at", "later", "words", "size"), RESUMED.values(), ids=RESUMED)
@pytest.mark.parametrize("every", [1, 20])
def test_threads_of_runs_that_were_resumed(at: int, later: np.ndarray, words: str, size: int, every: int) -> None:
    places = np.arange(0, 1000, every)
    real = np.where(places < at, BEGUN[places], later[places])
    verdict = compared(PLANNED, LoggedRun(places, real, None))
    assert verdict.found, verdict.sentence
    assert verdict.found[0].explanation.cause == "resumed"
    assert verdict.found[0].explanation.size == pytest.approx(size, abs=1)
    assert words in verdict.sentence


@pytest.mark.parametrize("every", [10, 50])
def test_torch_s_recursion_goes_on_from_a_loaded_rate(every: int) -> None:
    """As in Lightning-AI/pytorch-lightning#5455: each rate comes from the last one, so a new T_max bends the curve."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1e-3)
    scheduler, seen = CosineAnnealingLR(optimizer, 1000), []
    for step in range(1000):
        if step == 400:
            state = scheduler.state_dict() | {"T_max": 2000}
            scheduler.load_state_dict(state)
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    verdict = compared(Entry(s.CosineAnnealingLR(T_max=1000), 1e-3), logged(np.array(seen), every))
    kept = np.cos(np.pi * 0.4 / 2) ** 2 / np.cos(np.pi * 0.2 / 2) ** 2
    assert f"the log has {kept:.4g} times the plan 1,000 → 2,000 steps" in verdict.sentence
    assert "A scheduler that computes each rate from the last one does that" in verdict.sentence


def test_huggingface_transformers_34053_two_steps_behind() -> None:
    real = [1e-05, 1e-05, 9e-06, 8.000000000000001e-06, 7e-06, 6e-06, 5e-06, 4.000000000000001e-06, 3e-06, 2e-06]
    entry = Entry(s.LinearLR(1.0, 0.0, 10), 1e-5)
    verdict = compared(entry, LoggedRun(np.arange(1, 11), np.array(real), None), Plan(budget=10.0))
    assert verdict.found[0].explanation.cause == "offset"
    assert verdict.found[0].explanation.size == -2
    assert "The log is 2 steps behind the plan" in verdict.sentence


def test_a_log_that_was_resumed_longer_agrees_again_with_the_longer_plan() -> None:
    entry = Entry(s.CosineAnnealingLR(T_max=1000), 1e-3)
    longer = rates(Entry(s.CosineAnnealingLR(T_max=2000), 1e-3), 2000)
    real = np.concatenate([rates(entry)[:500], longer[500:]])
    verdict = compared(entry, logged(real, 10), Plan(budget=1000.0))
    assert verdict.step == 500
    assert "From step 500 on the log agrees again with the plan 1,000 → 2,000 steps." in verdict.sentence
    assert "So 200 of 200 logged steps agree" in verdict.sentence
    assert "The log goes on to step 1,990, the plan ends after 1,000 steps." in verdict.sentence
