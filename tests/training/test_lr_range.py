"""A range test is a plain run with a rising rate, and its suggestions are where they are said to be."""

from typing import Any

import numpy as np
import pytest
import torch

from lrviz import Run
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import LBFGS, SGD, Adam
from lrviz.schedules import CosineAnnealingLR
from lrviz.training import Training, range_test
from tests.training.small import MOONS, first_network


def test_it_is_a_plain_run_with_a_rising_rate() -> None:
    training = Training(
        MOONS, (Run(SGD(momentum=0.9), CosineAnnealingLR.usual()), Run(Adam())), seed=2, stepped="each epoch"
    )
    by_hand, adam = range_test(training, 1e-4, 50.0, 90)
    network: Any = first_network(MOONS, 2, False)
    stepper = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9)
    inputs, targets, *_ = map(torch.from_numpy, MOONS.data().made())
    random = torch.Generator().manual_seed(2)
    losses: list[float] = []
    rates = np.geomspace(1e-4, 50.0, 90)
    while len(losses) < len(by_hand.losses):
        for batch in torch.randperm(MOONS.samples, generator=random).split(32):
            stepper.param_groups[0]["lr"] = rates[min(len(losses), 89)]
            stepper.zero_grad()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(network(inputs[batch]), targets[batch])
            loss.backward()  # type: ignore[no-untyped-call]
            stepper.step()
            losses.append(loss.item())
    count = len(by_hand.losses)
    assert np.allclose(by_hand.rates, rates[:count], rtol=1e-9)
    assert np.allclose(by_hand.losses, losses[:count], rtol=1e-3)
    assert by_hand.blew_up == (count < 90)
    for found in (by_hand, adam):
        weights = 0.9 ** np.arange(len(found.losses))
        smoothed = [
            found.losses[: n + 1][::-1] @ weights[: n + 1] / weights[: n + 1].sum() for n in range(len(weights))
        ]
        assert np.allclose(found.smoothed, smoothed)
        assert found.lowest == found.rates[np.argmin(smoothed)]
        slopes = np.gradient(smoothed, np.log(found.rates))
        assert found.steepest == found.rates[10 + np.argmin(slopes[10:])]
        assert f"{found.steepest:.2g} and is lowest at lr {found.lowest:.2g}" in found.sentence
        if found.blew_up:
            ended = found.record.train_losses[len(found.losses)]
            count = len(found.losses) + 1
            total = (0.9 ** np.arange(count)).sum()
            assert not (ended + 0.9 * found.smoothed[-1] * (total - 0.9 ** (count - 1))) / total < 4 * min(smoothed)


def test_what_cannot_be_tested_is_refused_in_words() -> None:
    training = Training(MOONS, (Run(Adam()),))
    for low, high in ((0.0, 1.0), (1.0, 0.1), (1.0, float("inf"))):
        with pytest.raises(HyperparameterError, match="from a rate above 0 to a higher one, got"):
            range_test(training, low, high)
    with pytest.raises(HyperparameterError, match="must be from 20 to 10000, got 5"):
        range_test(training, steps=5)
    (found,) = range_test(Training(MOONS, (Run(LBFGS(max_iter=2)),)), 1e-3, 1e3, 30)
    assert len(found.rates) == len(found.losses) >= 1
