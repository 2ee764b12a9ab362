"""A task with a map: the start of one run is to be placed so that the run reaches a minimum."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.classroom.checking import alone, check_run, finite, real, sentence
from lrviz.classroom.levels import levels
from lrviz.classroom.task import Ballot, RefusedError, Result, RunNumber, Task, Value
from lrviz.hyperparameters import HyperparameterError, Range
from lrviz.hyperparameters.field import shown
from lrviz.objectives import Point
from lrviz.scene import Scene
from lrviz.simulate import simulate
from lrviz.simulate.outcomes.measures import tail
from lrviz.spreadsheet import Cell
from lrviz.sweeps.basins import reach, reached, started_at


@dataclass(frozen=True)
class Start(Task):
    """The start of one run is placed; an answer is the point (x, y), and it is right if the run reaches a minimum."""

    run: RunNumber = 0
    target: Annotated[
        int | None, "Which minimum is to be reached, counted from 0; None makes it a poll.", Range(0, 999)
    ] = None

    kind = "start"

    def check_scene(self, scene: Scene) -> None:
        check_run("Start", scene, self.run)
        if scene.objective.moves:
            raise HyperparameterError(
                f"the scene of a Start must have a function that stands still, got {scene.objective.label}, which moves"
            )
        count = len(scene.objective.minima)
        if self.target is not None and self.target >= count:
            raise HyperparameterError(f"Start.target must be one of the function's {count} minima, got {self.target}")

    def asked(self, scene: Scene) -> dict[str, Any]:
        objective = scene.objective
        return {
            "window": [list(side) for side in objective.window],
            "levels": levels(objective),
            "at": list(scene.origin),
            "minima": [list(minimum) for minimum in objective.minima],
        }

    def checked(self, scene: Scene, value: Value) -> Point:
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise RefusedError(f"a start must be two numbers, x and y, got {shown(value)}")
        (x, y), (across, up) = value, reach(scene.objective)
        return real("a start's x", x, across.low, across.high), real("a start's y", y, up.low, up.high)

    def played(self, scene: Scene, value: Value) -> Scene:
        return started_at(alone(scene, self.run), value)

    def judged(self, scene: Scene, value: Value) -> Result:
        (path,) = simulate(self.played(scene, value))
        last, before = path.points[-1], path.points[scene.steps - tail(scene.steps)]
        (ends,) = reached(scene, np.array(last)[:, None], np.array(before)[:, None]).tolist()
        right = None if self.target is None else ends == self.target
        return Result(right, finite(path.losses[-1]), ends, sentence(path))

    def cells(self, value: Value) -> dict[str, Cell]:
        x, y = value
        return {"x": x, "y": y}

    def crowd(self, answers: Sequence[tuple[Value, Result | None]]) -> tuple[list[Value], list[int | None]]:
        return [value for value, _ in answers], [result.ends if result else None for _, result in answers]

    def votes(self, ballot: Ballot) -> dict[str, Any]:
        revealed = ballot.revealed
        return {
            "answered": ballot.seats,
            "points": [list(point) for point in ballot.answers],
            "first": None if ballot.first is None else [list(point) for point in ballot.first],
            "ends": [one.ends if one else None for one in ballot.results] if revealed else None,
            "right": [one.right if one else None for one in ballot.results] if revealed else None,
        }
