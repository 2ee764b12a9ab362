"""Compares schedules over one planned training run."""

from lrviz.comparison.comparison import Comparison
from lrviz.comparison.curve import Curve, Cut, curve
from lrviz.comparison.entry import EACH_EPOCH, EACH_STEP, Entry
from lrviz.comparison.metrics import Measured, Measurements, Metric
from lrviz.comparison.plan import MOST_STEPS, UNITS, Plan

__all__ = [
    "EACH_EPOCH",
    "EACH_STEP",
    "MOST_STEPS",
    "UNITS",
    "Comparison",
    "Curve",
    "Cut",
    "Entry",
    "Measured",
    "Measurements",
    "Metric",
    "Plan",
    "curve",
]
