"""What is done once for the whole server process."""

import ctypes
import gc
import platform
from functools import cache


@cache
def freeze_imports(after: str) -> None:
    """Takes everything imported so far out of the garbage collector's sight, once for each occasion.

    Streamlit collects after every run of a script and holds the interpreter; with the imports frozen that is free.

    Args:
        after: the occasion, such as "imports".
    """
    gc.collect()
    gc.freeze()


_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""What glibc's `mallopt` calls them."""

_LARGE = 512 * 1024
"""Bytes of a block of its own, and of free memory at the end of the heap that is given back."""

_ARENAS = 2
"""Heaps from which all threads take."""


@cache
def give_memory_back() -> bool:
    """Has what visitors have left go back to the system, where glibc manages the memory; whether it does.

    By itself glibc learns from the largest block that was freed to keep as much for ever, and gives each thread a heap
    of its own, where what one visitor leaves is of no use to the next.
    """
    libc = _glibc()
    if libc is None:
        return False
    wanted = {_TRIM_THRESHOLD: _LARGE, _MMAP_THRESHOLD: _LARGE, _ARENA_MAX: _ARENAS}
    return all(bool(libc.mallopt(*option)) for option in wanted.items())


def give_scattered_memory_back() -> None:
    """Gives back what is free between what is used: what many visitors have left lies everywhere."""
    gc.collect()
    if libc := _glibc():
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
