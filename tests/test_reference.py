"""The oracle itself: against loops written out by hand, at its edges, and as a guest in a threaded process."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from lrviz.descent import Descent, Noise
from lrviz.objectives import OBJECTIVES, Rosenbrock, Sphere
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Optimizer
from lrviz.reference import MissingPackageError, Record, descend, double_precision, torch_class
from lrviz.scene import Run
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau, Schedule, ScheduleError

ONE_CYCLE = OneCycleLR(max_lr=0.01, total_steps=20)


def test_the_loop_is_forward_backward_noise_clip_optimizer_scheduler() -> None:
    noise, run = Noise(1.0, seed=3), Run(Adam(lr=0.1), CosineAnnealingLR(T_max=30))
    record = descend(Descent(Sphere(), run, (2.5, -2.0), 40, noise, clip=1.5))
    drawn = noise.drawn(40)
    parameter = torch.nn.Parameter(torch.tensor([2.5, -2.0], dtype=torch.float64))
    optimizer = torch.optim.Adam([parameter], lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=30)
    points, losses, rates = [[2.5, -2.0]], [], []
    for step in range(40):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.zero_grad()
        loss = (parameter**2).sum()
        loss.backward()
        assert parameter.grad is not None
        parameter.grad += torch.tensor(drawn[step])
        torch.nn.utils.clip_grad_norm_([parameter], 1.5)
        optimizer.step()
        scheduler.step()
        points.append(parameter.tolist())
        losses.append(loss.item())
    assert np.allclose(record.points, points, rtol=1e-12, atol=1e-15)
    assert np.allclose(record.losses[:-1], losses, rtol=1e-12, atol=1e-15)
    assert record.learning_rates.tolist() == rates
    assert record.losses[-1] == pytest.approx(float((parameter**2).sum().item()), rel=1e-12)


def on_sphere(run: Run, steps: int) -> Record:
    return descend(Descent(Sphere(), run, (1.0, 1.0), steps))


def test_plateau_sees_the_loss_of_the_forward_pass() -> None:
    record = on_sphere(Run(SGD(lr=1.0), ReduceLROnPlateau(patience=0, factor=0.5)), 6)
    assert record.learning_rates.tolist() == [1.0, 1.0, 0.5, 0.25, 0.25, 0.125]


def test_a_gradient_of_ones_own_replaces_autograd_and_no_grad_around_it_does_not_matter() -> None:
    with torch.no_grad():
        record = descend(Descent(Rosenbrock(), Run(SGD(lr=0.5)), (1.0, 2.0), 3), gradient=lambda x, y: (2.0, y))
        assert on_sphere(Run(SGD(lr=0.25)), 1).points[1].tolist() == [0.5, 0.5]
    assert record.points.tolist() == [[1.0, 2.0], [0.0, 1.0], [-1.0, 0.5], [-2.0, 0.25]]


def test_momenta_are_recorded_where_the_schedule_moves_them() -> None:
    for optimizer in (SGD(), Adam()):
        momenta = on_sphere(Run(optimizer, ONE_CYCLE), 20).momenta
        assert momenta is not None
        assert momenta[0] == momenta.max() == 0.95
        assert momenta.min() == 0.85
    assert on_sphere(Run(Adam()), 3).momenta is None


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_divergence_neither_raises_nor_prints(cls: type[Optimizer], capfd: pytest.CaptureFixture[str]) -> None:
    run = Run(replace(cls(), lr=1e4), CosineAnnealingLR(T_max=7))
    record = descend(Descent(Rosenbrock(), run, (1e150, -1e150), 12))
    assert record.points.shape == (13, 2)
    assert record.losses.shape == (13,)
    finite = np.isfinite(record.points).all(axis=1)
    assert (np.diff(finite.astype(int)) <= 0).all()
    assert np.isnan(record.points[~finite]).all()
    assert np.isfinite(record.learning_rates).all()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("cls", OBJECTIVES)
def test_every_objective_has_autograd(cls: Any) -> None:
    objective = cls()
    record = descend(Descent(objective, Run(SGD(lr=1e-6)), objective.start, 1))
    expected = np.array(objective.start) - 1e-6 * objective.gradient(*objective.start)
    assert np.allclose(record.points[1], expected, rtol=1e-12, atol=0)
    assert record.losses[0] == pytest.approx(float(objective.value(*objective.start)), rel=1e-12)


@pytest.mark.parametrize("cls", SCHEDULES)
def test_every_schedule_builds_a_real_scheduler_silently(
    cls: type[Schedule], capfd: pytest.CaptureFixture[str]
) -> None:
    record = on_sphere(Run(Adam(lr=0.01), cls.usual()), 10)
    assert np.isfinite(record.learning_rates).all()
    assert capfd.readouterr() == ("", "")


def test_what_torchs_scheduler_refuses_is_a_schedule_error() -> None:
    with pytest.raises(ScheduleError, match="20"):
        on_sphere(Run(Adam(), ONE_CYCLE), 21)
    run = Run(next(c for c in OPTIMIZERS if c.cycled is None)())
    vars(run)["schedule"] = ONE_CYCLE  # which the run itself would refuse first
    with pytest.raises(ScheduleError, match="momentum"):
        on_sphere(run, 5)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Adam, "torch_name", "no_such_package.Adam")
    monkeypatch.setattr(Adam, "package", "no-such-package")
    with pytest.raises(MissingPackageError, match="pip install no-such-package") as caught:
        torch_class(Adam())
    assert isinstance(caught.value, ValueError)


def test_threads_do_not_disturb_each_other_and_the_default_dtype_comes_back_even_after_an_error() -> None:
    def run(optimizer: Optimizer) -> list[list[float]]:
        return descend(Descent(Rosenbrock(), Run(optimizer), (-1.2, 1.0), 60)).points.tolist()

    optimizers = [Adam(lr=rate) for rate in (0.01, 0.02, 0.03, 0.04)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, optimizers)) == list(map(run, optimizers))
    assert torch.get_default_dtype() == torch.float32
    with double_precision():
        assert torch.get_default_dtype() == torch.float64
    with pytest.raises(KeyError), double_precision():
        raise KeyError
    assert torch.get_default_dtype() == torch.float32
