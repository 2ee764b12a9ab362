"""Runs and scenes: plain values that say everything about a picture."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from lrviz.hyperparameters import Declared, HyperparameterError, Length, Means, Range, from_dict
from lrviz.objectives import OBJECTIVES, Objective, Window
from lrviz.optimizers import OPTIMIZERS, Optimizer
from lrviz.schedules import SCHEDULES, Constant, Phase, Schedule
from lrviz.shown import Shown

Steps = Annotated[
    int, "How many times the optimizer steps.", Range(1, 100_000, log=True, usual=(10, 10_000)), Means("step")
]
Noise = Annotated[
    float,
    "Standard deviation of the Gaussian noise added to each coordinate of the gradient.",
    Range(0.0, 1e6, log=True, usual=(1e-3, 100.0)),
]
Seed = Annotated[int, "Seed of the noise: the same seed, the same picture.", Range(0, 2**32 - 1, usual=(0, 99))]
Clip = Annotated[
    float | None, "Largest gradient norm; None leaves the gradient alone.", Range(0.0, 1e6, log=True, low_open=True)
]
Box = Annotated[
    Window | None,
    "Where the point is held: x from and to, y from and to, to whose edge it is put back after each step; None holds it"
    " nowhere.",
    Length(2, 2),
]
Moving = Annotated[Schedule, "What moves the learning rate."]
Name = Annotated[str, "What legends call it; made from the rest when empty.", Length(0, 80)]


@dataclass(frozen=True)
class Run(Declared):
    """One optimizer under one schedule."""

    optimizer: Annotated[Optimizer, "What steps."]
    schedule: Moving = Constant()
    name: Name = ""

    def check(self) -> None:
        if self.schedule.cycles_momentum and self.optimizer.cycled is None:
            raise HyperparameterError(
                f"Run.schedule: {self.schedule.label} moves the momentum, and {type(self.optimizer).__name__}"
                " has neither momentum nor beta1 (torch raises as well): set cycle_momentum to False or take an"
                " optimizer that has one"
            )

    @property
    def momentum(self) -> float:
        """The value of the field that a momentum-cycling schedule would move; 0 where there is none."""
        return 0.0 if self.optimizer.cycled is None else float(getattr(self.optimizer, self.optimizer.cycled))

    @property
    def label(self) -> str:
        """The name, or the optimizer and its schedule."""
        if self.name:
            return self.name
        optimizer = self.optimizer.label(with_lr=not self.schedule.overwrites_lr)
        return optimizer if isinstance(self.schedule, Constant) else f"{optimizer} · {self.schedule.label}"


@dataclass(frozen=True)
class Scene(Declared, Shown):
    """One objective, one start, and the runs that descend from there."""

    objective: Annotated[Objective, "The function to descend."]
    start: Annotated[
        tuple[float, float] | None, "Where every run starts; None is the objective's own start.", Length(2, 2)
    ] = None
    steps: Steps = 500
    noise: Noise = 0.0
    seed: Seed = 0
    runs: Annotated[tuple[Run, ...], "The runs, in the order of the legend.", Length(0, 64)] = ()
    clip: Clip = None
    shared_noise: Annotated[bool, "Every run meets the same noise; otherwise each has a stream of its own."] = True
    box: Box = None

    def check(self) -> None:
        if self.start is None:
            object.__setattr__(self, "start", self.objective.start)
        for axis, (low, high) in zip("xy", self.box or (), strict=False):
            if not low < high:
                raise HyperparameterError(
                    f"Scene.box must go from a number to a greater one, got {low!r} to {high!r} in {axis}"
                )

    @property
    def origin(self) -> tuple[float, float]:
        """The start, never None."""
        return self.objective.start if self.start is None else self.start

    def to_dict(self) -> dict[str, Any]:
        """The values as plain data; of a box only where there is one, so that older versions read the rest."""
        return {name: value for name, value in super().to_dict().items() if name != "box" or value is not None}

    def to_json(self) -> str:
        """The whole scene as JSON; `from_json` gives an equal scene back."""
        return json.dumps(self.to_dict(), indent=2)

    @staticmethod
    def from_json(text: str) -> "Scene":
        """The scene that `to_json` wrote.

        Raises:
            ValueError: not JSON, not a scene, or a value that is refused; the message names it.
        """
        data = loaded(text, "a scene")
        if not isinstance(data, dict):
            raise HyperparameterError(f"a scene must be a JSON object, got {type(data).__name__}")
        scene = from_dict({"type": "Scene"} | data, _CLASSES)
        if not isinstance(scene, Scene):
            raise HyperparameterError(f"a scene must have the type Scene, got {data['type']}")
        return scene


def loaded(text: str, what: str) -> Any:
    """What a text in JSON holds.

    Raises:
        ValueError: it is not JSON; the message begins with `what`.
    """
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise HyperparameterError(f"{what} must be JSON: {error}") from None


_CLASSES: dict[str, type[Declared]] = {c.__name__: c for c in (Scene, Run, *OBJECTIVES, *OPTIMIZERS, *SCHEDULES, Phase)}
