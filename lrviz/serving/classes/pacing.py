"""Calls that come in quick succession are made as one."""

import asyncio
from collections.abc import Callable

LEAST = 0.1
"""Seconds between two calls."""

_SHARE = 0.05
"""The part of the time that the calls may take: what takes long is made more rarely."""


class Paced:
    """Makes a call soon after it is asked for, at most ten times a second."""

    def __init__(self, call: Callable[[], None]) -> None:
        """Nothing is asked for.

        Args:
            call: what is called, on the event loop.
        """
        self._call, self._due = call, 0.0
        self._timer: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Has the call made as soon as it may be."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(self._due, loop.time()), self.make)

    def make(self) -> None:
        """Makes the call now."""
        self.stop()
        time = asyncio.get_running_loop().time
        began = time()
        self._call()
        self._due = time() + max(LEAST, (time() - began) / _SHARE)

    def stop(self) -> None:
        """Makes no call that was asked for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
