"""Lays out exported code in the form in which ruff's formatter leaves it."""

from lrviz.export.layout.modules import assignments, definitions, indented, script, table_row
from lrviz.export.layout.statements import laid_out

__all__ = ["assignments", "definitions", "indented", "laid_out", "script", "table_row"]
