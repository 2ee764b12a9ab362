"""How runs end, as choices: one word of each family of outcomes, and which of some runs ends clearly lowest."""

from collections.abc import Sequence

from lrviz.simulate import Trajectory
from lrviz.simulate.outcomes.outcome import Kind, Outcome

STANDING: tuple[tuple[Kind, ...], ...] = (
    ("converged", "settled", "balanced"),
    ("descending", "rising"),
    ("stalled", "frozen", "boxed"),
    ("cycling", "bouncing", "restless", "chaotic"),
    ("diverged", "diverging", "unbounded", "undefined"),
)
NOISY: tuple[Kind, ...] = ("noise_floor", "drifting")
MOVING: tuple[tuple[Kind, ...], ...] = (
    ("following",),
    ("lagging",),
    ("frozen",),
    ("diverged", "diverging", "unbounded", "undefined"),
)
"""Families of outcomes: two of one family might both be called right, and so only one of each is a choice."""

KNOWN = frozenset(kind for family in (*STANDING, NOISY, *MOVING) for kind in family)
"""The outcomes that can be asked for."""

_CLEAR = 1e-6
"""By how much of the way down a run ends lower than the next, where it clearly does."""


def ending_choices(kind: Kind, noisy: bool, moves: bool) -> tuple[tuple[str, ...], int]:
    """The ways in which a run may end, in a word or a few, and which of them is right.

    Args:
        kind: how it ends.
        noisy: whether its gradients have noise.
        moves: whether its function moves.
    """
    families = MOVING if moves else (*STANDING, NOISY) if noisy or kind in NOISY else STANDING
    own = next(index for index, family in enumerate(families) if kind in family)
    shown = [kind if index == own else family[0] for index, family in enumerate(families)]
    return tuple(_capitalised(Outcome(one, 0, ()).word) for one in shown), own


def lowest(paths: Sequence[Trajectory]) -> int | None:
    """Which path ends lowest, counted from 0; None where none does clearly."""
    ends = sorted((float(path.losses[-1]), index) for index, path in enumerate(paths) if path.losses[-1] < float("inf"))
    if not ends:
        return None
    (low, index), *rest = ends
    way = abs(float(paths[index].losses[0]) - low)
    return index if not rest or rest[0][0] - low > _CLEAR * way else None


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]
