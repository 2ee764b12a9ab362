"""Features of which most are rare, as words are: what adaptive rates were made for."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import Range
from lrviz.tasks.base import Batch, DataSeed, Epochs, Every, Samples, Task, ValidationSamples
from lrviz.tasks.call import Call
from lrviz.tasks.points import draws
from lrviz.tasks.probes import Cases, Probe


def features(train: int, validation: int, frequent: int, rare: int, per_sample: int, seed: int) -> Any:
    """The features that each sample has, by number (0 stands for none), and its class, drawn by their true weights."""
    random = draws(seed, 2)
    common, special = 0.3 * random.standard_normal(frequent), random.choice([-1.5, 1.5], rare)
    weights = np.concatenate([[0.0], common, special])
    arrays: list[Any] = []
    for stream, count in enumerate((train, validation)):
        random = draws(seed, stream)
        present = (random.uniform(size=(count, frequent)) < 0.5) * np.arange(1, frequent + 1)
        chosen = 1 + frequent + random.integers(rare, size=(count, per_sample))
        numbers = np.concatenate([present, chosen], 1)
        likely = 1 / (1 + np.exp(-weights[numbers].sum(1)))
        arrays += [numbers.astype(np.int64), (random.uniform(size=count) < likely).astype(np.float32)]
    return arrays


@dataclass(frozen=True)
class RareFeatures(Task):
    """Few features that half of the samples have, and many that hardly any sample has.

    A rare feature decides the class where it occurs, and its weight moves at those steps alone: a rate that suits the
    frequent ones is too small for it. SparseAdam gets sparse gradients, which hold the touched weights only.
    """

    title = "Rare features"
    criterion = "binary"
    score_name = "accuracy"
    network_parts = ("WeightSum",)
    gives_sparse_gradients = True

    batch: Batch = 128
    epochs: Epochs = 2
    validate_every: Every = 19
    data_seed: DataSeed = 0
    train: Samples = 6000
    validation: ValidationSamples = 1000
    frequent: Annotated[int, "Features that half of the samples have.", Range(0, 500, usual=(0, 100))] = 30
    rare: Annotated[
        int, "Features of which each sample has only a few.", Range(1, 50_000, log=True, usual=(100, 10_000))
    ] = 2000
    per_sample: Annotated[int, "Rare features that each sample has.", Range(1, 50, usual=(1, 10))] = 4

    @property
    def samples(self) -> int:
        return self.train

    def network(self, sparse: bool) -> str:
        return f"WeightSum({1 + self.frequent + self.rare}, sparse={sparse})"

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Cases.among(held, wanted, ("class 0", "class 1"))

    def data(self) -> Call:
        names = ("train", "validation", "frequent", "rare", "per_sample")
        return Call(features, {name: getattr(self, name) for name in names} | {"seed": self.data_seed}, (draws,))
