"""Reads a log file, whatever its format."""

from dataclasses import replace
from pathlib import Path

from lrviz.analysis.logs.decoding import decoded
from lrviz.analysis.logs.delimited import read_delimited
from lrviz.analysis.logs.events import is_events, read_events
from lrviz.analysis.logs.lines import printed_share, read_objects, read_pairs, split_lines
from lrviz.analysis.logs.numbers import AUTOMATIC
from lrviz.analysis.logs.records import NotJSONError, read_json
from lrviz.analysis.logs.refusal import LogError
from lrviz.analysis.logs.series import LoggedRun
from lrviz.analysis.logs.table import Table

_PRINTED = 0.3
"""From which share of lines with names and numbers a text is taken for a printed log."""

_LONGEST_PATH = 4096


def read_log(data: bytes | str | Path, name: str = "") -> LoggedRun:
    """Reads what a training log says of its run: learning rates, losses and validations by their steps.

    Args:
        data: the bytes of a file, its text, or the path to it.
        name: the name of the file, which may help to guess what a column is; a path's own if not given.

    Raises:
        LogError: it cannot be read, or holds neither a learning rate nor a loss; the message names line and column.
        OSError: there is no such file.
    """
    if isinstance(data, str) and not _is_path(data):
        return read_table(data.encode(errors="surrogatepass"), name).run()
    if isinstance(data, str | Path):
        path = Path(data)
        return read_table(path.read_bytes(), name or path.name).run()
    return read_table(data, name).run()


def _is_path(text: str) -> bool:
    """Whether a text is the path of a file that there is."""
    try:
        return len(text) <= _LONGEST_PATH and "\n" not in text and Path(text).is_file()
    except (OSError, ValueError):
        return False


def read_table(data: bytes, name: str = "", decimal: str = AUTOMATIC) -> Table:
    """Reads the columns of a training log.

    Known are tables with commas, tabs, semicolons or spaces; JSON, as lines, lists, an object of columns and Hugging
    Face's trainer_state.json; printed lines of names and numbers, and of dictionaries, between other text; and event
    files of TensorBoard. The text may be UTF-8 or UTF-16, with a byte-order mark and any ends of line.

    Args:
        data: the bytes of the file, or of pasted text.
        name: the name of the file, which may help to guess what a column is.
        decimal: how a table writes its decimals, one of `numbers.DECIMALS`.

    Raises:
        LogError: the file is too large, empty, binary or malformed; the message names the line.
    """
    if is_events(data, name):
        return read_events(data, name)
    text = decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        table = _bracketed(text, name, decimal)
    else:
        table = _printed(text, name) or read_delimited(text, name, decimal)
    if not table.left_out and not table.misfits:
        return table
    return replace(table, length=sum(map(bool, map(str.strip, split_lines(text)))))


def _bracketed(text: str, name: str, decimal: str) -> Table:
    """What begins with a bracket: JSON, or printed lines that begin with a time or a dictionary of Python."""
    try:
        return read_json(text, name)
    except NotJSONError as error:
        table = _printed(text, name)
        if table is None:
            raise error from None
        return table


def _printed(text: str, name: str) -> Table | None:
    """The table in printed lines; None where they are none."""
    objects, pairs, numbers = printed_share(text)
    if objects and objects >= pairs:
        try:
            return read_objects(text, name)
        except LogError:
            return read_pairs(text, name) if pairs else None
    if (pairs > numbers and pairs >= _PRINTED) or (pairs and _has_no_table(text)):
        return read_pairs(text, name)
    return None


def _has_no_table(text: str) -> bool:
    """Whether a text cannot be read as a table."""
    try:
        return not read_delimited(text, "").guess()
    except LogError:
        return True
