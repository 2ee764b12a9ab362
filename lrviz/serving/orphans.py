"""Ends the processes that a killed process leaves behind: it had no chance to end them itself."""

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

_WATCH = """
import os, signal, sys
numbers = ""
for line in sys.stdin:
    numbers = line
for number in numbers.split():
    try:
        os.kill(int(number), signal.SIGTERM)
    except OSError:
        pass
"""
"""Reads the numbers of processes, the newest line counts, until nobody can write any more; then tells them to end."""


class Orphans:
    """Processes that are told to end where this one is killed; where it ends in order, it ends them itself."""

    def __enter__(self) -> Self:
        """Starts the process that waits for the end of this one; a terminal's Ctrl+C does not reach it."""
        self._told = ""
        self._watch = subprocess.Popen(
            [sys.executable, "-S", "-c", _WATCH], stdin=subprocess.PIPE, text=True, start_new_session=True
        )
        return self

    def are(self, numbers: Iterable[int]) -> None:
        """Says which they are, by the numbers of their processes, in the place of what was said before."""
        told = " ".join(map(str, numbers))
        if told != self._told and self._watch.poll() is None:
            self._told = told
            with suppress(BrokenPipeError):  # it was ended meanwhile
                print(told, file=self._watch.stdin, flush=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Takes leave in order: nobody is to be ended."""
        self.are(())
        self._watch.communicate()
