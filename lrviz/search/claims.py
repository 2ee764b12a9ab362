"""Whose turn it is among processes that run the same search: one batch is computed by one of them."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lrviz.search.storage import StorageError
from lrviz.sweeps.lock import HeldError, Lock

_RETRY = 0.05
"""Seconds between two tries."""


@contextmanager
def claimed(file: Path, study: str, wait: float) -> Iterator[bool]:
    """Claims the next batch of a study, so that no other process or thread computes the same.

    The claim is a lock that the operating system takes back when its process ends, however it ends. The file of the
    lock lies beside the file of searches and goes with the claim; one that is left behind is used again.

    Args:
        file: the file of searches.
        study: the study's name.
        wait: seconds to wait while somebody else has it.

    Yields:
        Whether it is claimed; False where somebody else still has it.

    Raises:
        StorageError: no lock can be made there.
    """
    place = file.with_name(f"{file.name}-{hashlib.sha256(study.encode()).hexdigest()[:16]}.lock")
    try:
        lock = _taken(place, wait)
    except OSError as error:
        raise StorageError(f"cannot be locked: {error.strerror or error}", file) from error
    if lock is None:
        yield False
        return
    try:
        yield True
    finally:
        lock.discard()


def _taken(place: Path, wait: float) -> Lock | None:
    end = time.monotonic() + wait
    while True:
        try:
            return Lock(place)
        except HeldError:
            if time.monotonic() > end:
                return None
        time.sleep(_RETRY)
