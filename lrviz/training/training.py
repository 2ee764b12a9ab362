"""A training: a task and the runs that learn it from the same first weights on the same batches."""

import json
from dataclasses import dataclass
from typing import Annotated

from lrviz.comparison.entry import EACH_EPOCH, EACH_STEP
from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Length, Range, from_dict
from lrviz.optimizers import OPTIMIZERS
from lrviz.scene import Clip, Run, loaded
from lrviz.schedules import SCHEDULES, Phase, watch
from lrviz.tasks import TASKS, Task

MOST_RUNS = 8
VALIDATION_LOSS, SCORE = "validation loss", "score"


@dataclass(frozen=True)
class Training(Declared):
    """A task and the runs that learn it, all from the same first weights and on the same batches.

    A schedule that watches, such as ReduceLROnPlateau, is stepped at each validation; what stands in front of it is
    stepped as the others are.
    """

    task: Annotated[Task, "What is learnt."]
    runs: Annotated[tuple[Run, ...], "The runs, in the order of the legend.", Length(0, MOST_RUNS)] = ()
    seed: Annotated[int, "Seed of the first weights and of the batches.", Range(0, 2**32 - 1, usual=(0, 99))] = 0
    clip: Clip = None
    stepped: Annotated[str, "How often scheduler.step() is called.", Choice((EACH_STEP, EACH_EPOCH))] = EACH_STEP
    watched: Annotated[str, "What ReduceLROnPlateau watches at each validation.", Choice((VALIDATION_LOSS, SCORE))] = (
        VALIDATION_LOSS
    )

    def check(self) -> None:
        for run in self.runs:
            self._check_gradients(run)
            self._check_watching(run)

    def _check_gradients(self, run: Run) -> None:
        name, title = type(run.optimizer).__name__, type(self.task).__name__
        if run.optimizer.sparse_gradient and not self.task.gives_sparse_gradients:
            able = ", ".join(task.__name__ for task in TASKS if task.gives_sparse_gradients)
            raise HyperparameterError(
                f"Training.runs: {name} steps by sparse gradients, which embeddings give: the task must be one of"
                f" {able}, got {title}"
            )
        if run.optimizer.sparse_gradient and self.clip is not None:
            raise HyperparameterError(
                f"Training.clip must be None for {name}: torch takes no norm of sparse gradients, got {self.clip:g}"
            )
        if len(run.optimizer.parameter_shape) == 2 and not self.task.matrices_only:
            able = ", ".join(task.__name__ for task in TASKS if task.matrices_only)
            raise HyperparameterError(
                f"Training.runs: {name} steps matrices only (torch raises as well): the task must be one of {able},"
                f" got {title}, whose network has other parameters, such as biases"
            )

    def _check_watching(self, run: Run) -> None:
        watching = watch(run.schedule)
        wanted = "min" if self.watched == VALIDATION_LOSS else "max"
        if watching is not None and watching.plateau.mode != wanted:
            better = "lower" if wanted == "min" else "higher"
            raise HyperparameterError(
                f"ReduceLROnPlateau.mode must be {wanted} where the {self.watched} is watched, of which {better} is"
                f" better, got {watching.plateau.mode}"
            )

    def to_json(self) -> str:
        """The whole training as JSON; `from_json` gives an equal one back."""
        return json.dumps(self.to_dict(), indent=2)

    @staticmethod
    def from_json(text: str) -> "Training":
        """The training that `to_json` wrote.

        Raises:
            ValueError: not JSON, not a training, or a value that is refused; the message names it.
        """
        data = loaded(text, "a training")
        training = from_dict({"type": "Training"} | data if isinstance(data, dict) else data, CLASSES)
        if not isinstance(training, Training):
            raise HyperparameterError("a training must be a JSON object of the type Training, got something else")
        return training


CLASSES: dict[str, type[Declared]] = {
    kind.__name__: kind for kind in (Training, Run, Phase, *TASKS, *OPTIMIZERS, *SCHEDULES)
}
