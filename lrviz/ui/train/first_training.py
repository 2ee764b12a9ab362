"""The training that the page Train shows to a new visitor."""

from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run
from lrviz.tasks import Moons
from lrviz.training import Training

FIRST_TRAINING = Training(Moons(), (Run(Adam(lr=1e-2)), Run(SGD(lr=1e-2, momentum=0.9))))
"""Two optimizers at the same rate: Adam is near its end when SGD has only begun."""
