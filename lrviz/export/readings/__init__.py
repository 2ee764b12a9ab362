"""Describes each schedule by simple curves that other libraries have as well."""

from lrviz.export.readings import combined, other_schedules, torch_schedules
from lrviz.export.readings.check import read
from lrviz.export.readings.table import tidy

__all__ = ["combined", "other_schedules", "read", "tidy", "torch_schedules"]
