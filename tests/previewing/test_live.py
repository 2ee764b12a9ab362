"""Every live scheduler is read as it trains, from where it stands, and goes on as if nobody had looked."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

import lrviz
from lrviz.comparison import Plan, curve
from tests.previewing.live import HUGGING_FACE, LIVE, TIMM, TORCH, loss, optimizer, timm_names, train

STEPS, MADE = 24, 6


def test_every_scheduler_of_torch_and_timm_is_among_them() -> None:
    assert set(lr_scheduler.__all__) <= set(TORCH)
    assert timm_names() <= set(TIMM)


def state(scheduler: Any, optimizer: Any) -> Any:
    """What a scheduler and its optimizer say of themselves; functions are themselves."""
    groups = [{name: value for name, value in group.items() if name != "params"} for group in optimizer.param_groups]
    own = {name: value for name, value in vars(scheduler).items() if name != "lr_lambdas"}
    noted = {name: value for name, value in vars(optimizer).items() if name not in ("param_groups", "state")}
    return copied((scheduler.state_dict(), own, groups, noted))


def copied(value: Any) -> Any:
    """A value whose collections and tensors are copied, and nothing else."""
    if isinstance(value, dict):
        return {name: copied(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [copied(inner) for inner in value]
    if isinstance(value, torch.Tensor | float):
        return float(value)
    return value


@pytest.mark.parametrize("name", LIVE)
@pytest.mark.parametrize("made", [0, MADE], ids=["fresh", "stepped"])
def test_it_is_read_as_it_trains_and_is_not_disturbed(name: str, made: int) -> None:
    scheduler, optimizer = LIVE[name]()
    twin, others = LIVE[name]()
    train(scheduler, optimizer, 0, made)
    train(twin, others, 0, made)
    before = state(scheduler, optimizer)
    seen = lrviz.preview(scheduler, STEPS, metric=loss)
    assert state(scheduler, optimizer) == before
    assert seen.start == made or (name in TIMM and f"read from {seen.start}" in seen.sentence)
    real = train(twin, others, made, STEPS)
    shift = made - seen.start
    rates = np.column_stack(list(seen.groups.values()))
    np.testing.assert_allclose(rates[shift:], real[: STEPS - shift], rtol=1e-12)
    assert not seen.problem
    assert seen.steps.tolist() == list(range(seen.start, seen.start + STEPS))
    np.testing.assert_array_equal(train(scheduler, optimizer, made, STEPS), real)
    for group, entry in zip(seen.groups.values(), seen.entries, strict=False):
        drawn = curve(entry, Plan(budget=seen.start + STEPS)).rates[seen.start :]
        np.testing.assert_allclose(drawn, group, rtol=2e-3, atol=2e-3 * group.max())


HAS_NO_TWIN = {"LRScheduler", "LambdaLR", "MultiplicativeLR", "ReduceLROnPlateau"}
"""Their functions, or their metric, are the user's own."""


@pytest.mark.parametrize("name", [name for name in TORCH if name not in HAS_NO_TWIN])
def test_a_class_of_torch_is_recognised_with_its_numbers(name: str) -> None:
    scheduler, optimizer = TORCH[name]()
    train(scheduler, optimizer, 0, MADE)
    seen = lrviz.preview(scheduler, 200)
    assert [type(entry.schedule).torch_name for entry in seen.entries] == [
        f"{type(scheduler).__module__}.{type(scheduler).__name__}"
    ] * len(optimizer.param_groups)
    assert seen.entry is seen.entries[0]
    assert not seen.notes
    for group, entry in zip(seen.groups.values(), seen.entries, strict=True):
        drawn = curve(entry, Plan(budget=MADE + 200)).rates[MADE:]
        np.testing.assert_allclose(drawn, group, rtol=1e-9, atol=1e-12)


RECOGNISED = {
    "constant": "Constant",
    "constant_with_warmup": "ConstantWithWarmup",
    "linear": "LinearWithWarmup",
    "cosine": "CosineWithWarmup",
    "cosine_with_restarts": "CosineRestartsWithWarmup",
    "cosine_with_min_lr": "CosineWithWarmup",
    "polynomial": "PolynomialWithWarmup",
    "inverse_sqrt": "InverseSqrt",
    "warmup_stable_decay": "WarmupStableDecay",
}


@pytest.mark.parametrize("name", RECOGNISED)
def test_a_schedule_of_hugging_face_is_recognised(name: str) -> None:
    scheduler, _ = HUGGING_FACE[name]()
    seen = lrviz.preview(scheduler, 25)
    assert seen.entry is not None
    assert type(seen.entry.schedule).__name__ == RECOGNISED[name]
    np.testing.assert_allclose(curve(seen.entry, Plan(budget=25)).rates, seen.rates, rtol=1e-9, atol=1e-15)


class PulledOutError(Exception):
    """What somebody's code may raise."""


@pytest.mark.parametrize("name", LIVE)
def test_nothing_is_disturbed_where_reading_fails_in_the_middle(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scheduler, optimizer = LIVE[name]()
    train(scheduler, optimizer, 0, MADE)
    before, moves = state(scheduler, optimizer), 0
    for method in ("step", "step_update"):
        if not hasattr(scheduler, method):
            continue
        whole = getattr(type(scheduler), method)

        def failing(self: Any, *given: Any, whole: Any = whole) -> None:
            nonlocal moves
            moves += 1
            whole(self, *given)
            if moves > 60:
                raise PulledOutError("no more")

        monkeypatch.setattr(type(scheduler), method, failing)
    seen = lrviz.preview(scheduler, 200, metric=0.5)
    monkeypatch.undo()
    assert state(scheduler, optimizer) == before
    if moves <= 60:
        return
    assert 30 < len(seen.rates) <= 61  # timm's is looked for first
    assert "PulledOutError: no more" in seen.problem


def test_nothing_is_disturbed_where_somebody_interrupts() -> None:
    def interrupted(step: int) -> float:
        if step == 9:
            raise KeyboardInterrupt
        return 0.9**step

    driven = optimizer()
    scheduler = lr_scheduler.LambdaLR(driven, interrupted)
    before = state(scheduler, driven)
    with pytest.raises(KeyboardInterrupt):
        lrviz.preview(scheduler, STEPS)
    assert state(scheduler, driven) == before
