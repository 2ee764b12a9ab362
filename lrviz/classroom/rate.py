"""A task with one slider: a number of one run is to be set, such as the largest rate that still converges."""

from dataclasses import dataclass
from typing import Annotated, Any

from lrviz.classroom.checking import alone, check_run, finite, has_equal_ratios, real, sentence
from lrviz.classroom.task import Ballot, Result, RunNumber, Task, Value
from lrviz.hyperparameters import HyperparameterError, Length
from lrviz.scene import Scene
from lrviz.simulate import simulate
from lrviz.spreadsheet import Cell
from lrviz.sweeps import Setting, settings_of, value_at, with_setting


@dataclass(frozen=True)
class Rate(Task):
    """A number of one run is set; an answer is the number, and it is right if the run converges."""

    low: Annotated[float, "The least value that can be set."]
    high: Annotated[float, "The largest value that can be set."]
    path: Annotated[str, "Which number is set, as sweeps name it.", Length(1, 200)] = "optimizer.lr"
    run: RunNumber = 0

    kind = "rate"

    def check(self) -> None:
        if not self.low < self.high:
            raise HyperparameterError(f"Rate.low must be less than Rate.high, got {self.low!r} and {self.high!r}")

    def check_scene(self, scene: Scene) -> None:
        check_run("Rate", scene, self.run)
        if self.setting(scene).whole:
            raise HyperparameterError(f"Rate.path must name a number that may have a fraction, got {self.path!r}")
        for end in (self.low, self.high):
            self.played(scene, end)

    def setting(self, scene: Scene) -> Setting:
        """The number that is set, as its declaration says it.

        Raises:
            HyperparameterError: the run has no such number.
        """
        known = {one.path: one for one in settings_of(scene, self.run)}
        if self.path not in known or self.path == "steps":
            raise HyperparameterError(f"Rate.path must be one of {', '.join(known)}, got {self.path!r}")
        return known[self.path]

    @property
    def logarithmic(self) -> bool:
        """Whether the slider is one of equal ratios."""
        return has_equal_ratios(self.low, self.high)

    def asked(self, scene: Scene) -> dict[str, Any]:
        log, own = self.logarithmic, value_at(scene, self.path, self.run)
        middle = (self.low * self.high) ** 0.5 if log else (self.low + self.high) / 2
        start = own if own is not None and self.low <= own <= self.high else middle
        name = self.setting(scene).label
        return {"name": name, "low": self.low, "high": self.high, "log": log, "start": start}

    def checked(self, scene: Scene, value: Value) -> float:
        return real("a rate", value, self.low, self.high)

    def played(self, scene: Scene, value: Value) -> Scene:
        return with_setting(alone(scene, self.run), self.path, value, 0)

    def judged(self, scene: Scene, value: Value) -> Result:
        (path,) = simulate(self.played(scene, value))
        return Result(path.outcome.kind == "converged", finite(path.losses[-1]), text=sentence(path))

    def cells(self, value: Value) -> dict[str, Cell]:
        return {"value": value}

    def votes(self, ballot: Ballot) -> dict[str, Any]:
        told = (
            [one.right if one else None for one in ballot.results] if ballot.revealed else [None] * len(ballot.answers)
        )
        return {
            "answered": ballot.seats,
            "values": None if ballot.open else [list(pair) for pair in zip(ballot.answers, told, strict=True)],
            "first": None if ballot.first is None else list(ballot.first),
            "curve": [list(pair) for pair in ballot.curve] if ballot.revealed and ballot.curve else None,
        }
