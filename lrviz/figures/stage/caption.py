"""What a picture of a scene says of it where the page around it is gone."""

from typing import NamedTuple

from lrviz.objectives import Objective
from lrviz.scene import Scene


class Caption(NamedTuple):
    """What stands over a scene that has left the app.

    Attributes:
        title: its function, how long it runs and how noisy.
        formula: the function in full, with the values of its hyperparameters.
    """

    title: str
    formula: str


def caption(scene: Scene) -> Caption:
    """What stands over a scene that has left the app."""
    noise = [f"noise {scene.noise:.4g}, seed {scene.seed}"] if scene.noise else []
    clip = [] if scene.clip is None else [f"gradients clipped at {scene.clip:.4g}"]
    told = [scene.objective.title, f"{scene.steps:,} steps", *noise, *clip]
    return Caption(" · ".join(told), _written(scene.objective))


def _written(objective: Objective) -> str:
    values = zip(objective.expression.names[2:], objective.hyperparameter_values, strict=True)
    return ", ".join((f"f(x, y) = {objective.expression.text}", *(f"{name} = {value:.4g}" for name, value in values)))
