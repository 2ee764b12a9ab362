"""What can be said of schedules without training: traps, and what theory expects of them."""

from lrviz.analysis.trap import SEVERITIES, Severity, Trap
from lrviz.analysis.traps import FINDERS, traps

__all__ = ["FINDERS", "SEVERITIES", "Severity", "Trap", "traps"]
