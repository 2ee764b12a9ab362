"""The scene that the page Trajectories shows to a new visitor."""

from lrviz.objectives import Rosenbrock
from lrviz.optimizers.adaptive import Adam
from lrviz.optimizers.gradient import SGD
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, Warmup

FIRST_SCENE = Scene(
    objective=Rosenbrock(),
    steps=500,
    runs=(
        Run(SGD(lr=1e-3)),
        Run(SGD(lr=3e-3, momentum=0.9)),
        Run(Adam(lr=0.2), Warmup(CosineAnnealingLR(T_max=450), steps=50)),
        Run(SGD(lr=6.5e-3)),
    ),
)
"""Four runs that end differently: one crawls along the valley, one converges, one is starved by its schedule on its
way, and one meets a rate above its stability limit."""
