"""Tasks go on in the background, few at once, and can be watched and cancelled."""

import threading
from itertools import count
from typing import Any
from unittest.mock import Mock

import pytest

from lrviz.ui.kit import background
from lrviz.ui.kit.background import BackgroundTask
from lrviz.ui.kit.turns import MOST_AT_ONCE
from lrviz.ui.kit.visitors import Visitor


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
    stranger = Visitor("a", at_home=False)
    assert ended(BackgroundTask(Mock(side_effect=other), visitor=stranger)).error == (
        "KeyError: the server's log says more"
    )


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
    said = sorted(task.wait_in_words for task in tasks)
    assert said == ["under way"] * MOST_AT_ONCE + ["waiting, 2 before you", "waiting, 3 before you"]
    waiting[0].cancel()
    ended(waiting[0])
    go.set()
    for task in tasks:
        ended(task)
    assert len(started) == MOST_AT_ONCE + 1


def test_a_long_task_lets_another_visitor_run_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "SLICE", 0.0)
    done, stop = threading.Event(), threading.Event()

    def endless(task: BackgroundTask) -> None:
        for number in count():
            task.advance(number, 0, None)
            if task.cancelled() or stop.wait(0.01):
                return

    greedy = [BackgroundTask(endless, visitor=Visitor("a")) for _ in range(MOST_AT_ONCE)]
    modest = BackgroundTask(lambda task: done.set(), visitor=Visitor("b"))
    assert done.wait(30), "the other visitor has to wait for ever"
    ended(modest)
    for task in greedy:
        before = task.version
        task.wait(before + 1, 30)
        assert task.version > before, "who let others run does not go on"
    for task in greedy:
        task.cancel()
    for task in greedy:
        ended(task)
