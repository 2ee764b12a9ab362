"""Every schedule of torch, transformers, timm, optax and Keras is read from a call with any of its arguments."""

import importlib
import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import Plan, curve
from lrviz.reading import read_code
from lrviz.reading.libraries import keras, optax, pytorch, timm
from lrviz.reading.libraries.huggingface import FUNCTIONS, get_scheduler
from tests.export.library_cases import CASES, HF, TIMM, Case
from tests.export.running import keras_in_float64, timm_modules

pytestmark = pytest.mark.xdist_group("libraries")  # one worker loads them

LR, STEPS = 0.03, 100


def call_of(case: Case, arguments: Mapping[str, Any]) -> str:
    """The call as a script has it."""
    values = {name: LR * v if name in case.rates and v is not None else v for name, v in arguments.items()}
    said = ", ".join(f"{name}={value!r}" for name, value in values.items())
    if case.library in (HF, TIMM):
        whole = f"{said}, t_in_epochs=False" if case.library == TIMM else said
        return f"optimizer = SGD(parameters, lr={LR})\nscheduler = {case.name}(optimizer, {whole})\n"
    return f"schedule = {case.name}({case.base}={LR}, {said})\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.library} {case.name}")
@settings(max_examples=5, derandomize=True, database=None)
@given(st.data())
def test_a_call_is_read_as_what_the_library_was_measured_to_give(case: Case, data: st.DataObject) -> None:
    """`ours` of each case is compared with the library itself, beside these tests."""
    arguments = {name: data.draw(strategy, label=name) for name, strategy in case.drawn.items()}
    (entry,) = read_code(call_of(case, arguments)).entries
    expected = case.ours(arguments).rates(LR, STEPS)
    np.testing.assert_allclose(curve(entry, Plan(STEPS)).rates, expected, 1e-9, 1e-12, err_msg=str(entry))


def parameters(function: Any) -> dict[str, Any]:
    """The arguments of a function, each with its default."""
    own = ("self", "run", "kwargs")
    found = inspect.signature(function).parameters.items()
    return {name: parameter.default for name, parameter in found if name not in own}


def assert_same_arguments(name: str, ours: Any, theirs: Any, labels: tuple[str, ...] = ()) -> None:
    """What is read takes the library's arguments, in their order and with their defaults."""
    found, expected = parameters(ours), parameters(theirs)
    assert list(found) == list(expected), name
    for argument, default in expected.items():
        if argument not in labels and not isinstance(default, list):
            assert found[argument] == default, f"{name} {argument}"


@pytest.mark.parametrize("name", sorted(pytorch.LIBRARY.calls))
def test_torchs_arguments_are_those_of_its_classes(name: str) -> None:
    home = torch.optim.swa_utils if name == "SWALR" else torch.optim.lr_scheduler
    assert_same_arguments(name, pytorch.LIBRARY.calls[name], getattr(home, name))


@pytest.mark.parametrize("name", sorted({*FUNCTIONS, "get_scheduler"} - {"get_reduce_on_plateau_schedule"}))
def test_transformers_arguments_are_those_of_its_functions(name: str) -> None:
    theirs = getattr(importlib.import_module("transformers.optimization"), name)
    ours = get_scheduler if name == "get_scheduler" else FUNCTIONS[name]
    lengths = ("optimizer", "min_lr_ratio")
    assert_same_arguments(name, ours, theirs, lengths)


@pytest.mark.parametrize("name", sorted(timm.LIBRARY.calls))
def test_timms_arguments_are_those_of_its_classes(name: str) -> None:
    assert_same_arguments(name, timm.LIBRARY.calls[name], vars(timm_modules()["timm.scheduler"])[name])


@pytest.mark.parametrize("name", sorted(optax.LIBRARY.calls))
def test_optaxs_arguments_are_those_of_its_functions(name: str) -> None:
    assert_same_arguments(name, optax.LIBRARY.calls[name], vars(importlib.import_module("optax.schedules"))[name])


@pytest.mark.parametrize("name", sorted(set(keras.LIBRARY.calls) - {"LearningRateScheduler"}))
def test_kerass_arguments_are_those_of_its_classes(name: str) -> None:
    with keras_in_float64():
        theirs = vars(importlib.import_module("keras.optimizers.schedules"))[name]
    assert_same_arguments(name, keras.LIBRARY.calls[name], theirs, ("name",))
