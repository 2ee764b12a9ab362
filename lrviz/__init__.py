"""lrviz: learning-rate curves and optimizer trajectories, exactly as torch computes them."""

from importlib import import_module
from typing import Any

from lrviz.export import to_pytorch
from lrviz.scene import Run, Scene
from lrviz.shown import draw_by, show
from lrviz.sweeps import sweep
from lrviz.trajectories import simulate
from lrviz.verify import verify
from lrviz.version import __version__

__all__ = ["Run", "Scene", "__version__", "show", "simulate", "sweep", "to_pytorch", "verify"]


def _page_of(value: Any) -> str:
    """What draws lies above what it draws, and is loaded once something is to be seen."""
    page: str = import_module("lrviz.figures.pages").page_of(value)
    return page


draw_by(_page_of)
