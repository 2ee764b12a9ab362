"""What of a run, or of runs side by side, decides about its operations."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lrviz.descent import Descent
from lrviz.formulas import Expression, Graph, columns_graph
from lrviz.hyperparameters import hyperparameters, unchecked
from lrviz.kernels.values import Tracing, TracingError
from lrviz.objectives import Objective, Window
from lrviz.optimizers import Rule
from lrviz.schedules import watch
from lrviz.schedules.plateau import ReduceLROnPlateau


@dataclass(frozen=True)
class OwnParameters:
    """One formula of which some numbers differ from column to column.

    Attributes:
        expression: the formula.
        values: the number of each of its hyperparameters, None where they differ.
    """

    expression: Expression
    values: tuple[float | None, ...]

    @property
    def graph(self) -> tuple[Graph, tuple[int, ...]]:
        """f, ∂f/∂x and ∂f/∂y as outputs of a graph of x, y, t and of the names of `columns`."""
        return _graph(self)

    def columns(self, values: tuple[Any, ...]) -> dict[str, Any]:
        """What the graph asks for of each column, by name, where `values` has columns in the place of None."""
        return columns_graph(self.expression, values)[2]


@lru_cache(maxsize=128)
def _graph(own: OwnParameters) -> tuple[Graph, tuple[int, ...]]:
    with np.errstate(all="ignore"):
        unknown = tuple(np.zeros(1) if value is None else value for value in own.values)
        return columns_graph(own.expression, unknown)[:2]


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
        placed: what differs from column to column, as "own.field.lr" or "wide.rate".
    """

    objective: Objective | OwnParameters
    rule: Rule
    noise: bool
    clip: bool
    box: Window | None
    plateau: ReduceLROnPlateau | None
    cycles: bool
    placed: frozenset[str] = frozenset()

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
        rule, plateau = (type(self.rule), self.rule.variant()), self.plateau
        if plateau is not None and self.placed:
            names = (name for name in vars(plateau) if f"own.plateau.{name}" not in self.placed)
            plateau = tuple((name, getattr(plateau, name)) for name in names)  # type: ignore[assignment]
        return self.objective, rule, self.noise, self.clip, self.box, plateau, self.cycles, self.placed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunKind) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def name(self, usual: str) -> str:
        """The input that has what is usually one number for all columns."""
        return next((name for name in (f"own.{usual}", f"wide.{usual}") if name in self.placed), usual)

    def rule_of_inputs(self, tracing: Tracing, still: bool = False) -> Any:
        """The rule with inputs in the place of its real hyperparameters; words and switches stay what they are.

        Args:
            tracing: where they are written down.
            still: whether the momentum that a schedule moves is 0.
        """
        inputs = {}
        for parameter in hyperparameters(type(self.rule)):
            value, name = getattr(self.rule, parameter.name), self.name(f"field.{parameter.name}")
            if parameter.kind is float and isinstance(value, float):
                inputs[parameter.name] = tracing.input(name, None if name in self.placed else value)
        if self.cycles and self.rule.cycled is not None:
            inputs[self.rule.cycled] = tracing.input(self.name("momentum"), 0.0 if still else None)
        return unchecked(self.rule, inputs)

    def plateau_of_inputs(self, tracing: Tracing) -> Any:
        """The plateau with inputs in the place of what differs from column to column."""
        assert self.plateau is not None
        names = [name for name in vars(self.plateau) if f"own.plateau.{name}" in self.placed]
        return unchecked(self.plateau, {name: tracing.input(f"own.plateau.{name}") for name in names})
