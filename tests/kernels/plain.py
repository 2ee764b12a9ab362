"""What a run does by its rule and its function alone, in a loop over Python floats: what its lists must compute."""

import math
from dataclasses import dataclass, replace

import numpy as np

from lrviz.arithmetic import FLOATS
from lrviz.descent import Descent
from lrviz.hyperparameters import unchecked
from lrviz.kernels.evaluation import called
from lrviz.optimizers import Rule
from lrviz.schedules import watch


def _power(base: float, exponent: float) -> float:
    with np.errstate(all="ignore"):
        return float(called("pow", (np.float64(base), np.float64(exponent))))


OPS = replace(FLOATS, power=_power)


@dataclass(frozen=True)
class Plain:
    """As far as floats and numpy agree: the points, their losses and gradients, the rates used and the states left."""

    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    rates: np.ndarray
    states: np.ndarray


def plain(descent: Descent) -> Plain:
    """Runs a rule."""
    rule, schedule, objective = descent.run.optimizer, descent.run.schedule, descent.objective
    assert isinstance(rule, Rule)
    rule, watching, noise = unchecked(rule, {}), watch(schedule), descent.drawn_noise()
    found = (watching or schedule).rates(rule.lr, descent.steps).tolist()
    momenta = schedule.momenta(descent.run.momentum, descent.steps)
    point, states = list(descent.start), [rule.begin(value, OPS) for value in descent.start]
    plateau = watching.plateau.begin(found[0], OPS) if watching else ()
    rows: list[tuple[list[float], float, list[float], float, list[tuple[float, ...]]]] = []
    for step in range(1, descent.steps + 1):
        try:
            loss = float(objective.value(*point, step - 1.0))
            gradient = objective.gradient(*point, step - 1.0).tolist()
            given = (
                gradient
                if noise is None
                else [one + more for one, more in zip(gradient, noise[step - 1].tolist(), strict=True)]
            )
            if descent.clip is not None:
                share = descent.clip / (math.sqrt(given[0] * given[0] + given[1] * given[1]) + 1e-6)
                given = [one * share for one in given] if share < 1.0 else given
            if momenta is not None:
                vars(rule)[str(rule.cycled)] = momenta[step - 1].item()
            lr = found[step - 1]
            if watching and watching.start < step < descent.steps:
                plateau, found[step] = watching.plateau.react(plateau, lr, loss, OPS)
            if rule.scales_gradient:
                share = rule.gradient_share(math.sqrt(given[0] * given[0] + given[1] * given[1]), OPS)
                given = [one * share for one in given]
            after = [rule.update(*one, lr, step, OPS) for one in zip(point, given, states, strict=True)]
        except (ArithmeticError, ValueError):
            break
        moved = [one for one, _ in after]
        if descent.box is not None:
            moved = [min(max(one, low), high) for one, (low, high) in zip(moved, descent.box, strict=True)]
        if not all(map(math.isfinite, [*moved, *given, loss])):
            break
        states = [state for _, state in after]
        rows.append((point, loss, gradient, lr, states))
        point = moved
    points, losses, gradients, rates, left = (np.array([row[place] for row in rows]) for place in range(5))
    return Plain(points, losses, gradients, rates, left)
