"""Scenes of one run each, drawn from everything that is declared: functions, optimizers, schedules, rates, noise."""

from contextlib import suppress
from dataclasses import replace

import numpy as np

from lrviz import Run, Scene
from lrviz.hyperparameters import HyperparameterError
from lrviz.objectives import OBJECTIVES, Objective, Window
from lrviz.optimizers import OPTIMIZERS, Optimizer, Rule
from lrviz.schedules import SCHEDULES, Constant, Schedule
from lrviz.schedules.scaling import fitted
from lrviz.simulate import simulate

RULES = [optimizer for optimizer in OPTIMIZERS if issubclass(optimizer, Rule)]
NEAR_THE_LIMIT = (0.3, 0.9, 0.99, 1.0, 1.01, 1.1)
STEPS = (1, 2, 5, 12, 20, 40, 60, 100, 150, 200, 300)


def drawn_scene(number: int) -> Scene:
    """The scene of a number; every third rate stands beside the stability limit at the start."""
    draw = np.random.default_rng(number)
    objective, steps = drawn(OBJECTIVES, draw)(), int(drawn(STEPS, draw))
    start = objective.start if draw.random() < 0.4 else tuple(draw.uniform(*np.transpose(objective.window)).tolist())
    optimizer = drawn_optimizer(objective, start, draw)
    run = Run(optimizer, drawn_schedule(optimizer, steps, draw))
    noise = float(drawn((0.0, 0.0, 0.0, 0.1, 1.0), draw))
    box = drawn_box(objective, draw) if draw.random() < 0.15 else None
    return Scene(objective, start=start, steps=steps, noise=noise, seed=number, runs=(run,), box=box)


def drawn_box(objective: Objective, draw: np.random.Generator) -> Window:
    """A part of the window."""
    sides = (sorted(draw.uniform(low, high, 2).tolist()) for low, high in objective.window)
    (left, right), (low, high) = sides
    return (left, right), (low, high)


def drawn(choices, draw):
    """One of several."""
    return choices[int(draw.integers(len(choices)))]


def drawn_optimizer(objective: Objective, start: tuple[float, float], draw: np.random.Generator) -> Optimizer:
    """Any rule at any rate, with the fields that most often decide what is seen."""
    rule = drawn(RULES, draw)()
    settings = {"lr": float(10 ** draw.uniform(-4, 0.3))}
    for name, values in {"momentum": (0.0, 0.5, 0.9, 0.99), "weight_decay": (0.0, 0.0, 0.03, 0.5)}.items():
        if hasattr(rule, name):
            settings[name] = drawn(values, draw)
    rule = _with(rule, settings)
    if draw.random() < 0.35:
        limit = simulate(Scene(objective, start=start, steps=1, runs=(Run(rule),)))[0].limits[0]
        if 1e-6 < limit < 5:
            rule = replace(rule, lr=float(limit * drawn(NEAR_THE_LIMIT, draw)))
    return rule


def _with(rule: Rule, settings: dict[str, float]) -> Rule:
    """The rule with these settings, without those that it refuses."""
    for name, value in settings.items():
        with suppress(HyperparameterError):
            rule = replace(rule, **{name: value})
    return rule


def drawn_schedule(optimizer: Optimizer, steps: int, draw: np.random.Generator) -> Schedule:
    """A constant rate, or any schedule as long as the run or as half of it."""
    kind = Constant if draw.random() < 0.4 else drawn(SCHEDULES, draw)
    if steps < 12 or kind.usual().overwrites_lr or (kind.usual().cycles_momentum and not optimizer.cycled):
        return Constant()
    return fitted(kind.usual(), steps if draw.random() < 0.7 else steps // 2)
