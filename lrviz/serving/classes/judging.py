"""Runs what takes a while beside the event loop: a few at once, and of each phone one at a time."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

_THREADS = 2
"""They share one interpreter: more would only take turns."""

_MOST_WAITING = 8
"""How many calls of one owner may wait."""

Found = TypeVar("Found")


class BusyError(Exception):
    """The owner of a call has asked for more than is computed for one."""


@dataclass
class _Line:
    """The calls of one owner, of which one runs."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class Judging:
    """A few threads that all owners share fairly: whoever asks often only waits for their own calls."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="class")
        self._lines: dict[Hashable, _Line] = {}
        self._is_open = True

    def goes_on(self) -> bool:
        """Whether what runs is still wanted: long calls ask, so that the server ends at once."""
        return self._is_open

    async def run(self, owner: Hashable, call: Callable[[], Found]) -> Found:
        """What a call gives.

        Args:
            owner: for whom it is.
            call: what is computed.

        Raises:
            BusyError: too many calls of this owner wait.
        """
        line = self._lines.setdefault(owner, _Line())
        if line.length > _MOST_WAITING:
            raise BusyError
        line.length += 1
        try:
            async with line.lock:
                return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[owner]

    def close(self) -> None:
        """Begins nothing more."""
        self._is_open = False
        self._pool.shutdown(wait=False, cancel_futures=True)
