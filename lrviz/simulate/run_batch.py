"""Many runs as columns: each setting one value for all of them, or one for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.arrays import Floats, Integers
from lrviz.descent import Descent, Noise
from lrviz.objectives import Objective, Window
from lrviz.scene import Run
from lrviz.schedules.base import counted_steps
from lrviz.simulate.noise import NoiseStream

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class RunBatch:
    """N runs.

    Attributes:
        count: N.
        objectives, runs, streams, clips: lists of 1 or N.
        starts: (2, 1) or (2, N).
        steps, scales: (1,) or (N,).
        goals: (1,) or (N,), or None where only the ends of the runs count.
        box: where all points are held, or None.
    """

    count: int
    objectives: list[Objective]
    runs: list[Run]
    starts: Floats
    steps: Integers
    scales: Floats
    streams: list[NoiseStream]
    clips: list[float | None]
    goals: Floats | None
    box: Window | None = None

    @staticmethod
    def of(
        objective: Objective | Sequence[Objective],
        runs: Run | Sequence[Run],
        starts: ArrayLike,
        steps: ArrayLike,
        scale: ArrayLike,
        seed: ArrayLike,
        replicates: ArrayLike,
        clip: float | Sequence[float | None] | None,
        goals: ArrayLike | None,
        box: Window | None = None,
    ) -> "RunBatch":
        """The batch of the arguments of `simulate_many`.

        Raises:
            ValueError: their numbers do not fit together.
        """
        seeds, streams = (np.atleast_1d(np.asarray(numbers, dtype=np.int64)) for numbers in (seed, replicates))
        pairs = list(zip(*np.broadcast_arrays(seeds, streams), strict=True)) if _fit(seeds, streams) else []
        parts: dict[str, Any] = {
            "objectives": [objective] if isinstance(objective, Objective) else list(objective),
            "runs": [runs] if isinstance(runs, Run) else list(runs),
            "starts": np.asarray(starts, dtype=float).reshape(2, -1),
            "steps": _whole(steps),
            "scales": np.atleast_1d(np.asarray(scale, dtype=float)),
            "streams": [(int(one), int(other)) for one, other in pairs],
            "clips": [clip] if clip is None or isinstance(clip, int | float) else list(clip),
            "goals": None if goals is None else np.atleast_1d(np.asarray(goals, dtype=float)),
        }
        counts = {name: _length(part) for name, part in parts.items() if part is not None}
        wanted = set(counts.values()) - {1}
        if len(wanted) > 1 or 0 in counts.values():
            raise ValueError(
                "objectives, runs, starts, steps, scales, streams, clips and goals must be one or equally many, got "
                + ", ".join(f"{count} {name}" for name, count in counts.items())
            )
        return RunBatch(wanted.pop() if wanted else 1, **parts, box=box)

    @property
    def longest(self) -> int:
        """The most steps that a run takes."""
        return int(self.steps.max())

    @property
    def differ_in_starts(self) -> bool:
        """Whether the runs differ in nothing but their starts and goals."""
        lengths = map(_length, (self.objectives, self.runs, self.steps, self.scales, self.streams, self.clips))
        return max(lengths) == 1

    def starts_of(self, members: Integers) -> Floats:
        """(2, n): where some of the runs start."""
        one = self.starts.shape[1] == 1
        return np.repeat(self.starts, len(members), axis=1) if one else self.starts[:, members]

    def descent(self, member: int) -> Descent:
        """One run by itself."""
        one = np.array([member])
        (objective,), (run,), (clip,) = (picked(own, one) for own in (self.objectives, self.runs, self.clips))
        x, y = self.starts_of(one)[:, 0].tolist()
        scale, stream = float(column(self.scales, one)[0]), picked(self.streams, one)[0]
        noise = Noise(scale, *stream) if scale else None
        return Descent(objective, run, (x, y), int(column(self.steps, one)[0]), noise, clip, self.box)


def picked(values: list[T], members: Integers) -> list[T]:
    """Those of some runs, or the one for all."""
    return values if len(values) == 1 else [values[index] for index in members.tolist()]


def column(values: NDArray[Any], members: Integers) -> NDArray[Any]:
    """Those of some runs, or the one for all, of shape (1,)."""
    return values if len(values) == 1 else values[members]


def _whole(steps: ArrayLike) -> Integers:
    """Numbers of steps, (1,) or (N,).

    Raises:
        ValueError: one is no whole number, or nobody could keep the rates of so many steps.
    """
    counts = np.atleast_1d(np.asarray(steps))
    if counts.size and not all(float(count).is_integer() and count >= 0 for count in (counts.min(), counts.max())):
        raise ValueError(f"steps must be whole numbers of at least 0, got {counts.min()} to {counts.max()}")
    counted_steps(int(counts.max(initial=0)), "a run")
    return counts.astype(np.int64)


def _fit(one: Integers, other: Integers) -> bool:
    return len(one) == len(other) or 1 in (len(one), len(other))


def _length(part: Any) -> int:
    return part.shape[-1] if isinstance(part, np.ndarray) else len(part)
