"""Guesses which columns of a log hold the step, the learning rate and the loss."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from lrviz.analysis.logs.refusal import LogError, listed
from lrviz.arrays import Floats

_STEP_NAMES = (
    *("global_step", "step", "steps", "iteration", "iterations", "iter", "iters", "optimizer_step", "num_updates"),
    *("update", "updates", "_step", "train_step", "batch"),
)
_RATE_NAMES = ("learning_rate", "lr")
_LOSS_NAMES = ("loss", "train_loss", "training_loss")
_RATE = re.compile(r"(?<![a-z])(lr|learning[ _-]?rate)(?![a-z])")
_HELD_OUT = re.compile(r"(?<![a-z])(e?val|valid|validation|evaluation|test|dev)(?![a-z])")
_ENVELOPE = ("__min", "__max")
_HEADERLESS = re.compile(r"column \d+")


@dataclass(frozen=True)
class Columns:
    """The names of the columns that are read.

    Attributes:
        step: the number of the optimizer step; None counts the rows from 0.
        rate: the learning rate.
        loss: the loss; None for a log without one.
    """

    step: str | None
    rate: str
    loss: str | None = None


def guess(values: Mapping[str, Floats], name: str = "") -> Columns:
    """The columns that look like step, learning rate and loss.

    Args:
        values: the values of every column, by its name, in the order of the file.
        name: the name of the file, which tells what "Value" is in a file of TensorBoard.

    Raises:
        LogError: no column could be the learning rate.
    """
    filled = [column for column, numbers in values.items() if np.isfinite(numbers).any()]
    if filled and all(map(_HEADERLESS.fullmatch, values)):
        return _by_position(filled)
    step = _best(filled, _is_step, _STEP_NAMES)
    loss = _best((column for column in filled if not _held_out(column)), _is_loss, _LOSS_NAMES)
    loss = loss or _best(filled, _is_loss, _LOSS_NAMES)
    rate = _best([*filled, *values], _is_rate, _RATE_NAMES)
    if rate is None and "Value" in filled:
        rate = _tensorboard_rate(values["Value"], name)
    if rate is None:
        raise LogError(f"no column that could be the learning rate; the columns are {listed(list(values))}")
    return Columns(step, rate, loss)


def _by_position(filled: list[str]) -> Columns:
    if len(filled) == 1:
        return Columns(None, filled[0])
    return Columns(filled[0], filled[1], filled[2] if len(filled) > 2 else None)


def _best(columns: Iterable[str], fits: Callable[[str], bool], names: tuple[str, ...]) -> str | None:
    """The fitting column with the most usual name; the first of equals."""

    def rank(column: str) -> int:
        tail = _tail(column)
        return names.index(tail) if tail in names else len(names)

    return min((column for column in columns if fits(column) and not _is_envelope(column)), key=rank, default=None)


def _own(column: str) -> str:
    """The name in small letters without the run's name, which Weights & Biases puts before " - "."""
    return column.rsplit(" - ", 1)[-1].strip().lower()


def _tail(column: str) -> str:
    return re.sub(r"[ -]", "_", _own(column).rsplit("/", 1)[-1])


def _is_step(column: str) -> bool:
    return _tail(column) in _STEP_NAMES


def _is_rate(column: str) -> bool:
    return _RATE.search(_own(column)) is not None


def _is_loss(column: str) -> bool:
    return "loss" in _own(column)


def _held_out(column: str) -> bool:
    return _HELD_OUT.search(_own(column)) is not None


def _is_envelope(column: str) -> bool:
    """Whether it is the lower or upper edge of a column, as Weights & Biases exports them beside it."""
    return column.lower().endswith(_ENVELOPE)


def _tensorboard_rate(values: Floats, name: str) -> str | None:
    """ "Value" where the file's name says that it is the rate, or says nothing and no value is outside [0, 1]."""
    if _is_rate(name):
        return "Value"
    known = values[~np.isnan(values)]
    return "Value" if "loss" not in name.lower() and known.min() >= 0 and known.max() <= 1 else None
