"""Reads what was recorded: as lrviz reads it, and as it stands in the file."""

import csv
import json
import math
from pathlib import Path
from typing import Any

from lrviz.analysis.logs import LoggedRun, read_log


def logged(path: Path) -> LoggedRun:
    """The run that the log describes, by lrviz's own reader and its own guesses."""
    return read_log(path)


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows as they stand there."""
    text = path.read_text()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(text.splitlines()))


def column(path: Path, name: str) -> list[float]:
    """One column, NaN where it is empty."""
    cells = [row.get(name) for row in rows(path)]
    return [math.nan if cell in (None, "") else float(cell) for cell in cells]
