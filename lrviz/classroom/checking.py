"""Checks that kinds of tasks share: of the run that is asked about, and of the numbers of an answer."""

from dataclasses import replace
from typing import Any

from lrviz.classroom.task import MOST_STEPS, RefusedError, Value
from lrviz.hyperparameters import HyperparameterError
from lrviz.hyperparameters.field import shown
from lrviz.optimizers import Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import ScheduleError
from lrviz.simulate import Trajectory

_WIDE = 10.0
"""How many times its least value a slider's largest is where it has equal ratios."""


def has_equal_ratios(low: float, high: float) -> bool:
    """Whether a slider between two values has equal ratios, on phones and on what is drawn of the answers."""
    return low > 0 and _WIDE * low < high


def check_run(owner: str, scene: Scene, run: int) -> None:
    """Refuses a scene without the run that is asked about, or whose run takes too long for sixty answers."""
    if run >= len(scene.runs):
        raise HyperparameterError(f"{owner}.run must be one of the scene's {len(scene.runs)} runs, got {run}")
    if run and scene.noise and not scene.shared_noise:
        raise HyperparameterError(f"the runs in the scene of a {owner} must share their noise, got one for each")
    check_steps(owner, scene.steps)
    check_own(owner, scene.runs[run].optimizer)
    check_rates(owner, scene.runs[run], scene.steps)


def alone(scene: Scene, run: int) -> Scene:
    """The scene with one of its runs."""
    return replace(scene, runs=scene.runs[run : run + 1])


def check_steps(owner: str, steps: int) -> None:
    """Refuses runs that are too long for sixty answers."""
    if steps > MOST_STEPS:
        raise HyperparameterError(f"the scene of a {owner} must have at most {MOST_STEPS} steps, got {steps}")


def check_own(owner: str, optimizer: Any) -> None:
    """Refuses an optimizer whose runs go through torch, which takes a process of its own for each."""
    if not isinstance(optimizer, Rule):
        raise HyperparameterError(
            f"the optimizer of a {owner} must be one that lrviz computes itself, got {type(optimizer).__name__}"
        )


def check_rates(owner: str, run: Run, steps: int) -> None:
    """Refuses a schedule that ends before its run."""
    if run.schedule.watches:
        return
    try:
        run.schedule.rates(getattr(run.optimizer, "lr", 1.0), steps)
    except ScheduleError as error:
        raise HyperparameterError(f"the schedules of a {owner} must last {steps} steps: {error}") from None


def real(what: str, value: Value, low: float, high: float) -> float:
    """A finite number between two others.

    Raises:
        RefusedError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise RefusedError(f"{what} must be a number from {low:g} to {high:g}, got {shown(value)}")
    return float(value)


def index(what: str, value: Value, count: int) -> int:
    """A whole number that counts from 0 below a count.

    Raises:
        RefusedError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        raise RefusedError(f"{what} must be a whole number from 0 to {count - 1}, got {shown(value)}")
    return value


def sentence(path: Trajectory) -> str:
    """How a run ended, as a sentence by itself."""
    told = path.outcome.sentence
    return f"{told[:1].upper()}{told[1:]}."


def finite(loss: Any) -> float | None:
    """A loss as plain data: None where it is not finite."""
    number = float(loss)
    return number if abs(number) < float("inf") else None
