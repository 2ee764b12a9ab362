"""Collects finished blocks of a sweep in memory and on disk, and reports how far it is."""

import time
from collections.abc import Callable, Iterable

from lrviz.sweeps.engine import Measured
from lrviz.sweeps.result import Result
from lrviz.sweeps.store import Store
from lrviz.sweeps.sweep import Block

Progress = Callable[[int, int, float], None]
Cancelled = Callable[[], bool]


def gather(result: Result, source: Iterable[Measured], store: Store | None, progress: Progress | None) -> None:
    """Takes every block of a source.

    Args:
        result: gets them; what it holds already counts as done.
        source: blocks as they are finished, in any order.
        store: keeps them on disk before they count as done; None keeps none.
        progress: called after every block with the cells done, all cells and the seconds left.
    """
    cells, before, started = result.sweep.cells, int(result.done.sum()), time.monotonic()
    for measured in source:
        if store is not None:
            store.keep(measured)
        result.take(Block(measured.index, measured.cells), measured)
        if progress is not None:
            done = int(result.done.sum())
            pace = (time.monotonic() - started) / max(1, done - before)
            progress(done, cells, pace * (cells - done))


def missing(result: Result, size: int) -> list[Block]:
    """The blocks, coarse ones first, of which at least one cell is not done yet."""
    return [block for block in result.sweep.blocks(size) if not result.done[block.cells].all()]


def duration(seconds: float) -> str:
    """A duration as people read it: "12 s", "3 min 20 s", "5 h 2 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
