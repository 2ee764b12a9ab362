"""The cycles equal timm's own schedulers, step for step."""

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.schedules import CosineCycles, StepLR, TanhCycles

STEPS = 400
EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True)


def timm_schedulers() -> ModuleType:
    """timm.scheduler alone: timm's own __init__ wants torchvision's compiled parts, which schedules do not need."""
    found = importlib.util.find_spec("timm")
    assert found is not None
    bare = ModuleType("timm")
    bare.__path__ = list(found.submodule_search_locations or ())
    with patch.dict(sys.modules, {"timm": bare}):
        return importlib.import_module("timm.scheduler")


TIMM = timm_schedulers()


def timm_rates(kind: str, lr: float, **arguments: Any) -> np.ndarray:
    """The rates that timm sets before each step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = getattr(TIMM, kind)(optimizer, t_in_epochs=False, **arguments)
    rates = []
    for step in range(STEPS):
        scheduler.step_update(step)
        rates.append(optimizer.param_groups[0]["lr"])
    return np.array(rates)


def cycle_arguments(data: st.DataObject) -> dict[str, Any]:
    """What both cosine and tanh take; whole multiples, because timm takes logarithms to find its cycle."""
    return {
        "t_initial": data.draw(st.integers(2, 150)),
        "cycle_mul": float(data.draw(st.sampled_from([1, 2, 4]))),
        "cycle_decay": data.draw(st.floats(0.1, 1.0)),
        "cycle_limit": data.draw(st.integers(1, 5)),
    }


def inside_cycles(t_initial: int, cycle_mul: float) -> np.ndarray:
    """The steps at which timm's rounded logarithm cannot slip into the neighbouring cycle."""
    ends = np.cumsum(t_initial * cycle_mul ** np.arange(400 if cycle_mul == 1 else 9))
    steps = np.arange(STEPS)
    return np.isin(steps, ends, invert=True) if cycle_mul != 1 else np.full(STEPS, True)


@EXAMPLES
@given(st.data())
def test_cosine_cycles_are_timms(data: st.DataObject) -> None:
    lr, floor = data.draw(st.floats(1e-3, 1.0)), data.draw(st.floats(0.0, 0.5))
    shared, k = cycle_arguments(data), data.draw(st.floats(0.3, 3.0))
    theirs = timm_rates("CosineLRScheduler", lr, lr_min=floor * lr, k_decay=k, **shared)
    ours = CosineCycles(floor=floor, k_decay=k, **shared).rates(lr, STEPS)
    where = inside_cycles(shared["t_initial"], shared["cycle_mul"])
    np.testing.assert_allclose(ours[where], theirs[where], rtol=1e-12, atol=1e-15 * lr)


@EXAMPLES
@given(st.data())
def test_tanh_cycles_are_timms(data: st.DataObject) -> None:
    lr, floor = data.draw(st.floats(1e-3, 1.0)), data.draw(st.floats(0.0, 0.5))
    shared, low, high = cycle_arguments(data), data.draw(st.floats(-9, -1)), data.draw(st.floats(1, 9))
    theirs = timm_rates("TanhLRScheduler", lr, lr_min=floor * lr, lb=low, ub=high, **shared)
    ours = TanhCycles(floor=floor, lb=low, ub=high, **shared).rates(lr, STEPS)
    where = inside_cycles(shared["t_initial"], shared["cycle_mul"])
    np.testing.assert_allclose(ours[where], theirs[where], rtol=1e-12, atol=1e-15 * lr)


@EXAMPLES
@given(step_size=st.integers(1, 100), gamma=st.floats(0.1, 1.0))
def test_steps_are_timms(step_size: int, gamma: float) -> None:
    theirs = timm_rates("StepLRScheduler", 0.5, decay_t=step_size, decay_rate=gamma)
    np.testing.assert_allclose(StepLR(step_size=step_size, gamma=gamma).rates(0.5, STEPS), theirs, 1e-12, 1e-300)
