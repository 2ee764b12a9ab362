"""Which tasks make sense for a scene of one's own: ready items, whose right answers are taken from its runs."""

from collections.abc import Callable

from lrviz.classroom.item import Item
from lrviz.classroom.suggestions.choices import converging, ending, ending_lowest
from lrviz.classroom.suggestions.races import race
from lrviz.classroom.suggestions.rates import largest_rate
from lrviz.classroom.suggestions.starts import other_minimum
from lrviz.classroom.task import MOST_STEPS
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import Rule
from lrviz.scene import Scene
from lrviz.schedules import ScheduleError

__all__ = ["suggested"]

_MAKERS: tuple[Callable[[Scene], Item | None], ...] = (
    ending,
    converging,
    ending_lowest,
    largest_rate,
    other_minimum,
    race,
)


def suggested(scene: Scene) -> tuple[Item, ...]:
    """Items for a scene of one's own, one for each question that it can answer.

    Scenes of more than 10,000 steps, and with optimizers that run in torch, have none. It takes up to a second or two.
    """
    if scene.steps > MOST_STEPS or not all(isinstance(run.optimizer, Rule) for run in scene.runs):
        return ()
    return tuple(item for make in _MAKERS if (item := _tried(make, scene)))


def _tried(make: Callable[[Scene], Item | None], scene: Scene) -> Item | None:
    """An item, unless what it asks does not go with the scene."""
    try:
        return make(scene)
    except (HyperparameterError, ScheduleError):
        return None
