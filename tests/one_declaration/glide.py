"""A made-up schedule, as it would stand in a file of lrviz/schedules."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import Range, Unit
from lrviz.schedules.elementary import Factor

Count = Range(1, 1_000_000, log=True, usual=(1, 1000))


def glide(t: Any, lead_in: int, way_down: int, floor: float) -> Any:
    u = np.clip((t - lead_in) / way_down, 0.0, 1.0)
    return np.where(t < lead_in, t / lead_in, floor + (1 - floor) * (1 - u * u * (3 - 2 * u)))


@dataclass(frozen=True)
class Glide(Factor):
    """Rises along a line and glides down smoothly to a fraction of the rate, which it holds.

    t/L, then m + (1−m)(1 − 3u² + 2u³), u = (t−L)/D. Source: made up.
    """

    latex = r"""
        \eta_t = \eta \begin{cases} \frac{t}{\text{lead\_in}} & t < \text{lead\_in} \\
            \text{floor} + (1 - \text{floor}) (1 - 3 u^2 + 2 u^3) & \text{otherwise} \end{cases}, \quad
            u = \min(1, \frac{t - \text{lead\_in}}{\text{way\_down}})
    """
    title = "Glide"
    factor = glide
    columns = ("lead_in", "way_down", "floor")
    falls = True
    rise_field = "lead_in"

    lead_in: Annotated[int, "Steps in which the rate rises.", Count, Unit("steps")] = 20
    way_down: Annotated[int, "Steps of the fall.", Count, Unit("steps")] = 480
    floor: Annotated[float, "What is left of the rate at the end.", Range(0.0, 0.5)] = 0.0

    @property
    def length(self) -> int | None:
        return self.lead_in + self.way_down

    @property
    def label(self) -> str:
        return f"glide {self.lead_in}/{self.way_down}"
