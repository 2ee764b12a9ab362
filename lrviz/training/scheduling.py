"""Steps the real scheduler of a run, after each step or epoch or at validations, and keeps the reason of each cut."""

from dataclasses import dataclass
from typing import Any

from lrviz.comparison.entry import EACH_STEP
from lrviz.reference import build_scheduler, scheduler_refusals
from lrviz.scene import Run
from lrviz.schedules import watch
from lrviz.training.training import Training


@dataclass(frozen=True)
class Cut:
    """One drop of the rate by ReduceLROnPlateau, with its reason.

    Attributes:
        step: after how many steps it happened.
        before, after: the learning rate.
        watched: what is watched, the validation loss or the score.
        metric: what it was at this validation.
        best: the best value until then, NaN where there was none.
        best_step: after how many steps that was.
        waited: validations in a row that were not better, one more than the plateau's patience.
    """

    step: int
    before: float
    after: float
    watched: str
    metric: float
    best: float
    best_step: int
    waited: int

    @property
    def sentence(self) -> str:
        """The cut and its reason in English."""
        counted = f"{self.waited} validation{'' if self.waited == 1 else 's in a row'}"
        return (
            f"after step {self.step} the rate was cut from {self.before:.3g} to {self.after:.3g}: {counted} did not"
            f" improve enough on the {self.watched} {self.best:.4g} of step {self.best_step}; it is {self.metric:.4g}"
            " now"
        )


class Scheduling:
    """The scheduler of one run at work.

    Attributes:
        cuts: the drops of a plateau so far.
    """

    def __init__(self, training: Training, run: Run, optimizer: Any) -> None:
        """Builds the scheduler on the real optimizer.

        Raises:
            ScheduleError: torch refuses.
        """
        self._schedule, self._watched = run.schedule, training.watched
        self._each_step = training.stepped == EACH_STEP
        self._optimizer = optimizer
        with scheduler_refusals(run.schedule):
            self._scheduler = build_scheduler(run.schedule, run.optimizer.lr, optimizer)
        self._watch = watch(run.schedule)
        self._led = self._watch.start if self._watch else 0
        self._best_step = 0
        self.cuts: list[Cut] = []

    @property
    def lr(self) -> float:
        """The rate that the next step uses."""
        return float(self._optimizer.param_groups[0]["lr"])  # a resumed schedule loads new groups

    def advance(self, step: int, ends_epoch: bool, metric: float | None) -> None:
        """What happens after a step.

        Args:
            step: how many steps were taken.
            ends_epoch: whether the last one ended an epoch.
            metric: what is watched, if the step was validated; else None.

        Raises:
            ScheduleError: torch's scheduler refuses, such as at its end.
        """
        if self._scheduler is None:
            return
        due = self._each_step or ends_epoch
        if self._watch is None:
            if due:
                with scheduler_refusals(self._schedule):
                    self._scheduler.step()
        elif self._led:
            if due:
                self._led -= 1
                self._scheduler.step(metric)
        elif metric is not None:
            self._react(step, metric)

    def _react(self, step: int, metric: float) -> None:
        before, best = self.lr, float(self._scheduler.best)
        self._scheduler.step(metric)
        if self.lr < before:
            waited = self._scheduler.patience + 1
            cut = Cut(step, before, self.lr, self._watched, metric, best, self._best_step, waited)
            self.cuts.append(cut)
        if self._scheduler.best != best:
            self._best_step = step
