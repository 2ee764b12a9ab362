"""The sweep that a visitor meets."""

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam, RMSprop
from lrviz.scene import Run, Scene

FIRST_SWEEP = Scene(
    objective=Rosenbrock(),
    steps=1000,
    runs=(Run(SGD(lr=1e-3)), Run(SGD(lr=1e-3, momentum=0.9)), Run(Adam(lr=0.1)), Run(RMSprop(lr=0.01))),
)
"""Four optimizers whose good rates lie decades apart."""
