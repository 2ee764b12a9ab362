"""The catalogue of optimizers is complete, and what each says of itself is so."""

import inspect
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene, verify
from lrviz.arithmetic import FLOATS
from lrviz.hyperparameters import hyperparameters
from lrviz.objectives import Quadratic
from lrviz.optimizers import OPTIMIZERS, Optimizer, Rule
from lrviz.reference import torch_class
from lrviz.schedules import CosineAnnealingLR
from tests.catalogues import final_classes
from tests.strategies import instances

MOVING = [kind for kind in OPTIMIZERS if issubclass(kind, Rule) and kind.momentum_state]


def test_none_is_missing_and_none_stands_twice() -> None:
    assert final_classes(Optimizer) == set(OPTIMIZERS)
    assert len({kind.__name__ for kind in OPTIMIZERS}) == len(OPTIMIZERS)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_declaration_is_complete(kind: type[Optimizer]) -> None:
    fields = [parameter.name for parameter in hyperparameters(kind)]
    assert "Source: " in (kind.__doc__ or "")
    assert not any(parameter.required for parameter in hyperparameters(kind))
    assert {kind.cycled, *(field for group in kind.torch_groups.values() for field in group)} <= {None, *fields}
    assert kind.cycled in (None, "momentum", *kind.torch_groups.get("betas", ())[:1]), "torch cycles nothing else"
    if issubclass(kind, Rule):
        assert len(kind().begin(1.0, FLOATS)) == len(kind.state_names)


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS if kind.torch_name is not None])
def test_every_argument_of_the_real_class_is_a_field_or_is_left_out_for_a_reason(kind: type[Optimizer]) -> None:
    signature = inspect.signature(torch_class(kind()).__init__).parameters
    expected = {name: p.default for name, p in signature.items() if name not in {"self", "params", *kind.left_out}}
    assert kind().torch_arguments() == expected
    assert all(kind.left_out.values())


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS if issubclass(kind, Rule)])
def test_the_source_of_every_rule_can_leave(kind: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "torch_name", None)
    monkeypatch.setattr(kind, "needs_train", False)
    binding = {"max_grad_norm": 0.3} if kind.scales_gradient else {}
    run = Run(replace(kind(), lr=min(kind().lr, 0.02), **binding), CosineAnnealingLR(T_max=50))
    result = verify(Scene(Quadratic(), steps=40, noise=0.1, runs=(run,)))
    assert max(result.max_relative_error) < 1e-11
    assert "its own source" in result.sentences[0]


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS if issubclass(kind, Rule)])
@settings(max_examples=4, derandomize=True, deadline=None)
@given(data=st.data())
def test_the_source_that_leaves_fits_any_hyperparameters(kind: type[Rule], data: st.DataObject) -> None:
    rule = data.draw(instances(kind))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "torch_name", None)
        patch.setattr(kind, "needs_train", False)
        result = verify(Scene(Quadratic(), steps=5, noise=0.1, runs=(Run(rule, CosineAnnealingLR(T_max=4)),)))
    assert max(result.max_relative_error) < 1e-9


@pytest.mark.parametrize("kind", MOVING)
def test_the_momentum_remembers_which_way_the_gradients_went(kind: type[Rule]) -> None:
    rule = kind(**({kind.cycled: 0.9} if kind.cycled else {}))
    index = kind.state_names.index(str(kind.momentum_state))
    for gradient in (0.5, -0.5):
        parameter, state = rule.update(0.0, gradient, rule.begin(0.0, FLOATS), 0.01, 1, FLOATS)
        first = state[index]
        _, state = rule.update(parameter, 0.0, state, 0.01, 2, FLOATS)
        assert 0 < state[index] / first < 1
        assert first * gradient > 0
