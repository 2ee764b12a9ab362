"""What learning rates do: schedules, paths of optimizers under them, and real networks, exactly as torch computes them.

The names to begin with:

    Scene, Run      a function with a start, and the optimizers that descend on it, each under a schedule
    simulate        the path of every run, with its losses, its rates and how it ended in words
    verify          the same runs by torch itself, and the largest difference
    to_pytorch      the script that does the same without lrviz
    sweep           a scene over grids of settings
    preview         the curve of the code that trains: a live scheduler, or any function of the step
    record          a log of the rates that a run really uses
    read_log        the steps, rates and losses of a training log, whoever wrote it
    forecast        the loss under other schedules, from such a log, with a band and what it cannot know
    show            a value as a page in the browser, or in the app; notebooks show it by themselves
    __version__     of lrviz

What they are made of lies in lrviz.objectives, lrviz.optimizers and lrviz.schedules; plans and curves in
lrviz.comparison, real networks in lrviz.tasks and lrviz.training. A first example:

    from lrviz import Run, Scene, simulate
    from lrviz.objectives import Rosenbrock
    from lrviz.optimizers import Adam
    from lrviz.schedules import CosineAnnealingLR

    scene = Scene(Rosenbrock(), steps=500, runs=(Run(Adam(lr=0.1), CosineAnnealingLR(T_max=500)),))
    for path in simulate(scene):
        print(path.points[-1], path.outcome.sentence)

On the command line `lrviz reference` lists every name, `lrviz reference Adam` tells what one of them means,
`lrviz examples DIR` copies six longer examples, and `lrviz` opens the app.
"""

from importlib import import_module
from typing import Any

from lrviz.analysis.logs import read_log
from lrviz.export import to_pytorch
from lrviz.forecasts import forecast
from lrviz.previewing import preview
from lrviz.recording import record
from lrviz.scene import Run, Scene
from lrviz.shown import draw_by, show
from lrviz.sweeps.offline import sweep
from lrviz.trajectories import simulate
from lrviz.verify import verify
from lrviz.version import __version__

__all__ = [
    "Run",
    "Scene",
    "__version__",
    "forecast",
    "preview",
    "read_log",
    "record",
    "show",
    "simulate",
    "sweep",
    "to_pytorch",
    "verify",
]


def _page_of(value: Any) -> str:
    """What draws lies above what it draws, and is loaded once something is to be seen."""
    page: str = import_module("lrviz.figures.pages").page_of(value)
    return page


def _link_of(value: Any) -> str:
    link: str = import_module("lrviz.ui.schedules.linking").link_of(value)
    return link


draw_by(_page_of, _link_of)
