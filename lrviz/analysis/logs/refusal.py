"""The error for a log that cannot be read, and the limits on its size."""

from collections.abc import Sequence

MAX_BYTES = 20_000_000
MAX_ROWS = 2_000_000
MAX_COLUMNS = 2_000
MAX_CELLS = 20_000_000
LARGEST_STEP = 1e15

_SHOWN_NAMES = 20
_SHOWN_LINES = 12
_SHOWN_CHARACTERS = 40


class LogError(ValueError):
    """A log cannot be read, or not as asked; the message names the line and the column where there is one."""


def shown(text: str) -> str:
    """Text as a message quotes it: on one line, and cut where it is long."""
    flat = " ".join(text.split())
    return f'"{flat if len(flat) <= _SHOWN_CHARACTERS else flat[: _SHOWN_CHARACTERS - 1] + "…"}"'


def listed(names: Sequence[str]) -> str:
    """The names of columns as a message lists them."""
    rest = len(names) - _SHOWN_NAMES
    return ", ".join(map(shown, names[:_SHOWN_NAMES])) + (f" and {rest:,} more" if rest > 0 else "")


def check_sizes(rows: int, columns: int) -> None:
    """Refuses more rows, columns or cells than the server can hold for each of its visitors.

    Raises:
        LogError: there are too many.
    """
    if columns > MAX_COLUMNS:
        raise LogError(f"the log has {columns:,} columns; at most {MAX_COLUMNS:,} are read: keep step, lr and loss")
    if rows > MAX_ROWS:
        raise LogError(f"the log has more than {MAX_ROWS:,} rows: keep every tenth")
    if rows * columns > MAX_CELLS:
        raise LogError(
            f"the log has {rows:,} rows with {columns:,} columns; at most {MAX_CELLS:,} cells are read: "
            "keep the columns step, lr and loss"
        )


def places(lines: Sequence[int], length: int, what: str = "lines") -> str:
    """How many lines, or what else a file consists of, were left out, and which."""
    rest = len(lines) - _SHOWN_LINES
    named = ", ".join(f"{line}" for line in lines[:_SHOWN_LINES]) + (f" and {rest:,} more" if rest > 0 else "")
    return f"{len(lines):,} of {length:,} {what} left out: {named}"
