"""Turns the bytes of a log file into text, and refuses files that are not text."""

import re

from lrviz.analysis.logs.refusal import MAX_BYTES, LogError

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r") + b"\x7f"
_CONTROL = re.compile("[" + re.escape(_CONTROLS.decode()) + "]")
_FORMATS = {
    b"PK\x03\x04": "a ZIP archive or a workbook",
    b"\x1f\x8b": "compressed by gzip",
    b"\x28\xb5\x2f\xfd": "compressed by zstd",
    b"PAR1": "a Parquet file",
    b"\x89PNG": "a PNG picture",
    b"%PDF": "a PDF",
}
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\n]{0,200}\x07")
_BACK = re.compile("\b+".replace("\b", "\x08"))
_SAMPLE = 4096


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or, failing both, Latin-1; with or without a byte-order mark.

    Raises:
        LogError: the file is empty, too large or not text.
    """
    if len(data) > MAX_BYTES:
        raise LogError(
            f"the file has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read: "
            "keep the columns step, lr and loss, or every tenth row"
        )
    _refuse_formats(data)
    text = _without_colours(_text(data))
    _refuse_controls(text)
    if not text.strip():
        raise LogError("the file is empty: a log has a step and a learning rate in each row")
    return text


def _refuse_formats(data: bytes) -> None:
    for start, words in _FORMATS.items():
        if data.startswith(start):
            raise LogError(f"the file is binary, {words}: a log is text, as CSV or JSON")


def _text(data: bytes) -> str:
    encoding = _wide_encoding(data)
    try:
        return data.decode(encoding or "utf-8-sig").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        foreign = sum(byte > 127 for byte in data[:_SAMPLE])
        if encoding or foreign > 0.3 * len(data[:_SAMPLE]):
            line = data.count(b"\n", 0, error.start) + 1
            raise LogError(f"line {line} is not {encoding or 'UTF-8'} text: the file is binary, or damaged") from None
        return data.decode("latin-1")


def _without_colours(text: str) -> str:
    """The text without what a terminal takes for colours and places; going back to overwrite begins a line anew."""
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    return _BACK.sub("\r", text) if "\b" in text else text


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16, told by its mark or by the zero bytes that it puts beside every Latin letter; None for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = data[0:_SAMPLE:2], data[1:_SAMPLE:2]
    if odd and odd.count(0) > 0.8 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if odd and even.count(0) > 0.8 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _refuse_controls(text: str) -> None:
    coded = text.encode(errors="replace")
    if len(coded.translate(None, _CONTROLS)) == len(coded):
        return
    found = _CONTROL.search(text)
    assert found is not None
    line = text.count("\n", 0, found.start()) + 1
    code = ord(found.group())
    raise LogError(f"line {line} holds the control character {code} (0x{code:02x}): the file is binary, or damaged")
