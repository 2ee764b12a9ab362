"""How many cells a block of an offline sweep has: enough to be quick, few enough to lose little."""

from lrviz.optimizers import Rule
from lrviz.sweeps.sweep import Sweep

_WORK = 1e8
"""Steps of all columns of a block: a few seconds."""

_TORCH = 3000
"""How many times as long as a step in a block one through torch takes."""

_MOST, _LEAST = 4096, 256
_TASKS_EACH = 4


def block_size(sweep: Sweep, threads: int = 1) -> int:
    """The most cells of a block.

    Args:
        sweep: the grid.
        threads: how many blocks may run at once; each thread shall get several.
    """
    through_torch = any(not isinstance(run.optimizer, Rule) for run in sweep.scene.runs)
    columns = _WORK / most_steps(sweep) / (_TORCH if through_torch else 1)
    columns = min(columns if through_torch else max(columns, _LEAST), _MOST)
    if threads > 1:
        columns = min(columns, max(sweep.cells * sweep.seeds / (_TASKS_EACH * threads), _LEAST))
    return max(1, int(columns / sweep.seeds))


def most_steps(sweep: Sweep) -> int:
    """The steps of the longest run."""
    varied = [int(axis.high) for axis in sweep.axes if axis.path == "steps"]
    return max(varied, default=sweep.scene.steps)
