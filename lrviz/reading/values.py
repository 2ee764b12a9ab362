"""What expressions in pasted code stand for: numbers and texts as they are, and the few other things that matter."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lrviz.comparison import Group
from lrviz.export.pieces import Line
from lrviz.reading.refusal import Place
from lrviz.schedules import Schedule

Groups: TypeAlias = tuple[tuple[Group, float | None], ...]
"""Groups of parameters with the factor 1, each with its own rate, None where it is the optimizer's."""

EPOCHS, STEPS = "epochs", "steps"


@dataclass(frozen=True, eq=False)
class Unknown:
    """An expression whose value the text does not say.

    Attributes:
        node: it.
        name: the last name in it, by which it may be taken from the run; empty where there is none.
        scope: the names that it sees, to work it out with what is taken from the run.
    """

    node: ast.expr
    name: str
    scope: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The expression as it stands in the text, its beginning where it is long."""
        return ast.unparse(self.node)[:200]


@dataclass(frozen=True)
class Driven:
    """An optimizer, its rate where that is known, and its groups of parameters where the text lists them."""

    lr: float | None = None
    groups: Groups = ()


@dataclass(eq=False)
class Made:
    """A scheduler that the text builds.

    Attributes:
        schedule: what it is here.
        lr: the optimizer's rate; None where the text does not say it.
        stepped: how often it is stepped, in the words of an `Entry`; None where the text does not say it.
        place: where it is built.
        calls: how often it is stepped in the whole run; None where the text does not say it.
        groups: those of the optimizer.
        of_groups: the schedule of each group, where the text gives them numbers or functions of their own.
    """

    schedule: Schedule
    lr: float | None = None
    stepped: str | None = None
    place: Place = field(default_factory=Place)
    calls: int | None = None
    groups: Groups = ()
    of_groups: tuple[Schedule, ...] = ()

    def change(self, changed: Callable[[Schedule], Schedule]) -> None:
        """Makes another schedule of its own one, and of that of each group."""
        self.schedule, self.of_groups = changed(self.schedule), tuple(map(changed, self.of_groups))


@dataclass(eq=False)
class Curve:
    """A library's function of the step that gives the rate itself, as pieces one after the other."""

    line: Line
    stepped: str | None = None
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, eq=False)
class Function:
    """A function that the text defines, with the names that it sees and the arguments that are bound already."""

    node: ast.Lambda | ast.FunctionDef
    scope: Mapping[str, Any]
    bound: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parameters(self) -> list[str]:
        """The names of its arguments that may be given by place."""
        return [argument.arg for argument in (*self.node.args.posonlyargs, *self.node.args.args)]
