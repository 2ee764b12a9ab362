"""A race: each try takes an optimizer, a rate and a schedule, and the best loss on the way counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Annotated, Any, TypeAlias

import numpy as np

from lrviz.classroom.checking import check_own, check_rates, has_equal_ratios, index, real
from lrviz.classroom.task import Ballot, RefusedError, Result, Task, Value
from lrviz.hyperparameters import HyperparameterError, Length, Range
from lrviz.hyperparameters.field import shown
from lrviz.lessons.claim import written
from lrviz.optimizers import Optimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import Schedule
from lrviz.simulate import simulate
from lrviz.spreadsheet import Cell
from lrviz.sweeps import with_setting

Try: TypeAlias = list[Any]
"""A try as messages tell it: [optimizer, schedule, rate, lowest loss or None]."""

BEST = 5
"""How many of the best tries are told apart."""

PATHS = 12
"""How many of the best tries are drawn as paths."""

_NAMES = ("optimizer", "rate", "schedule")


@dataclass(frozen=True)
class Race(Task):
    """An optimizer, its rate and a schedule are chosen; a seat may try again, and its lowest loss counts."""

    optimizers: Annotated[tuple[Optimizer, ...], "What may step.", Length(1, 8)]
    schedules: Annotated[tuple[Schedule, ...], "What may move the rate.", Length(1, 8)]
    low: Annotated[float, "The least rate that can be set.", Range(0.0, 1e4, low_open=True)] = 1e-4
    high: Annotated[float, "The largest rate that can be set.", Range(0.0, 1e4, low_open=True)] = 10.0
    steps: Annotated[int, "How many steps each try has.", Range(1, 2000)] = 200

    kind = "race"
    repeats = True

    def check(self) -> None:
        if not self.low < self.high:
            raise HyperparameterError(f"Race.low must be less than Race.high, got {self.low!r} and {self.high!r}")
        for optimizer in self.optimizers:
            check_own("Race", optimizer)
            if optimizer.climbs:
                raise HyperparameterError("Race.optimizers must descend, got one that climbs")
        for schedule in self.schedules:
            if schedule.overwrites_lr:
                raise HyperparameterError(
                    f"Race.schedules must scale the rate that is set, got {schedule.label}, which sets its own"
                )

    def check_scene(self, scene: Scene) -> None:
        for optimizer in range(len(self.optimizers)):
            for schedule in range(len(self.schedules)):
                for rate in (self.low, self.high):
                    value = {"optimizer": optimizer, "rate": rate, "schedule": schedule}
                    check_rates("Race", self.played(scene, value).runs[0], self.steps)

    def asked(self, scene: Scene) -> dict[str, Any]:
        return {
            "optimizers": self._optimizers,
            "schedules": self._schedules,
            "low": self.low,
            "high": self.high,
            "log": has_equal_ratios(self.low, self.high),
            "steps": self.steps,
        }

    def checked(self, scene: Scene, value: Value) -> dict[str, Any]:
        if not isinstance(value, Mapping) or set(value) != set(_NAMES):
            raise RefusedError(f"a try must have {', '.join(_NAMES)}, got {shown(value)}")
        return {
            "optimizer": index("an optimizer", value["optimizer"], len(self.optimizers)),
            "rate": real("a rate", value["rate"], self.low, self.high),
            "schedule": index("a schedule", value["schedule"], len(self.schedules)),
        }

    def played(self, scene: Scene, value: Value) -> Scene:
        run = Run(self.optimizers[value["optimizer"]], self.schedules[value["schedule"]])
        return with_setting(replace(scene, runs=(run,), steps=self.steps), "optimizer.lr", value["rate"], 0)

    def judged(self, scene: Scene, value: Value) -> Result:
        (path,) = simulate(self.played(scene, value))
        losses = path.losses[np.isfinite(path.losses)]
        best = float(losses.min()) if len(losses) else None
        return Result(loss=best, text=f"{self._label(value)}: {_told(best)}.")

    def cells(self, value: Value) -> dict[str, Cell]:
        names = {"optimizer": self._optimizers[value["optimizer"]], "schedule": self._schedules[value["schedule"]]}
        return {"value": value["rate"], **names}

    def mine(self, answers: Sequence[tuple[Value, Result | None]]) -> list[Try]:
        return [_try(value, result) for value, result in answers]

    def crowd(self, answers: Sequence[tuple[Value, Result | None]]) -> tuple[list[Value], list[int | None]]:
        arrived = [(result.loss, value) for value, result in answers if result and result.loss is not None]
        best = [value for _, value in sorted(arrived, key=itemgetter(0))[:PATHS]]
        return best, [value["optimizer"] for value in best]

    def votes(self, ballot: Ballot) -> dict[str, Any]:
        tries = [_try(value, result) for value, result in zip(ballot.answers, ballot.results, strict=True)]
        arrived = sorted((one for one in tries if one[3] is not None), key=itemgetter(3))
        return {"answered": ballot.seats, "tries": tries, "best": arrived[:BEST]}

    @property
    def _optimizers(self) -> list[str]:
        return [one.label(with_lr=False) for one in self.optimizers]

    @property
    def _schedules(self) -> list[str]:
        return [one.label for one in self.schedules]

    def _label(self, value: Value) -> str:
        optimizer, schedule = self._optimizers[value["optimizer"]], self._schedules[value["schedule"]]
        return f"{optimizer} at the rate {_short(value['rate'])}, {schedule}"


def _try(value: Value, result: Result | None) -> Try:
    return [value["optimizer"], value["schedule"], value["rate"], result.loss if result else None]


def _told(loss: float | None) -> str:
    return "no loss at all" if loss is None else f"the lowest loss was {_short(loss)}"


def _short(number: float) -> str:
    return written(float(f"{number:.3g}"))
