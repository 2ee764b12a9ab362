"""Lays out exported code in the form in which ruff's formatter leaves it."""

from lrviz.export.layout.modules import definitions, indented, script, snippet, table_row
from lrviz.export.layout.statements import laid_out

__all__ = ["definitions", "indented", "laid_out", "script", "snippet", "table_row"]
