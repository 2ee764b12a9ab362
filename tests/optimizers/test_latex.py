"""The steps that each optimizer's LaTeX gives, computed from the LaTeX itself, are those of the code.

Rules are compared with the rule; optimizers that only run as torch's own class with that class. Three are compared in a
narrower place than their formula speaks of: LBFGS without its line search, whose outcome no formula gives, and on a
convex function, where no pair is left out; Muon with torch's rounding to bfloat16 taken away; Adan without `maximize`,
where the package's first difference is not 0.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.arithmetic import FLOATS
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import (
    ASGD,
    LBFGS,
    OPTIMIZERS,
    Adafactor,
    Adan,
    Muon,
    Optimizer,
    Rule,
    SparseAdam,
    TorchOptimizer,
)
from lrviz.reference import build_optimizer, double_precision
from tests.latex import Formula, name_of
from tests.latex.drawing import DRAWN, DRAWS
from tests.strategies import instances

STEPS = 12
GIVEN = {"t", r"\nablaf(", r"\eta["}
"""What a formula may speak of without saying what it is: the step, the gradient, the rate of each step."""

SHAPE = {"rows", "columns", "for a vector", "for a matrix", "I"}
"""The same of those that depend on the shape of the parameter."""

UNNAMED = {
    "lr": "stands in the rate of each step",
    "maximize": "turns the sign of the gradient",
    "max_iter": "where a step of LBFGS ends, which is no matter of the iteration",
    "max_eval": "the same",
    "tolerance_grad": "the same",
    "tolerance_change": "the same",
}
"""Fields that no formula names, and why."""

Gradient = Callable[[np.ndarray], np.ndarray]


@cache
def formula_of(kind: type[Optimizer]) -> Formula:
    return Formula(kind.latex, {*GIVEN, *SHAPE, *(name_of(p.symbol) for p in hyperparameters(kind))}, 1)


def path(optimizer: Optimizer, start: np.ndarray, rates: list[float], gradient: Gradient, name: str) -> Iterator[Any]:
    """What is called `name` after each step, computed from the formula."""
    values = {
        name_of(p.symbol): value if isinstance(value := getattr(optimizer, p.name), str) else np.float64(value)
        for p in hyperparameters(type(optimizer))
        if getattr(optimizer, p.name) is not None
    }
    given = values | {
        "#": {(r"\theta", 0, None): start},
        r"\nablaf": lambda point: optimizer.sign * gradient(point),
        r"\eta": lambda step: np.float64(rates[step - 1]),
        "for a vector": start.ndim == 1,
        "for a matrix": start.ndim == 2,
        "rows": start.shape[0],
        "columns": start.shape[-1],
        "I": np.eye(len(start)),
        r"\epsilon_1": values.get(r"\epsilon_1", np.finfo(float).eps),
    }
    formula = formula_of(type(optimizer))
    with np.errstate(all="ignore"):
        for step in range(1, len(rates) + 1):
            yield formula.compute(name, given, step)


def by_rule(rule: Rule, start: np.ndarray, rates: list[float], gradient: Gradient) -> Iterator[tuple[list[float], Any]]:
    """The point and the state of each coordinate after each step, by the rule."""
    point = start.tolist()
    states = [rule.begin(value, FLOATS) for value in point]
    for step, rate in enumerate(rates, 1):
        slope = gradient(np.array(point)).tolist()
        share = rule.gradient_share(float(np.hypot(*slope)), FLOATS)
        moved = [
            rule.update(value, one * share, state, rate, step, FLOATS)
            for value, one, state in zip(point, slope, states, strict=True)
        ]
        point, states = [value for value, _ in moved], [state for _, state in moved]
        yield point, states


def by_torch(optimizer: Optimizer, start: np.ndarray, rates: list[float], gradient: Gradient) -> Iterator[np.ndarray]:
    """The parameter after each step of the real class."""
    parameter = torch.tensor(start, requires_grad=True)
    real = build_optimizer(optimizer, [parameter])

    def closure() -> torch.Tensor:
        slope = torch.tensor(gradient(parameter.detach().numpy()))
        parameter.grad = slope.to_sparse() if optimizer.sparse_gradient else slope
        return torch.tensor(1.0)

    for rate in rates:
        real.param_groups[0]["lr"] = rate
        if optimizer.needs_closure:
            real.step(closure)
        else:
            closure()
            real.step()
        yield parameter.detach().numpy().copy()


def pulls(shape: tuple[int, ...], seed: int) -> Gradient:
    """The gradient of a bowl with a tilt, another one in each direction."""
    random = np.random.default_rng(seed)
    stiffness, tilt = random.uniform(0.3, 3.0, shape), random.normal(size=shape)
    return lambda point: stiffness * point + tilt


def usual(optimizer: Any) -> Any:
    """The same at a rate at which a dozen steps stay in sight, and with branches that come within them."""
    soon = {"n_sma_threshold": 4 + optimizer.n_sma_threshold % 4} if hasattr(optimizer, "n_sma_threshold") else {}
    return replace(optimizer, lr=min(max(optimizer.lr, 1e-4), 0.3), **soon)


def rates_around(lr: float, seed: int) -> list[float]:
    """A rate for each step."""
    return (lr * np.random.default_rng(seed).uniform(0.5, 1.0, STEPS)).tolist()


SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    "kind", [kind for kind in OPTIMIZERS if issubclass(kind, Rule)], ids=lambda kind: kind.__name__
)
def test_the_formula_is_the_rule(kind: type[Rule]) -> None:
    checked = []

    @settings(DRAWN)
    @given(instances(kind), SEEDS)
    def compare(drawn: Rule, seed: int) -> None:
        rule = usual(drawn)
        assume(not (kind is Adan and rule.climbs))
        rates, gradient = rates_around(rule.lr, seed), pulls((2,), seed)
        start = np.random.default_rng(seed + 1).normal(size=2)
        wanted = stepped(by_rule(rule, start, rates, gradient))
        assume(len(wanted) == STEPS)
        found = np.array(list(path(rule, start, rates, gradient, r"\theta")))
        assert_close(found, wanted, rule, 1e-5 if rule.scales_gradient else 1e-8)
        checked.append(rule)

    compare()
    assert len(checked) >= DRAWS


def stepped(steps: Iterator[tuple[list[float], Any]]) -> np.ndarray:
    """The points as far as they stay numbers."""
    points = []
    try:
        for point, _ in steps:
            if not np.abs(point).max() < 1e6:
                break
            points.append(point)
    except (ArithmeticError, ValueError):
        pass
    return np.array(points)


def assert_close(found: np.ndarray, wanted: np.ndarray, optimizer: Optimizer, tolerance: float) -> None:
    scale = np.abs(wanted).max()
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * scale, err_msg=optimizer.label())


SHAPES: dict[type[Optimizer], tuple[tuple[int, ...], ...]] = {
    Adafactor: ((3,), (3, 2), (2, 4)),
    LBFGS: ((6, 1),),
    Muon: ((1, 2), (3, 2), (2, 3)),
    SparseAdam: ((4,),),
}


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS if issubclass(kind, TorchOptimizer)])
def test_the_formula_is_torchs(kind: type[TorchOptimizer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.Tensor, "bfloat16", torch.Tensor.clone)  # Muon's rounding, which no formula has
    checked = []

    @settings(DRAWN)
    @given(instances(kind), st.sampled_from(SHAPES[kind]), SEEDS)
    def compare(drawn: Any, shape: tuple[int, ...], seed: int) -> None:
        optimizer, pull, iterations = usual(drawn), pulls(shape, seed), 1
        if kind is LBFGS:
            iterations = 1 + seed % 3
            optimizer = LBFGS(optimizer.lr, iterations, 100, 0.0, 0.0, 1 + drawn.history_size % 4)
        if kind is Muon:
            optimizer = replace(optimizer, ns_steps=drawn.ns_steps % 6)

        def gradient(point: np.ndarray) -> np.ndarray:
            return np.where(point > 0.3, 0.0, pull(point)) if optimizer.sparse_gradient else pull(point)

        rates = [optimizer.lr] * (STEPS // iterations) if iterations > 1 else rates_around(optimizer.lr, seed)
        start = np.random.default_rng(seed + 1).normal(size=shape)
        with double_precision():
            wanted = np.array(list(by_torch(optimizer, start, rates, gradient)))
        assume(np.abs(wanted).max() < 1e6)
        slowed = [rate for rate in rates for _ in range(iterations)]
        found = np.array(list(path(optimizer, start, slowed, gradient, r"\theta")))[iterations - 1 :: iterations]
        assert_close(found, wanted, optimizer, 1e-7)
        checked.append(optimizer)

    compare()
    assert len(checked) >= DRAWS


def test_the_average_of_asgd_is_in_its_formula() -> None:
    rule, rates, start = ASGD(lr=0.1, t0=3.0, lambd=0.1), rates_around(0.1, 1), np.array([1.0, -2.0])
    found = np.array(list(path(rule, start, rates, pulls((2,), 1), r"\bar\theta")))
    states = [state for _, state in by_rule(rule, start, rates, pulls((2,), 1))]
    assert_close(found, np.array([[one[0] for one in both] for both in states]), rule, 1e-12)


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.__name__)
def test_the_formula_names_every_field_and_nothing_unknown(kind: type[Optimizer]) -> None:
    formula, declared = formula_of(kind), hyperparameters(kind)
    assert {p.name for p in declared if name_of(p.symbol) not in formula.used} <= UNNAMED.keys()
    words = {option for p in declared if p.choice for option in p.choice.options} | {"by line search"}
    given = {name.rstrip("([") for name in GIVEN | SHAPE}
    assert formula.unknown() <= given | words | {r"\theta"} | {name_of(p.symbol) for p in declared}
