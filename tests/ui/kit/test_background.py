"""Jobs go on in the background, few at once, and can be watched and cancelled."""

import threading
from typing import Any

import pytest

from lrviz.ui.kit.background import MOST_AT_ONCE, Job
from lrviz.ui.tune.sweeping import check_scheduler


def ended(job: Job) -> Job:
    """The job once it has ended."""
    job._thread.join(30)
    assert not job.running
    return job


def test_a_job_tells_how_far_it_is() -> None:
    go = threading.Event()

    def work(job: Job) -> None:
        job.advance(3, 7, 1.5)
        assert go.wait(30)
        job.advance(7, 7, 0.0)

    job = Job(work)
    job.wait(0, 30)
    assert (job.done, job.total, job.left, job.running) == (3, 7, 1.5, True)
    go.set()
    assert ended(job).done == 7


def test_a_job_that_is_cancelled_ends_at_its_next_look() -> None:
    def work(job: Job) -> None:
        while not job.cancelled():
            job.advance(job.done + 1, 0, None)

    job = Job(work)
    job.wait(0, 30)
    job.cancel()
    assert ended(job).done > 0


def test_an_error_is_kept_in_words() -> None:
    def fails(error: Exception) -> Any:
        def work(job: Job) -> None:
            raise error

        return work

    assert ended(Job(fails(ValueError("steps must be 3, got 4")))).error == "steps must be 3, got 4"
    assert ended(Job(fails(ZeroDivisionError("oh")))).error == "ZeroDivisionError: oh"


def test_more_than_a_few_wait_for_their_turn() -> None:
    go = threading.Event()
    started: list[int] = []

    def work(number: int) -> Any:
        def run(job: Job) -> None:
            started.append(number)
            assert go.wait(30)

        return run

    jobs = [Job(work(number)) for number in range(MOST_AT_ONCE + 2)]
    while len(started) < MOST_AT_ONCE:
        threading.Event().wait(0.01)
    waiting = [job for job in jobs if job.waiting]
    assert len(waiting) == 2
    assert sorted(job.wait_in_words for job in jobs) == ["under way"] * MOST_AT_ONCE + ["waiting for its turn"] * 2
    waiting[0].cancel()
    ended(waiting[0])
    go.set()
    for job in jobs:
        ended(job)
    assert len(started) == MOST_AT_ONCE + 1


def test_how_long_it_takes_is_said_in_words() -> None:
    job = ended(Job(lambda job: job.advance(3, 9, 61.2)))
    assert job.wait_in_words == "1 min 2 s left"


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786", "tcp://cluster:8786"]
)
def test_trusted_schedulers_are_taken(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("LRVIZ_DASK_SCHEDULER", "tcp://cluster:8786")
    check_scheduler(address)


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tcp://evil:1", "http://127.0.0.1:1", "x", "tcp://", "tls://evil"]
)
def test_others_are_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.delenv("LRVIZ_DASK_SCHEDULER", raising=False)
    with pytest.raises(ValueError, match="the scheduler must be"):
        check_scheduler(address)
