"""Sweeps: scenes over grids of settings, in blocks."""

from lrviz.sweeps.axis import Axis, usual_axis
from lrviz.sweeps.engine import Measured, run_block
from lrviz.sweeps.good_range import Width
from lrviz.sweeps.judged import Judged
from lrviz.sweeps.measures import MEASURES, Measure
from lrviz.sweeps.offline import sweep
from lrviz.sweeps.recheck import Recheck, recheck
from lrviz.sweeps.result import Result
from lrviz.sweeps.settings import Setting, settings_of, value_at, with_setting
from lrviz.sweeps.sweep import Block, Sweep

__all__ = [
    "MEASURES",
    "Axis",
    "Block",
    "Judged",
    "Measure",
    "Measured",
    "Recheck",
    "Result",
    "Setting",
    "Sweep",
    "Width",
    "recheck",
    "run_block",
    "settings_of",
    "sweep",
    "usual_axis",
    "value_at",
    "with_setting",
]
