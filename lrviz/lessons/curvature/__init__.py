"""Curvature and momentum: what the shape of a function does to a rate, and what momentum changes."""

from lrviz.lessons.curvature.momentum import ADDS_UP, DAMPING, NESTEROV, NOT_EVERYWHERE, RINGING
from lrviz.lessons.curvature.shapes import CATAPULT, CLIPPING, EDGE, ONE_STEP, SHARP_OR_FLAT, STEEP_WALLS

CURVATURE = (
    ONE_STEP,
    SHARP_OR_FLAT,
    EDGE,
    CATAPULT,
    STEEP_WALLS,
    CLIPPING,
    DAMPING,
    RINGING,
    NESTEROV,
    ADDS_UP,
    NOT_EVERYWHERE,
)
"""In the order of teaching."""
