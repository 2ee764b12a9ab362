"""Compares schedules over one planned training run."""

from lrviz.comparison.comparison import Comparison
from lrviz.comparison.curve import Curve, Cut, curve, group_curves
from lrviz.comparison.entry import EACH_EPOCH, EACH_STEP, Entry
from lrviz.comparison.group import MOST_GROUPS, Group, group_names
from lrviz.comparison.metrics import Measured, Measurements, Metric
from lrviz.comparison.plan import MOST_STEPS, UNITS, Plan
from lrviz.comparison.resuming import Jump, WayOn, extended, ways_to_resume

__all__ = [
    "EACH_EPOCH",
    "EACH_STEP",
    "MOST_GROUPS",
    "MOST_STEPS",
    "UNITS",
    "Comparison",
    "Curve",
    "Cut",
    "Entry",
    "Group",
    "Jump",
    "Measured",
    "Measurements",
    "Metric",
    "Plan",
    "WayOn",
    "curve",
    "extended",
    "group_curves",
    "group_names",
    "ways_to_resume",
]
