"""What every kind of task can do: say what a phone asks for, check an answer, and judge it by the run that it makes."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from lrviz.hyperparameters import Declared, Range
from lrviz.scene import Scene
from lrviz.spreadsheet import Cell

Phase: TypeAlias = Literal["lobby", "asking", "closed", "revealed", "ended"]
Value: TypeAlias = Any
"""An answer: what it is, its task says."""

MOST_STEPS = 10_000
"""How long the runs of tasks may be in which every answer is a run of its own."""

COLUMNS = ("value", "x", "y", "optimizer", "schedule")
"""What tables tell of an answer."""

RunNumber = Annotated[int, "Which run of the scene is asked about, counted from 0.", Range(0, 63)]


class RefusedError(ValueError):
    """The class does not take what was sent; the message says why, and what is allowed."""


@dataclass(frozen=True)
class Result:
    """What became of an answer.

    Attributes:
        right: whether it is right; None where nothing is right or wrong.
        loss: the loss that counts, of its run: the last one, in a race the best; None where there is no run of its
            own, or it is not finite.
        ends: the index of the minimum that its run reaches, or one of the codes below zero of `lrviz.sweeps.basins`;
            None where that is not asked.
        text: what is said to it beside whether it is right, a sentence or two: how its run ends, or what a wrong choice
            overlooks.
    """

    right: bool | None = None
    loss: float | None = None
    ends: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Ballot:
    """The answers to one item in one round, as the votes beside the stage tell them.

    Attributes:
        phase: of the class.
        seats: how many have answered.
        answers: the answers, one for each seat that gave one, in a race all tries, in the order of a shuffled class.
        results: what became of each of them; None where that is not computed yet.
        first: the answers of the first round where this is the second one; None in the first.
        curve: pairs (value, loss) of the sensitivity curve; None where there is none, or it is not computed yet.
    """

    phase: Phase
    seats: int
    answers: Sequence[Value]
    results: Sequence[Result | None]
    first: Sequence[Value] | None = None
    curve: Sequence[tuple[float, float | None]] | None = None

    @property
    def open(self) -> bool:
        """Whether answers may still change."""
        return self.phase == "asking"

    @property
    def revealed(self) -> bool:
        """Whether the answer has been told."""
        return self.phase == "revealed"


class Task(Declared, ABC, abstract=True):
    """What a class does before an item is revealed.

    Attributes:
        kind: what messages call it.
        repeats: whether a seat may answer again and again, and all of its answers count.
    """

    kind: ClassVar[str]
    repeats: ClassVar[bool] = False

    @abstractmethod
    def check_scene(self, scene: Scene) -> None:
        """Refuses a scene that the task cannot be asked about.

        Raises:
            HyperparameterError: it is one; the message says what the task needs.
        """

    @abstractmethod
    def asked(self, scene: Scene) -> dict[str, Any]:
        """What a phone needs to ask for an answer, as plain data; it holds nothing of the solution."""

    @abstractmethod
    def checked(self, scene: Scene, value: Value) -> Value:
        """An answer in its canonical type.

        Raises:
            RefusedError: it is none that the task allows.
        """

    @abstractmethod
    def played(self, scene: Scene, value: Value) -> Scene:
        """The scene that a checked answer makes of an item's scene."""

    @abstractmethod
    def judged(self, scene: Scene, value: Value) -> Result:
        """What became of a checked answer, by the run of `simulate`."""

    @abstractmethod
    def votes(self, ballot: Ballot) -> dict[str, Any]:
        """What the projector shows of the answers in a phase, as plain data."""

    @abstractmethod
    def cells(self, value: Value) -> dict[str, Cell]:
        """A checked answer in a table, by the names of `COLUMNS`."""

    def mine(self, answers: Sequence[tuple[Value, Result | None]]) -> Any:
        """What a phone shows of its own answers, as plain data: the last one, None without any."""
        return answers[-1][0] if answers else None

    def solution(self) -> dict[str, Any]:
        """What the reveal tells phones of the task itself, as plain data."""
        return {}

    def crowd(self, answers: Sequence[tuple[Value, Result | None]]) -> tuple[list[Value], list[int | None]]:
        """The answers whose paths are drawn at the reveal, and the group of each, by which it is coloured."""
        return [], []
