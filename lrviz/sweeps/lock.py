"""A file that one process at a time holds; the system lets it go when that process ends, however it ends."""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30
"""Where Windows locks a byte: what is locked there cannot be read, and the file's own bytes shall be."""


class HeldError(Exception):
    """Somebody else holds the file; the message says who, as far as that is known."""


class Lock:
    """A file that is held from when this is made until `release` or `discard`.

    Where the file system knows no locks, nobody is kept out.
    """

    def __init__(self, path: Path) -> None:
        """Takes it.

        Raises:
            HeldError: somebody else has it.
            OSError: there can be no such file.
        """
        self._path = path
        self._handle = _held(path)
        while not _is_at(self._handle, path):  # whoever held it has deleted it meanwhile
            os.close(self._handle)
            self._handle = _held(path)
        os.ftruncate(self._handle, 0)
        os.write(self._handle, f"process {os.getpid()} on {socket.gethostname()}".encode())

    def release(self) -> None:
        """Lets it go."""
        os.close(self._handle)

    def discard(self) -> None:
        """Deletes the file and lets it go, so that nobody comes to hold a deleted one."""
        if sys.platform == "win32":  # where nobody can delete an open file
            os.close(self._handle)
            with suppress(OSError):
                self._path.unlink()
        else:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)


def _held(path: Path) -> int:
    """The locked file's descriptor."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(handle)
    except BlockingIOError:
        who = os.read(handle, 200).decode(errors="replace")
        os.close(handle)
        raise HeldError(who or "another process") from None
    return handle


def _lock(handle: int) -> None:
    """Locks a file where that can be done.

    Raises:
        BlockingIOError: another process has locked it.
    """
    if sys.platform == "win32":
        try:
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
    else:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            return


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
