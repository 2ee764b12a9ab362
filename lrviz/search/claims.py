"""Whose turn it is among processes that run the same search: one batch is computed by one of them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lrviz.search.storage import StorageError


@contextmanager
def claimed(file: Path, study: str, wait: float) -> Iterator[bool]:
    """Claims the next batch of a study, so that no other process or thread computes the same.

    The claim is a lock that the operating system gives back when its process ends, however it ends. The file of the
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
    from filelock import FileLock, Timeout

    place = file.with_name(f"{file.name}-{hashlib.sha256(study.encode()).hexdigest()[:16]}.lock")
    lock = FileLock(place, wait)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except (OSError, NotImplementedError) as error:
        raise StorageError(f"cannot be locked: {getattr(error, 'strerror', None) or error}", file) from error
    try:
        yield True
    finally:
        with suppress(OSError):  # where an open file cannot be removed, the lock removes it itself
            place.unlink()
        lock.release()
