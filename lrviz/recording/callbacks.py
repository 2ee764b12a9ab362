"""Callbacks that record a run of Hugging Face's Trainer, of Lightning or of Keras; these are loaded only here."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from lrviz.recording.log_file import LogFile, checked_path, group_names
from lrviz.scalars import as_float


def for_trainer(path: str | Path = "lrviz.csv", append: bool = False) -> Any:
    """A callback for `transformers.Trainer(…, callbacks=[…])`.

    It writes a line for each optimizer step with the rate that the step used. The loss stands at the steps at which the
    Trainer logs it (`logging_steps`), as its mean since the last time, and `eval_loss` at those at which it evaluates.

    Args:
        path: the log, as in `lrviz.record`.
        append: go on in a file that is there, as with `resume_from_checkpoint`.

    Raises:
        ValueError: another ending; or, as training begins, the file is there already.
        ImportError: transformers is not installed.
    """
    return _callback("transformers", "TrainerCallback", _OfTrainer, path, append)


def for_lightning(path: str | Path = "lrviz.csv", append: bool = False) -> Any:
    """A callback for `lightning.Trainer(callbacks=[…])`, of the package lightning or pytorch_lightning.

    It writes a line for each optimizer step with the rate that the step used, the loss that `training_step` returned
    for the last batch of it, and `val_loss` of the callback metrics after each validation. It follows Lightning's
    documented hooks.

    Args:
        path: the log, as in `lrviz.record`.
        append: go on in a file that is there, as with `ckpt_path`.

    Raises:
        ValueError: another ending; or, as training begins, the file is there already.
        ImportError: neither package is installed.
    """
    try:
        return _callback("lightning.pytorch", "Callback", _OfLightning, path, append)
    except ModuleNotFoundError:
        return _callback("pytorch_lightning", "Callback", _OfLightning, path, append)


def for_keras(path: str | Path = "lrviz.csv", append: bool = False) -> Any:
    """A callback for `model.fit(…, callbacks=[…])` of Keras.

    It writes a line for each batch with the rate that it is trained with, the loss as Keras logs it, which is the mean
    of the epoch so far, and `val_loss` at the last batch of each epoch.

    Args:
        path: the log, as in `lrviz.record`.
        append: go on in a file that is there, as with `initial_epoch`.

    Raises:
        ValueError: another ending; or, as training begins, the file is there already.
        ImportError: Keras is not installed.
    """
    return _callback("keras.callbacks", "Callback", _OfKeras, path, append)


def _callback(module: str, base: str, hooks: type, path: str | Path, append: bool) -> Any:
    """An instance of a library's own class of callbacks with some hooks."""
    kind = type(hooks.__name__.removeprefix("_Of") + "Recorder", (hooks, getattr(import_module(module), base)), {})
    callback = kind()
    callback._journal = _Journal(checked_path(path), append)
    return callback


class _Journal:
    """The line of the last step, which waits for its loss until the next step is made."""

    def __init__(self, path: Path, append: bool) -> None:
        self._path, self._append = path, append
        self._file: LogFile | None = None
        self._line: tuple[int, list[float]] | None = None
        self._loss: float | None = None
        self._validation: float | None = None

    def step(self, step: int, rates: Sequence[Any], names: Sequence[str]) -> None:
        """A step is about to be made with some rates."""
        self._write()
        if self._file is None:
            self._file = LogFile(self._path, names, self._append)
        self._line = step, [as_float(rate, "lr") for rate in rates]

    def groups(self, step: int, groups: Sequence[dict[str, Any]]) -> None:
        """The same, of the parameter groups of torch."""
        self.step(step, [group["lr"] for group in groups], group_names(groups))

    def note(self, loss: Any = None, validation: Any = None) -> None:
        """What was measured after the last step; before the first there is no line for it."""
        if self._line is not None:
            self._loss = self._loss if loss is None else as_float(loss, "loss")
            self._validation = self._validation if validation is None else as_float(validation, "validation")

    def close(self) -> None:
        """Writes what waits; what comes later goes on in the same file."""
        self._write()
        if self._file is not None:
            self._file.close()
            self._file, self._append = None, True

    def _write(self) -> None:
        if self._file is not None and self._line is not None:
            self._file.write(*self._line, self._loss, self._validation)
        self._line = self._loss = self._validation = None


class _OfTrainer:
    _journal: _Journal

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        if state.is_world_process_zero:
            self._journal.groups(state.global_step, given["optimizer"].param_groups)

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **given: Any) -> None:
        self._journal.note(loss=(logs or {}).get("loss"))

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **given: Any) -> None:
        self._journal.note(validation=(metrics or {}).get("eval_loss"))

    def on_train_end(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        self._journal.close()


class _OfLightning:
    _journal: _Journal

    def on_before_optimizer_step(self, trainer: Any, pl_module: Any, optimizer: Any) -> None:
        if trainer.is_global_zero:
            self._journal.groups(trainer.global_step, optimizer.param_groups)

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, *_: Any) -> None:
        self._journal.note(loss=outputs.get("loss") if isinstance(outputs, Mapping) else outputs)

    def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
        if not trainer.sanity_checking:
            self._journal.note(validation=trainer.callback_metrics.get("val_loss"))

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self._journal.close()

    def on_fit_end(self, trainer: Any, pl_module: Any) -> None:
        self._journal.close()


class _OfKeras:
    _journal: _Journal
    model: Any

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        optimizer = self.model.optimizer
        self._journal.step(int(optimizer.iterations), [optimizer.learning_rate], [""])

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._journal.note(loss=(logs or {}).get("loss"))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._journal.note(validation=(logs or {}).get("val_loss"))

    def on_train_end(self, logs: Any = None) -> None:
        self._journal.close()
