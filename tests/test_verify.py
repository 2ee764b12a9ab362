"""Verification: small where lrviz and torch agree, loud where they do not."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz import reference
from lrviz.descent import Descent
from lrviz.objectives import OBJECTIVES, Quadratic, Rastrigin, Rosenbrock
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Optimizer, TorchOptimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, Schedule
from lrviz.verify import Verification, verify
from tests.export.test_scene import tame

MOVING = [kind() for kind in OBJECTIVES if kind().moves]
SCHEDULES: tuple[Schedule, ...] = (CosineAnnealingLR(T_max=30), ReduceLROnPlateau(patience=3))


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_every_optimizer_agrees_with_torch(cls: type[Optimizer]) -> None:
    schedules = (*SCHEDULES, *([OneCycleLR(max_lr=0.02, total_steps=60)] if cls.cycled else []))
    runs = tuple(Run(tame(cls), schedule) for schedule in schedules)
    plain = Scene(objective=Quadratic(), steps=60, runs=runs, shared_noise=False)
    moves = MOVING[OPTIMIZERS.index(cls) % len(MOVING)]
    moving = replace(plain, objective=moves, start=moves.start, steps=24, box=((-1.8, 1.0), (-1.0, 0.9)))
    for scene in (plain, replace(plain, noise=0.5, clip=1.0), moving):
        result = verify(scene)
        assert max(result.max_relative_error) <= 1e-11, result.sentences
        assert max(result.max_rate_error) <= 1e-12, result.sentences
        if issubclass(cls, TorchOptimizer):
            assert all("bit for bit" in sentence and "in torch itself" in sentence for sentence in result.sentences)


def test_a_run_that_diverges_diverges_at_the_same_step_in_torch() -> None:
    result = verify(Scene(objective=Rosenbrock(), steps=40, runs=(Run(SGD(lr=0.1)), Run(Adam(lr=0.1)))))
    assert max(result.max_relative_error) <= 1e-11
    assert [sentence.split()[0] for sentence in result.sentences] == ["SGD", "Adam"]
    assert verify(Scene(objective=Quadratic())) == Verification((), (), ())


def wrong(monkeypatch: pytest.MonkeyPatch, step: int, error: float) -> None:
    """Lets the oracle say something else from `step` on."""
    right = reference.descend

    def descend(descent: Descent) -> reference.Record:
        record = right(descent)
        points, rates = record.points.copy(), record.learning_rates.copy()
        points[step:, 1] += error
        rates[step:] *= 1 + 1e-3
        return replace(record, points=points, learning_rates=rates)

    monkeypatch.setattr(reference, "descend", descend)


@pytest.mark.parametrize(("error", "measured"), [(0.25, 0.25), (np.nan, np.inf)])
def test_a_difference_is_measured_and_said(monkeypatch: pytest.MonkeyPatch, error: float, measured: float) -> None:
    wrong(monkeypatch, 7, error)
    result = verify(Scene(objective=Quadratic(), start=(0.5, 0.5), steps=20, runs=(Run(SGD(lr=0.01)),)))
    assert result.max_relative_error[0] == pytest.approx(measured, rel=1e-9)
    assert result.max_rate_error[0] == pytest.approx(1e-3, rel=1e-2)
    assert "parts from torch at step 7" in result.sentences[0]


def test_a_chaotic_run_is_called_chaotic() -> None:
    result = verify(Scene(objective=Rastrigin(), start=(-2.0, 3.5), steps=200, runs=(Run(SGD(lr=0.05)),)))
    assert result.max_relative_error[0] > 1e-3
    assert "chaotic" in result.sentences[0]
