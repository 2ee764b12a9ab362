"""A made-up function, as it would stand in a file of lrviz/objectives."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.hyperparameters import Range
from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Gully(Objective):
    """A winding bed between two slopes: steps across it are steep, the way along it is not.

    f = (y − w·sin 2x)² + s·x², lowest at (0, 0). Source: made up.
    """

    title = "Gully"
    formula = "(y - w*sin(2*x))**2 + s*x**2"
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (1.6, 0.9)

    w: Annotated[float, "How far the bed winds.", Range(0.0, 1.5)] = 0.7
    s: Annotated[float, "How steep the bed is.", Range(0.05, 0.5)] = 0.1
