"""Finished runs stay in a file, as long as there is room, and only for who owns them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from lrviz.training import Record, Training, train
from lrviz.workers.training import Store, default_store, start
from lrviz.workers.training.messages import record_to_bytes
from lrviz.workers.training.processes import Trainer
from lrviz.workers.training.queue import Queue
from lrviz.workers.training.training_job import TrainingJob
from tests.workers.training.running import TRAINING, assert_same_bits, wanted


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    """Finished runs."""
    return train(TRAINING)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "trainings.sqlite3"


def of(record: Record) -> TrainingJob:
    """What gives a record."""
    return TrainingJob(replace(record.training, runs=(record.run,)))


class NoProcesses:
    """A system that gives no process."""

    places = 6

    def prepare(self) -> None:
        """Nothing to do."""

    def begin(self, asked: bytes) -> Trainer:
        raise OSError(11, "Resource temporarily unavailable")

    def close(self) -> None:
        """Nothing to do."""


def test_a_finished_run_is_there_after_a_restart(file: Path, records: tuple[Record, ...]) -> None:
    for record in records:
        Store(file).keep(of(record), record, "me")
    queue = Queue(NoProcesses())
    again = start(TRAINING, wanted, Store(file), "me", queue)
    assert again.state == "done"
    assert_same_bits(again.records, records)
    assert all(again.pictures)

    named = replace(TRAINING.runs[1], name="mine")
    fewer = Training(TRAINING.task, (named,), seed=TRAINING.seed)
    (found,) = start(fewer, wanted, Store(file), "me", queue).records
    assert found is not None
    assert (found.run.name, found.training) == ("mine", fewer)

    for other in (
        start(TRAINING, wanted, Store(file), "another", queue),
        start(replace(TRAINING, seed=4), wanted, Store(file), "me", queue),
        start(replace(TRAINING, clip=1.0), wanted, Store(file), "me", queue),
        start(TRAINING, wanted, None, "me", queue),
    ):
        assert other.wait_for(lambda watched: watched.state == "failed", 60)
        assert other.records == (None,) * 3
        assert other.sentence.endswith("to train it: Resource temporarily unavailable")


def test_beyond_its_bytes_those_go_that_nobody_asked_for_the_longest(file: Path, records: tuple[Record, ...]) -> None:
    first, second, third = records
    store = Store(file, sum(len(record_to_bytes(record)) for record in records) - 1)
    for record in (first, second):
        store.keep(of(record), record, "")
    assert store.find(of(first), "") is not None
    store.keep(of(third), third, "")
    found = [store.find(of(record), "") is not None for record in records]
    assert found == [True, False, True]
    Store(file, 10).keep(of(first), first, "")
    assert [store.find(of(record), "") for record in records] == [None] * 3


def test_a_file_that_cannot_be_used_costs_only_what_it_would_keep(
    file: Path, records: tuple[Record, ...], caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(file)
    assert store.find(of(records[0]), "") is None
    assert not file.exists()
    store.keep(of(records[0]), records[0], "")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE runs SET record = ?", (b"PK half a record",))
    assert store.find(of(records[0]), "") is None
    assert "is damaged" in caplog.text
    file.write_bytes(b"no database at all" * 100)
    store.keep(of(records[0]), records[0], "")
    assert store.find(of(records[0]), "") is None
    assert "could not be kept" in caplog.text
    assert "could not be read" in caplog.text
    Store(file / "below a file").keep(of(records[0]), records[0], "")


def test_it_lies_in_the_users_data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_store() == tmp_path / "lrviz" / "trainings.sqlite3"
