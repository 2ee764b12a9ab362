"""A task with choices: one of them is right, or none, and then it is a poll."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from lrviz.classroom.checking import check_rates, index
from lrviz.classroom.task import Ballot, Result, Task, Value
from lrviz.hyperparameters import HyperparameterError, Length, Range
from lrviz.scene import Scene
from lrviz.spreadsheet import Cell

MOST = 8
"""How many choices there may be."""

LONGEST = 200
"""How many characters a choice may have."""

MOST_REVEALED = 1_000_000
"""How many steps all runs of a scene may have together, so that a reveal does not wait for them."""


@dataclass(frozen=True)
class Choice(Task):
    """One of a few sentences is chosen; an answer is its number, counted from 0."""

    choices: Annotated[tuple[str, ...], "What may be chosen.", Length(2, MOST)]
    right: Annotated[int | None, "Which is right, counted from 0; None makes it a poll.", Range(0, MOST - 1)] = None

    kind = "choice"

    def check(self) -> None:
        for choice in self.choices:
            if not 0 < len(choice.strip()) <= LONGEST:
                raise HyperparameterError(
                    f"Choice.choices must each have 1 to {LONGEST} characters, got {len(choice.strip())}"
                )
        if len(set(self.choices)) < len(self.choices):
            raise HyperparameterError("Choice.choices must differ from each other, got one of them twice")
        if self.right is not None and self.right >= len(self.choices):
            raise HyperparameterError(
                f"Choice.right must be one of {len(self.choices)} choices, counted from 0, or None, got {self.right}"
            )

    def check_scene(self, scene: Scene) -> None:
        if not scene.runs:
            raise HyperparameterError("the scene of a Choice must have a run to reveal, got none")
        if len(scene.runs) * scene.steps > MOST_REVEALED:
            raise HyperparameterError(
                f"the runs in the scene of a Choice must have at most {MOST_REVEALED:,} steps together, got"
                f" {len(scene.runs) * scene.steps:,}"
            )
        for run in scene.runs:
            check_rates("Choice", run, scene.steps)

    def asked(self, scene: Scene) -> dict[str, Any]:
        return {"choices": list(self.choices)}

    def checked(self, scene: Scene, value: Value) -> int:
        return index("a choice", value, len(self.choices))

    def played(self, scene: Scene, value: Value) -> Scene:
        return scene

    def judged(self, scene: Scene, value: Value) -> Result:
        return Result() if self.right is None else Result(value == self.right)

    def votes(self, ballot: Ballot) -> dict[str, Any]:
        return {
            "answered": ballot.seats,
            "counts": None if ballot.open else self._counts(ballot.answers),
            "first": None if ballot.first is None else self._counts(ballot.first),
            "right": self.right if ballot.revealed else None,
        }

    def cells(self, value: Value) -> dict[str, Cell]:
        return {"value": self.choices[value]}

    def solution(self) -> dict[str, Any]:
        return {"answer": self.right}

    def _counts(self, answers: Sequence[Value]) -> list[int]:
        counted = Counter(answers)
        return [counted[choice] for choice in range(len(self.choices))]
