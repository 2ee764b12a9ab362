"""Records the learning rates that an optimizer's steps use."""

from pathlib import Path
from typing import Any, Self

from lrviz.recording.log_file import LogFile, checked_path, group_names
from lrviz.scalars import as_float, told


class Recorder:
    """Notes the rates of an optimizer at each of its steps, and writes them down when it is called.

    Called several times between two steps, as with accumulated gradients, it writes one line with the mean of their
    losses. It is also a context manager, which closes the file.

    Attributes:
        path: the log.
        step: the step that the next line is about, from 0.
    """

    def __init__(self, optimizer: Any, path: str | Path, append: bool = False, start: int | None = None) -> None:
        """See `record`."""
        groups = getattr(optimizer, "param_groups", None)
        if not isinstance(groups, list) or not groups or not all("lr" in group for group in groups):
            raise ValueError(f"an optimizer must have param_groups with a rate lr in each, got {told(optimizer)}")
        if start is not None and (not isinstance(start, int) or isinstance(start, bool) or start < 0):
            raise ValueError(f"start must be a whole number from 0 on, got {start!r}")
        self._optimizer = optimizer
        self._file = LogFile(path, group_names(groups), append)
        self.path, self.step = self._file.path, self._file.next_step if start is None else start
        self._used: list[float] | None = None
        self._losses: list[float] = []
        hook = getattr(optimizer, "register_step_post_hook", None)
        self._hook = hook(self._stepped) if hook else None

    def __call__(self, loss: Any = None, validation: Any = None) -> None:
        """Writes the line of the step that the optimizer has just made.

        Args:
            loss: the training loss of that step, a number or a tensor of one.
            validation: the validation loss, where it was measured after that step.

        Raises:
            ValueError: one of them is no number.
        """
        if loss is not None:
            self._losses.append(as_float(loss, "loss"))
        measured = None if validation is None else as_float(validation, "validation")
        if self._hook is None:
            self._used = self._rates()
        if self._used is None:
            self._write_late(measured)
            return
        mean = sum(self._losses) / len(self._losses) if self._losses else None
        self._file.write(self.step, self._used, mean, measured)
        self.step, self._used, self._losses = self.step + 1, None, []

    def _write_late(self, measured: float | None) -> None:
        """A validation loss after its step's line has been written has one of its own, without rates."""
        if measured is not None and self.step:
            nothing = [None] * len(self._optimizer.param_groups)
            self._file.write(self.step - 1, nothing, None, measured)

    def close(self) -> None:
        """Stops noting and closes the file."""
        if self._hook is not None:
            self._hook.remove()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stepped(self, *_: Any) -> None:
        """The optimizer has made a step; one that nobody told of before has a line without a loss."""
        if self._used is not None:
            self._file.write(self.step, self._used, None, None)
            self.step += 1
        self._used = self._rates()

    def _rates(self) -> list[float]:
        return [as_float(group["lr"], "lr") for group in self._optimizer.param_groups]


def record(optimizer: Any, path: str | Path = "lrviz.csv", append: bool = False, start: int | None = None) -> Recorder:
    """Writes the learning rates of a run to a log that the page Schedules and `read_log` read while it goes on.

        log = lrviz.record(optimizer, "run.csv")
        for inputs, targets in batches:
            ...
            optimizer.step()
            scheduler.step()
            log(loss=loss)

    The rates are those that `optimizer.step()` used, also where the scheduler has stepped meanwhile: torch's optimizers
    tell. Of another optimizer they are those that it has when the recorder is called. Each line is on the disk at once.
    In a run of several processes one of them records.

    Args:
        optimizer: an optimizer of torch, or anything with `param_groups`.
        path: a .csv, or a .jsonl for JSON lines; its columns are step, lr (or lr/NAME for each parameter group), loss
            and validation_loss.
        append: go on in a file that is there, as a run does that is resumed.
        start: the number of the first step; by default 0, or the one after the file's last.

    Raises:
        ValueError: it is no optimizer; the file is there already, or has another ending or other columns.
    """
    return Recorder(optimizer, checked_path(path), append, start)
