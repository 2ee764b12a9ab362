"""The optimizers that run in torch: their declarations against torch's own signatures, checks and steps."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.descent import Descent
from lrviz.hyperparameters import hyperparameters
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import LBFGS, OPTIMIZERS, TorchOptimizer
from lrviz.reference import build_optimizer, descend, double_precision, torch_class
from lrviz.scene import Run
from tests.strategies import instances

CLASSES = [c for c in OPTIMIZERS if issubclass(c, TorchOptimizer)]
START = (-1.2, 1.0)


def real(optimizer: TorchOptimizer) -> tuple[torch.nn.Parameter, Any]:
    parameter = torch.nn.Parameter(torch.tensor(START, dtype=torch.float64).reshape(optimizer.parameter_shape))
    return parameter, torch_class(optimizer)([parameter], **optimizer.torch_arguments())


@pytest.mark.parametrize("cls", CLASSES)
def test_torch_takes_the_ends_of_every_range(cls: type[TorchOptimizer]) -> None:
    for p in hyperparameters(cls):
        for end in _ends(p):
            _, stepper = real(replace(cls(), **{p.name: end}))
            assert stepper.param_groups


def _ends(p: Any) -> list[Any]:
    if p.choice is not None:
        return [*p.choice.options, None]
    if p.range is None:
        return [False, True]
    low, high = (p.kind(end) for end in (p.range.low, p.range.high))
    return [
        np.nextafter(low, high).item() if p.range.low_open else low,
        np.nextafter(high, low).item() if p.range.high_open else high,
    ]


@pytest.mark.parametrize("cls", CLASSES)
def test_torch_needs_what_the_class_says_it_needs(cls: type[TorchOptimizer]) -> None:
    def step(sparse: bool, closure: bool) -> None:
        parameter, stepper = real(cls())
        parameter.grad = torch.ones_like(parameter).to_sparse() if sparse else torch.ones_like(parameter)
        stepper.step(lambda: torch.tensor(1.0)) if closure else stepper.step()

    step(cls.sparse_gradient, cls.needs_closure)
    if cls.sparse_gradient:
        with pytest.raises(RuntimeError, match="dense"):
            step(False, cls.needs_closure)
    if cls.needs_closure:
        with pytest.raises(TypeError, match="closure"):
            step(cls.sparse_gradient, False)
    if cls.parameter_shape != (2,):
        with pytest.raises(ValueError, match="2D"):
            torch_class(cls())([torch.nn.Parameter(torch.zeros(2))])


@pytest.mark.parametrize("cls", CLASSES)
def test_the_cycled_field_is_the_one_that_torch_moves(cls: type[TorchOptimizer]) -> None:
    _, stepper = real(cls())
    refused = pytest.raises(ValueError, match="momentum or beta1") if cls.cycled is None else nullcontext()
    with refused:
        torch.optim.lr_scheduler.OneCycleLR(stepper, max_lr=0.1, total_steps=9, max_momentum=0.7)
    if cls.cycled is not None:
        moved = replace(cls(), **{cls.cycled: 0.7}).torch_arguments()
        group = stepper.param_groups[0]
        assert {name: group[name] for name in moved if name != "lr"} == {n: v for n, v in moved.items() if n != "lr"}


def test_line_search_with_one_iteration_never_moves_unless_evaluations_are_raised() -> None:
    stuck = LBFGS(max_iter=1, line_search_fn="strong_wolfe")
    paths = [descend(Descent(Rosenbrock(), Run(o), START, 40)).points for o in (stuck, replace(stuck, max_eval=5))]
    assert (paths[0] == START).all()
    assert np.abs(paths[1][-1] - 1).max() < 0.1


def test_a_rate_of_zero_stops_the_line_search_and_says_so() -> None:
    record = descend(Descent(Rosenbrock(), Run(LBFGS(lr=0.0, line_search_fn="strong_wolfe")), START, 3))
    assert "ZeroDivisionError" in record.refusal
    assert record.points[1].tolist() == list(START)
    assert np.isnan(record.points[2:]).all()
    assert record.learning_rates.tolist() == [0.0] * 3


def test_a_coordinate_with_no_gradient_keeps_sparse_adams_moments() -> None:
    sparse = next(c for c in CLASSES if c.sparse_gradient)()
    with double_precision():
        parameter = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
        stepper = build_optimizer(sparse, [parameter])
        parameter.grad = torch.tensor([3.0, 0.0]).to_sparse()
        stepper.step()
    assert parameter[1].item() == 2.0
    assert parameter[0].item() != 1.0


@pytest.mark.parametrize("cls", CLASSES)
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_no_allowed_value_makes_torch_raise(cls: type[TorchOptimizer], data: st.DataObject) -> None:
    record = descend(Descent(Rosenbrock(), Run(data.draw(instances(cls))), START, 4))
    assert record.points.shape == (5, 2)
    finite = np.isfinite(record.points).all(axis=1)
    assert (np.diff(finite.astype(int)) <= 0).all()
