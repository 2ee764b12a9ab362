"""Reads training logs of other tools: finds their columns, and the learning rate and loss of each logged step."""

from lrviz.analysis.logs.columns import Columns
from lrviz.analysis.logs.names import UNITS, is_loss
from lrviz.analysis.logs.numbers import DECIMALS
from lrviz.analysis.logs.reading import read_log, read_table
from lrviz.analysis.logs.refusal import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, LogError
from lrviz.analysis.logs.series import REPEATED, LoggedRun
from lrviz.analysis.logs.table import Table
from lrviz.analysis.logs.units import in_steps
from lrviz.analysis.logs.validation import Series

__all__ = [
    "DECIMALS",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "REPEATED",
    "UNITS",
    "Columns",
    "LogError",
    "LoggedRun",
    "Series",
    "Table",
    "in_steps",
    "is_loss",
    "read_log",
    "read_table",
]
