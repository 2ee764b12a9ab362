"""What is told of a run: whole thinned pictures, small and not too often, and errors in words."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lrviz import Run
from lrviz.optimizers import SGD
from lrviz.training import Cut, Record, Training, train
from lrviz.workers.training import Picture, trainer
from lrviz.workers.training.jobs import job_to_json
from lrviz.workers.training.messages import Kind, picture_from_bytes, picture_to_bytes, record_from_bytes
from lrviz.workers.training.picture import MOST_BYTES
from lrviz.workers.training.trainer import work
from lrviz.workers.training.training_job import TrainingJob
from tests.workers.training.running import COLUMNS, SHORT, TRAINING, VALIDATIONS, assert_same_bits

ONE = Training(SHORT, TRAINING.runs[1:2])


def asked(training: Training) -> bytes:
    """What a process is told."""
    return job_to_json(TrainingJob(training)).encode()


class Heard:
    """A line that keeps what is told, and when."""

    def __init__(self, now: Callable[[], float], stops: Callable[[], bool] = lambda: False) -> None:
        self.messages: list[tuple[float, Kind, bytes]] = []
        self._now, self.stopped = now, stops

    def tell(self, kind: Kind, body: bytes = b"") -> None:
        self.messages.append((self._now(), kind, body))

    @property
    def kinds(self) -> list[Kind]:
        return [kind for _, kind, _ in self.messages]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, which each look moves on by a hundredth."""
    now = [0.0]

    def look() -> float:
        now[0] += 0.01
        return now[0]

    monkeypatch.setattr(trainer.time, "perf_counter", look)
    return now


def test_pictures_come_at_most_three_times_a_second_and_each_is_whole(clock: list[float]) -> None:
    line = Heard(lambda: clock[0])
    training = replace(ONE, task=replace(SHORT, epochs=100))
    work(line, asked(training))
    assert line.kinds == [Kind.BEGUN, *[Kind.PICTURE] * (len(line.messages) - 2), Kind.DONE]
    pictures = [(at, picture_from_bytes(body)) for at, kind, body in line.messages if kind == Kind.PICTURE]
    times = np.array([at for at, _ in pictures])
    assert len(times) > 6
    assert all(((times >= at) & (times < at + 1)).sum() <= 3 for at in times)
    (expected,) = train(training)
    record = record_from_bytes(line.messages[-1][2], training, training.runs[0])
    assert_same_bits([record], [expected])
    for _, picture in pictures:
        taken = picture.taken
        assert np.array_equal(picture.steps, np.arange(taken))
        assert np.array_equal(picture.train_losses, expected.train_losses[:taken])
        assert np.array_equal(picture.learning_rates, expected.learning_rates[:taken].astype(np.float32))
        known = ~np.isnan(picture.gradient_norms)
        assert known[: max(0, taken - 31)].all()
        assert np.array_equal(picture.gradient_norms[known], expected.gradient_norms[:taken][known])
        count = len(picture.validation_steps)
        assert np.array_equal(picture.validation_losses, expected.validation_losses[:count])
        assert picture.validation_steps[-1] <= taken < picture.validation_steps[-1] + SHORT.validate_every
        told = int(np.searchsorted(expected.prediction_steps, picture.predicted))
        assert np.array_equal(picture.predictions, expected.predictions[told])
        assert picture.predicted <= taken
        assert picture.cuts == tuple(cut for cut in expected.cuts if cut.step <= taken)[-8:]


def test_the_picture_of_the_longest_run_is_small_and_keeps_its_extremes() -> None:
    draws = np.random.default_rng(0).standard_normal
    steps, validations = 100_000, 100_001
    columns = {name: draws(steps) for name in COLUMNS}
    judged = {"validation_steps": np.arange(validations)} | {name: draws(validations) for name in VALIDATIONS[1:]}
    cuts = tuple(Cut(step, 0.1 / 3, 0.1 / 7, "validation loss", 1 / 3, 1 / 7, step, 11) for step in range(2000))
    judged |= {"prediction_steps": np.arange(32), "predictions": np.ones((32, 1024), np.uint8)}
    rest = {"weights": {}, "state_bytes": 8.0, "milliseconds_per_step": 1.0}
    record = Record(ONE, ONE.runs[0], **columns, **judged, cuts=cuts, **rest)  # type: ignore[arg-type]
    content = picture_to_bytes(Picture.of(record))
    assert len(content) <= MOST_BYTES
    picture = picture_from_bytes(content)
    assert (picture.taken, picture.predicted, len(picture.predictions)) == (steps, 31, 1024)
    assert picture.cuts == cuts[-8:]
    for name in (*COLUMNS, *VALIDATIONS[1:]):
        kept, whole = getattr(picture, name), getattr(record, name).astype(np.float32)
        assert (kept.min(), kept.max()) == (whole.min(), whole.max()), name
    (empty,) = train(Training(SHORT, (Run(SGD()),)))
    nothing = replace(empty, learning_rates=np.full(SHORT.steps, np.nan))
    assert picture_from_bytes(picture_to_bytes(Picture.of(nothing))).taken == 0


def test_who_is_stopped_tells_where_it_was(clock: list[float]) -> None:
    line = Heard(lambda: clock[0], lambda: clock[0] > 0.2)
    work(line, asked(ONE))
    assert line.kinds[-2:] == [Kind.PICTURE, Kind.STOPPED]
    assert 0 < picture_from_bytes(line.messages[-2][2]).taken < SHORT.steps


def test_an_error_is_told_in_words_and_its_details_go_to_the_log(clock: list[float]) -> None:
    def breaks() -> bool:
        raise RuntimeError("a path of this machine")

    line = Heard(lambda: clock[0], breaks)
    work(line, asked(ONE))
    assert line.kinds == [Kind.BEGUN, Kind.FAILED]
    told = json.loads(line.messages[-1][2])
    assert told["told"] == "RuntimeError, the server's log says more"
    assert "a path of this machine" in told["log"]

    line = Heard(lambda: clock[0])
    work(line, b"{")
    refused = json.loads(line.messages[-1][2])
    assert "must be JSON" in refused["told"]
    assert not refused["log"]
