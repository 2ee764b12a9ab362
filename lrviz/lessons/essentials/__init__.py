"""The essentials: twelve lessons from one rate to schedules."""

from lrviz.lessons.essentials.descent import BLOWS_UP, MOMENTUM, TOO_SMALL
from lrviz.lessons.essentials.noise import BUDGET, DECAY, NOISE_FLOOR, ON_PLATEAU, WARMUP
from lrviz.lessons.essentials.shapes import ADAGRAD, COMES_TO_REST, PLATEAU, SADDLE

ESSENTIALS = (
    BLOWS_UP,
    TOO_SMALL,
    MOMENTUM,
    SADDLE,
    PLATEAU,
    ADAGRAD,
    COMES_TO_REST,
    NOISE_FLOOR,
    DECAY,
    BUDGET,
    WARMUP,
    ON_PLATEAU,
)
"""In the order of teaching."""
