"""Runs a whole sweep, here or on a cluster."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lrviz.scene import Scene
from lrviz.sweeps.axis import Axis
from lrviz.sweeps.engine import run_block
from lrviz.sweeps.result import Result
from lrviz.sweeps.sweep import Sweep

Progress = Callable[[int, int, float], None]
"""Called with the cells done, all cells and the seconds that are left."""

BLOCK = 4096
"""Columns, cells times seeds, of the blocks of a sweep that runs here."""


def sweep(
    scene: Scene,
    axes: Sequence[Axis],
    *,
    seeds: int = 1,
    tolerance: float = 1e-6,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    scheduler: str | None = None,
    out: str | Path | None = None,
) -> Result:
    """Runs every run of a scene at every combination of the axes' values.

    Args:
        scene: its runs are the curves.
        axes: what varies.
        seeds: how many seeds of the noise, from the scene's own on.
        tolerance: share of the start's excess loss at which a run counts as arrived.
        progress: called after every block.
        cancelled: asked before every block; where it says so, the result holds what is done.
        scheduler: address of a Dask scheduler; None is LRVIZ_DASK_SCHEDULER in the environment, or else this process.
        out: a file that gets the rows, .csv or .parquet.

    Raises:
        ValueError: the settings do not make a sweep.
    """
    whole = Sweep(scene, tuple(axes), seeds, tolerance)
    address = scheduler or os.environ.get("LRVIZ_DASK_SCHEDULER")
    if address:
        from lrviz.sweeps.cluster import run_on

        result = run_on(whole, address, progress=progress, cancelled=cancelled)
    else:
        result = run_here(whole, progress, cancelled)
    if out is not None:
        write(result, Path(out))
    return result


def run_here(sweep: Sweep, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> Result:
    """Runs a sweep in this process, block by block."""
    result, started, done = Result.empty(sweep), time.monotonic(), 0
    for block in sweep.blocks(max(1, BLOCK // sweep.seeds)):
        if cancelled is not None and cancelled():
            break
        result.take(block, run_block(sweep, block))
        done += len(block.cells)
        if progress is not None:
            progress(done, sweep.cells, (time.monotonic() - started) / done * (sweep.cells - done))
    return result


def write(result: Result, path: Path) -> None:
    """Writes the rows as a file, Parquet unless its name ends in .csv."""
    if path.suffix == ".csv":
        path.write_text(result.to_csv(), encoding="utf-8")
    else:
        result.to_parquet(path)
