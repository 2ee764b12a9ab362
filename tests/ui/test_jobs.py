"""Jobs go on in the background, few at once, and can be watched and cancelled."""

import threading
from typing import Any

from lrviz.ui.jobs import MOST_AT_ONCE, Job


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
    waiting[0].cancel()
    ended(waiting[0])
    go.set()
    for job in jobs:
        ended(job)
    assert len(started) == MOST_AT_ONCE + 1
