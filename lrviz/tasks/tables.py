"""Two tables of measurements that come inside scikit-learn: breast cancer and digits.

Their files are read here without importing scikit-learn, which takes a second; scripts call its own functions.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import Choice, Range
from lrviz.tasks.base import Activation, Batch, DataSeed, Epochs, Every, Hidden, Perceptron, perceptron
from lrviz.tasks.call import Call
from lrviz.tasks.points import draws
from lrviz.tasks.probes import Cases, Images, Probe

_NEEDS = "the data that come inside it, and is not installed: pip install scikit-learn"


class MissingDataError(ValueError):
    """The package that brings the data is not installed."""


def _file(name: str) -> Path:
    """A data file of scikit-learn.

    Raises:
        MissingDataError: scikit-learn is not installed.
    """
    found = find_spec("sklearn")
    if found is None or found.origin is None:
        raise MissingDataError(f"scikit-learn is needed for {_NEEDS}")
    return Path(found.origin).parent / "datasets" / "data" / name


@cache
def read_breast_cancer() -> tuple[Any, Any]:
    """What `sklearn.datasets.load_breast_cancer(return_X_y=True)` returns: (569, 30) numbers, 569 classes 0 or 1."""
    table = np.loadtxt(_file("breast_cancer.csv"), delimiter=",", skiprows=1)
    return table[:, :-1], table[:, -1].astype(int)


@cache
def read_digits() -> tuple[Any, Any]:
    """What `sklearn.datasets.load_digits(return_X_y=True)` returns: (1797, 64) greys from 0 to 16, 1797 classes."""
    with gzip.open(_file("digits.csv.gz"), "rt") as lines:
        table = np.loadtxt(lines, delimiter=",")
    return table[:, :-1], table[:, -1].astype(int)


def split_table(features: Any, labels: Any, train: int, seed: int) -> Any:
    """Standardized features and labels: so many drawn ones to train on, the others to validate on."""
    order = draws(seed, 0).permutation(len(labels))
    features, labels = features[order], labels[order].astype(np.float32)
    features = (features - features[:train].mean(0)) / features[:train].std(0)
    features = features.astype(np.float32)
    return features[:train], labels[:train], features[train:], labels[train:]


def split_images(features: Any, labels: Any, train: int, shape: tuple[int, ...], seed: int) -> Any:
    """Images of a shape with mean 0 and deviation 1, and labels: some to train on, the others to validate on."""
    order = draws(seed, 0).permutation(len(labels))
    images, labels = features[order].reshape(len(labels), *shape), labels[order].astype(np.int64)
    images = ((images - images[:train].mean()) / images[:train].std()).astype(np.float32)
    return images[:train], labels[:train], images[train:], labels[train:]


@dataclass(frozen=True)
class BreastCancer(Perceptron):
    """Tells benign from malignant tumours by 30 measurements of cell nuclei.

    569 cases. Without hidden layers it is logistic regression.
    Source: Wolberg, Mangasarian, Street & Street 1995, UCI Machine Learning Repository, CC BY 4.0; from scikit-learn.
    """

    title = "Breast cancer"
    criterion = "binary"
    score_name = "accuracy"
    last = "nn.Flatten(0)"

    batch: Batch = 32
    epochs: Epochs = 30
    validate_every: Every = 13
    data_seed: DataSeed = 0
    hidden: Hidden = (16,)
    activation: Activation = "ReLU"
    train: Annotated[int, "Cases to train on; the others of the 569 validate.", Range(50, 519)] = 398

    @property
    def samples(self) -> int:
        return self.train

    @property
    def ends(self) -> tuple[int, int]:
        return 30, 1

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Cases.among(held, wanted, ("malignant", "benign"))

    def data(self) -> Call:
        return Call(
            split_table,
            {"train": self.train, "seed": self.data_seed},
            (draws,),
            read_breast_cancer,
            "*load_breast_cancer(return_X_y=True)",
            "from sklearn.datasets import load_breast_cancer",
            "scikit-learn",
        )


@dataclass(frozen=True)
class Digits(Perceptron):
    """Reads handwritten digits, images of 8 × 8 pixels.

    1797 images of ten digits. The CNN has two layers of convolutions in front of the hidden ones, the MLP has none.
    Source: Alpaydin & Kaynak 1998, UCI Machine Learning Repository, CC BY 4.0; from scikit-learn.
    """

    title = "Digits"
    criterion = "classes"
    score_name = "accuracy"

    batch: Batch = 64
    epochs: Epochs = 15
    validate_every: Every = 46
    data_seed: DataSeed = 0
    hidden: Hidden = (64,)
    activation: Activation = "ReLU"
    model: Annotated[str, "Whether convolutions stand in front of the hidden layers.", Choice(("CNN", "MLP"))] = "CNN"
    channels: Annotated[
        int, "Channels of the CNN's first convolution; the second has twice as many.", Range(1, 64, log=True)
    ] = 16
    train: Annotated[int, "Images to train on; the others of the 1797 validate.", Range(100, 1697)] = 1437

    @property
    def samples(self) -> int:
        return self.train

    @property
    def ends(self) -> tuple[int, int]:
        return (64 if self.dense else 32 * self.channels), 10

    @property
    def dense(self) -> bool:
        return self.model == "MLP"

    @property
    def milliseconds(self) -> float:
        convolved = 0 if self.dense else 64 * (9 * self.channels + 4.5 * self.channels**2)
        return super().milliseconds + convolved * (self.batch or self.samples) * 3e-7

    def network(self, sparse: bool) -> str:
        dense = perceptron(self.widths, self.activation)
        if self.dense:
            return dense
        few, between = self.channels, f"nn.{self.activation}()"
        convolutions = (
            f"nn.Conv2d(1, {few}, 3, padding=1), {between}, nn.Conv2d({few}, {2 * few}, 3, padding=1), {between},"
            " nn.MaxPool2d(2), nn.Flatten()"
        )
        return f"nn.Sequential({convolutions}, {dense.removeprefix('nn.Sequential(')}"

    def probe(self, inputs: Any, targets: Any, held: Any, wanted: Any) -> Probe:
        return Images.among(held, wanted, 8)

    def data(self) -> Call:
        shape = (64,) if self.dense else (1, 8, 8)
        return Call(
            split_images,
            {"train": self.train, "shape": shape, "seed": self.data_seed},
            (draws,),
            read_digits,
            "*load_digits(return_X_y=True)",
            "from sklearn.datasets import load_digits",
            "scikit-learn",
        )
