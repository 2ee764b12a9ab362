"""Adaptive optimizers: what dividing by the gradient's size does, and what single ones do besides."""

from lrviz.lessons.adaptive.oddities import ADAM_EDGE, CENTERED, EPSILON, RMSPROP_START, RPROP, SIGN
from lrviz.lessons.adaptive.scaling import FIRST_STEP, ROTATION, SCALE, WEIGHT_DECAY

ADAPTIVE = (
    FIRST_STEP,
    SCALE,
    ROTATION,
    WEIGHT_DECAY,
    RMSPROP_START,
    CENTERED,
    SIGN,
    RPROP,
    EPSILON,
    ADAM_EDGE,
)
"""In the order of teaching."""
