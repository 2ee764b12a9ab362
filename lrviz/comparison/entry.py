"""One schedule of a comparison: what it is called, its base rate and how often it is stepped."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.comparison.plan import Plan
from lrviz.hyperparameters import Choice, Declared, Length, Range
from lrviz.schedules import Constant, Schedule

EACH_STEP, EACH_EPOCH = "each step", "each epoch"

BaseRate = Annotated[
    float,
    "The optimizer's own learning rate, which the schedule starts from.",
    Range(0.0, 1e4, log=True, usual=(1e-6, 10.0)),
]


@dataclass(frozen=True)
class Entry(Declared):
    """A schedule on its base rate."""

    schedule: Annotated[Schedule, "What moves the learning rate."] = Constant()
    lr: BaseRate = 1e-3
    name: Annotated[str, "What legends call it; made from the schedule when empty.", Length(0, 80)] = ""
    stepped: Annotated[str, "How often scheduler.step() is called.", Choice((EACH_STEP, EACH_EPOCH))] = EACH_STEP

    def repeats(self, plan: Plan) -> int:
        """How many optimizer steps of a plan make one step of the schedule."""
        return plan.steps_per_epoch if self.stepped == EACH_EPOCH else 1

    @property
    def label(self) -> str:
        """The name, or the schedule and its base rate."""
        if self.name:
            return self.name
        return self.schedule.label if self.schedule.overwrites_lr else f"{self.schedule.label} · lr {self.lr:g}"
