"""Writes a run down as the tools of the field do, in the forms of their files and of what they print."""

from tests.analysis.logs.tools.frameworks import FRAMEWORKS
from tests.analysis.logs.tools.language import LANGUAGE
from tests.analysis.logs.tools.run import PLAN, Tool, planned
from tests.analysis.logs.tools.vision import VISION

__all__ = ["PLAN", "TOOLS", "Tool", "planned"]

TOOLS = LANGUAGE | VISION | FRAMEWORKS
"""The forms, by the names of the tools."""
