"""A curve to be learnt from noisy points: regression."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lrviz.tasks.base import Activation, Batch, DataSeed, Epochs, Every, Hidden, Perceptron, Samples, ValidationSamples
from lrviz.tasks.call import Call
from lrviz.tasks.points import PointNoise, draws
from lrviz.tasks.probes import Line, Probe


def noisy_curve(train: int, validation: int, noise: float, seed: int) -> Any:
    """Points on sin 3x + 0.3 sin 12x with noise, some to train on and others to validate on."""
    arrays: list[Any] = []
    for stream, count in enumerate((train, validation)):
        random = draws(seed, stream)
        x = random.uniform(-1, 1, (count, 1))
        y = np.sin(3 * x) + 0.3 * np.sin(12 * x) + noise * random.standard_normal((count, 1))
        arrays += [x.astype(np.float32), y.astype(np.float32)]
    return arrays


@dataclass(frozen=True)
class Regression(Perceptron):
    """A curve with slow and fast waves, learnt from noisy points.

    y = sin 3x + 0.3 sin 12x. The slow wave is learnt early, the fast one late. Below the noise's variance it overfits.
    """

    title = "Regression"
    criterion = "regression"
    score_name = "R²"

    batch: Batch = 32
    epochs: Epochs = 200
    validate_every: Every = 20
    data_seed: DataSeed = 0
    hidden: Hidden = (32, 32)
    activation: Activation = "Tanh"
    train: Samples = 256
    validation: ValidationSamples = 256
    noise: PointNoise = 0.1

    @property
    def samples(self) -> int:
        return self.train

    @property
    def ends(self) -> tuple[int, int]:
        return 1, 1

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Line.over(inputs, targets, held, wanted)

    def data(self) -> Call:
        sizes = {"train": self.train, "validation": self.validation, "noise": self.noise, "seed": self.data_seed}
        return Call(noisy_curve, sizes, (draws,))
