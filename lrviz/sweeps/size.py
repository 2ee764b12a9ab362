"""How much work a sweep is, and into how many blocks it is cut."""

from lrviz.optimizers import TorchOptimizer
from lrviz.scene import Run, Scene
from lrviz.sweeps.sweep import Sweep

TORCH = 1000
"""How many times as long as a step in a block one evaluation through torch takes, roughly."""

WORK = 100_000_000
"""Work of a block of an offline sweep: some seconds."""

_MOST, _LEAST = 4096, 256
_TASKS_EACH = 4


def weight(run: Run) -> int:
    """The work of one step of a run: 1, or that of all evaluations that a step through torch may take."""
    return TORCH * run.optimizer.evaluations if isinstance(run.optimizer, TorchOptimizer) else 1


def through_torch(scene: Scene) -> list[Run]:
    """The runs of a scene that go through torch."""
    return [run for run in scene.runs if isinstance(run.optimizer, TorchOptimizer)]


def work(scene: Scene, columns: int, steps: int | None = None) -> int:
    """The steps of so many runs with the settings of each run of a scene, those through torch at their weight.

    Args:
        scene: the runs.
        columns: how many there are of each.
        steps: how many each takes; None is the scene's own number.
    """
    return sum(weight(run) for run in scene.runs) * columns * (scene.steps if steps is None else steps)


def sweep_work(sweep: Sweep) -> int:
    """The work of a whole sweep, with the steps of the longest run for all."""
    columns = sweep.cells // len(sweep.scene.runs) * sweep.seeds
    return work(sweep.scene, columns, most_steps(sweep))


def block_size(sweep: Sweep, threads: int = 1, most: int = WORK) -> int:
    """The most cells of a block.

    Args:
        sweep: the grid.
        threads: how many blocks may run at once; each thread shall get several.
        most: the work that a block shall be, about.
    """
    heaviest = max(weight(run) for run in sweep.scene.runs)
    columns = most / most_steps(sweep) / heaviest
    columns = min(columns if heaviest > 1 else max(columns, _LEAST), _MOST)
    if threads > 1:
        columns = min(columns, max(sweep.cells * sweep.seeds / (_TASKS_EACH * threads), _LEAST))
    return max(1, int(columns / sweep.seeds))


def most_steps(sweep: Sweep) -> int:
    """The steps of the longest run."""
    varied = [int(axis.high) for axis in sweep.axes if axis.path == "steps"]
    return max(varied, default=sweep.scene.steps)
