"""What a stability limit is made of, in words."""

from dataclasses import replace
from typing import NamedTuple

from lrviz.arithmetic import FLOATS
from lrviz.optimizers import Rule
from lrviz.simulate.stability import LATE
from lrviz.simulate.trace import Trace

_SPELLING = {" * ": "·", "-": "−", "beta1": "β₁"}


class Ingredients(NamedTuple):
    """The two sides of the fraction that `stability` computes.

    Attributes:
        numerator: its formula in the optimizer's fields; "2" for plain gradient descent.
        denominator: what the numerator is divided by.
    """

    numerator: str
    denominator: str


def ingredients(path: Trace) -> Ingredients | None:
    """What the limits of a run are made of; None where none is known for its optimizer."""
    rule = path.run.optimizer
    if not isinstance(rule, Rule):
        return None
    if path.momenta is not None and rule.cycled is not None:
        rule = replace(rule, **{rule.cycled: float(path.momenta[0])})
    state = (0.25,) * len(rule.state_names)
    divider = rule.preconditioner(state, LATE, FLOATS)
    if divider is None:
        return None
    numerator = rule.stability_numerator
    for written, told in _SPELLING.items():
        numerator = numerator.replace(written, told)
    turned = " turned upside down" if rule.climbs else ""
    parts = [f"the largest curvature of the function{turned} where the run is"]
    if divider != 1:
        parts.append(f"in coordinates scaled by what {type(rule).__name__} in effect divides the gradient by")
    if rule.penalty or rule.shrinkage(state, LATE, FLOATS):
        parts.append("with weight decay counted in")
    return Ingredients(numerator, ", ".join(parts))
