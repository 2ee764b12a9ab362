"""Runs a whole sweep, here or on a cluster."""

from collections.abc import Sequence
from pathlib import Path

from lrviz.scene import Scene
from lrviz.sweeps.axis import Axis
from lrviz.sweeps.gathering import Cancelled, Progress
from lrviz.sweeps.offline import complete, computed, scheduler_address
from lrviz.sweeps.result import Result
from lrviz.sweeps.sweep import Sweep


def sweep(
    scene: Scene,
    axes: Sequence[Axis],
    *,
    seeds: int = 1,
    tolerance: float = 1e-6,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    scheduler: str | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
) -> Result:
    """Runs every run of a scene at every combination of the axes' values.

    Args:
        scene: its runs are the curves.
        axes: what varies.
        seeds: how many seeds of the noise, from the scene's own on.
        tolerance: a run has converged once the loss above the minimum falls to this fraction of its start.
        progress: called after every block with the cells done, all cells and the seconds left.
        cancelled: asked before every block; where it says so, the result holds what is done.
        scheduler: address of a Dask scheduler; None is LRVIZ_DASK_SCHEDULER in the environment, "" this process.
        out: a file that gets the rows, .csv or .parquet. Finished blocks are kept in a folder beside it until all are
            done: interrupted, the same call resumes there.
        overwrite: whether `out` may replace a file that is there already.

    Raises:
        ValueError: the settings do not make a sweep, `out` cannot be written, or the cluster cannot be used.
        OSError: the disk is full, or nothing may be written there.
    """
    whole, address = Sweep(scene, tuple(axes), seeds, tolerance), scheduler_address(scheduler)
    if out is None:
        return computed(whole, scheduler=address, progress=progress, cancelled=cancelled)
    return complete(whole, Path(out), scheduler=address, overwrite=overwrite, progress=progress, cancelled=cancelled)
