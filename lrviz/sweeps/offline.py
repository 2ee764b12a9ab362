"""Whole sweeps, here or on a cluster, that write what is done as it comes: interrupted, they resume from disk."""

import os
import shlex
from collections.abc import Generator, Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from lrviz.hyperparameters import HyperparameterError
from lrviz.scene import Scene
from lrviz.sweeps.axis import Axis
from lrviz.sweeps.engine import Measured, run_block
from lrviz.sweeps.gathering import Cancelled, Progress, gather, missing
from lrviz.sweeps.result import Result
from lrviz.sweeps.size import block_size
from lrviz.sweeps.store import Store
from lrviz.sweeps.sweep import Sweep

SCHEDULER = "LRVIZ_DASK_SCHEDULER"
"""The environment variable that names the scheduler to use where none is given."""

SUFFIXES = (".parquet", ".csv")


def scheduler_address(given: str | None) -> str | None:
    """The scheduler to use: the given one, else that of the environment; "" and None are this process."""
    return (os.environ.get(SCHEDULER) if given is None else given) or None


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


def complete(
    sweep: Sweep,
    out: Path,
    *,
    scheduler: str | None = None,
    size: int | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Result:
    """Runs what is not on disk yet, keeps each block beside `out`, and writes `out` at the end.

    The finished blocks stand in a folder with the name of `out` and ".blocks" behind it. It is removed once `out` is
    written, and stays where the sweep is cancelled, fails or is killed: the same call then resumes from it.

    Args:
        sweep: the grid.
        out: the file of the rows, .parquet or .csv.
        scheduler: address of a Dask scheduler; None is this process.
        size: the most cells of a block; None chooses.
        overwrite: whether a file that is there already may be replaced.
        progress: called after every block with the cells done, all cells and the seconds left.
        cancelled: asked before every block; where it says so, the result holds what is done and `out` is not written.

    Raises:
        ValueError: `out` cannot be written or is there already, another sweep is writing it, the folder belongs to
            another sweep, or the cluster cannot be used.
        OSError: the disk is full, or nothing may be written there.
    """
    check_out(out, overwrite)
    result = Result.empty(sweep)
    with Store(out, sweep) as store:
        check_out(out, overwrite)  # another sweep may just have finished it
        computed(sweep, store, into=result, scheduler=scheduler, size=size, progress=progress, cancelled=cancelled)
        if result.done.all():
            check_out(out, overwrite)
            write(result, out)
            store.remove()
    return result


def computed(
    sweep: Sweep,
    store: Store | None = None,
    *,
    into: Result | None = None,
    scheduler: str | None = None,
    size: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Result:
    """Runs what a store, or a result, does not hold yet.

    Args:
        sweep: the grid.
        store: keeps each block; None keeps none.
        into: a result that gets the cells as they come; None begins a new one.
        scheduler: as the following ones, what `complete` takes.
        size: the most cells of a block; None chooses.
        progress: called after every block.
        cancelled: asked before every block.

    Raises:
        ValueError: the cluster cannot be used.
        OSError: the store cannot keep a block.
    """
    result = into or Result.empty(sweep)
    gather(result, store.finished() if store else (), None, None)
    if not result.done.all():
        with closing(_source(result, scheduler, size, cancelled or (lambda: False))) as source:
            gather(result, source, store, progress)
    return result


def _source(result: Result, scheduler: str | None, size: int | None, cancelled: Cancelled) -> Generator[Measured]:
    """The blocks that a result does not hold yet, computed here or on a cluster."""
    if scheduler:
        from lrviz.sweeps.cluster import measured_on

        yield from measured_on(scheduler, result, size, cancelled)
        return
    for block in missing(result, size or block_size(result.sweep)):
        if cancelled():
            return
        yield run_block(result.sweep, block)


def check_out(out: Path, overwrite: bool) -> None:
    """Refuses a file that could not be written after hours of work.

    Raises:
        ValueError: another suffix, no such folder, a file that is there already, or no pyarrow for Parquet.
    """
    if out.suffix not in SUFFIXES:
        raise HyperparameterError(f"the results' file must end in {' or '.join(SUFFIXES)}, got {out.name}")
    if not out.absolute().parent.is_dir():
        raise HyperparameterError(f"the results' folder must be there already, got {out.absolute().parent}")
    if out.is_dir() or (out.exists() and not overwrite):
        raise HyperparameterError(f"{out} is there already: take another name, or allow it to be replaced")
    if out.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise HyperparameterError("Parquet needs pyarrow, which is not installed: take a name that ends in .csv")


def write(result: Result, out: Path) -> None:
    """Writes all rows at once: the file appears whole or not at all."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        if out.suffix == ".csv":
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                file.writelines(result.csv_lines())
        else:
            result.to_parquet(unfinished)
        os.replace(unfinished, out)
    finally:
        unfinished.unlink(missing_ok=True)


def command(sweep: Sweep, scene: str = "scene.json", out: str = "results.parquet") -> str:
    """The command that runs a sweep without a page, given a file that holds its scene."""
    words = ["lrviz", "sweep", scene]
    for axis in sweep.axes:
        words += ["--axis", axis_text(axis)]
    if sweep.seeds != 1:
        words += ["--seeds", str(sweep.seeds)]
    if sweep.tolerance != 1e-6:
        words += ["--tolerance", repr(sweep.tolerance)]
    return shlex.join([*words, "--out", out])


def axis_text(axis: Axis) -> str:
    """An axis as the command takes it: "optimizer.lr=0.0001:1.0:64:log"."""
    ends = (repr(int(end) if end.is_integer() and axis.whole else end) for end in (axis.low, axis.high))
    return f"{axis.path}={':'.join(ends)}:{axis.count}{':log' if axis.log else ''}"
