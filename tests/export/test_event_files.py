"""Event files are what TensorBoard's own definitions of them read, number by number."""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from tensorboardX.crc32c import crc32c
from tensorboardX.proto.event_pb2 import Event

from lrviz import Run
from lrviz.export import event_files
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR
from lrviz.training import Training, train
from tests.training.small import FACTORS, MOONS


def masked(content: bytes) -> int:
    whole = crc32c(content)
    return int(((whole >> 15) | (whole << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def events(content: bytes) -> Iterator[Event]:
    """The events of a file, whose frame must be whole."""
    file = io.BytesIO(content)
    while head := file.read(12):
        length, length_sum = struct.unpack("<QI", head)
        body = file.read(length)
        (body_sum,) = struct.unpack("<I", file.read(4))
        assert (length_sum, body_sum) == (masked(head[:8]), masked(body))
        yield Event.FromString(body)


def scalars(content: bytes) -> dict[str, list[tuple[int, float]]]:
    """Steps and values by tag."""
    begun, *rest = events(content)
    assert begun.file_version == "brain.Event:2"
    steps = [event.step for event in rest]
    assert steps == sorted(set(steps))
    assert all(later.wall_time >= one.wall_time for one, later in pairwise(rest))
    found: dict[str, list[tuple[int, float]]] = {}
    for event in rest:
        for value in event.summary.value:
            found.setdefault(value.tag, []).append((event.step, value.simple_value))
    return found


def same(found: list[tuple[int, float]], steps: np.ndarray, values: np.ndarray) -> bool:
    known, wanted = np.array(found), values.astype(np.float32)
    return np.array_equal(known[:, 0], steps) and np.array_equal(known[:, 1].astype(np.float32), wanted, equal_nan=True)


def test_every_run_and_seed_has_a_file_with_all_that_was_recorded() -> None:
    runs = (Run(Adam(lr=0.01), CosineAnnealingLR(T_max=60)), Run(SGD(lr=0.5), name="a/b: c"), Run(SGD(), name="a b c"))
    records = [record for seed in (0, 7) for record in train(Training(MOONS, runs, seed=seed))]
    content = event_files(records)
    assert event_files(records) == content, "no clock is read"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names, files = archive.namelist(), [archive.read(name) for name in archive.namelist()]
    folders = [f"{run}/seed {seed}" for seed in (0, 7) for run in (runs[0].label, "a b c", "a b c (2)")]
    assert [name.rpartition("/")[0] for name in names] == folders
    assert all("tfevents" in name for name in names)
    for record, file in zip(records, files, strict=True):
        found, steps = scalars(file), np.arange(MOONS.steps)
        assert same(found.pop("loss/train"), steps, record.train_losses)
        assert same(found.pop("learning_rate"), steps, record.learning_rates)
        assert same(found.pop("gradient_norm"), steps, record.gradient_norms)
        assert same(found.pop("update_ratio"), steps, record.update_ratios)
        assert same(found.pop("loss/validation"), record.validation_steps, record.validation_losses)
        assert same(found.pop("accuracy"), record.validation_steps, record.scores)
        assert not found


def test_a_run_that_blew_up_ends_where_it_did() -> None:
    (record,) = train(Training(replace(FACTORS, epochs=60), (Run(SGD(lr=1e4)),)))
    with zipfile.ZipFile(io.BytesIO(event_files([record]))) as archive:
        found = scalars(archive.read(archive.namelist()[0]))
    assert 0 < record.taken < 60
    assert same(found["loss/train"], np.arange(record.taken), record.train_losses[: record.taken])
    assert not np.isfinite(found["loss/train"][-1][1])
    assert same(found["R²"], record.validation_steps, record.scores)
    assert {tag for tag, rows in found.items() if len(rows) > record.taken} == set()
