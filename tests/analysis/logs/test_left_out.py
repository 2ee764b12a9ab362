"""What cannot be read is left out and counted, and the rest is used; digits are never taken for others in silence."""

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import read_log
from lrviz.analysis.logs import LogError, read_table
from lrviz.analysis.logs.numbers import COMMA
from tests.analysis.logs.tools import TOOLS

ROWS = [(10 * n, 1e-3 * (1 - n / 40), 2 - n / 40) for n in range(30)]
HEADER = "step,lr,loss"
CSV = [HEADER, *(f"{a},{b!r},{c!r}" for a, b, c in ROWS)]
LINES = [json.dumps({"step": a, "lr": b, "loss": c}) for a, b, c in ROWS]
DICTS = [str({"loss": c, "lr": b, "step": a}) for a, b, c in ROWS]
PAIRS = [f"step {a}: loss {c:.4f}, lr {b:.6e}" for a, b, c in ROWS]

CASES: dict[str, tuple[list[str], list[int], int]] = {
    "JSON between text": (
        ["nohup: ignoring input", "Loading data...", *LINES[:9], "WARNING: skipped", *LINES[9:]],
        [1, 2, 12],
        30,
    ),
    "JSON in front": ([*LINES[:9], "WARNING: skipped", *LINES[9:]], [10], 30),
    "JSON cut off": ([*LINES[:-1], LINES[-1][:20]], [30], 29),
    "dictionaries cut off": (["text", *DICTS[:-1], DICTS[-1][:20]], [1, 31], 29),
    "names and numbers cut off": (["text", *PAIRS[:-1], PAIRS[-1][:-3]], [1, 31], 29),
    "a table cut off": ([*CSV[:-1], CSV[-1][:8]], [31], 29),
    "a table below text": (["Sat Jan 1 10:00", "starting", *CSV], [1, 2], 30),
    "a header again": ([*CSV[:9], HEADER, *CSV[9:]], [10], 30),
    "a row too long": ([*CSV[:9], "1,2,3,4", *CSV[9:]], [10], 30),
    "a rate that is none": ([*CSV[:9], "85,oops,1.0", *CSV[9:]], [10], 30),
    "one object of all": (["[", *(f"{line}," for line in LINES[:-1]), LINES[-1][:15]], [31], 29),
}
"""Lines, which of them are left out, and how many rows are read."""


@pytest.mark.parametrize(("lines", "left_out", "rows"), CASES.values(), ids=CASES)
def test_what_cannot_be_read_is_left_out_and_named(lines: list[str], left_out: list[int], rows: int) -> None:
    log = read_log("\n".join(lines))
    assert list(log.left_out) == left_out
    assert log.notes[0].startswith(f"{len(left_out)} of {len(lines)} lines left out: {', '.join(map(str, left_out))}")
    assert log.steps.tolist() == [a for a, _, _ in ROWS[:rows]]
    np.testing.assert_allclose(log.rates, [b for _, b, _ in ROWS[:rows]], rtol=1e-6)
    assert log.losses is not None
    np.testing.assert_allclose(log.losses, [c for _, _, c in ROWS[:rows]], rtol=1e-4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n".join([*CSV[:9], "85,oops,1.0", *CSV[9:]]), 'line 10, column "lr": "oops" is not a number'),
        ("\n".join([*CSV[:9], "1,2", *CSV[9:]]), "line 10 has 2 cells where the header has 3"),
        ("\n".join([*CSV[:9], HEADER, *CSV[9:]]), "the header stands again in line 10"),
        (
            "\n".join([*LINES[:9], '{"step" 5}', *LINES[9:]]),
            "line 10, character 9 is not JSON: Expecting ':' delimiter",
        ),
        ("[" + ",\n".join(LINES) + ",\n{", "line 31, character 2 is not JSON"),
        ("\n".join([*LINES[:9], "5", *LINES[9:]]), 'line 10: "5.0" is not a row'),
        ('{"log_history": [' + ",\n".join(LINES) + ', {"st', "line 30, character"),
    ],
)
def test_the_first_of_them_says_why(text: str, reason: str) -> None:
    assert reason in read_log(text).notes[0]
    assert len(read_log(text).steps) == 30


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ('step,lr\n"500",0.5\n"1,000",0.25\n"1,000,000",0.125\n', [500, 1000, 1_000_000]),
        ("step;lr\n500;0,5\n1.000;0,25\n1.000.000;0,125\n", [500, 1000, 1_000_000]),
        ("step;lr\n500;0.5\n1,000;0.25\n1,000,000;0.125\n", [500, 1000, 1_000_000]),
        ("step;lr\n500;0,5\n1 000;0,25\n1 000 000;0,125\n", [500, 1000, 1_000_000]),
        ("step\tlr\n500\t0.5\n1'000\t0.25\n1\u00a0000\u00a0000\t0.125\n", [500, 1000, 1_000_000]),
        (
            "\n".join(
                json.dumps({"step": s, "lr": r}) for s, r in [("500", 0.5), ("1,000", "0.25"), ("1,000,000", 0.125)]
            ),
            [500, 1000, 1_000_000],
        ),
        ("step 500 lr 0.5\nstep 1,000 lr 0.25\nstep 1,000,000 lr 0.125\n", [500, 1000, 1_000_000]),
    ],
)
def test_grouped_digits_are_read_and_said(text: str, steps: list[int]) -> None:
    log = read_log(text)
    assert (log.steps.tolist(), log.rates.tolist()) == (steps, [0.5, 0.25, 0.125])
    assert any("000" in note and "is read as 1000, its digits taken as grouped" in note for note in log.notes)


def test_where_nothing_says_whether_a_comma_groups_it_is_said_and_may_be_chosen() -> None:
    text = b"step;lr\n1;1,000\n2;2,000\n"
    assert read_table(text).run().rates.tolist() == [1000, 2000]
    assert any("a guess: choose decimal commas" in note for note in read_table(text).run().notes)
    chosen = read_table(text, decimal=COMMA).run()
    assert (chosen.rates.tolist(), chosen.notes) == ([1, 2], ())


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        ("step 40 lr 0.060", 3),
        ("step 40 lr 0.0600", 4),
        ("step 40 lr 0.060\n", 4),
        ("step 40", 3),
        ("step 40 lr 0.0600, more 1", 4),
    ],
)
def test_a_last_number_with_fewer_digits_than_all_others_was_cut(last: str, rows: int) -> None:
    log = read_log("".join(f"step {10 * n} lr {0.1 - 0.01 * n:.4f}\n" for n in (1, 2, 3)) + last)
    assert log.steps.tolist() == [10, 20, 30, 40][:rows]
    assert log.left_out == ((4,) if rows == 3 else ())


@pytest.mark.parametrize(
    "text",
    [
        "[{'step': 1, 'lr': 0.5}, {'step': 2, 'lr': 0.25}]",
        "{'step': [1, 2], 'lr': [0.5, 0.25]}",
        "history: {'step': 1, 'lr': np.float64(0.5), 'note': None} {'step': 2, 'lr': tensor(0.25, device='cuda:0')}",
        "- step: 1\n  lr: 0.5\n- step: 2\n  lr: 0.25\n",
        "| step | lr |\n|---|---|\n| 1 | 0.5 |\n| 2 | 0.25 |\n",
        "Steps: 1%| | 1/9 [00:03<29:00, 3s/it, lr=0.5]\rSteps: 1%| | 2/9 [00:05<20:00, 2s/it, lr=0.25]\n",
    ],
)
def test_several_rows_in_a_line_and_several_lines_for_a_row(text: str) -> None:
    log = read_log(text)
    assert (log.steps.tolist(), log.rates.tolist()) == ([1, 2], [0.5, 0.25])


def test_another_header_in_the_middle_names_the_columns_anew() -> None:
    text = "step,lr,loss\n1,0.5,3\n2,0.25,2\nstep,loss,lr,val_loss\n3,1,0.125,4\n4,0.5,0.0625,3\n"
    log = read_log(text)
    assert (log.steps.tolist(), log.rates.tolist()) == ([1, 2, 3, 4], [0.5, 0.25, 0.125, 0.0625])
    assert log.losses is not None
    assert log.losses.tolist() == [3, 2, 1, 0.5]
    assert log.validation["val_loss"].steps.tolist() == [3, 4]
    assert log.left_out == (4,)
    assert 'line 4 is another header: from there on the columns are "step", "loss", "lr", "val_loss"' in log.notes[0]


def test_text_a_path_and_bytes_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("\n".join(CSV))
    for data in (path, str(path), path.read_bytes(), path.read_text()):
        assert read_log(data).steps.tolist() == [a for a, _, _ in ROWS]
    with pytest.raises(OSError, match="missing"):
        read_log(tmp_path / "missing.csv")
    with pytest.raises(LogError):
        read_log("missing.csv")


EVENTS = TOOLS["TensorBoard, event file"].write()


@settings(max_examples=20)
@given(st.integers(0, len(EVENTS) - 1), st.binary(max_size=3))
def test_a_damaged_event_file_is_read_up_to_the_damage_or_refused(place: int, put: bytes) -> None:
    assert isinstance(EVENTS, bytes)
    for damaged in (EVENTS[:place] + put + EVENTS[place + len(put) :], EVENTS[:place]):
        with suppress(LogError):
            assert len(read_log(damaged, "events.out.tfevents.1").steps) <= 100


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(TOOLS)), st.floats(0, 1), st.sampled_from(["", "\n", '"', "{", "[[", "\r", "1,5", "é", "  "])
)
def test_a_log_of_any_tool_that_is_cut_or_damaged_is_read_or_refused_in_words(
    name: str, share: float, put: str
) -> None:
    whole = TOOLS[name].write()
    data = whole if isinstance(whole, bytes) else whole.encode()
    place = int(share * len(data))
    for damaged in (data[:place], data[:place] + put.encode() + data[place:]):
        with suppress(LogError):
            log = read_log(damaged, TOOLS[name].name)
            assert (np.diff(log.steps) > 0).all()
            assert len(log.rates) == len(log.steps)


def test_an_event_file_that_was_cut_off_says_at_which_record() -> None:
    assert isinstance(EVENTS, bytes)
    log = read_log(EVENTS[:-20], "events.out.tfevents.1")
    assert len(log.steps) == 100
    (record,) = log.left_out
    assert log.notes[0].startswith(
        f"1 of {record:,} records left out: {record}; record {record} of the event file is cut"
    )
