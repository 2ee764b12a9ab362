"""How one schedule of a library is written in lrviz, with a strategy or a reason for each of its arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hypothesis import strategies as st

from lrviz.schedules import Schedule, Sequential

Drawn: TypeAlias = Mapping[str, Any]

HF, TIMM, OPTAX, KERAS = "Hugging Face", "timm", "optax", "Keras"
W, T, SHARE, POWER = st.integers(1, 20), st.integers(2, 40), st.sampled_from((0.0, 0.01, 0.3)), st.floats(0.5, 3.0)
ENDS = st.sampled_from((0.0, 1e-7, 0.003))
FEW, YES = st.integers(1, 3), st.booleans()


@dataclass(frozen=True)
class Case:
    """One schedule of a library.

    Attributes:
        library: whose it is.
        name: what the library calls it.
        drawn: a strategy for each argument that is tried, rates as shares of the optimizer's.
        ours: the same in lrviz, of what was drawn.
        rates: those of the arguments that are rates, to be multiplied by the optimizer's.
        left_out: the other arguments, each with the reason.
        base: the argument that is the optimizer's own rate, where the library has no optimizer.
    """

    library: str
    name: str
    drawn: Mapping[str, st.SearchStrategy[Any]]
    ours: Callable[[Any], Schedule]
    rates: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    base: str = ""


def stages(*parts: tuple[int, Schedule]) -> Schedule:
    """One schedule after the other, each with how long it lasts; those that last no steps are left out."""
    kept = [(steps, schedule) for steps, schedule in parts if steps]
    ends = [sum(steps for steps, _ in kept[: index + 1]) for index in range(len(kept) - 1)]
    return Sequential(tuple(schedule for _, schedule in kept), tuple(ends))


REST = 10**6
"""Longer than any run."""
