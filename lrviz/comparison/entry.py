"""One schedule in a comparison, with its base rate and how often it is stepped."""

from dataclasses import dataclass, replace
from typing import Annotated

from lrviz.comparison.plan import Plan
from lrviz.hyperparameters import Choice, Declared, Means
from lrviz.optimizers import Optimizer
from lrviz.optimizers.base import RATES
from lrviz.scene import Moving, Name
from lrviz.schedules import Constant
from lrviz.shown import Shown

EACH_STEP, EACH_EPOCH = "each step", "each epoch"

BaseRate = Annotated[
    float, "The optimizer's own learning rate, which the schedule starts from.", RATES, Means("learning-rate")
]


@dataclass(frozen=True)
class Entry(Declared, Shown):
    """A schedule on its base rate."""

    schedule: Moving = Constant()
    lr: BaseRate = 1e-3
    name: Name = ""
    stepped: Annotated[str, "How often scheduler.step() is called.", Choice((EACH_STEP, EACH_EPOCH))] = EACH_STEP

    def repeats(self, plan: Plan) -> int:
        """How many optimizer steps of a plan make one step of the schedule."""
        return plan.steps_per_epoch if self.stepped == EACH_EPOCH else 1

    def calls(self, plan: Plan) -> int:
        """How many rates the schedule is asked for in a plan."""
        return -(-plan.steps // self.repeats(plan))

    def driven(self, optimizer: Optimizer) -> Optimizer:
        """An optimizer as the schedule drives it: with the base rate in the place of its own."""
        return replace(optimizer, lr=self.lr)

    @property
    def label(self) -> str:
        """The name, or the schedule and its base rate."""
        if self.name:
            return self.name
        return self.schedule.label if self.schedule.overwrites_lr else f"{self.schedule.label} · lr {self.lr:g}"
