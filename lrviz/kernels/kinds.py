"""What of a run decides about its operations."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from lrviz.descent import Descent
from lrviz.hyperparameters import hyperparameters
from lrviz.kernels.values import Tracing, TracingError
from lrviz.objectives import Objective, Window
from lrviz.optimizers import Rule
from lrviz.schedules import watch
from lrviz.schedules.plateau import ReduceLROnPlateau


@dataclass(frozen=True, eq=False)
class RunKind:
    """What of a run decides about its operations; equal for runs that have the same.

    Attributes:
        objective: the function.
        rule: the optimizer, of which the real hyperparameters are inputs: they decide only as `Rule.variant` says.
        noise, clip: whether there is any.
        box: where the point is held, or None.
        plateau: what watches the loss, or None.
        cycles: whether the schedule moves the momentum.
    """

    objective: Objective
    rule: Rule
    noise: bool
    clip: bool
    box: Window | None
    plateau: ReduceLROnPlateau | None
    cycles: bool

    @staticmethod
    def of(descent: Descent) -> "RunKind":
        """The kind of a run.

        Raises:
            TracingError: its optimizer is no rule.
        """
        run = descent.run
        if not isinstance(run.optimizer, Rule):
            raise TracingError(f"{type(run.optimizer).__name__} runs in torch: it is no list of operations")
        watching = watch(run.schedule)
        return RunKind(
            descent.objective,
            run.optimizer,
            descent.noise is not None,
            descent.clip is not None,
            descent.box,
            watching.plateau if watching else None,
            run.schedule.cycles_momentum,
        )

    def _told(self) -> Hashable:
        rule = type(self.rule), self.rule.variant()
        return self.objective, rule, self.noise, self.clip, self.box, self.plateau, self.cycles

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunKind) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def with_inputs(self, tracing: Tracing, still: bool = False) -> Any:
        """The rule with inputs in the place of its real hyperparameters; words and switches stay what they are.

        Args:
            tracing: where they are written down.
            still: whether the momentum that a schedule moves is 0.
        """
        whole = object.__new__(type(self.rule))
        whole.__dict__.update(vars(self.rule))
        for parameter in hyperparameters(type(self.rule)):
            value = getattr(self.rule, parameter.name)
            if parameter.kind is float and isinstance(value, float):
                whole.__dict__[parameter.name] = tracing.input(f"field.{parameter.name}", value)
        if self.cycles and self.rule.cycled is not None:
            whole.__dict__[self.rule.cycled] = tracing.input("momentum", 0.0 if still else None)
        return whole
