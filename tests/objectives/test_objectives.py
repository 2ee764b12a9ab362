"""Every objective of the catalogue: derivatives against torch and against differences, bits, declared facts."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.objectives import OBJECTIVES, Objective
from tests.autograd import torch_derivatives
from tests.catalogues import final_classes
from tests.strategies import instances

every_objective = pytest.mark.parametrize("objective", [kind() for kind in OBJECTIVES], ids=lambda o: type(o).__name__)
STEPS = (0.0, 1.0, 7.0, 151.0, 40_000.0)
every_class = pytest.mark.parametrize("kind", OBJECTIVES, ids=lambda kind: kind.__name__)


def points_inside(objective: Objective, count: int, seed: int = 0) -> Any:
    """Points of the window, of shape (2, count)."""
    (left, right), (low, high) = objective.window
    return np.random.default_rng(seed).uniform([[left], [low]], [[right], [high]], (2, count))


def assert_close(ours: Any, theirs: Any, relative: float) -> None:
    """Equal relative to the largest component at the same point."""
    axes = tuple(range(ours.ndim - 1))
    scale = np.maximum(np.abs(theirs).max(axis=axes), np.median(np.abs(theirs)))
    assert np.all(np.abs(ours - theirs) <= relative * scale)


def test_none_is_missing_and_none_stands_twice() -> None:
    assert len(set(OBJECTIVES)) == len({kind.title for kind in OBJECTIVES}) == len(OBJECTIVES)
    assert final_classes(Objective) == set(OBJECTIVES)


@every_objective
def test_declaration_is_complete(objective: Objective) -> None:
    kind = type(objective)
    assert kind.caption().endswith(".")
    assert "Source" in (kind.__doc__ or "") or kind.__name__ == "Formula"
    assert objective.label == kind.title
    for place, (low, high) in zip(objective.start, objective.window, strict=True):
        assert low <= place <= high
    assert np.hypot(*objective.gradient(*objective.start)) > 1e-7, "the start is on a slope"
    latex = objective.latex
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")
    for name in objective.expression.names[2:]:
        assert objective.symbols.get(name, name) in latex


@every_objective
def test_derivatives_are_autograds_and_slopes(objective: Objective) -> None:
    x, y = points_inside(objective, 200)
    for t in STEPS[: None if objective.moves else 1]:
        value, gradient, hessian = torch_derivatives(objective, x, y, t)
        assert_close(objective.value(x, y, t), value, 1e-12)
        assert_close(objective.gradient(x, y, t), gradient, 1e-12)
        known = np.isfinite(hessian).all(axis=(0, 1))  # torch.logaddexp's second derivative overflows to NaN
        assert known.mean() > 0.2
        assert np.isfinite(objective.hessian(x, y, t)).all()
        assert_close(objective.hessian(x, y, t)[..., known], hessian[..., known], 1e-11)
        step = 3e-6
        around = ((1, 0), (-1, 0), (0, 1), (0, -1))
        right, left, up, down = (objective.value(x + i * step, y + j * step, t) for i, j in around)
        slopes = np.stack(((right - left) / (2 * step), (up - down) / (2 * step)))
        assert_close(objective.gradient(x, y, t), slopes, 1e-5)
        same = objective.at(t)
        assert np.array_equal(same.gradient(x, y), objective.gradient(x, y, t))


@every_class
@settings(max_examples=8)
@given(data=st.data())
def test_derivatives_are_autograds_for_any_hyperparameters(kind: type[Objective], data: st.DataObject) -> None:
    objective = data.draw(instances(kind))
    x, y = points_inside(objective, 20)
    value, gradient, _ = torch_derivatives(objective, x, y)
    assert_close(objective.value(x, y), value, 1e-11)
    assert_close(objective.gradient(x, y), gradient, 1e-10)


def _same_bits(left: Any, right: Any) -> bool:
    return bool(np.array_equal(np.asarray(left).view(np.int64), np.asarray(right).view(np.int64)))


@every_class
@settings(max_examples=5)
@given(data=st.data())
def test_single_points_blocks_and_columns_agree_bit_for_bit(kind: type[Objective], data: st.DataObject) -> None:
    objective = data.draw(instances(kind))
    count = data.draw(st.integers(1, 70))
    x, y = points_inside(objective, count, seed=data.draw(st.integers(0, 99)))
    columns = [np.full(count, value) for value in objective.hyperparameter_values]
    t = data.draw(st.sampled_from(STEPS))
    for compiled, clock in product([objective.compiled()], (np.float64(t), np.full(count, t))):
        with np.errstate(all="ignore"):
            values, gradients = objective.block_value(x, y, clock), np.stack(objective.block_gradient(x, y, clock))
            hessians = np.stack(objective.block_hessian(x, y, clock))
            assert _same_bits(compiled.value(x, y, *columns, clock), values)
            assert _same_bits(np.stack(compiled.gradient(x, y, *columns, clock)), gradients)
            assert _same_bits(np.stack(compiled.hessian(x, y, *columns, clock)), hessians)
    for index, point in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        assert _same_bits(np.asarray(objective.value(*point, t)), values[index])
        assert _same_bits(objective.gradient(*point, t), gradients[:, index].copy())


@every_objective
def test_far_away_nothing_warns_or_raises(objective: Objective) -> None:
    for point in ((1e200, -1e200), (1e308, 1e308), (math.inf, 0.0), (math.nan, 1.0), (-1e5, 3e4), (0.0, 0.0)):
        t = STEPS[-1]
        assert objective.value(*point, t).shape == ()
        assert objective.gradient(*point, t).shape == (2,)
        objective.hessian(*point, t)


@every_objective
def test_results_have_the_broadcast_shape(objective: Objective) -> None:
    x, y = np.linspace(0.5, 1, 3), np.linspace(0.5, 1, 4)[:, None]
    computed = objective.value, objective.gradient, objective.hessian
    for at, shape in (((x, y), (4, 3)), ((0.5, 1), ()), ((0.5, x, np.arange(4)[:, None]), (4, 3))):
        assert [compute(*at).shape for compute in computed] == [shape, (2, *shape), (2, 2, *shape)]
    assert objective.gradient(x, y).dtype == np.float64
    assert objective.block_gradient(x, x)[0].shape == objective.block_value(x, x).shape == (3,)
