"""The scene that a visitor meets."""

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, Warmup

FIRST_VIEW = Scene(
    objective=Rosenbrock(),
    steps=500,
    runs=(
        Run(Adam(lr=0.1)),
        Run(Adam(lr=0.1), Warmup(CosineAnnealingLR(T_max=450), steps=50)),
        Run(SGD(lr=1e-3)),
        Run(SGD(lr=3e-3)),
    ),
)
