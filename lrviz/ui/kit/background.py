"""Background tasks: one thread each while the page answers, in turns with other visitors, ended when nobody looks."""

import logging
import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lrviz.sweeps.gathering import duration
from lrviz.ui.kit.turns import Turns
from lrviz.ui.kit.visitors import NOBODY, Visitor, leave_when_gone, send_torch_away
from lrviz.workers import StoppedError

SLICE = 2.0
"""Seconds after which a task lets others run, if other visitors wait."""

_LOG = logging.getLogger("lrviz.ui")

_TURNS = Turns()
_UNDER_WAY: list["BackgroundTask"] = []
_LIST_LOCK = threading.Lock()


@dataclass(frozen=True)
class Cost:
    """What a task takes: its steps, the seconds of what is known to be slow, and the bytes that it keeps."""

    steps: int = 0
    seconds: float = 0.0
    kept: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.steps + other.steps, self.seconds + other.seconds, self.kept + other.kept)


class BackgroundTask:
    """Work in a thread: it can be watched and cancelled, and what it has done stays."""

    def __init__(
        self,
        work: Callable[["BackgroundTask"], None],
        cost: Cost = Cost(),
        visitor: Visitor = NOBODY,
        forget: Callable[[], None] | None = None,
    ) -> None:
        """Starts the task.

        Args:
            work: is given this task, asks `cancelled` now and then and calls `advance`.
            cost: how much it is.
            visitor: whose it is; it is cancelled when they have gone.
            forget: called then, too: gives back what was found.
        """
        self.cost, self._visitor = cost, visitor
        self.done, self.total = 0, 0
        self.left: float | None = None
        self.version = 0
        self.error = ""
        self._stop, self._changed = threading.Event(), threading.Condition()
        self._running, self._waiting = True, True
        self._slice_ends = math.inf
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        with _LIST_LOCK:
            _UNDER_WAY.append(self)
        leave_when_gone(visitor, self, forget)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._running

    @property
    def waiting(self) -> bool:
        """Whether it waits for others."""
        return self._running and self._waiting

    @property
    def wait_in_words(self) -> str:
        """How long it still takes, as far as that is known."""
        if self.waiting:
            before = _TURNS.before(self)
            return f"waiting, {before} before you" if before else "waiting for its turn"
        return "under way" if self.left is None else f"{duration(math.ceil(self.left))} left"

    def cancelled(self) -> bool:
        """Whether it is to end; between two parts of the work, others may have their turn here."""
        here = threading.current_thread() is self._thread
        if here and time.monotonic() > self._slice_ends and _TURNS.others_wait(self._visitor.key):
            self._let_others_run()
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ends it: a path through torch at once, anything else after the block that is being computed."""
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

    def _take_turn(self) -> bool:
        self._waiting = True
        if not _TURNS.take(self, self._visitor.key, self._stop.is_set):
            return False
        self._waiting, self._slice_ends = False, time.monotonic() + SLICE
        return True

    def _let_others_run(self) -> None:
        _TURNS.give(self)
        self._take_turn()

    def _run(self, work: Callable[["BackgroundTask"], Any]) -> None:
        try:
            if self._take_turn():
                send_torch_away("background", self._stop.is_set)
                with suppress(StoppedError):
                    work(self)
        except ValueError as error:
            self.error = str(error)
        except Exception as error:  # whatever it is, the page says it
            _LOG.exception("a task of a page ended with an error")
            told = str(error) if self._visitor.at_home else "the server's log says more"
            self.error = f"{type(error).__name__}: {told}"
        finally:
            _TURNS.give(self)
            with _LIST_LOCK:
                _UNDER_WAY.remove(self)
            with self._changed:
                self._running = False
                self._changed.notify_all()


def cost_of_all() -> Cost:
    """The cost of all tasks of all sessions that have not ended and are not to end."""
    with _LIST_LOCK:
        return sum((task.cost for task in _UNDER_WAY if not task.cancelled()), Cost())
