"""The catalogue of tasks is complete, what each says of itself is so, and bad sizes are refused in words."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.datasets import load_breast_cancer, load_digits

from lrviz.hyperparameters import HyperparameterError, hyperparameters
from lrviz.tasks import TASKS, BreastCancer, Characters, Digits, Factorization, MissingDataError, Moons, OwnPoints, Task
from lrviz.tasks.characters import text
from lrviz.tasks.tables import read_breast_cancer, read_digits
from lrviz.training.network import build_network, loss_and_score, split
from tests.catalogues import final_classes

every_task = pytest.mark.parametrize("kind", TASKS)


def test_none_is_missing_and_none_stands_twice() -> None:
    assert final_classes(Task) == set(TASKS)
    assert len({kind.title for kind in TASKS}) == len(TASKS)


@every_task
def test_a_declaration_is_true(kind: type[Task]) -> None:
    task = kind()
    assert not any(parameter.required for parameter in hyperparameters(kind))
    assert len(kind.__doc__.strip().split("\n")) > 2, "what it shows, below the caption"
    inputs, targets, held, wanted = split(task)
    assert len(inputs) == len(targets) == task.samples
    assert len(held) == len(wanted) > 1
    assert task.steps == task.epochs * len(torch.arange(task.samples).split(task.batch or task.samples))
    network = build_network(task, 1)
    shapes = [parameter.ndim for parameter in network.parameters()]
    assert kind.matrices_only == (set(shapes) == {2} and not kind.gives_sparse_gradients)
    loss, score = loss_and_score(task)
    value = loss(network(inputs[:20]), targets[:20])
    value.backward()  # type: ignore[no-untyped-call]
    assert value.isfinite()
    assert score(network(held), wanted) <= 1
    sparse = build_network(task, 1, sparse=True)
    loss(sparse(inputs[:20]), targets[:20]).backward()  # type: ignore[no-untyped-call]
    found = [parameter.grad is not None and parameter.grad.is_sparse for parameter in sparse.parameters()]
    assert found == [kind.gives_sparse_gradients] * len(found)


@every_task
def test_data_depend_on_their_seed_alone(kind: type[Task]) -> None:
    task = kind()
    once, again, other = (one.data().made() for one in (task, kind(), replace(task, data_seed=1)))
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(once, other, strict=True))
    before = torch.random.get_rng_state()
    weights = [torch.cat([p.flatten() for p in build_network(task, seed).parameters()]) for seed in (0, 0, 1)]
    assert torch.equal(weights[0], weights[1])
    if kind.__name__ != "RareFeatures":  # which begins with zeros
        assert not torch.equal(weights[0], weights[2])
    assert torch.equal(torch.random.get_rng_state(), before)


def test_the_tables_are_those_of_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    for ours, theirs in ((read_digits, load_digits), (read_breast_cancer, load_breast_cancer)):
        for mine, real in zip(ours(), theirs(return_X_y=True), strict=True):
            assert np.array_equal(mine, real)
    train, _, held, _ = BreastCancer().data().made()
    assert np.allclose(train.mean(0), 0, atol=1e-6)
    assert np.allclose(train.std(0), 1, atol=1e-5)
    assert len(train) + len(held) == 569
    monkeypatch.setattr("lrviz.tasks.tables.find_spec", lambda name: None)
    read_digits.cache_clear()
    with pytest.raises(MissingDataError, match="pip install scikit-learn"):
        Digits().data().made()


def test_the_text_is_plain_and_its_windows_follow_it() -> None:
    assert text().isascii()
    assert len(text()) > 100_000
    inputs, targets, held, wanted = Characters(context=20).data().made()
    for here, ahead in ((inputs, targets), (held, wanted)):
        assert np.array_equal(here.ravel()[1:], ahead.ravel()[:-1])


def test_bad_sizes_are_refused_in_words() -> None:
    pair: Any = ((0.0, 1.0), (1.0, 0.0))
    refused = {
        r"Moons.batch must be at most 400, the samples to train on, or None, got 500": lambda: Moons(batch=500),
        r"Moons.batch must be an integer in \[1, 20000\] or None, got 0": lambda: Moons(batch=0),
        r"Moons must take at most 100,000 steps, got 400,000": lambda: Moons(epochs=1000, batch=1),
        r"Moons.train must be an integer in \[10, 20000\], got 5": lambda: Moons(train=5),
        r"Moons.hidden must be .*0 to 6 items, got": lambda: Moons(hidden=(4,) * 7),
        r"Digits.train must be .*\[100, 1697\], got 1797": lambda: Digits(train=1797),
        r"at least 2 points of each class.*got 2 of the first and 0 of the second": lambda: OwnPoints(
            first=pair, second=()
        ),
        r"coordinates from -1e\+06 to 1e\+06, got \(1e\+300": lambda: OwnPoints(first=(*pair, (1e300, 0.0))),
        r"OwnPoints.first must be pairs of finite numbers.*got \(\(nan": lambda: OwnPoints(
            first=((float("nan"), 0.0),)
        ),
        r"width must be a multiple of heads, 5, got 32": lambda: Characters(heads=5),
        r"length must be at least 20 windows, 2560 characters, got 2000": lambda: Characters(
            length=2000, context=128, batch=None
        ),
        r"step of Characters must keep at most 2,000 MB, got .* for 703 windows of 128.*8 layers": lambda: Characters(
            context=128, batch=None, heads=16, layers=8
        ),
        r"rank must be at most size, 4, got 8": lambda: Factorization(size=4),
    }
    for says, make in refused.items():
        with pytest.raises(HyperparameterError, match=says):
            make()
