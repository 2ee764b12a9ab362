"""A made-up function, as it would stand in a file of lrviz/objectives."""

from dataclasses import dataclass
from typing import Annotated, final

from lrviz.hyperparameters import Range
from lrviz.objectives.base import Objective


@final
@dataclass(frozen=True)
class Crater(Objective):
    """A round wall around a hill, lower on one side: paths slide along the ring to its lowest place.

    f = (x² + y² − r²)² + t·x, lowest near (−r, 0). Source: made up.
    """

    title = "Crater"
    formula = "(x**2 + y**2 - r**2)**2 + t*x"
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (1.2, 0.9)

    r: Annotated[float, "Radius of the ring.", Range(0.5, 1.5)] = 1.0
    t: Annotated[float, "How much lower the left side is.", Range(0.05, 0.5)] = 0.2
