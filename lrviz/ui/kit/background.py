"""Computations that go on while the page answers: one thread each, and few at once for all visitors."""

import math
import threading
import time
from collections.abc import Callable
from typing import Any

from lrviz.sweeps.gathering import duration

MOST_AT_ONCE = 2
"""Computations of all sessions that run side by side; others wait for their turn."""

_TURNS = threading.BoundedSemaphore(MOST_AT_ONCE)
_UNDER_WAY: list["Job"] = []
_LIST_LOCK = threading.Lock()


class Job:
    """Work in a thread: it can be watched and cancelled, and what it has done stays."""

    def __init__(self, task: Callable[["Job"], None], work: int = 0) -> None:
        """Starts the task.

        Args:
            task: is given this job, asks `cancelled` now and then and calls `advance`.
            work: how much it is, in steps.
        """
        self.work = work
        self.done, self.total = 0, 0
        self.left: float | None = None
        self.version = 0
        self.error = ""
        self._stop, self._changed = threading.Event(), threading.Condition()
        self._running, self._waiting = True, True
        self._thread = threading.Thread(target=self._run, args=(task,), daemon=True)
        with _LIST_LOCK:
            _UNDER_WAY.append(self)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._running

    @property
    def waiting(self) -> bool:
        """Whether it waits for others to end."""
        return self._running and self._waiting

    @property
    def wait_in_words(self) -> str:
        """How long it still takes, as far as that is known."""
        if self.left is None:
            return "waiting for its turn" if self.waiting else "under way"
        return f"{duration(math.ceil(self.left))} left"

    def cancelled(self) -> bool:
        """Whether it shall end."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ends it after the block that is being computed."""
        self._stop.set()

    def advance(self, done: int, total: int, left: float | None) -> None:
        """Tells how far it is: cells done, all cells, seconds left."""
        with self._changed:
            self.done, self.total, self.left = done, total, left
            self.version += 1
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> None:
        """Waits until it is further than `version`, has ended, or the time is over."""
        end = time.monotonic() + seconds
        with self._changed:
            while self._running and self.version <= version and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)

    def _run(self, task: Callable[["Job"], Any]) -> None:
        try:
            while not _TURNS.acquire(timeout=0.1):
                if self.cancelled():
                    return
            try:
                self._waiting = False
                task(self)
            finally:
                _TURNS.release()
        except Exception as error:  # whatever it is, the page says it
            self.error = f"{type(error).__name__}: {error}" if not isinstance(error, ValueError) else str(error)
        finally:
            with _LIST_LOCK:
                _UNDER_WAY.remove(self)
            with self._changed:
                self._running = False
                self._changed.notify_all()


def work_of_all() -> int:
    """The work of all jobs of all sessions that have not ended and shall not end."""
    with _LIST_LOCK:
        return sum(job.work for job in _UNDER_WAY if not job.cancelled())
