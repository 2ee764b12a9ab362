"""The recorded loop does what the plain one does, bit for bit, and what it records is true."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from lrviz import Run
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, Muon, Optimizer, SparseAdam
from lrviz.reference import build_optimizer
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, Paced, ReduceLROnPlateau, Resumed, StepLR, Warmup
from lrviz.tasks import Task
from lrviz.training import Record, Training, TrainingRun, train
from tests.training.small import FACTORS, MOONS, RARE, TASKS, Bare, bare_loop, columns, sparse_adam

BUILT: dict[Optimizer, Callable[..., torch.optim.Optimizer]] = {
    Adam(lr=0.01): lambda parameters: torch.optim.Adam(parameters, lr=0.01),
    SGD(lr=0.05, momentum=0.9): lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9),
    SparseAdam(lr=0.1): sparse_adam,
    LBFGS(max_iter=3): lambda parameters: torch.optim.LBFGS(parameters, max_iter=3),
    Muon(lr=0.02): lambda parameters: torch.optim.Muon(parameters, lr=0.02),
}
ADAM, PLAIN, SPARSE, QUASI_NEWTON, MATRICES = BUILT
CASES = [(task, optimizer) for task in TASKS for optimizer in (ADAM, PLAIN)]
CASES += [(RARE, SPARSE), (MOONS, QUASI_NEWTON), (FACTORS, MATRICES), (FACTORS, QUASI_NEWTON)]


def assert_as_bare(record: Record, bare: Bare) -> None:
    assert record.train_losses.tolist() == bare.losses
    assert record.learning_rates.tolist() == bare.rates
    assert np.array_equal(columns(record), bare.validations)
    assert np.allclose(record.gradient_norms, bare.norms, rtol=2e-6, atol=1e-12)
    assert np.allclose(record.update_ratios, bare.ratios, rtol=1e-4, atol=1e-9, equal_nan=True)
    weights = {name: parameter.detach() for name, parameter in bare.network.named_parameters()}
    assert list(record.weights) == list(weights)
    assert all(torch.equal(torch.from_numpy(record.weights[name]), value) for name, value in weights.items())


@pytest.mark.parametrize(("task", "optimizer"), CASES, ids=lambda value: type(value).__name__)
def test_every_task_trains_as_the_plain_loop_does(task: Task, optimizer: Optimizer) -> None:
    (record,) = train(Training(task, (Run(optimizer),), seed=3))
    assert_as_bare(record, bare_loop(task, BUILT[optimizer], seed=3))
    assert record.milliseconds_per_step > 0
    assert not record.refusal


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_optimizer_trains_as_the_plain_loop_does(kind: type[Optimizer]) -> None:
    optimizer = replace(kind(), lr=0.02, **{"max_iter": 3} if kind.needs_closure else {})
    task: Task = RARE if kind.sparse_gradient else FACTORS if len(kind.parameter_shape) == 2 else MOONS
    clip = None if kind.sparse_gradient else 0.5
    training = Training(task, (Run(optimizer, CosineAnnealingLR(T_max=20)),), clip=clip)
    (record,) = train(training)

    def build(parameters: Any) -> Any:
        return build_optimizer(optimizer, parameters)

    def schedule(real: Any) -> Any:
        return torch.optim.lr_scheduler.CosineAnnealingLR(real, T_max=20)

    bare = bare_loop(task, sparse_adam if kind.sparse_gradient else build, schedule, 0, clip, kind.needs_train)
    if kind.sparse_gradient:  # of the plain loop's own rate
        (record,) = train(replace(training, runs=(Run(SPARSE, CosineAnnealingLR(T_max=20)),)))
    assert_as_bare(record, bare)
    kept = [v for state in bare.optimizer.state.values() for v in state.values()]
    tensors = [t for v in kept for t in (v if isinstance(v, list | tuple) else [v]) if torch.is_tensor(t) and t.ndim]
    count = sum(parameter.numel() for parameter in bare.network.parameters())
    assert record.state_bytes == sum(t.numel() * t.element_size() for t in tensors) / count
    assert optimizer.state_scaling or record.state_bytes == optimizer.state_bytes


def test_all_runs_begin_with_the_same_weights_and_meet_the_same_batches() -> None:
    runs = (Run(SGD(lr=0.0)), Run(Adam(lr=0.0)), Run(Adam(lr=0.01)))
    still, also, moving = train(Training(MOONS, runs, seed=5))
    assert np.array_equal(still.train_losses, also.train_losses)
    assert still.train_losses[0] == moving.train_losses[0]
    (alone,) = train(Training(MOONS, runs[2:], seed=5))
    assert np.array_equal(alone.train_losses, moving.train_losses)
    (other,) = train(Training(MOONS, runs[:1], seed=6))
    assert other.train_losses[0] != still.train_losses[0]
    assert torch.get_default_dtype() == torch.float32


def test_sparse_adam_moves_the_touched_weights_only() -> None:
    whole = replace(RARE, rare=2000, epochs=1, batch=None, train=50)
    (sparse,) = train(Training(whole, (Run(SPARSE),)))
    touched = np.unique(whole.data().made()[0])[1:]  # 0 stands for no feature
    moved = np.flatnonzero(sparse.weights["weights.weight"])  # frequent ones may have gradients that cancel
    rare = touched[touched > whole.frequent]
    assert np.isin(moved, touched).all()
    assert np.isin(rare, moved).mean() > 0.9
    assert len(rare) < 250
    batched = replace(whole, batch=25)
    order = torch.randperm(50, generator=torch.Generator().manual_seed(0)).split(25)
    inputs = whole.data().made()[0]
    alone = np.setdiff1d(inputs[order[0]], inputs[order[1]])
    for optimizer, rests in ((SPARSE, True), (Adam(lr=0.1), False)):
        (record,) = train(Training(batched, (Run(optimizer),)))
        moved = np.abs(record.weights["weights.weight"][alone])
        assert (moved < 0.1001).all() == rests, "one step is as long as the rate, and Adam's momentum goes on"


def test_a_scheduler_is_stepped_each_step_or_each_epoch() -> None:
    runs = (Run(SGD(lr=0.1), StepLR(step_size=2, gamma=0.5)),)
    for stepped, length in (("each step", 1), ("each epoch", MOONS.steps_per_epoch)):
        (record,) = train(Training(MOONS, runs, stepped=stepped))
        expected = 0.1 * 0.5 ** (np.arange(MOONS.steps) // length // 2)
        assert np.allclose(record.learning_rates, expected, rtol=1e-12)


def test_a_scheduler_that_loads_the_optimizer_is_followed_by_what_is_recorded() -> None:
    resumed = Resumed(CosineAnnealingLR(10), CosineAnnealingLR(20), 5, "new")
    records = train(Training(MOONS, (Run(PLAIN, resumed), Run(ADAM, Paced(StepLR(3), 2, 1))), seed=3))
    for record in records:
        expected = record.run.schedule.rates(record.run.optimizer.lr, len(record.learning_rates))
        np.testing.assert_allclose(record.learning_rates, expected, rtol=1e-12)
    assert records[0].learning_rates[5] == 0.05 > records[0].learning_rates[4]


@pytest.mark.parametrize("stepped", ["each step", "each epoch"])
@pytest.mark.parametrize("watched", ["validation loss", "score"])
def test_a_plateau_watches_the_validations_and_tells_why_it_cut(stepped: str, watched: str) -> None:
    mode = "min" if watched == "validation loss" else "max"
    plateau = ReduceLROnPlateau(mode=mode, patience=1, factor=0.5, threshold=0.05)
    runs = (Run(SGD(lr=0.5), plateau), Run(SGD(lr=0.5), Warmup(plateau, steps=2)))
    alone, led = train(Training(MOONS, runs, stepped=stepped, watched=watched))
    driven = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    real = torch.optim.lr_scheduler.ReduceLROnPlateau(driven, mode=mode, patience=1, factor=0.5, threshold=0.05)
    metrics = alone.validation_losses if mode == "min" else alone.scores
    rates, drops = np.full(MOONS.steps, np.nan), []
    seen = dict(zip(alone.validation_steps.tolist(), metrics.tolist(), strict=True))
    for step in range(1, MOONS.steps + 1):
        before = rates[step - 1] = driven.param_groups[0]["lr"]
        if step in seen:
            best = real.best
            real.step(seen[step])
            if driven.param_groups[0]["lr"] < before:
                drops.append((step, before, before / 2, seen[step], best))
    assert np.array_equal(alone.learning_rates, rates)
    assert [(c.step, c.before, c.after, c.metric, c.best) for c in alone.cuts] == drops
    assert len(drops) > 1
    for cut in alone.cuts:
        assert seen[cut.best_step] == cut.best
        assert cut.waited == 2
        assert all(part in cut.sentence for part in (f"step {cut.step} ", "2 validations in a row", watched))
    rise = 2 if stepped == "each step" else 2 * MOONS.steps_per_epoch
    assert led.learning_rates[0] < 0.5
    assert led.learning_rates[rise] == 0.5
    assert all(cut.step > rise for cut in led.cuts)
    assert stepped == "each epoch" or led.cuts


def test_whoever_follows_sees_each_step_and_changes_no_bit() -> None:
    plateau = ReduceLROnPlateau(patience=0, factor=0.5, threshold=0.05)
    for task in (MOONS, next(task for task in TASKS if type(task).__name__ == "Digits")):  # norms at once, one by one
        training = Training(task, (Run(SGD(lr=0.5), plateau),))
        (alone,) = train(training)
        seen: list[Record] = []
        (followed,) = train(training, lambda run, seen=seen: seen.append(run.so_far()))  # type: ignore[misc]
        assert [record.taken for record in seen] == list(range(1, task.steps + 1))
        for record in (*seen, followed):
            taken, count = record.taken, len(record.validation_steps)
            assert np.array_equal(record.train_losses[:taken], alone.train_losses[:taken])
            assert np.array_equal(record.learning_rates[:taken], alone.learning_rates[:taken])
            assert np.isnan(record.train_losses[taken:]).all()
            assert np.array_equal(columns(record), columns(alone)[:count])
            assert record.cuts == tuple(cut for cut in alone.cuts if cut.step <= taken)
            for name in ("gradient_norms", "update_ratios"):
                norms = getattr(record, name)
                known = ~np.isnan(norms)
                assert known[: max(0, taken - 31)].all()
                assert np.array_equal(norms[known], getattr(alone, name)[known])
        assert alone.cuts
        assert np.isfinite(followed.gradient_norms).all()
        assert all(np.array_equal(value, alone.weights[name]) for name, value in followed.weights.items())


def test_whoever_follows_may_end_a_training() -> None:
    class Enough(Exception):  # noqa: N818
        """Nobody wants more."""

    taken: list[int] = []

    def follow(run: TrainingRun) -> None:
        taken.append(run.so_far().taken)
        if len(taken) == 5:
            raise Enough

    with pytest.raises(Enough):
        train(Training(MOONS, (Run(ADAM), Run(PLAIN))), follow)
    assert taken == [1, 2, 3, 4, 5]
    assert torch.get_default_dtype() == torch.float32


def test_what_cannot_go_on_ends_with_a_sentence_and_the_others_go_on() -> None:
    runs = (
        Run(SGD(lr=0.1), OneCycleLR(max_lr=0.1, total_steps=10, cycle_momentum=False)),
        Run(SGD(lr=1e4, momentum=0.9)),
        Run(LBFGS(lr=0.0, line_search_fn="strong_wolfe")),
        Run(Adam(lr=0.01)),
    )
    task = replace(next(task for task in TASKS if type(task).__name__ == "Regression"), epochs=20)
    ended, blown, searched, fine = train(Training(task, runs))
    assert ended.outcome.kind == "stopped"
    assert "torch's scheduler refuses: " in ended.outcome.sentence
    assert np.isfinite(ended.train_losses).sum() == 11 == ended.outcome.numbers["step"]
    assert blown.outcome.kind == "diverged"
    step = blown.outcome.numbers["step"]
    assert np.isfinite(blown.train_losses[:step]).all()
    assert not np.isfinite(blown.train_losses[step])
    assert np.isnan(blown.train_losses[step + 1 :]).all()
    assert np.isfinite(blown.learning_rates).sum() == step + 1
    assert (blown.validation_steps <= step).all()
    assert searched.outcome.kind == "stopped"
    assert "LBFGS raised" in searched.outcome.sentence
    assert not fine.refusal
    assert np.isfinite(fine.train_losses).all()
