"""A function of x and y on a window, and what follows from its values there."""

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lrviz.arrays import Floats
from lrviz.formulas import Program
from lrviz.objectives.critical_points import CriticalPoints, Surface, find_critical_points

Point: TypeAlias = tuple[float, float]
Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""((x_min, x_max), (y_min, y_max)): what the map shows."""


class Landscape(ABC):
    """A function of x and y on a window: what an objective is at one step.

    Attributes:
        valley: a sentence about minima that are not points, as a whole curve of them; empty where there are none.
    """

    valley: ClassVar[str] = ""

    @property
    @abstractmethod
    def window(self) -> Window:
        """((x_min, x_max), (y_min, y_max)): what the map shows; no path is kept inside it unless a scene has a box."""

    @property
    @abstractmethod
    def surface(self) -> Surface:
        """What a search for critical points asks for."""

    @property
    @abstractmethod
    def program(self) -> Program:
        """f and ∇f as operations in order, the hyperparameters filled in, as JSON can hold them."""

    @abstractmethod
    def value(self, x: ArrayLike, y: ArrayLike) -> Any:
        """f(x, y), elementwise, of the broadcast shape; inf and NaN come without a warning."""

    @abstractmethod
    def gradient(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """∇f(x, y), of shape (2, …); at kinks what torch's autograd gives, a NaN too."""

    @abstractmethod
    def hessian(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """The second derivatives, of shape (2, 2, …); kinks count for nothing in them."""

    @property
    def centre(self) -> Point:
        """The middle of the window."""
        (left, right), (low, high) = self.window
        return (left + right) / 2, (low + high) / 2

    @property
    def diagonal(self) -> float:
        """The length of the window's diagonal."""
        (left, right), (low, high) = self.window
        return float(np.hypot(right - left, high - low))

    @property
    def critical_points(self) -> CriticalPoints:
        """The minima, saddles and maxima inside the window."""
        return _critical_points(self)

    @property
    def minima(self) -> tuple[Point, ...]:
        """All minima inside the window, local ones too, the lowest first; of a curve of minima a few points."""
        return self.critical_points.minima

    @property
    def saddles(self) -> tuple[Point, ...]:
        """All saddles inside the window, the lowest first."""
        return self.critical_points.saddles

    @property
    def minimum_value(self) -> float | None:
        """The lowest value inside the window, or None where no minimum inside it is that low."""
        return self.critical_points.lowest

    @property
    def global_minima(self) -> tuple[Point, ...]:
        """Those of `minima` that have the lowest value; none where the function goes lower at the window's edge."""
        return self.critical_points.global_minima


@lru_cache(maxsize=256)
def _critical_points(landscape: Landscape) -> CriticalPoints:
    return find_critical_points(landscape.surface)
