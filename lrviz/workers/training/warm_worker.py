"""A process that has torch loaded, and trains one run after the other: for systems on which nothing can be forked.

It hears of its server through its standard input and answers through its standard output.
"""

import os
import queue
import signal
import sys
import threading
from contextlib import suppress
from typing import IO

from lrviz.workers.priority import step_back
from lrviz.workers.training.messages import Kind, framed, next_message
from lrviz.workers.training.trainer import work
from lrviz.workers.training.warming import warm_up


class _StreamLine:
    """The way from all runs to the server, and back."""

    def __init__(self, heard: IO[bytes], told: IO[bytes]) -> None:
        self._heard, self._told = heard, told
        self._stop = threading.Event()
        self.asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def tell(self, kind: Kind, body: bytes = b"") -> None:
        """Sends a message."""
        self._told.write(framed(kind, body))
        self._told.flush()

    def stopped(self) -> bool:
        """Whether the server wants no more of this run."""
        return self._stop.is_set()

    def listen(self) -> None:
        """Hears what the server says; where it is gone, the process ends, in the midst of a step too."""
        while (message := next_message(self._heard)) is not None:
            kind, body = message
            if kind == Kind.STOP:
                self._stop.set()
            else:
                self._stop.clear()
                self.asked.put(body)
        os._exit(0)


def main() -> None:
    """Serves until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever ends the server by the keyboard ends this by its input
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a package prints is no message
    line = _StreamLine(sys.stdin.buffer, told)
    threading.Thread(target=line.listen, daemon=True).start()
    step_back()
    warm_up()
    with suppress(OSError):
        while True:
            work(line, line.asked.get())
