"""Sends runs through torch to worker processes, and ends the process of a run that nobody waits for any more."""

import atexit
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib.machinery import ModuleSpec
from multiprocessing import get_context
from typing import Literal

from pebble import ProcessPool

from lrviz import reference
from lrviz.descent import Descent
from lrviz.reference import Record
from lrviz.workers.priority import step_back

Lane = Literal["page", "background"]

_WORKERS: dict[Lane, int] = {"page": 1, "background": 2}
"""Processes of each lane: what a page waits for does not wait for what runs in the background."""

_LOOK = 0.05
"""Seconds between two looks at whether a run is still wanted."""

_TRIES = 3
"""How often a run is begun where processes end that had nothing to do, as those that the system ends to get memory."""

_POOLS: dict[Lane, ProcessPool] = {}
_LOCK = threading.Lock()


class StoppedError(Exception):
    """A run was ended because nobody waits for it any more."""


def send_torch_elsewhere(lane: Lane, stopped: Callable[[], bool]) -> None:
    """From now on, this thread's runs through torch go to a worker process.

    Such a run raises `StoppedError` where it was stopped.

    Args:
        lane: who waits: a page, or work in the background.
        stopped: asked again and again while a run goes on; where it says yes or raises, the run's process is ended.
    """
    _leave_main_alone()
    reference.hand_over(lambda descent: _descend(lane, descent, stopped))


def _leave_main_alone() -> None:
    """Streamlit takes a page's script for the main program, which every process that begins would run as well."""
    main = sys.modules["__main__"]
    if main.__spec__ is None:
        main.__spec__ = ModuleSpec("__main__", None)


def _descend(lane: Lane, descent: Descent, stopped: Callable[[], bool]) -> Record:
    for _ in range(_TRIES - 1):
        with suppress(BrokenProcessPool):  # a process has ended that had nothing to do: all are started anew
            return _descend_once(lane, descent, stopped)
    return _descend_once(lane, descent, stopped)


def _descend_once(lane: Lane, descent: Descent, stopped: Callable[[], bool]) -> Record:
    try:
        future = _pool(lane).schedule(reference.descend, args=[descent])
    except RuntimeError as error:
        raise BrokenProcessPool(str(error)) from error
    try:
        while not stopped():
            try:
                record: Record = future.result(timeout=_LOOK)
            except TimeoutError:
                continue
            return record
    except CancelledError:
        pass
    finally:
        future.cancel()
    raise StoppedError


def _pool(lane: Lane) -> ProcessPool:
    """The processes of a lane; they start when they are first needed, and anew after one was ended."""
    with _LOCK:
        known = _POOLS.get(lane)
        if known is None or not known.active:
            if known is not None:
                _close(known)
            known = _POOLS[lane] = ProcessPool(
                _WORKERS[lane], initializer=_settle_down, initargs=(lane,), context=get_context("spawn")
            )
        return known


def _settle_down(lane: Lane) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    if lane == "background":
        step_back()


def _close(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


@atexit.register
def _close_all() -> None:
    for pool in _POOLS.values():
        _close(pool)
