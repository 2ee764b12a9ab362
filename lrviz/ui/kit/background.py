"""Background tasks: one thread each while the page answers, and few at once for all visitors."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lrviz.sweeps.gathering import duration

MOST_AT_ONCE = 2
"""Tasks of all sessions that run side by side; others wait for their turn."""

_TURNS = threading.BoundedSemaphore(MOST_AT_ONCE)
_UNDER_WAY: list["BackgroundTask"] = []
_LIST_LOCK = threading.Lock()


@dataclass(frozen=True)
class Cost:
    """What a task takes: its steps, and the seconds of what is so slow that they are known beforehand."""

    steps: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.steps + other.steps, self.seconds + other.seconds)


class BackgroundTask:
    """Work in a thread: it can be watched and cancelled, and what it has done stays."""

    def __init__(self, work: Callable[["BackgroundTask"], None], cost: Cost = Cost()) -> None:
        """Starts the task.

        Args:
            work: is given this task, asks `cancelled` now and then and calls `advance`.
            cost: how much it is.
        """
        self.cost = cost
        self.done, self.total = 0, 0
        self.left: float | None = None
        self.version = 0
        self.error = ""
        self._stop, self._changed = threading.Event(), threading.Condition()
        self._running, self._waiting = True, True
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
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
        """Whether it is to end."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ends it after the block that is being computed."""
        self._stop.set()

    def advance(self, done: int, total: int, left: float | None) -> None:
        """Tells how far it is: parts done, all parts, seconds left."""
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

    def _run(self, work: Callable[["BackgroundTask"], Any]) -> None:
        try:
            while not _TURNS.acquire(timeout=0.1):
                if self.cancelled():
                    return
            try:
                self._waiting = False
                work(self)
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


def cost_of_all() -> Cost:
    """The cost of all tasks of all sessions that have not ended and are not to end."""
    with _LIST_LOCK:
        return sum((task.cost for task in _UNDER_WAY if not task.cancelled()), Cost())
