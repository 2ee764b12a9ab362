"""The file that a recorder writes: a line for each step, which is on the disk at once."""

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lrviz.spreadsheet import Cell, row_text

_STEP, _LOSS, _VALIDATION = "step", "loss", "validation_loss"
_TAIL = 65_536
"""Bytes at the end of a file in which its last whole line must lie."""


class LogFile:
    """A log as CSV (`.csv`) or as JSON lines (`.jsonl`): step, the rate of each group, loss, validation loss.

    With one group its column is "lr", else "lr/" and the group's name: "lr/backbone", or "lr/pg0" and so on.

    Attributes:
        next_step: the step after the last one of a file that goes on; 0 for a new one.
    """

    def __init__(self, path: str | Path, groups: Sequence[str], append: bool = False) -> None:
        """Opens it.

        Args:
            path: the file; its end says the format.
            groups: what the parameter groups are called, "" where they have no name.
            append: go on in a file that is there; a last line that was cut off is taken away.

        Raises:
            ValueError: another ending; the file is there already, or has other columns.
        """
        self.path = checked_path(path)
        self._rates = _rate_names(groups)
        self._columns = [_STEP, *self._rates, _LOSS, _VALIDATION]
        self.next_step = 0
        goes_on = self.path.exists() and self.path.stat().st_size > 0
        if goes_on and not append:
            raise ValueError(f"{self.path} is there already: give append=True to go on in it, or another path")
        if goes_on:
            self._go_on()
        self._file = self.path.open("a", encoding="utf-8", newline="")
        if not goes_on and self._is_table:
            self._put_row(self._columns)

    @property
    def _is_table(self) -> bool:
        return self.path.suffix.lower() == ".csv"

    def write(self, step: int, rates: Sequence[float | None], loss: float | None, validation: float | None) -> None:
        """Writes one line; groups that came later than the file have no place in it."""
        values = [step, *rates[: len(self._rates)], loss, validation]
        if self._is_table:
            self._put_row(values)
        else:
            known = {name: value for name, value in zip(self._columns, values, strict=True) if value is not None}
            self._put(json.dumps(known) + "\n")

    def close(self) -> None:
        """Closes the file; it may be closed twice."""
        self._file.close()

    def _put(self, line: str) -> None:
        self._file.write(line)
        self._file.flush()

    def _put_row(self, cells: Sequence[Cell]) -> None:
        self._put(row_text(cells))

    def _go_on(self) -> None:
        """Takes the columns and the last step of the file that is there, and its cut-off end away."""
        with self.path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - _TAIL))
            tail = file.read()
            whole = tail.rfind(b"\n") + 1
            file.truncate(end - len(tail) + whole)
            file.seek(0)
            header = file.readline().decode("utf-8", "replace")
        lines = tail[:whole].decode("utf-8", "replace").splitlines()
        if self._is_table and next(csv.reader([header]), []) != self._columns:
            raise ValueError(
                f"{self.path} has the columns {header.strip()[:200]}, and this run {','.join(self._columns)}: "
                "give another path"
            )
        self.next_step = self._step_of(lines[-1]) + 1 if lines else 0

    def _step_of(self, line: str) -> int:
        """The step of a line; −1 of the header."""
        try:
            if not self._is_table:
                return int(json.loads(line)[_STEP])
            first = next(csv.reader([line]))[0]
            return -1 if first == _STEP else int(first)
        except (ValueError, KeyError, TypeError, IndexError, StopIteration):
            raise ValueError(f"{self.path} ends with {line[:80]!r}, which has no step: give another path") from None


def checked_path(path: str | Path) -> Path:
    """Where a log is written.

    Raises:
        ValueError: it ends neither in .csv nor in .jsonl.
    """
    file = Path(path)
    if file.suffix.lower() not in (".csv", ".jsonl"):
        raise ValueError(f"a log is written as .csv or .jsonl, got {str(path)!r}")
    return file


def group_names(groups: Sequence[dict[str, Any]]) -> list[str]:
    """What an optimizer's parameter groups call themselves, "" where they do not."""
    return [str(group.get("name") or "") for group in groups]


def _rate_names(groups: Sequence[str]) -> list[str]:
    if len(groups) == 1:
        return ["lr"]
    named = all(groups) and len(set(groups)) == len(groups)
    return [f"lr/{' '.join(name.split()) if named else f'pg{place}'}" for place, name in enumerate(groups)]
