"""How much memory a computation may keep, and what is said of one that would keep more."""

from lrviz.hyperparameters.notes import HyperparameterError

MOST_KEPT = 2_000_000_000
"""Bytes that one computation may keep."""


def check_kept(what: str, size: int, made_of: str) -> None:
    """Refuses what would keep too much, before it takes any memory.

    Args:
        what: is computed, as a sentence begins with it.
        size: the bytes that it would keep.
        made_of: what they are for, counted.

    Raises:
        HyperparameterError: it is more than `MOST_KEPT`.
    """
    if size > MOST_KEPT:
        raise HyperparameterError(f"{what} must keep at most {in_bytes(MOST_KEPT)}, got {in_bytes(size)} for {made_of}")


def in_bytes(size: int) -> str:
    """An amount of memory as people read it, rounded up: "96 MB", "309 GB"."""
    return f"{-(-size // 10**6):,} MB" if size < 10**10 else f"{-(-size // 10**9):,} GB"


def counted(number: int, word: str) -> str:
    """A number and what it counts: "1 seed", "1,024 seeds"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
