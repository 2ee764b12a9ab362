"""Computes blocks of a sweep: pure, and the same bits whatever the block."""

from dataclasses import dataclass, field

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.schedules import ScheduleError
from lrviz.simulate import simulate_many
from lrviz.sweeps.grid import Grid
from lrviz.sweeps.measures import MEASURES, measured
from lrviz.sweeps.sweep import Block, Sweep


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
    cells: Integers
    values: dict[str, Floats]
    refusals: dict[int, str] = field(default_factory=dict)


def run_block(sweep: Sweep, block: Block) -> Measured:
    """Runs the cells of a block with every seed; each has the bits of its scene's own trajectory."""
    grid = Grid(sweep, block.cells)
    values = {name: np.full((len(block.cells), sweep.seeds), np.nan) for name in MEASURES}
    try:
        found = _measured(grid, sweep.tolerance)
    except ScheduleError:
        grid.refuse_without_rates()
        found = _measured(grid, sweep.tolerance)
    for name, columns in found.items():
        values[name][grid.members()] = columns
    return Measured(block.index, block.cells, values, grid.refusals)


def _measured(grid: Grid, tolerance: float) -> dict[str, Floats]:
    """Every measure of the allowed cells, (n, seeds), or (n, 1) where seeds make no difference."""
    members, seeds = np.repeat(grid.members(), len(grid.seeds)), np.tile(grid.seeds, len(grid.members()))
    if not len(members):
        return {}
    baselines, starts = grid.baselines(members), np.broadcast_to(grid.starts(members), (2, len(members)))
    result = simulate_many(
        grid.objectives.of(members),
        grid.runs.of(members),
        grid.starts(members),
        grid.steps(members),
        scale=grid.noises(members),
        seed=seeds,
        clip=grid.clips(members),
        goals=baselines.goals(starts, tolerance),
        box=grid.box,
    )
    assert result.statistics is not None
    found = measured(result.statistics, baselines, starts)
    return {name: column.reshape(-1, len(grid.seeds)) for name, column in found.items()}
