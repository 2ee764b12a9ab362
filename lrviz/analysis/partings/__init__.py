"""Where a logged run leaves its plan, and why: one file for each known cause."""

from lrviz.analysis.partings.cause import Evidence, Explanation
from lrviz.analysis.partings.parting import CAUSES, Found, Parting, agree, parting

__all__ = ["CAUSES", "Evidence", "Explanation", "Found", "Parting", "agree", "parting"]
