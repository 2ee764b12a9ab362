"""Computes blocks of a sweep: pure, and the same bits whatever the block."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lrviz.schedules import ScheduleError
from lrviz.simulate import simulate_many
from lrviz.simulate.followed import Followed
from lrviz.sweeps.grid import Grid
from lrviz.sweeps.measures import MEASURES, measured
from lrviz.sweeps.sweep import Block, Sweep

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Measured:
    """What a block has measured.

    Attributes:
        index: of the block.
        cells: (n,), the cells' numbers.
        values: (n, seeds) for each measure, by name.
        refusals: why cells have no scene or no rates, by number; their values are NaN.
    """

    index: int
    cells: NDArray[np.int64]
    values: dict[str, Floats]
    refusals: dict[int, str] = field(default_factory=dict)


def run_block(sweep: Sweep, block: Block) -> Measured:
    """Runs the cells of a block with every seed; each has the bits of its scene's own trajectory."""
    grid = Grid(sweep, block.cells)
    values = {name: np.full((len(block.cells), sweep.seeds), np.nan) for name in MEASURES}
    try:
        seen = _followed(grid)
    except ScheduleError:
        grid.refuse_without_rates()
        seen = _followed(grid)
    for name, columns in _measured(grid, seen).items():
        values[name][grid.members()] = columns
    return Measured(block.index, block.cells, values, grid.refusals)


def _followed(grid: Grid) -> Followed:
    """What all allowed cells did, the seeds of each side by side."""
    members, seeds = np.repeat(grid.members(), len(grid.seeds)), np.tile(grid.seeds, len(grid.members()))
    if not len(members):
        return Followed.of_none(0)
    endings = simulate_many(
        grid.objectives(members),
        grid.runs(members),
        grid.starts(members),
        grid.steps(members),
        scale=grid.noises(members),
        seed=seeds,
        clip=grid.clips(members),
        goals=grid.goals(members),
    )
    assert endings.followed is not None
    return endings.followed


def _measured(grid: Grid, seen: Followed) -> dict[str, Floats]:
    """Every measure of the allowed cells, (n, seeds), or (n, 1) where seeds make no difference."""
    members = np.repeat(grid.members(), len(grid.seeds))
    found = {name: np.empty(len(members)) for name in MEASURES}
    starts = np.broadcast_to(grid.starts(members), (2, len(members)))
    for ground, places in grid.grounds(members):
        for name, column in measured(seen.taken(places), ground, starts[:, places]).items():
            found[name][places] = column
    return {name: column.reshape(-1, len(grid.seeds)) for name, column in found.items()}
