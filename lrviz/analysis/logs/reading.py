"""Reads a log file, whatever its format."""

from lrviz.analysis.logs.decoding import decoded
from lrviz.analysis.logs.delimited import read_delimited
from lrviz.analysis.logs.log import Log
from lrviz.analysis.logs.records import read_json


def read_log(data: bytes, name: str = "") -> Log:
    """Reads a training log.

    Known are tables with commas, tabs, semicolons or spaces, such as TensorBoard's and Weights & Biases' CSV; JSON
    lines; JSON lists of objects or of [wall time, step, value]; an object with a list for each column; and Hugging
    Face's trainer_state.json. The text may be UTF-8 or UTF-16, with a byte-order mark and any ends of line.

    Args:
        data: the bytes of the file, or of pasted text.
        name: the name of the file, which may help to guess what a column is.

    Raises:
        LogError: the file is too large, empty, binary or malformed; the message names the line.
    """
    text = decoded(data, name)
    return read_json(text, name) if text.lstrip()[:1] in ("{", "[") else read_delimited(text, name)
