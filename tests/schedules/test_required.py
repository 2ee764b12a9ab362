"""Python asks for an argument exactly where the real class or function does."""

import importlib
import inspect
from collections.abc import Mapping
from typing import Any

import pytest
import torch

from lrviz import schedules as kinds
from lrviz.hyperparameters import from_dict, hyperparameters
from lrviz.schedules import SCHEDULES, Schedule
from tests.export.running import keras_in_float64, timm_modules
from tests.schedules.oracle import build

pytestmark = pytest.mark.xdist_group("libraries")  # one worker loads them

TORCH = {kind: str(kind.torch_name) for kind in SCHEDULES if kind.torch_name and kind is not kinds.Phases}

OTHERS: dict[type[Schedule], str] = {
    kinds.LinearWithWarmup: "transformers.get_linear_schedule_with_warmup",
    kinds.CosineWithWarmup: "transformers.get_cosine_schedule_with_warmup",
    kinds.CosineRestartsWithWarmup: "transformers.get_cosine_with_hard_restarts_schedule_with_warmup",
    kinds.PolynomialWithWarmup: "transformers.get_polynomial_decay_schedule_with_warmup",
    kinds.ConstantWithWarmup: "transformers.get_constant_schedule_with_warmup",
    kinds.InverseSqrt: "transformers.get_inverse_sqrt_schedule",
    kinds.WarmupStableDecay: "transformers.get_wsd_schedule",
    kinds.CosineDecay: "optax.cosine_decay_schedule",
    kinds.PolynomialDecay: "keras.optimizers.schedules.PolynomialDecay",
    kinds.InverseTime: "keras.optimizers.schedules.InverseTimeDecay",
    kinds.PiecewiseConstant: "keras.optimizers.schedules.PiecewiseConstantDecay",
    kinds.CosineCycles: "timm.scheduler.CosineLRScheduler",
    kinds.PolynomialCycles: "timm.scheduler.PolyLRScheduler",
    kinds.TanhCycles: "timm.scheduler.TanhLRScheduler",
    kinds.StepCycles: "timm.scheduler.CosineLRScheduler",
    kinds.ExponentialCycles: "timm.scheduler.CosineLRScheduler",
}
"""What the schedules are that torch lacks. The last two are other falls in the cycles of timm's cosine."""

OWN: dict[type[Schedule], tuple[str, ...]] = {
    kinds.Rex: ("total_steps",),
    kinds.OneMinusSqrt: ("total_steps",),
    kinds.OneMinusSquare: ("total_steps",),
} | dict.fromkeys(
    (
        kinds.Constant,
        kinds.Noam,
        kinds.PowerDecay,
        kinds.InverseRoot,
        kinds.PiecewiseLinear,
        kinds.ChebyshevSteps,
        kinds.SilverSteps,
        kinds.StrongSilverSteps,
        kinds.Warmup,
        kinds.Phases,
        kinds.Paced,
        kinds.Resumed,
    ),
    (),
)
"""What each asks for that is no class or function elsewhere: falls over a run ask for its length, as CosineDecay."""

_NAMES: Mapping[str, Mapping[str, str]] = {
    "torch": {"schedules": "schedulers", "formula": "lr_lambda"},
    "transformers": {
        "warmup_steps": "num_warmup_steps",
        "total_steps": "num_training_steps",
        "stable_steps": "num_stable_steps",
        "decay_steps": "num_decay_steps",
    },
    "optax": {"total_steps": "decay_steps"},
    "keras": {"total_steps": "decay_steps"},
    "timm": {},
}
"""What the libraries call the fields that have other names there."""

EACH = pytest.mark.parametrize("kind", SCHEDULES, ids=lambda kind: kind.__name__)
MIRRORS = pytest.mark.parametrize(
    ("kind", "name"), (TORCH | OTHERS).items(), ids=[kind.__name__ for kind in TORCH | OTHERS]
)


def asked(kind: type[Schedule]) -> dict[str, Any]:
    """The fields that Python asks for, each with what a page begins with."""
    return {field.name: field.default for field in hyperparameters(kind) if field.required}


def real(name: str) -> Any:
    """The class or function of a library."""
    module, _, last = name.rpartition(".")
    if module.startswith("timm"):
        return vars(timm_modules()[module])[last]
    with keras_in_float64():
        return getattr(importlib.import_module(module), last)


def given(kind: type[Schedule], name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments by the library's names: what it schedules, and what Python asks for."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    scheduled = {"optimizer": optimizer, "init_value": 0.1, "initial_learning_rate": 0.1}
    taken = inspect.signature(real(name)).parameters
    names = _NAMES[name.partition(".")[0]]
    values = {names.get(field, field): there(value, optimizer) for field, value in asked(kind).items()}
    return {key: value for key, value in scheduled.items() if key in taken}, values


def there(value: Any, optimizer: torch.optim.Optimizer) -> Any:
    """A value as the library takes it: formulas are functions there, and schedules are schedulers."""
    if isinstance(value, str):
        return lambda step: 1.0
    if isinstance(value, tuple):
        return [build(one.torch_code(0.1), optimizer) if isinstance(one, Schedule) else one for one in value]
    return value


@MIRRORS
def test_what_is_asked_for_is_enough_for_the_real_one_which_refuses_less(kind: type[Schedule], name: str) -> None:
    called, (scheduled, values) = real(name), given(kind, name)
    with keras_in_float64():
        called(**scheduled, **values)
        for left_out in values:
            fewer = {key: value for key, value in values.items() if key != left_out}
            with pytest.raises((TypeError, ValueError)):
                called(**scheduled, **fewer)


@pytest.mark.parametrize("kind", TORCH, ids=lambda kind: kind.__name__)
def test_they_stand_where_torch_has_them(kind: type[Schedule]) -> None:
    _, values = given(kind, TORCH[kind])
    order = [key for key in inspect.signature(real(TORCH[kind])).parameters if key != "optimizer"]
    assert order[: len(values)] == list(values)


@EACH
def test_python_names_what_it_asks_for(kind: type[Schedule]) -> None:
    made: Any = kind
    wanted = asked(kind)
    if not wanted:
        assert made() == kind.usual()
        return
    with pytest.raises(TypeError) as caught:
        made()
    assert [f"'{name}'" in str(caught.value) for name in wanted] == [True] * len(wanted)
    assert made(*wanted.values()) == made(**wanted) == kind.usual()


@EACH
def test_documents_that_leave_it_out_still_open(kind: type[Schedule]) -> None:
    assert from_dict({"type": kind.__name__}, {kind.__name__: kind}) == kind.usual()


def test_every_schedule_is_one_of_a_library_or_of_its_own() -> None:
    assert {**TORCH, **OTHERS, **OWN}.keys() == set(SCHEDULES)
    assert {kind: tuple(asked(kind)) for kind in OWN} == OWN
