"""What trains for a page, in a process of its own: it tells what it knows now and then, and ends when told to."""

import json
import os
import time
import traceback
from typing import Protocol

from lrviz.training import Training, TrainingRun, train
from lrviz.workers.training.messages import Kind, picture_to_bytes, record_to_bytes
from lrviz.workers.training.picture import Picture

_LOOK = 0.02
"""Seconds between two looks at whether it goes on."""

_FIRST = 0.05
"""Seconds after which the first picture is told."""

_APART = 0.34
"""Seconds from one picture to the next."""


class Line(Protocol):
    """The way to those who asked."""

    def tell(self, kind: Kind, body: bytes = b"") -> None:
        """Sends a message.

        Raises:
            OSError: nobody is there any more.
        """

    def stopped(self) -> bool:
        """Whether they want no more, or are gone."""


class _StoppedError(Exception):
    """Nobody waits for the run any more."""


class _Reporter:
    """Follows a run: tells pictures of it, and ends it where it is stopped."""

    def __init__(self, line: Line) -> None:
        self._line = line
        now = time.perf_counter()
        self._look, self._picture = now, now + _FIRST

    def __call__(self, run: TrainingRun) -> None:
        now = time.perf_counter()
        if now < self._look:
            return
        self._look = now + _LOOK
        stopped = self._line.stopped()
        if stopped or now >= self._picture:
            self._picture = now + _APART
            self._line.tell(Kind.PICTURE, picture_to_bytes(Picture.of(run.so_far())))
        if stopped:
            raise _StoppedError


def work(line: Line, asked: bytes) -> None:
    """Trains what is asked for, a training of one run as JSON, and tells how it ends.

    Raises:
        OSError: nobody is there any more.
    """
    line.tell(Kind.BEGUN, str(os.getpid()).encode())
    try:
        (record,) = train(Training.from_json(asked.decode()), _Reporter(line))
    except _StoppedError:
        line.tell(Kind.STOPPED)
    except Exception as error:  # whatever it is, those who wait are told
        told = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}, the server's log says more"
        log = "" if isinstance(error, ValueError) else traceback.format_exc()
        line.tell(Kind.FAILED, json.dumps({"told": told, "log": log}).encode())
    else:
        line.tell(Kind.DONE, record_to_bytes(record))
