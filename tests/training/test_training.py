"""A training refuses what cannot be trained, in words, and travels as JSON."""

import pytest

from lrviz import Run
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import OPTIMIZERS, Adam, Muon, SparseAdam
from lrviz.schedules import CosineAnnealingLR, ReduceLROnPlateau
from lrviz.tasks import TASKS, Moons, OwnPoints, RareFeatures
from lrviz.training import Training


def test_what_cannot_be_trained_is_refused_in_words() -> None:
    refused = {
        r"SparseAdam steps by sparse gradients.*one of RareFeatures, got Moons": lambda: Training(
            Moons(), (Run(SparseAdam()),)
        ),
        r"clip must be None for SparseAdam.*got 1": lambda: Training(RareFeatures(), (Run(SparseAdam()),), clip=1.0),
        r"Muon steps matrices only.*one of Factorization, got Moons": lambda: Training(Moons(), (Run(Muon()),)),
        r"mode must be max where the score is watched.*got min": lambda: Training(
            Moons(), (Run(Adam(), ReduceLROnPlateau()),), watched="score"
        ),
        r"Training.runs must be .*0 to 8 items": lambda: Training(Moons(), (Run(Adam()),) * 9),
        r"Training.clip must be in \(0": lambda: Training(Moons(), clip=0.0),
        r"Training.task must be a Task": lambda: Training(None),  # type: ignore[arg-type]
        r"type must be one of": lambda: Training.from_json('{"task": {"type": "Sphere"}}'),
        r"must be JSON": lambda: Training.from_json("{"),
        r"a training must be": lambda: Training.from_json("3"),
    }
    for says, make in refused.items():
        with pytest.raises(HyperparameterError, match=says):
            make()


def test_a_training_travels_as_json() -> None:
    for task in TASKS:
        optimizers = [kind() for kind in OPTIMIZERS if not kind.sparse_gradient and len(kind.parameter_shape) == 1][:8]
        runs = tuple(Run(optimizer, CosineAnnealingLR(T_max=9)) for optimizer in optimizers)
        training = Training(task(), runs, seed=7, clip=2.0, stepped="each epoch")
        assert Training.from_json(training.to_json()) == training
    own = Training(OwnPoints(first=((0.0, 1.0), (2.0, 3.0)), second=((1.0, 1.0), (-1.0, 2.0))))
    assert Training.from_json(own.to_json()) == own
