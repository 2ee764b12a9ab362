"""Runs that leave their plan in a known way, drawn at random and logged as trackers log."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lrviz.analysis.logs import LoggedRun
from lrviz.analysis.partings import Parting, parting
from lrviz.comparison import Entry, Plan, curve
from lrviz.schedules import (
    CosineAnnealingLR,
    CosineWithWarmup,
    InverseSqrt,
    LinearLR,
    LinearWithWarmup,
    OneCycleLR,
    PolynomialLR,
    Sequential,
    Warmup,
    WarmupStableDecay,
    scaled,
)

STEPS = 1000
PLAN = Plan(budget=float(STEPS))
ENTRIES = {
    "cosine after a warmup": Entry(Warmup(CosineAnnealingLR(T_max=900), steps=100), 1e-3),
    "cosine with a floor": Entry(CosineAnnealingLR(T_max=1000, eta_min=1e-5), 3e-4),
    "linear": Entry(LinearWithWarmup(100, 1000), 5e-5),
    "cosine of transformers": Entry(CosineWithWarmup(60, 1000), 2e-4),
    "WSD": Entry(WarmupStableDecay(100, 300, 600, floor=0.01), 1e-3),
    "one cycle": Entry(OneCycleLR(max_lr=0.1, total_steps=1000), 0.1),
    "polynomial": Entry(PolynomialLR(total_iters=1000, power=2.0), 0.01),
    "inverse square root": Entry(InverseSqrt(warmup_steps=100), 1e-3),
    "sequence": Entry(Sequential((LinearLR(0.1, 1.0, 100), CosineAnnealingLR(T_max=900)), (100,)), 1e-3),
}
WARMED = ("cosine after a warmup", "linear", "cosine of transformers", "WSD", "inverse square root", "sequence")
EVERY = (1, 10, 25)
"""How many steps lie between two rows; with 50 or 100 some runs leave two or three rows that are not at their end."""


def rates(entry: Entry, steps: int = STEPS, plan: Plan = PLAN) -> np.ndarray:
    """The rates of an entry over so many steps."""
    return curve(entry, replace(plan, budget=float(steps), unit="steps")).rates


def written(values: np.ndarray, form: str) -> np.ndarray:
    """Rates as a tracker prints them: whole, with so many digits ("g4"), or with so many decimals ("d6")."""
    if form == "whole":
        return values
    if form.startswith("g"):
        return np.array([float(f"{value:.{form[1:]}g}") for value in values])
    return np.round(values, int(form[1:]))


def logged(values: np.ndarray, every: int = 1, form: str = "whole", first: int = 0) -> LoggedRun:
    """A log of each so many of the steps' rates, its first step called `first`."""
    places = np.arange(0, len(values), every)
    return LoggedRun((places + first).astype(np.int64), written(values[places], form), None)


def compared(entry: Entry, run: LoggedRun, plan: Plan = PLAN) -> Parting:
    """A log beside the plan's entry."""
    return parting(curve(entry, plan).rates, run, entry=entry, plan=plan)


def faster(entry: Entry, pace: int) -> np.ndarray:
    """The rates of a run that steps its scheduler so often."""
    far = rates(entry, pace * STEPS)
    return far[::pace][:STEPS]


@dataclass(frozen=True)
class Drawn:
    """What a run did: the rates of its steps, and the number that is to be found."""

    rates: np.ndarray
    size: float


def _factor(rng: np.random.Generator, entry: Entry) -> Drawn:
    factor = float(rng.choice([2, 4, 8, 1 / 2, 1 / 4, 1 / 8, 3, 1.5]))
    if entry.schedule.overwrites_lr:
        return Drawn(factor * rates(entry), factor)
    return Drawn(rates(replace(entry, lr=entry.lr * factor)), factor)


def _fast(rng: np.random.Generator, entry: Entry) -> Drawn:
    pace = int(rng.choice([2, 3, 4, 8]))
    return Drawn(faster(entry, pace), pace)


def _slow(rng: np.random.Generator, entry: Entry) -> Drawn:
    pace = int(rng.choice([2, 3, 4, 8]))
    return Drawn(rates(entry)[np.arange(STEPS) // pace], 1 / pace)


def _offset(rng: np.random.Generator, entry: Entry) -> Drawn:
    steps = int(rng.choice([20, 50, 150, 250, -20, -50, -150, -250]))
    if steps < 0:
        return Drawn(np.concatenate([np.full(-steps, rates(entry)[0]), rates(entry)[:steps]]), steps)
    return Drawn(rates(entry, STEPS + steps)[steps:], steps)


def _anew(rng: np.random.Generator, entry: Entry) -> Drawn:
    at, stretch = int(rng.integers(450, 750)), float(rng.choice([1.5, 2, 3, 4]))
    other = rates(replace(entry, schedule=scaled(entry.schedule, stretch)))
    return Drawn(np.where(np.arange(STEPS) < at, rates(entry), other), STEPS * stretch)


def _again(rng: np.random.Generator, entry: Entry) -> Drawn:
    at = int(rng.integers(200, 750))
    return Drawn(np.concatenate([rates(entry)[:at], rates(entry)[: STEPS - at]]), at)


def _both(rng: np.random.Generator, entry: Entry) -> Drawn:
    pace, factor = int(rng.choice([2, 4])), float(rng.choice([2, 4, 8]))
    return Drawn(factor * faster(entry, pace), pace)


def _still(rng: np.random.Generator, entry: Entry) -> Drawn:
    rate = rates(entry)[0]
    return Drawn(np.full(STEPS, rate), rate)


DRAWN: dict[str, Callable[[np.random.Generator, Entry], Drawn]] = {
    "factor": _factor,
    "time scale, fast": _fast,
    "time scale, slow": _slow,
    "offset": _offset,
    "resumed, planned anew": _anew,
    "resumed, begun again": _again,
    "factor and time scale": _both,
    "stands still": _still,
}
"""For each cause, by the name that it is found by: a run that leaves its plan so."""
