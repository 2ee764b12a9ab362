"""Callbacks of Hugging Face's Trainer, Keras and Lightning write the rates that their steps use.

Keras runs. The Trainer wants accelerate, which is not among the tests' packages: its own CallbackHandler is driven in
the order in which its loop does it. Lightning is not either: the hooks are called as its documentation says.
"""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler
from transformers import TrainerControl, TrainerState
from transformers.trainer_callback import CallbackHandler, DefaultFlowCallback

from lrviz.recording import for_keras, for_lightning, for_trainer
from tests.export.running import keras_in_float64
from tests.recording.reading import column, logged
from tests.recording.test_record import optimizer

STEPS = 10
RATES = 0.1 * 0.5 ** np.arange(STEPS)


def of_trainer(path: Path, append: bool = False, first: int = 0) -> None:
    """The events of Trainer's inner loop, in its order; it logs every second step and evaluates every fourth."""
    driven = optimizer()
    scheduler = lr_scheduler.ExponentialLR(driven, 0.5)
    handler = CallbackHandler([DefaultFlowCallback, for_trainer(path, append)], None, None, driven, scheduler)
    state, control = TrainerState(is_world_process_zero=True, global_step=first), TrainerControl()
    args = SimpleNamespace()
    handler.on_train_begin(args, state, control)
    for step in range(STEPS):
        handler.on_pre_optimizer_step(args, state, control)
        driven.step()
        handler.on_optimizer_step(args, state, control)
        scheduler.step()
        state.global_step += 1
        if step % 2:
            handler.on_log(args, state, control, {"loss": float(step), "learning_rate": 7.0})
        if step % 4 == 3:
            handler.on_evaluate(args, state, control, {"eval_loss": 10.0 * step})
    handler.on_log(args, state, control, {"train_runtime": 1.0})
    handler.on_train_end(args, state, control)


def test_a_run_of_the_trainer_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    of_trainer(path)
    run = logged(path)
    assert run.steps.tolist() == list(range(STEPS))
    np.testing.assert_allclose(run.rates, RATES)
    assert run.losses is not None
    np.testing.assert_array_equal(run.losses, [np.nan, 1, np.nan, 3, np.nan, 5, np.nan, 7, np.nan, 9])
    assert column(path, "validation_loss")[3::4] == [30, 70]
    with pytest.raises(ValueError, match="is there already"):
        of_trainer(path)
    of_trainer(path, append=True, first=STEPS)
    assert column(path, "step") == list(range(2 * STEPS))


class _Callback:
    """The part of Lightning's Callback that matters: every hook is there and does nothing."""

    def on_fit_start(self, trainer: Any, pl_module: Any) -> None: ...


@pytest.mark.parametrize("package", ["lightning.pytorch", "pytorch_lightning"])
def test_a_run_of_lightning_is_recorded(package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {package, package.split(".")[0]}:
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules[package].Callback = _Callback  # type: ignore[attr-defined]
    driven, path = optimizer(), tmp_path / "run.jsonl"
    scheduler = lr_scheduler.ExponentialLR(driven, 0.5)
    callback = for_lightning(path)
    assert isinstance(callback, _Callback)
    trainer = SimpleNamespace(global_step=0, is_global_zero=True, sanity_checking=True, callback_metrics={})
    trainer.callback_metrics["val_loss"] = torch.tensor(99.0)
    callback.on_validation_end(trainer, None)
    trainer.sanity_checking = False
    for step in range(STEPS):
        callback.on_before_optimizer_step(trainer, None, driven)
        driven.step()
        scheduler.step()
        trainer.global_step += 1
        loss = torch.tensor(float(step))
        callback.on_train_batch_end(trainer, None, {"loss": loss} if step % 2 else loss, None, step)
    trainer.callback_metrics["val_loss"] = torch.tensor(0.25)
    callback.on_validation_end(trainer, None)
    callback.on_fit_end(trainer, None)
    run = logged(path)
    np.testing.assert_allclose(run.rates, RATES)
    assert run.losses is not None
    assert run.losses.tolist() == list(range(STEPS))
    np.testing.assert_array_equal(column(path, "validation_loss"), [np.nan] * (STEPS - 1) + [0.25])


def test_a_run_of_keras_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    with keras_in_float64():
        import keras

        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        rate = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
        model.compile(keras.optimizers.SGD(rate), "mse")
        inputs = np.ones((10, 1))
        data = {"validation_data": (inputs, inputs), "batch_size": 2, "epochs": 2, "verbose": 0}
        model.fit(inputs, inputs, callbacks=[for_keras(path)], **data)
    run = logged(path)
    assert run.steps.tolist() == list(range(STEPS))
    np.testing.assert_allclose(run.rates, RATES, rtol=1e-6)
    assert run.losses is not None
    assert np.isfinite(run.losses).all()
    assert np.flatnonzero(np.isfinite(column(path, "validation_loss"))).tolist() == [4, 9]
