"""Writes what runs of a training did as event files, which TensorBoard reads.

An event file is a row of records, each with its length and checksums around it, and each record an event in the wire
format of protocol buffers. The libraries that write it load torch or TensorFlow, which this process does without.

Source: `tensorboard/compat/proto/event.proto`, `summary.proto` and `tensorflow/core/lib/io/record_writer.cc`.
"""

import io
import math
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain, count

import numpy as np

from lrviz.training import Record

NAME = "events.out.tfevents.0.lrviz"
"""What each file is called; TensorBoard looks for `tfevents` in it."""

_VERSION = b"brain.Event:2"
_POLYNOMIAL, _MASK = 0x82F63B78, 0xA282EAD8
_UNSAFE = re.compile(r'[\s\x00-\x1f/\\:*?"<>|]+')
_LONGEST = 80


def event_files(records: Sequence[Record]) -> bytes:
    """A zip with a folder for each run, in it one for each seed, and there an event file.

    Its scalars are `loss/train`, `learning_rate`, `gradient_norm`, `update_ratio` at each step, counted from 0, and
    `loss/validation` and the score by its name, such as `accuracy`, after so many steps. Numbers have single precision,
    as TensorBoard keeps them. Times count from the start of each run, without validations; a day is not told.

    Args:
        records: of one training or of more, such as from several seeds.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, record in zip(_folders(records), records, strict=True):
            entry = zipfile.ZipInfo(f"{folder}/{NAME}")  # of 1980: the same records give the same bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, event_file(record))
    return file.getvalue()


def event_file(record: Record) -> bytes:
    """The event file of one record."""
    begun = _number(1, 0.0) + _bytes(3, _VERSION)
    pace = record.milliseconds_per_step / 1000
    pace = pace if math.isfinite(pace) else 0.0
    events = [_event(step, step * pace, scalars) for step, scalars in _scalars(record)]
    return b"".join(_framed([begun, *events]))


def _folders(records: Sequence[Record]) -> Iterator[str]:
    """A folder for each record; runs that have one name are told apart by a number."""
    taken: set[str] = set()
    for record in records:
        label = _UNSAFE.sub(" ", record.run.label).strip(" .")[:_LONGEST].rstrip(" .") or "run"
        names = chain([label], (f"{label} ({number})" for number in count(2)))
        folder = next(one for name in names if (one := f"{name}/seed {record.training.seed}") not in taken)
        taken.add(folder)
        yield folder


def _scalars(record: Record) -> Iterator[tuple[int, dict[str, float]]]:
    """What is known at each step, by tags, in the order of the steps; nothing stands for what is not known."""
    columns = {
        "loss/train": record.train_losses,
        "learning_rate": record.learning_rates,
        "gradient_norm": record.gradient_norms,
        "update_ratio": record.update_ratios,
    }
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    losses, scores = record.validation_losses.tolist(), record.scores.tolist()
    validated = dict(zip(record.validation_steps.tolist(), zip(losses, scores, strict=True), strict=True))
    tags = ("loss/validation", record.training.task.score_name)
    for step in range(record.taken + 1):
        known = dict(zip(tags, validated[step], strict=True)) if step in validated else {}
        row = next(rows, ()) if step < record.taken else ()
        trained = {tag: value for tag, value in zip(columns, row, strict=False) if not _unknown(tag, value)}
        yield step, trained | known


def _unknown(tag: str, value: float) -> bool:
    """Whether a number was not measured; a loss that is not a number is what the run ended with."""
    return math.isnan(value) and tag != "loss/train"


def _event(step: int, seconds: float, scalars: dict[str, float]) -> bytes:
    values = b"".join(_bytes(1, _bytes(1, tag.encode()) + _single(2, value)) for tag, value in scalars.items())
    return _number(1, seconds) + _key(2, 0) + _varint(step) + _bytes(5, values)


def _framed(contents: Sequence[bytes]) -> Iterator[bytes]:
    """A record for each: its length and its content, each with a checksum behind it."""
    lengths = [struct.pack("<Q", len(content)) for content in contents]
    for parts in zip(lengths, _checksums(lengths), contents, _checksums(contents), strict=True):
        yield from parts


def _key(field: int, kind: int) -> bytes:
    return bytes([field << 3 | kind])


def _number(field: int, value: float) -> bytes:
    return _key(field, 1) + struct.pack("<d", value)


def _single(field: int, value: float) -> bytes:
    try:
        return _key(field, 5) + struct.pack("<f", value)
    except OverflowError:  # beyond single precision
        return _key(field, 5) + struct.pack("<f", math.copysign(math.inf, value))


def _bytes(field: int, content: bytes) -> bytes:
    return _key(field, 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first."""
    parts = []
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def _remainders() -> Iterator[int]:
    """What each byte adds to the checksum."""
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        yield value


_REMAINDERS = np.array(list(_remainders()), dtype=np.uint32)


def _checksums(contents: Sequence[bytes]) -> list[bytes]:
    """CRC-32C of each, turned and shifted as the format wants it; taken at once of those that are equally long."""
    lengths = np.array([len(content) for content in contents])
    sums = np.empty(len(contents), dtype=np.uint32)
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        joined = b"".join(contents[row] for row in rows.tolist())
        block = np.frombuffer(joined, np.uint8).reshape(len(rows), length)
        whole = np.full(len(rows), 0xFFFFFFFF, dtype=np.uint32)
        for column in block.T:
            whole = _REMAINDERS[(whole ^ column) & 0xFF] ^ whole >> 8
        sums[rows] = ~whole
    masked = (sums >> 15 | sums << 17) + np.uint32(_MASK)
    return [struct.pack("<I", one) for one in masked.tolist()]
