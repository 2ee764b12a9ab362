"""What computes for a page, in a process of its own: it tells what it knows now and then, and ends when told to."""

import json
import os
import time
import traceback
from collections.abc import Callable
from typing import Any, Protocol

from lrviz.workers.training.job import Job
from lrviz.workers.training.jobs import job_from_json
from lrviz.workers.training.messages import Kind

_LOOK = 0.02
"""Seconds between two looks at whether it goes on."""

_FIRST = 0.03
"""Seconds after which the first part is told."""

_APART = 0.34
"""Seconds from one part to the next."""


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
    """Nobody waits for it any more."""


class _Reporter:
    """Tells what is known of a job so far, and ends it where it is stopped."""

    def __init__(self, line: Line, job: Job) -> None:
        self._line, self._job = line, job
        now = time.perf_counter()
        self._look, self._picture = now, now + _FIRST

    def __call__(self, part: Callable[[], Any]) -> None:
        now = time.perf_counter()
        if now < self._look:
            return
        self._look = now + _LOOK
        stopped = self._line.stopped()
        if stopped or now >= self._picture:
            self._picture = now + _APART
            known = part()
            if known is not None:
                self._line.tell(Kind.PICTURE, self._job.write_part(known))
        if stopped:
            raise _StoppedError


def work(line: Line, asked: bytes) -> None:
    """Computes what is asked for, a job as JSON, and tells how it ends.

    Raises:
        OSError: nobody is there any more.
    """
    line.tell(Kind.BEGUN, str(os.getpid()).encode())
    try:
        job = job_from_json(asked.decode())
        content = job.write(job.compute(_Reporter(line, job)))
    except _StoppedError:
        line.tell(Kind.STOPPED)
    except Exception as error:  # whatever it is, those who wait are told
        told = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}, the server's log says more"
        log = "" if isinstance(error, ValueError) else traceback.format_exc()
        line.tell(Kind.FAILED, json.dumps({"told": told, "log": log}).encode())
    else:
        line.tell(Kind.DONE, content)
