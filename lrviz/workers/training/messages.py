"""Whole messages through a stream of bytes, and how pictures and records are written as bytes, without pickles."""

import struct
from dataclasses import asdict
from enum import IntEnum
from typing import IO, Any

from lrviz.scene import Run
from lrviz.training import Cut, Record, Training
from lrviz.workers.training.job import packed, unpacked
from lrviz.workers.training.picture import Picture

_HEAD = struct.Struct("<BI")
_WEIGHTS = "weights/"


class Kind(IntEnum):
    """What a message is: asked by the server are `ASKED` and `STOP`, the others come from who computes."""

    ASKED = 1
    STOP = 2
    BEGUN = 3
    PICTURE = 4
    DONE = 5
    STOPPED = 6
    FAILED = 7


ENDS = {Kind.DONE, Kind.STOPPED, Kind.FAILED}
"""After one of these, nothing more comes of a job."""


def framed(kind: Kind, body: bytes = b"") -> bytes:
    """A message as it goes through a stream."""
    return _HEAD.pack(kind, len(body)) + body


def next_message(stream: IO[bytes]) -> tuple[Kind, bytes] | None:
    """The next message of a stream, waited for; None where the stream ends, in the midst of a message too."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    body = stream.read(length)
    return (Kind(kind), body) if len(body) == length else None


def picture_to_bytes(picture: Picture) -> bytes:
    """A picture, at most `picture.MOST_BYTES` long."""
    told = {"taken": picture.taken, "predicted": picture.predicted, "cuts": _written(picture.cuts)}
    return packed(told, picture.arrays())


def picture_from_bytes(content: bytes) -> Picture:
    """The picture that `picture_to_bytes` wrote."""
    told, arrays = unpacked(content)
    return Picture(told["taken"], told["predicted"], cuts=_read(told["cuts"]), **arrays)


_COLUMNS = (
    "train_losses",
    "learning_rates",
    "gradient_norms",
    "update_ratios",
    "validation_steps",
    "validation_losses",
    "scores",
    "prediction_steps",
    "predictions",
)
_TEXTS = ("state_bytes", "milliseconds_per_step", "refusal")


def record_to_bytes(record: Record) -> bytes:
    """A record without its training and its run, with every bit of the rest."""
    told = {name: getattr(record, name) for name in _TEXTS} | {"cuts": _written(record.cuts)}
    weights = {f"{_WEIGHTS}{name}": value for name, value in record.weights.items()}
    return packed(told, {name: getattr(record, name) for name in _COLUMNS} | weights)


def record_from_bytes(content: bytes, training: Training, run: Run) -> Record:
    """The record that `record_to_bytes` wrote, of a run of a training.

    Raises:
        ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile: these are no bytes of a record.
    """
    told, arrays = unpacked(content)
    weights = {name.removeprefix(_WEIGHTS): value for name, value in arrays.items() if name.startswith(_WEIGHTS)}
    columns = {name: arrays[name] for name in _COLUMNS}
    told |= {"cuts": _read(told["cuts"]), "weights": weights}
    return Record(training=training, run=run, **columns, **told)


def _written(cuts: tuple[Cut, ...]) -> list[dict[str, Any]]:
    return [asdict(cut) for cut in cuts]


def _read(cuts: list[dict[str, Any]]) -> tuple[Cut, ...]:
    return tuple(Cut(**cut) for cut in cuts)
