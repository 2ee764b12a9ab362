"""Trainings in other processes: short ones, one that goes on for ever, and what is left of processes."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil

from lrviz import Run
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import ReduceLROnPlateau
from lrviz.tasks import Moons
from lrviz.training import Record, Training
from lrviz.workers.training import WatchedJobs
from lrviz.workers.training.processes import Processes
from lrviz.workers.training.queue import Queue
from tests.processes import is_gone

SHORT = Moons(train=100, validation=60, epochs=8, validate_every=3)
PLATEAU = ReduceLROnPlateau(patience=0, factor=0.5, threshold=0.05)
TRAINING = Training(SHORT, (Run(Adam(lr=0.01)), Run(SGD(lr=0.5), PLATEAU), Run(SGD(lr=1e4, momentum=0.9))), seed=3)
ENDLESS = Moons(train=2000, validation=10, batch=None, hidden=(32, 32), epochs=100_000)

COLUMNS = ("train_losses", "learning_rates", "gradient_norms", "update_ratios")
VALIDATIONS = ("validation_steps", "validation_losses", "scores")
FRAMES = ("prediction_steps", "predictions")


def endless(runs: int = 1) -> Training:
    """A training that nobody sees the end of."""
    return Training(ENDLESS, tuple(Run(SGD(lr=0.1 / (index + 1))) for index in range(runs)))


def wanted() -> bool:
    """Somebody waits for it."""
    return True


def has_ended(watched: WatchedJobs) -> bool:
    """Whether nothing more comes of any job."""
    return not watched.underway


def assert_same_bits(records: Sequence[Record | None], expected: Sequence[Record]) -> None:
    for record, other in zip(records, expected, strict=True):
        assert record is not None
        for name in (*COLUMNS, *VALIDATIONS, *FRAMES):
            assert getattr(record, name).tobytes() == getattr(other, name).tobytes(), name
        assert {name: value.tobytes() for name, value in record.weights.items()} == {
            name: value.tobytes() for name, value in other.weights.items()
        }
        assert (record.cuts, record.refusal, record.state_bytes) == (other.cuts, other.refusal, other.state_bytes)
        assert (record.training, record.run) == (other.training, other.run)
        assert record.outcome.sentence == other.outcome.sentence


@contextmanager
def opened(processes: Processes) -> Iterator[Queue]:
    """A queue of its own, of whose processes none is left in the end."""
    before = {child.pid for child in psutil.Process(os.getpid()).children(recursive=True)}
    queue = Queue(processes)
    try:
        yield queue
    finally:
        queue.close()
    left = {child.pid for child in psutil.Process(os.getpid()).children(recursive=True)} - before
    assert all(map(is_gone, left))
