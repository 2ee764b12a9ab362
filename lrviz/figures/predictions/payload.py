"""Packs the predictions of runs into one block of bytes, which `assets/predictions/payload.js` decodes."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from lrviz.arrays import Integers
from lrviz.figures.kit.bundle import bundled
from lrviz.figures.kit.style import STYLES
from lrviz.tasks import OwnPoints, Task
from lrviz.tasks.probes import Bytes, Plane

_MOST_BYTES = 50_000
"""Bytes of one payload: where all frames are more, some are left out, evenly."""

Pairs = tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Predicted:
    """What the network of one run says.

    Attributes:
        slot: which run it is.
        name: what legends call it.
        steps: (k,), after how many steps each frame came.
        frames: (k, …), what the probe of the task makes of what it said.
    """

    slot: int
    name: str
    steps: Integers = field(default_factory=lambda: np.zeros(0, int))
    frames: Bytes = field(default_factory=lambda: np.zeros((0, 0), np.uint8))

    @classmethod
    def newest(cls, slot: int, name: str, step: int, frame: Bytes) -> "Predicted":
        """One frame alone."""
        return cls(slot, name, np.array([step]), frame[None])


@lru_cache(maxsize=8)
def _told(task: Task) -> dict[str, Any]:
    """What is drawn of a task, whatever the runs say."""
    probe = task.probe(*task.data().made())
    return {"kind": probe.kind, "facts": probe.shown(), "steps": task.steps}


def predictions_payload(runs: Sequence[Predicted], task: Task, view: dict[str, Any], note: str = "") -> bytes:
    """What networks predict, as bytes.

    Args:
        runs: what they say; all frames, or the newest.
        task: what they learn.
        view: how it is looked at, plain JSON.
        note: what else is said below the pictures.

    Raises:
        MissingDataError: the package that brings the data is not installed.
    """
    own = [task.first, task.second] if isinstance(task, OwnPoints) else None
    told = _told(task) | {"own": own, "view": view, "note": note}
    content = _packed(runs, told)
    while len(content) > _MOST_BYTES and any(len(run.steps) > 2 for run in runs):
        runs = [_fewer(run, _MOST_BYTES / len(content)) for run in runs]
        content = _packed(runs, told)
    return content


def own_points_payload(first: Pairs, second: Pairs, view: dict[str, Any]) -> bytes:
    """Points that no network can learn yet, such as those of one class alone, to be added to."""
    points = np.array([*first, *second], dtype=float).reshape(-1, 2)
    classes = np.zeros(len(points))
    facts = Plane.over(points, classes, points[:0], classes[:0], steady=True).shown() | {"points": None}
    told = {"kind": Plane.kind, "facts": facts, "steps": 0, "own": [first, second], "view": view, "note": ""}
    return _packed((), told)


def _packed(runs: Sequence[Predicted], told: dict[str, Any]) -> bytes:
    header = told | {"runs": [_run(run) for run in runs]}
    return bundled(header, [_deflated(_differences(run.frames)) for run in runs])


def _run(run: Predicted) -> dict[str, Any]:
    return {"slot": run.slot, "name": run.name, "steps": run.steps.tolist(), **STYLES[run.slot - 1].look}


def _differences(frames: Bytes) -> bytes:
    """The first frame, and of each other one its differences to the one before, modulo 256."""
    flat = frames.reshape(len(frames), math.prod(frames.shape[1:]))
    return np.diff(flat, axis=0, prepend=np.zeros_like(flat[:1])).tobytes()


@lru_cache(maxsize=64)
def _deflated(content: bytes) -> bytes:
    return zlib.compress(content, 6)


def _fewer(run: Predicted, share: float) -> Predicted:
    """About that share of a run's frames, the first and the last among them."""
    count = len(run.steps)
    kept = max(min(int(0.95 * share * count), count - 1), min(count, 2))
    chosen = np.linspace(0, count - 1, kept).round().astype(np.intp)
    return Predicted(run.slot, run.name, run.steps[chosen], run.frames[chosen])
