"""The run that a log describes: which rows count, and what becomes of repeated steps, NaN and missing cells."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.analysis.logs import Columns, LogError, LoggedRun, read_table

ALL = Columns("step", "lr", "loss")


def run_of(rows: str, columns: Columns = ALL, repeated: str = "error") -> LoggedRun:
    return read_table(f"step,lr,loss\n{rows}".encode()).run(columns, repeated)


def test_rows_without_a_rate_are_left_out_and_counted() -> None:
    run = run_of("1,0.5,3\n2,,2\n3,nan,2\n4,inf,1\n,0.25,9\n6,0.1,1\n")
    assert run.steps.tolist() == [1, 6]
    assert run.notes == (
        "2 of 6 rows have no learning rate and are left out",
        "1 of 6 rows has an infinite learning rate and is left out",
        "1 of 6 rows has a learning rate but no step and is left out",
    )


@pytest.mark.parametrize(
    ("rows", "columns", "steps", "losses"),
    [
        ("1,0.5,nan\n2,0.5,inf\n3,0.5,1\n", ALL, [1, 2, 3], [np.nan, np.inf, 1.0]),
        ("1,,3\n1,0.5,\n2,,8\n3,0.25,\n3,,1\n3,,2\n4,0.1,7\n4,,9\n5,0.1,\n", ALL, [1, 3, 4, 5], [3, 2, 7, np.nan]),
        ("7,0.5,3\n7,,2\n7,0.25,1\n", Columns(None, "lr"), [0, 2], None),
    ],
    ids=["a loss that is no number stays", "a loss on a row of its own joins the rate of its step", "without steps"],
)
def test_losses_and_steps(rows: str, columns: Columns, steps: list[int], losses: list[float] | None) -> None:
    run = run_of(rows, columns)
    assert run.steps.tolist() == steps
    np.testing.assert_array_equal(run.losses, losses)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1,1,1\n2,1,1\n3,1,1\n2,1,1", "line 5: step 2 stands also in line 3; where a run was resumed, keep the last"),
        ("\n1,1,1\n2,,1\n\n1,1,1\n", "line 6: step 1 stands also in line 3"),
        ("1,1,1\n4,1,1\n3,1,1\n", "line 4: step 3 comes after step 4 of line 3; where a run was resumed"),
        ("1,1,1\n1.5,1,1\n", "line 3: step 1.5 is not a whole number from 0 to"),
        ("-1,1,1\n", "line 2: step -1 is not a whole number"),
        ("1e30,1,1\n", "line 2: step 1e+30 is not a whole number"),
        (",,1\n2,,1\n", "no row has both a step and a learning rate: 2 of 2 rows have no learning rate"),
    ],
)
def test_refused(rows: str, message: str) -> None:
    with pytest.raises(LogError, match=re.escape(message)):
        run_of(rows)


def test_repeated_steps_of_a_resumed_run() -> None:
    rows = "1,0.1,1\n2,0.2,2\n3,0.3,3\n2,0.4,4\n3,0.5,5\n4,0.6,6\n"
    run = run_of(rows, repeated="last")
    assert (run.steps.tolist(), run.rates.tolist()) == ([1, 2, 3, 4], [0.1, 0.4, 0.5, 0.6])
    assert run.notes == ("2 rows repeat a step; the last row of each step is kept",)
    with pytest.raises(LogError, match="repeated must be one of last, first, error, got best"):
        run_of("1,1,1\n", repeated="best")


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), min_size=1, max_size=40))
def test_repeated_steps_are_settled_as_a_dict_would(rows: list[tuple[int, float]]) -> None:
    text = "".join(f"{step},{rate!r},\n" for step, rate in rows)
    for repeated, settled in (("last", dict(rows)), ("first", dict(reversed(rows)))):
        run = run_of(text, repeated=repeated)
        assert dict(zip(run.steps.tolist(), run.rates.tolist(), strict=True)) == settled
        assert (np.diff(run.steps) > 0).all()
