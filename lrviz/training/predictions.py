"""What a network predicts while it trains: frames on the probe of its task, at some of its validations."""

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lrviz.arrays import Integers
from lrviz.tasks import Task
from lrviz.tasks.probes import Bytes, Probe
from lrviz.training.network import split

if TYPE_CHECKING:
    import torch

MOST_FRAMES = 32
"""Of more validations, the first, the last and others evenly between give frames."""

Frames: TypeAlias = tuple[Integers, Bytes]
"""After how many steps each frame was taken, (n,), and the frames, (n, …)."""


@lru_cache(maxsize=8)
def probe(task: Task) -> Probe:
    """What the predictions of a task are asked on.

    Raises:
        MissingDataError: the package that brings the data is not installed.
    """
    return task.probe(*(tensor.numpy() for tensor in split(task)))


def steps_with_frames(task: Task) -> Integers:
    """After how many steps of a whole training there are frames."""
    validated = np.arange(0, task.steps + 1, task.validate_every)
    if validated[-1] < task.steps:
        validated = np.append(validated, task.steps)
    chosen = np.linspace(0, len(validated) - 1, min(len(validated), MOST_FRAMES)).round().astype(np.intp)
    return np.asarray(validated[chosen])


class Predictions:
    """The frames of one network so far."""

    def __init__(self, task: Task, network: "torch.nn.Module") -> None:
        import torch

        self._probe, self._network = probe(task), network
        self._inputs = torch.from_numpy(self._probe.inputs)
        self._due = set(steps_with_frames(task).tolist())
        self._steps: list[int] = []
        self._frames: list[Bytes] = []

    def look(self, step: int) -> None:
        """Asks the network after so many steps, if there is to be a frame; gradients must be off."""
        if step in self._due:
            self._steps.append(step)
            self._frames.append(self._probe.frame(self._network(self._inputs).numpy()))

    def frames(self) -> Frames:
        """All frames."""
        return np.array(self._steps, dtype=int), np.array(self._frames, dtype=np.uint8)
