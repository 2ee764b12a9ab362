"""What can be said of a schedule without training a model: common mistakes in it, and what theory expects of it."""

from lrviz.analysis.trap import SEVERITIES, Severity, Trap
from lrviz.analysis.traps import FINDERS, traps

__all__ = ["FINDERS", "SEVERITIES", "Severity", "Trap", "traps"]
