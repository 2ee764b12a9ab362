"""Whose turn it is: a few tasks run at once for all visitors, who take turns, however much each of them asks for."""

import threading
from collections.abc import Callable

from lrviz.workers.order import in_fair_order

MOST_AT_ONCE = 2
"""Tasks of all visitors that run side by side."""


class Turns:
    """Gives turns to who waits: first to visitors of whom the fewest tasks run, then to who came first."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        """Nobody runs or waits.

        Args:
            most: how many run at once.
        """
        self._most, self._changed = most, threading.Condition()
        self._running: dict[object, str] = {}
        self._waiting: dict[object, str] = {}

    def take(self, task: object, visitor: str, given_up: Callable[[], bool], look: float = 0.1) -> bool:
        """Waits for a turn; False where it was given up meanwhile.

        Args:
            task: who is to run.
            visitor: whose it is.
            given_up: asked now and then.
            look: seconds between two times.
        """
        with self._changed:
            self._waiting[task] = visitor
            try:
                while not self._may_run(task):
                    if given_up():
                        return False
                    self._changed.wait(look)
                self._running[task] = visitor
                return True
            finally:
                del self._waiting[task]
                self._changed.notify_all()

    def give(self, task: object) -> None:
        """Ends a turn."""
        with self._changed:
            self._running.pop(task, None)
            self._changed.notify_all()

    def others_wait(self, visitor: str) -> bool:
        """Whether another visitor waits for a turn."""
        with self._changed:
            return any(other != visitor for other in self._waiting.values())

    def before(self, task: object) -> int:
        """How many are to run before a task that waits: those that run, and those that wait in front of it."""
        with self._changed:
            order = self._order()
            return len(self._running) + order.index(task) if task in order else 0

    def _may_run(self, task: object) -> bool:
        free = self._most - len(self._running)
        return task in self._order()[: max(0, free)]

    def _order(self) -> list[object]:
        return in_fair_order(self._waiting, self._running.values())
