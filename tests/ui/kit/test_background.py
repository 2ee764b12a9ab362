"""Tasks go on in the background, few at once, and can be watched and cancelled."""

import threading
from typing import Any
from unittest.mock import Mock

from lrviz.ui.kit.background import MOST_AT_ONCE, BackgroundTask


def ended(task: BackgroundTask) -> BackgroundTask:
    """The task once it has ended."""
    task._thread.join(30)
    assert not task.running
    return task


def test_a_task_tells_how_far_it_is() -> None:
    go = threading.Event()

    def work(task: BackgroundTask) -> None:
        task.advance(3, 7, 61.2)
        assert go.wait(30)
        task.advance(7, 7, 0.0)

    task = BackgroundTask(work)
    task.wait(0, 30)
    assert (task.done, task.total, task.left, task.running) == (3, 7, 61.2, True)
    assert task.wait_in_words == "1 min 2 s left"
    go.set()
    assert ended(task).done == 7


def test_a_task_that_is_cancelled_ends_at_its_next_look() -> None:
    def work(task: BackgroundTask) -> None:
        while not task.cancelled():
            task.advance(task.done + 1, 0, None)

    task = BackgroundTask(work)
    task.wait(0, 30)
    task.cancel()
    assert ended(task).done > 0


def test_an_error_is_kept_in_words() -> None:
    stated, other = ValueError("steps must be 3, got 4"), KeyError("oh")
    said = [ended(BackgroundTask(Mock(side_effect=error))).error for error in (stated, other)]
    assert said == ["steps must be 3, got 4", "KeyError: 'oh'"]


def test_more_than_a_few_wait_for_their_turn() -> None:
    go, full = threading.Event(), threading.Barrier(MOST_AT_ONCE + 1)
    started: list[int] = []

    def work(number: int) -> Any:
        def run(task: BackgroundTask) -> None:
            started.append(number)
            if len(started) <= MOST_AT_ONCE:
                full.wait(30)
            assert go.wait(30)

        return run

    tasks = [BackgroundTask(work(number)) for number in range(MOST_AT_ONCE + 2)]
    full.wait(30)
    waiting = [task for task in tasks if task.waiting]
    assert len(waiting) == 2
    assert sorted(task.wait_in_words for task in tasks) == ["under way"] * MOST_AT_ONCE + ["waiting for its turn"] * 2
    waiting[0].cancel()
    ended(waiting[0])
    go.set()
    for task in tasks:
        ended(task)
    assert len(started) == MOST_AT_ONCE + 1
