"""How a run ended, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lrviz.simulate.trajectory import Trajectory

Kind = Literal["converged", "diverged", "stalled", "cycling", "bouncing", "descending", "chaotic"]


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        kind: one word.
        step: the step at which it happened.
        sentence: what a person reads.
    """

    kind: Kind
    step: int
    sentence: str


def judge(trajectory: "Trajectory") -> Outcome:
    """The outcome of a trajectory."""
    if trajectory.finite_steps < trajectory.steps:
        step = trajectory.finite_steps + 1
        return Outcome("diverged", step, f"diverged at step {step}")
    return Outcome("descending", trajectory.steps, f"still descending after {trajectory.steps} steps")
