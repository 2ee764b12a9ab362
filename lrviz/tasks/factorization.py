"""A matrix to be written as a product of matrices."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import HyperparameterError, Range
from lrviz.tasks.base import Batch, DataSeed, Epochs, Every, Task
from lrviz.tasks.call import Call
from lrviz.tasks.points import draws
from lrviz.tasks.probes import Probe, Spectrum


def matrix(size: int, rank: int, condition: float, seed: int) -> Any:
    """The identity and a matrix of a rank, whose singular values fall by a factor: both to train and to validate on."""
    random = draws(seed, 0)
    left, _ = np.linalg.qr(random.standard_normal((size, size)))
    right, _ = np.linalg.qr(random.standard_normal((size, size)))
    values = np.concatenate([np.geomspace(1, 1 / condition, rank), np.zeros(size - rank)]) * size**0.5
    rows, target = np.eye(size, dtype=np.float32), ((left * values) @ right).astype(np.float32)
    return rows, target, rows, target


@dataclass(frozen=True)
class Factorization(Task):
    """A matrix written as a product of matrices, a deep linear network.

    The loss has saddles where a singular value is not learnt yet, and it leaves one after another: the loss falls in
    stairs. There is nothing to validate on but the matrix itself.
    """

    title = "Matrix factorization"
    also_called = ("deep linear network",)
    criterion = "regression"
    score_name = "R²"
    network_parts = ("Product",)
    matrices_only = True

    batch: Batch = None
    epochs: Epochs = 300
    validate_every: Every = 30
    data_seed: DataSeed = 0
    size: Annotated[int, "Rows and columns of the matrix.", Range(2, 256, log=True)] = 64
    rank: Annotated[int, "Singular values that are not 0.", Range(1, 256, log=True)] = 8
    condition: Annotated[
        float, "How many times the largest of them is larger than the smallest.", Range(1.0, 1e6, log=True)
    ] = 1e3
    depth: Annotated[int, "How many matrices are multiplied.", Range(1, 8)] = 2
    scale: Annotated[
        float, "Standard deviation of the first entries, times the root of the size.", Range(1e-3, 10.0, log=True)
    ] = 0.1

    @property
    def samples(self) -> int:
        return self.size

    def check(self) -> None:
        if self.rank > self.size:
            raise HyperparameterError(f"Factorization.rank must be at most size, {self.size}, got {self.rank}")
        super().check()

    def network(self, sparse: bool) -> str:
        return f"Product({self.size}, {self.depth}, {self.scale!r})"

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Spectrum.of(inputs, targets, self.rank)

    def data(self) -> Call:
        names = ("size", "rank", "condition")
        return Call(matrix, {name: getattr(self, name) for name in names} | {"seed": self.data_seed}, (draws,))
