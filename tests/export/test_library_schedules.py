"""Every schedule of other libraries, with every argument, is one of lrviz, past its end too, or is left out by name."""

import importlib
import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.schedules import PiecewiseConstant, ReduceLROnPlateau, Warmup, watch
from tests.export.library_cases import APART, CASES, HF, KERAS, OPTAX, TIMM, Case
from tests.export.running import keras_in_float64, timm_modules

pytestmark = pytest.mark.xdist_group("libraries")  # one worker loads them

LR, STEPS = 0.03, 100
OWN = {"self", "optimizer", "last_epoch"}


def of_library(library: str) -> dict[str, Any]:
    """The schedules of a library by name."""
    if library == HF:
        public = vars(importlib.import_module("transformers.optimization"))
        return {name: made for name, made in public.items() if name.startswith("get_") and inspect.isfunction(made)}
    if library == TIMM:
        public = vars(timm_modules()["timm.scheduler"])
        return {name: made for name, made in public.items() if inspect.isclass(made)}
    if library == OPTAX:
        public = vars(importlib.import_module("optax.schedules"))
        return {name: made for name, made in public.items() if inspect.isfunction(made)}
    with keras_in_float64():
        public = vars(importlib.import_module("keras.optimizers.schedules"))
    return {name: made for name, made in public.items() if inspect.isclass(made)}


@pytest.mark.parametrize("library", [HF, TIMM, OPTAX, KERAS])
def test_every_schedule_and_every_argument_is_compared_or_left_out_for_a_reason(library: str) -> None:
    cases = {case.name: case for case in CASES if case.library == library}
    apart = {name: why for (of, name), why in APART.items() if of == library}
    assert set(of_library(library)) == {*cases, *apart}
    assert all(apart.values())
    for name, case in cases.items():
        function = of_library(library)[name]
        signature = inspect.signature(function.__init__ if inspect.isclass(function) else function)
        assert set(signature.parameters) - OWN == {*case.drawn, *case.left_out, *filter(None, [case.base])}, name


def optimizers() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=LR)


def stepped(scheduler: Any, driven: torch.optim.Optimizer, step: Callable[[int], None]) -> np.ndarray:
    rates = []
    for done in range(1, STEPS + 1):
        rates.append(driven.param_groups[0]["lr"])
        driven.step()
        step(done)
    return np.array(rates, dtype=float)


def theirs(case: Case, arguments: Mapping[str, Any]) -> np.ndarray:
    """The rates that the library gives."""
    values = {name: LR * v if name in case.rates and v is not None else v for name, v in arguments.items()}
    function = of_library(case.library)[case.name]
    if case.library == HF:
        driven = optimizers()
        scheduler = function(driven, **values)
        return stepped(scheduler, driven, lambda done: scheduler.step())
    if case.library == TIMM:
        driven = optimizers()
        scheduler = function(driven, t_in_epochs=False, **values)
        scheduler.step_update(0)
        return stepped(scheduler, driven, scheduler.step_update)
    if case.library == OPTAX:
        import jax

        with jax.enable_x64(True):
            counted = jax.vmap(function(**{case.base: LR}, **values))(jax.numpy.arange(STEPS))
        return np.broadcast_to(np.asarray(counted, dtype=float), (STEPS,))
    with keras_in_float64():
        schedule = function(**{case.base: LR}, **values)
        return np.array([float(schedule(step)) for step in range(STEPS)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.library} {case.name}")
@settings(max_examples=3, derandomize=True, database=None)
@given(st.data())
def test_it_is_a_schedule_of_lrviz_past_its_end_too(case: Case, data: st.DataObject) -> None:
    arguments = {name: data.draw(strategy, label=name) for name, strategy in case.drawn.items()}
    np.testing.assert_allclose(case.ours(arguments).rates(LR, STEPS), theirs(case, arguments), 1e-9, 1e-12)


@settings(max_examples=10, derandomize=True)
@given(st.integers(0, 20), st.integers(0, 6), st.lists(st.floats(-1, 1), min_size=30, max_size=60))
def test_timms_plateau_is_one_behind_a_warmup(warmup: int, patience: int, metrics: list[float]) -> None:
    driven = optimizers()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # timm advises against it
        scheduler = of_library(TIMM)["PlateauLRScheduler"](
            driven, mode="min", patience_t=patience, warmup_t=warmup, warmup_lr_init=LR / 3, decay_rate=0.5
        )
    rates = []
    for done, metric in enumerate(metrics, 1):
        rates.append(driven.param_groups[0]["lr"])
        driven.step()
        scheduler.step(done, metric)
    watching = watch(Warmup(ReduceLROnPlateau(factor=0.5, patience=patience), warmup, 1 / 3))
    assert watching is not None
    np.testing.assert_allclose(watching.rates_for(LR, metrics), rates, rtol=1e-12)


def test_kerass_stairs_step_down_one_step_after_their_boundaries() -> None:
    with keras_in_float64():
        schedule = of_library(KERAS)["PiecewiseConstantDecay"]([9, 30], [LR, LR / 2, LR / 8])
        expected = [float(schedule(step)) for step in range(STEPS)]
    np.testing.assert_allclose(PiecewiseConstant((10, 31), (1.0, 0.5, 0.125)).rates(LR, STEPS), expected)
