"""The controls of the page Train: a task, how it is trained, and the runs that learn it."""

from dataclasses import dataclass, field, replace
from typing import Any

from lrviz.hyperparameters import Hyperparameter, Range, hyperparameters
from lrviz.scene import Run
from lrviz.tasks import Task
from lrviz.training import Training
from lrviz.training.training import MOST_RUNS
from lrviz.ui.kit import widgets
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.keys import own_key
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.run_slots import run_slots
from lrviz.ui.train.first_training import FIRST_TRAINING

PAGE = "r"
"""What the keys of the page's widgets begin with."""

MOST_SEEDS = 16

_TRAINING = {parameter.name: parameter for parameter in hyperparameters(Training)}
_SEEDS = Hyperparameter(
    "seeds",
    int,
    "How many times each run is trained, from other first weights on other batches: how much of a difference is luck.",
    1,
    Range(1, MOST_SEEDS),
)
_FOLDED = ("seed", "clip", "stepped", "watched")


@dataclass
class Setup:
    """What the controls say, whatever the mode.

    Attributes:
        training: the task and the runs that can learn it; None where the task cannot be.
        seeds: how many seeds there are, the training's own and those that follow it.
        slots: the slot of each run.
        errors: why other slots have no run.
        problem: why there is no training.
        owner: whose finished runs may be found again.
    """

    training: Training | None
    seeds: int = 1
    slots: tuple[int, ...] = ()
    errors: dict[int, str] = field(default_factory=dict)
    problem: str = ""
    owner: str = ""

    @property
    def wanted(self) -> Training:
        """The training, with a run at least.

        Raises:
            ValueError: there is none.
        """
        if self.training is None:
            raise ValueError(self.problem)
        if not self.slots:
            raise ValueError("No run can be trained: switch one on in the sidebar.")
        return self.training

    def under(self, seed: int) -> Training:
        """The training under one of its seeds, counted from 0."""
        training = self.wanted
        return replace(training, seed=(training.seed + seed) % 2**32)

    def seconds(self, count: int) -> float:
        """About how long so many of its runs take, one after the other."""
        training = self.wanted
        evaluations = max(run.optimizer.evaluations for run in training.runs)
        return count * evaluations * training.task.steps * training.task.milliseconds / 1000


def setup_controls(link: Link) -> Setup:
    """The widgets of a whole training."""
    first = FIRST_TRAINING
    spoken_heading("Task")
    task = widgets.chooser(link, f"{PAGE}.task", "Task", Task, first.task, first=2)
    link.steps = task.steps if isinstance(task, Task) else 0
    seeds = number(link, f"{PAGE}.seeds", _SEEDS, _SEEDS.default)

    def settings() -> dict[str, Any]:
        return {name: widgets.field(link, f"{PAGE}.{name}", _TRAINING[name], first) for name in _FOLDED}

    values = folded(link, f"{PAGE}.~more", "Seed, clipping and scheduler", settings)
    runs, errors = run_slots(link, PAGE, first.runs, MOST_RUNS, "rbox")
    setup = Setup(None, seeds, errors=errors, owner=own_key(PAGE))
    if not isinstance(task, Task):
        setup.problem = str(task)
        return setup
    try:
        setup.training = Training(task, (), **values)
    except ValueError as error:
        setup.problem = str(error)
        return setup
    setup.slots, able = _able(setup.training, runs, errors)
    setup.training = replace(setup.training, runs=able)
    return setup


def _able(training: Training, runs: dict[int, Run], errors: dict[int, str]) -> tuple[tuple[int, ...], tuple[Run, ...]]:
    """Slots and runs that the task takes; why it does not take others is added to the errors."""
    able: dict[int, Run] = {}
    for slot, run in runs.items():
        try:
            replace(training, runs=(run,))
            able[slot] = run
        except ValueError as error:
            errors[slot] = str(error)
    return tuple(able), tuple(able.values())
