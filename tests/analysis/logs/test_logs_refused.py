"""A log that cannot be read is refused with a message that names the line and the column."""

import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrviz.analysis.logs import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, LogError, read_table, refusal

TENSORBOARD = 'the columns are "Wall time", "Step", "Value"'
REFUSALS = {
    "TensorBoard's own file": (b"\x18\x00\x00", "record 1 of the event file is cut off or damaged"),
    "nothing": (b"", "the file is empty"),
    "blanks": (b"\xef\xbb\xbf \r\n\t", "the file is empty"),
    "a header only": (b"step,lr\n", 'the file has a header, "step", "lr", and no rows'),
    "delimiters only": (b",,\n,,\n", "the file holds nothing but delimiters"),
    "another delimiter": (b"step|lr\n1|2\n", 'the header is one column, "step|lr": cells must be separated'),
    "two delimiters": (b"step,lr\n1;2\n", 'line 2 has 1 cell where the header has 2, "step", "lr"; cells are taken'),
    "a zero byte": (b"step,lr\n1,\x002\n", "line 2 holds the control character 0 (0x00)"),
    "a ZIP": (b"PK\x03\x04step,lr\n1,2\n", "the file is binary, a ZIP archive"),
    "noise": (bytes(range(128, 256)) * 4, "line 1 is not UTF-8 text: the file is binary, or damaged"),
    "half UTF-16": ("step,lr\n1,2".encode("utf-16") + b"\n", "line 2 is not utf-16 text"),
    "an open quotation mark": (b'step,lr\n1,"' + b"2\n" * 200_000, "is a quotation mark left open?"),
    "100,000 columns": (b"a,b," * 50_000, f"the log has 100,001 columns; at most {MAX_COLUMNS:,} are read"),
    "too many rows": (b"1\n" * (MAX_ROWS + 1), f"the log has more than {MAX_ROWS:,} rows"),
    "broken JSON": (b'\n{"a" 2}\n', "line 2, character 6 is not JSON: Expecting ':' delimiter"),
    "JSON cut off": (b'[\n{"a": 2', "line 2, character 8 is not JSON"),
    "deep JSON": (b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
    "deep objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
    "no rows": (b"[]", "the JSON holds no rows"),
    "lists of two lengths": (b'{"step": [1, 2], "lr": [0.1]}', 'must be equally long, got "step" 2, "lr" 1'),
}


@pytest.mark.parametrize(("data", "message"), REFUSALS.values(), ids=REFUSALS)
def test_refused_when_read(data: bytes, message: str) -> None:
    with pytest.raises(LogError, match=re.escape(message)):
        read_table(data, "events.out.tfevents.1700000000" if "event file" in message else "")


def test_large_files_are_refused_unread() -> None:
    with pytest.raises(LogError, match=r"the file has 50\.0 MB; at most 20 MB are read: keep the columns step, lr and"):
        read_table(b"1\n" * 25_000_000)
    assert len(read_table((b"7" * 100_000 + b"\n") * (MAX_BYTES // 100_001)).lines) == MAX_BYTES // 100_001


def test_many_columns_in_many_rows_of_json_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "MAX_CELLS", 1_000_000)
    wide = "{" + ",".join(f'"{name}": 1' for name in range(1999)) + "}\n"
    with pytest.raises(LogError, match="cells are read: keep the columns step, lr and loss"):
        read_table((wide + '{"0": 1}\n' * 1_000).encode())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"step,lr\n" + b"16,1e-4x\n" * 3, 'line 2, column "lr": "1e-4x" is not a number'),
        (b'{"step": 1, "lr": "small"}\n{"step": 2, "lr": "big"}', 'line 1, column "lr": "small" is not a number'),
        (b'{"step": 1, "lr": {"a": {"b": {"c": {}}}}}\n', 'line 1, column "lr/a/b": "{\'c\': {}}" is not a number'),
        (b"step;lr\n1;1,5,3\n", 'line 2, column "lr": "1,5,3" is not a number'),
        (b"step,rho\n1,2\n", 'no column that could be the learning rate; the columns are "step", "rho"'),
        (b"Wall time,Step,Value\n1,1,7.5\n", f"could be the learning rate; {TENSORBOARD}"),
    ],
)
def test_refused_when_used(data: bytes, message: str) -> None:
    log = read_table(data)
    with pytest.raises(LogError, match=re.escape(message)):
        log.run(log.guess())
    with pytest.raises(LogError, match=r'no column "rate"; the columns are "'):
        log.values("rate")


@given(st.binary(max_size=200) | st.text('stelr,;\t {}[]":.0123456789e-\n', max_size=120).map(str.encode))
@example(b'{"a":1e999999, "b":' + b"9" * 5000 + b"}")
@example(b'"')
@example(b"#")
@example(b'"a"x,b\n1,2\n')
@example(b'lr,step,loss\r"\n0,27,0')
@example(b"{}\n{}")
@example(b"[[]]")
@example(b"[[1,2],[3]]")
@example(b'{"log_history": []}')
@example(b'{"log_history": [1, 2]}')
def test_no_bytes_do_worse_than_a_refusal(data: bytes) -> None:
    with suppress(LogError):
        log = read_table(data)
        log.run(log.guess())
