"""The objective that is the user's own formula."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np

from lrviz.formulas import Expression, FormulaError
from lrviz.hyperparameters import HyperparameterError, Range
from lrviz.objectives.base import Objective, Point, Window, parsed

Edge = Range(-1e6, 1e6, usual=(-10.0, 10.0))

_FRACTIONS = ((0.85, 0.7), (0.2, 0.8), (0.75, 0.25), (0.15, 0.2), (0.5, 0.9), (0.95, 0.5), (0.6, 0.55), (0.5, 0.5))
"""Where in the window a start is looked for, in this order."""


@dataclass(frozen=True)
class Formula(Objective):
    """Your own function of x and y: write it as in Python, and it is derived and descended like all the others.

    Made of x, y, numbers, + − * / **, parentheses, pi, e and sqrt, exp, log, sin, cos, tan, tanh, abs, floor, sigmoid,
    logaddexp, min, max. At kinks the gradient is what torch's autograd gives: 0 for abs(x) at 0, half and half where
    min or max tie, NaN for sqrt(x**2) at 0.
    """

    title = "Formula"
    also_called = ("your own",)
    formula = "x**2 + 10*y**2"
    default_window = ((-3.0, 3.0), (-3.0, 3.0))
    default_start = (2.1, 1.2)

    text: Annotated[str, "The function, in x and y."] = formula
    x_min: Annotated[float, "Left edge of the map.", Edge] = default_window[0][0]
    x_max: Annotated[float, "Right edge of the map.", Edge] = default_window[0][1]
    y_min: Annotated[float, "Lower edge of the map.", Edge] = default_window[1][0]
    y_max: Annotated[float, "Upper edge of the map.", Edge] = default_window[1][1]
    start_x: Annotated[float | None, "Where x starts; None finds a place on a slope.", Edge] = None
    start_y: Annotated[float | None, "Where y starts; None finds a place on a slope.", Edge] = None

    def check(self) -> None:
        """Refuses a bad formula, an empty window, and a formula without a finite value in its window.

        Raises:
            FormulaError: what is wrong with the formula, and where.
            HyperparameterError: the window is empty.
        """
        expression = self.expression
        for low, high in (("x_min", "x_max"), ("y_min", "y_max")):
            least, most = getattr(self, low), getattr(self, high)
            if not most - least > 1e-9:
                raise HyperparameterError(f"Formula.{high} must be above {low}, {least:g}, got {most:g}")
        if not np.isfinite(expression.evaluate(**_grid(self.window))).any():
            raise FormulaError("the formula has no real, finite value anywhere in the window", self.text, 0)

    @property
    def window(self) -> Window:
        return (self.x_min, self.x_max), (self.y_min, self.y_max)

    @property
    def start(self) -> Point:
        x, y = _slope(self)
        return x if self.start_x is None else self.start_x, y if self.start_y is None else self.start_y

    @property
    def expression(self) -> Expression:
        return parsed(self.text)


def _grid(window: Window) -> dict[str, np.ndarray]:
    """41 × 41 points of the window, its edges and centre among them."""
    (x_min, x_max), (y_min, y_max) = window
    shares = np.linspace(0.0, 1.0, 41)
    x, y = np.meshgrid(x_min + (x_max - x_min) * shares, y_min + (y_max - y_min) * shares)
    return {"x": x.ravel(), "y": y.ravel()}


@lru_cache(maxsize=256)
def _slope(formula: Formula) -> Point:
    """A place in the window where value and gradient are finite and, if possible, the gradient is not zero."""
    (x_min, x_max), (y_min, y_max) = formula.window
    grid = _grid(formula.window)
    shares = np.array(_FRACTIONS).T
    x = np.concatenate((x_min + (x_max - x_min) * shares[0], grid["x"]))
    y = np.concatenate((y_min + (y_max - y_min) * shares[1], grid["y"]))
    value, gradient = formula.value(x, y), formula.gradient(x, y)
    finite = np.isfinite(value) & np.isfinite(gradient).all(axis=0)
    sloping = finite & (gradient != 0).any(axis=0)
    best = int(np.argmax(sloping if sloping.any() else finite if finite.any() else np.isfinite(value)))
    return float(x[best]), float(y[best])
