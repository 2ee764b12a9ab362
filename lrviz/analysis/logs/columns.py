"""Guesses which columns of a log hold the step, the learning rate and the loss, and what the step counts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lrviz.analysis.logs import names
from lrviz.analysis.logs.groups import main_group
from lrviz.analysis.logs.names import BAR, COUNTERS, EPOCH, LOSS_NAMES, RATE_NAMES, STEP
from lrviz.analysis.logs.refusal import LogError, listed, shown
from lrviz.arrays import Flags, Floats

_HEADERLESS = re.compile(r"column \d+")
_SUM_AGREES = 0.002


@dataclass(frozen=True)
class Columns:
    """The names of the columns that are read.

    Attributes:
        step: what counts the rows; None counts them from 0.
        rate: the learning rate; None for a log without one.
        loss: the loss; None for a log without one.
        unit: what `step` counts, one of `names.UNITS`.
        epoch: the column of the epoch, where `step` starts anew in each; None where it goes on.
        epoch_length: how many of `step` an epoch has then; None takes what the log says or the largest one.
        doubts: which of these are guesses, in words.
    """

    step: str | None
    rate: str | None
    loss: str | None = None
    unit: str = STEP
    epoch: str | None = None
    epoch_length: int | None = None
    doubts: tuple[str, ...] = field(default=(), compare=False)


def guess(values: Mapping[str, Floats], held_out: Flags, name: str = "") -> Columns:
    """The columns that look like step, learning rate and loss.

    Args:
        values: the values of every column, by its name, in the order of the file.
        held_out: (rows,), which rows are of a validation.
        name: the name of the file, which tells what "Value" is in a file of TensorBoard.

    Raises:
        LogError: no column could be the learning rate or the loss.
    """
    filled = [column for column, numbers in values.items() if np.isfinite(numbers).any()]
    if filled and all(map(_HEADERLESS.fullmatch, values)):
        return _by_position(filled)
    taught = [column for column in filled if np.isfinite(values[column][~held_out]).any()] or filled
    rate, rate_doubt = _rate(taught, values)
    loss, loss_doubt = _loss(taught, filled, values)
    if rate is None and "Value" in filled:
        rate, loss = _tensorboard(values["Value"], name)
    if rate is None and loss is None:
        raise LogError(f"no column that could be the learning rate; the columns are {listed(list(values))}")
    known = values[rate or loss or ""]
    told = np.isfinite(known) & ~held_out
    step, unit, epoch, step_doubt = _counter(taught, values, told if told.any() else np.isfinite(known))
    absent = "the log has no learning rate" if rate is None else ""
    doubts = tuple(filter(None, (absent, step_doubt, rate_doubt, loss_doubt)))
    return Columns(step, rate, loss, unit, epoch, doubts=doubts)


def unit_of(column: str | None) -> str:
    """What a column counts by its name; optimizer steps where the name does not say."""
    known = (unit for unit in COUNTERS if column is not None and names.counts(column, unit) is not None)
    return next(known, STEP)


def epoch_of(values: Mapping[str, Floats], step: str | None, told: Flags) -> str | None:
    """The column of whole epochs in which a step starts anew; None where it goes on.

    Args:
        values: the values of every column.
        step: the column that counts.
        told: (rows,), the rows that are looked at.
    """
    if step is None or unit_of(step) == EPOCH:
        return None
    told = told & np.isfinite(values[step])
    count = values[step][told]
    falls = np.flatnonzero(np.diff(count) < 0)
    for column in _named(values, EPOCH):
        epoch = values[column][told]
        whole = bool(np.isfinite(epoch).all() and (epoch == np.floor(epoch)).all())
        if whole and len(falls) and (np.diff(epoch)[falls] > 0).all():
            return column
    return None


def _by_position(filled: list[str]) -> Columns:
    doubt = "the columns have no names: they are taken for step, learning rate and loss by their order"
    if len(filled) == 1:
        return Columns(None, filled[0], doubts=("the column has no name: it is taken for the learning rate",))
    return Columns(filled[0], filled[1], filled[2] if len(filled) > 2 else None, doubts=(doubt,))


def _rate(columns: Sequence[str], values: Mapping[str, Floats]) -> tuple[str | None, str]:
    """The learning rate, of several groups the first that is not the biases', and what is doubtful in that."""
    fitting = [column for column in columns if names.is_rate(column)]
    if not fitting:
        empty = next((column for column in values if names.is_rate(column)), None)
        return empty, ""
    best = min(fitting, key=lambda column: _rank(column, RATE_NAMES))
    others = [column for column in fitting if names.rate_family(column) != names.rate_family(best)]
    doubt = _chosen("learning rate", best, others) if others else ""
    return main_group(values, best), doubt


def _loss(taught: Sequence[str], filled: Sequence[str], values: Mapping[str, Floats]) -> tuple[str | None, str]:
    """The loss: a usual name before others, a sum of the others before its parts; and what is doubtful in that."""
    fitting = [column for column in taught if names.is_loss(column) and not names.is_held_out(column)]
    if not fitting:
        held = next((column for column in filled if names.is_loss(column)), None)
        return held, f"no column is the loss of the training: {shown(held)} is taken" if held else ""

    def order(column: str) -> tuple[int, bool, bool]:
        total = "total" in names.own(column) or "tot" in names.tail(column).split("_")
        return _rank(column, LOSS_NAMES), not total, not _is_sum(column, fitting, values)

    best = min(fitting, key=order)
    rank, no_total, no_sum = order(best)
    if len(fitting) == 1 or rank < len(LOSS_NAMES):
        return best, ""
    others = [column for column in fitting if column != best]
    if no_total and no_sum:
        return best, _chosen("loss", best, others) + "; none of them is the sum of the others"
    return best, _chosen("loss", best, others)


def _is_sum(column: str, columns: Sequence[str], values: Mapping[str, Floats]) -> bool:
    """Whether a column is the sum of the others, wherever all have a value."""
    parts = [values[other] for other in columns if other != column]
    if len(parts) < 2:
        return False
    with np.errstate(all="ignore"):
        whole, total = values[column], np.sum(parts, axis=0)
        both = np.isfinite(whole) & np.isfinite(total)
        return bool(both.any() and (np.abs(whole - total)[both] <= _SUM_AGREES * np.abs(total[both])).all())


def _chosen(what: str, best: str, others: Sequence[str]) -> str:
    return f"the {what} is taken from {shown(best)}, a guess: {listed(others[:3])} could be it too"


def _rank(column: str, usual: tuple[str, ...]) -> int:
    tail = names.tail(column)
    return usual.index(tail) if tail in usual else len(usual)


def _counter(
    columns: Sequence[str], values: Mapping[str, Floats], told: Flags
) -> tuple[str | None, str, str | None, str]:
    """The column that counts the rows that are told, its unit, the epochs in which it starts anew, and the doubts."""
    for unit in COUNTERS:
        column = next((one for one in _named(columns, unit) if _covers(values[one], told)), None)
        if column is None or (unit == EPOCH and _repeats(values[column][told]) and _finer(columns, values, told)):
            continue
        if unit != EPOCH and _counts_epochs(column, values, told):
            return column, EPOCH, None, f"{shown(column)} is taken to count epochs, a guess from its values"
        epoch = epoch_of(values, column, told)
        doubt = f"{shown(column)} is taken to count {_PLURALS[unit]}, a guess from its name" if unit != STEP else ""
        return column, unit, epoch, "" if epoch else doubt
    if BAR in columns and _covers(values[BAR], told):
        return BAR, STEP, epoch_of(values, BAR, told), "the steps are those of the progress bar, a guess"
    return None, STEP, None, "no column counts the steps: the rows are counted from 0"


_PLURALS = {"step": "steps", "batch": "batches", "epoch": "epochs", "sample": "samples", "token": "tokens"}


def _named(columns: Iterable[str], unit: str) -> list[str]:
    """The columns that count a unit by their names, the most usual first."""
    ranked = [(rank, column) for column in columns if (rank := names.counts(column, unit)) is not None]
    return [column for _, column in sorted(ranked, key=lambda pair: pair[0])]


def _covers(count: Floats, told: Flags) -> bool:
    """Whether most of the rows have a count, and it is not the same in all of many."""
    known = count[told][np.isfinite(count[told])]
    return 2 * len(known) > int(told.sum()) and (len(known) < 3 or bool((known != known[0]).any()))


def _repeats(count: Floats) -> bool:
    return bool((np.diff(count[np.isfinite(count)]) <= 0).any())


def _finer(columns: Sequence[str], values: Mapping[str, Floats], told: Flags) -> bool:
    """Whether another column counts the rows in which an epoch repeats."""
    others = [*_named(columns, "sample"), *_named(columns, "token"), *(BAR for one in columns if one == BAR)]
    return any(_covers(values[column], told) for column in others)


def _counts_epochs(step: str, values: Mapping[str, Floats], told: Flags) -> bool:
    """Whether a column of steps holds epochs in the rows of the rate: 0, 1, 2, … where other rows go on far higher."""
    count, rest = values[step][told], values[step][~told & np.isfinite(values[step])]
    consecutive = len(count) > 1 and count[0] in (0, 1) and np.array_equal(count, count[0] + np.arange(len(count)))
    for column in _named(values, EPOCH) if consecutive else ():
        epochs = values[column]
        if np.array_equal(epochs[told], count):
            return True
        elsewhere = epochs[~told & np.isfinite(epochs)]
        last = float(count[-1])
        if len(elsewhere) and abs(elsewhere.max() - last) <= 1 and np.max(rest, initial=0.0) > 2 * last + 2:
            return True
    return False


def _tensorboard(values: Floats, name: str) -> tuple[str | None, str | None]:
    """What "Value" is: what the file's name says, else the rate if all values are in [0, 1]."""
    if names.is_rate(name):
        return "Value", None
    if names.is_loss(name):
        return None, "Value"
    known = values[~np.isnan(values)]
    return ("Value", None) if known.min() >= 0 and known.max() <= 1 else (None, None)
