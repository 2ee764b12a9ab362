"""Whether processes that a test has started, or had started, are still there."""

import time
from collections.abc import Iterable
from contextlib import suppress

import psutil

SECONDS = 60.0
"""Longer than anything here takes; whoever waits so long has found a fault."""


def is_gone(process: int) -> bool:
    """Whether a process has ended, be it that nobody has asked for its end yet."""
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(process).status() == psutil.STATUS_ZOMBIE)
    return True


def wait_until_gone(processes: Iterable[int]) -> None:
    """Waits until all of some processes have ended."""
    end, left = time.monotonic() + SECONDS, list(processes)
    while not all(map(is_gone, left)):
        assert time.monotonic() < end, left
        time.sleep(0.01)
