"""lrviz: learning-rate curves and optimizer trajectories, exactly as torch computes them."""

from lrviz.export import to_pytorch
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from lrviz.sweeps import sweep
from lrviz.verify import verify
from lrviz.version import __version__

__all__ = ["Run", "Scene", "__version__", "simulate", "sweep", "to_pytorch", "verify"]
