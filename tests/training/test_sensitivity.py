"""What is trained all at once ends as single runs of torch in float64 do."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from lrviz import Run
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, Optimizer, Rule, ScheduleFreeSGD
from lrviz.reference import build_optimizer, build_scheduler
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, Schedule
from lrviz.tasks import Perceptron, Task, criteria
from lrviz.training import Training, sensitivity, train
from lrviz.training.sensitivity import Measuring
from lrviz.training.stacked import ENDS
from tests.training.small import MOONS, TASKS, bare_loop

RATES, SEEDS = (1e-3, 1e-2), (0, 3)
DENSE = [task for task in TASKS if isinstance(task, Perceptron) and task.dense]
STILL = Constant()
RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule) and not (kind.needs_train or kind.scales_gradient)]


@pytest.fixture(autouse=True)
def double() -> Iterator[None]:
    """Some optimizers of torch make numbers of the default dtype."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def single(task: Task, optimizer: Optimizer, schedule: Schedule, seed: int) -> tuple[float, ...]:
    """How a plain run in float64 ends, from the first weights that float32 has, as `ENDS` names it."""

    def build(parameters: Any) -> Any:
        return build_optimizer(optimizer, parameters)

    def scheduler(real: Any) -> Any:
        return build_scheduler(schedule, optimizer.lr, real)

    bare = bare_loop(task, build, scheduler, seed, dtype=torch.float64)
    _, losses, scores = zip(*bare.validations, strict=True)
    return losses[-1], scores[-1], min(losses), max(scores), train_loss(task, bare.network)


def train_loss(task: Task, network: torch.nn.Module) -> float:
    """The loss on all training samples."""
    inputs, targets = (torch.from_numpy(part) for part in task.data().made()[:2])
    kind = next(network.parameters()).dtype
    inputs, targets = (t.to(kind) if t.is_floating_point() else t for t in (inputs, targets))
    with torch.no_grad():
        loss: float = getattr(criteria, f"{task.criterion}_loss")(network(inputs), targets).item()
    return loss


def assert_as_single(task: Task, optimizer: Optimizer, schedule: Schedule = STILL) -> None:
    (found,) = sensitivity(Training(task, (Run(optimizer, schedule),)), RATES, SEEDS)
    assert found.stacked
    for row, rate in enumerate(RATES):
        for column, seed in enumerate(SEEDS):
            expected = single(task, replace(optimizer, lr=rate), schedule, seed)
            for name, value in zip(ENDS, expected, strict=True):
                assert getattr(found, name)[row, column] == pytest.approx(value, rel=1e-12), name


@pytest.mark.parametrize("kind", RULES)
def test_every_rule_ends_as_single_runs_do(kind: type[Optimizer]) -> None:
    assert_as_single(replace(MOONS, epochs=4), kind())


@pytest.mark.parametrize("task", DENSE, ids=lambda task: type(task).__name__)
def test_every_perceptron_ends_as_single_runs_do(task: Task) -> None:
    assert_as_single(task, Adam(), CosineAnnealingLR(T_max=20))


def test_many_at_once_end_as_few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    training, rates, seeds = Training(replace(MOONS, epochs=2), (Run(Adam()),)), (1e-3, 1e-2, 1e-1), (0, 1, 2)
    (whole,) = sensitivity(training, rates, seeds)
    for together in (1, 4000):
        monkeypatch.setattr("lrviz.training.stacked._TOGETHER", together)
        (parts,) = sensitivity(training, rates, seeds)
        assert np.allclose(parts.losses, whole.losses, rtol=1e-12)


def test_schedules_move_the_momentum_too() -> None:
    assert_as_single(MOONS, SGD(momentum=0.9), OneCycleLR(max_lr=0.1, total_steps=MOONS.steps + 1))


def test_what_cannot_be_stacked_is_trained_one_by_one() -> None:
    runs = (Run(Adam(), ReduceLROnPlateau(patience=0)), Run(LBFGS(max_iter=2)), Run(ScheduleFreeSGD()), Run(SGD()))
    training = Training(MOONS, runs)
    for run, found in zip(runs, sensitivity(training, (0.02, 1e4), (5,)), strict=True):
        assert found.stacked == (run is runs[-1])
        if not found.stacked:
            at_rate = replace(run, optimizer=replace(run.optimizer, lr=0.02))
            (record,) = train(replace(training, runs=(at_rate,), seed=5))
            assert found.losses[0, 0] == record.validation_losses[-1]
            assert found.best_losses[0, 0] == record.validation_losses.min()
            assert found.best_scores[0, 0] == record.scores.max()
            assert found.done.all()
            assert np.isnan(found.train_losses[1, 0]) == np.isnan(found.losses[1, 0])
    (clipped,) = sensitivity(replace(training, runs=runs[-1:], clip=1.0), (0.02,), (5,))
    assert not clipped.stacked


def test_a_rate_that_blows_up_leaves_the_others_alone() -> None:
    task = next(task for task in DENSE if type(task).__name__ == "Regression")
    training = Training(task, (Run(SGD(momentum=0.9)),))
    (found,) = sensitivity(training, (0.01, 1e4), SEEDS)
    (alone,) = sensitivity(training, (0.01,), SEEDS)
    assert (found.losses[1] > 1e100).all()
    assert np.allclose(found.losses[0], alone.losses[0], rtol=1e-12)


def test_bad_rates_and_seeds_are_refused_in_words() -> None:
    training = Training(MOONS, (Run(Adam()),))
    for rates in ((), (0.1, 0.1), (0.0, 1.0), (1.0, float("nan"))):
        with pytest.raises(HyperparameterError, match="rates must be rising numbers above 0, at least one, got"):
            sensitivity(training, rates)
    with pytest.raises(HyperparameterError, match="seeds must be whole numbers from 0, at least one, got"):
        sensitivity(training, (0.1,), ())
    with pytest.raises(HyperparameterError, match="rates times seeds must be at most 1024, got 2000"):
        sensitivity(training, np.geomspace(1e-5, 1, 500).tolist())


@pytest.mark.parametrize("run", [Run(Adam()), Run(LBFGS(max_iter=2))], ids=("stacked", "one by one"))
def test_who_follows_a_sensitivity_sees_it_grow_and_may_end_it(run: Run) -> None:
    training, rates = Training(replace(MOONS, epochs=2), (run,)), (1e-3, 1e-2, 1e-1)
    (whole,) = sensitivity(training, rates, SEEDS)
    shares: list[float] = []

    def follow(measuring: Measuring) -> None:
        part = measuring.so_far()
        shares.append(part.share)
        assert np.array_equal(part.losses[part.done], whole.losses[part.done])
        assert np.isnan(part.losses[~part.done]).all()
        if part.share > 0.5 and not part.done.all():
            raise InterruptedError

    with pytest.raises(InterruptedError):
        sensitivity(training, rates, SEEDS, follow)
    assert shares == sorted(shares)
    assert len(shares) > 3
    assert whole.share == 1
