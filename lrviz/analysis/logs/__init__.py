"""Reads training logs of other tools: finds their columns, and the learning rate and loss of each logged step."""

from lrviz.analysis.logs.columns import Columns
from lrviz.analysis.logs.log import Log
from lrviz.analysis.logs.reading import read_log
from lrviz.analysis.logs.refusal import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, LogError
from lrviz.analysis.logs.series import REPEATED, LoggedRun

__all__ = ["MAX_BYTES", "MAX_COLUMNS", "MAX_ROWS", "REPEATED", "Columns", "Log", "LogError", "LoggedRun", "read_log"]
