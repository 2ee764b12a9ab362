"""Logs of other tools are read, whatever their format, and their columns are guessed."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.analysis.logs import Columns, read_table

STEPS = [0, 10, 20]
RATES = [1e-3, 7.5e-4, 0.0]
LOSSES = [2.5, 1.25, 0.5]
TABLE = "step,lr,loss\n0,1e-3,2.5\n10,7.5e-4,1.25\n20,0,0.5\n"
RECORDS = [{"step": s, "lr": r, "loss": v} for s, r, v in zip(STEPS, RATES, LOSSES, strict=True)]

SAME = {
    "commas": TABLE.encode(),
    "tabs": TABLE.replace(",", "\t").encode(),
    "semicolons": TABLE.replace(",", ";").encode(),
    "decimal commas": TABLE.replace(",", ";").replace("7.5", "7,5").replace("1.25", "1,25").encode(),
    "spaces": TABLE.replace(",", " ").encode(),
    "aligned by spaces": b"  step       lr  loss\n     0    1e-3   2.5\n    10  7.5e-4  1.25\n    20       0   0.5  \n",
    "a mark and CRLF": b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode(),
    "old Mac's ends of line": TABLE.replace("\n", "\r").encode(),
    "UTF-16 with a mark": TABLE.encode("utf-16"),
    "UTF-16 without": TABLE.encode("utf-16-le"),
    "UTF-16, big end first": TABLE.encode("utf-16-be"),
    "quotes": b'"step","lr","loss"\n"0","1e-3","2.5"\n"10","7.5e-4","1.25"\n"20","0","0.5"\n',
    "blank lines": ("  \n\n" + TABLE.replace("\n", "\n\n") + "   \n").encode(),
    "a header behind #": ("\n# " + TABLE.replace(",", " ")).encode(),
    "JSON": json.dumps(RECORDS).encode(),
    "JSON with indents": json.dumps(RECORDS, indent=2).encode(),
    "JSON lines": "\n".join(map(json.dumps, RECORDS)).encode(),
    "JSON by columns": json.dumps({"step": STEPS, "lr": RATES, "loss": LOSSES}).encode(),
    "columns in another order": json.dumps({"lr": [r["lr"] for r in RECORDS], "loss": LOSSES, "step": STEPS}).encode(),
    "texts in JSON": json.dumps([{key: str(value) for key, value in row.items()} for row in RECORDS]).encode(),
}


@pytest.mark.parametrize("data", SAME.values(), ids=SAME)
def test_the_same_log_in_any_format(data: bytes) -> None:
    log = read_table(data)
    run = log.run(log.guess())
    assert log.guess() == Columns("step", "lr", "loss")
    assert (run.steps.tolist(), run.rates.tolist(), run.notes) == (STEPS, RATES, ())
    np.testing.assert_array_equal(run.losses, LOSSES)


@given(
    st.lists(st.tuples(st.floats(0, 1e300), st.floats(allow_infinity=False)), min_size=1, max_size=40),
    st.sampled_from(["csv", "lines", "list"]),
)
def test_every_number_comes_back(rows: list[tuple[float, float]], kind: str) -> None:
    if kind == "csv":
        text = "step,lr,loss\n" + "\n".join(f"{i},{rate!r},{loss!r}" for i, (rate, loss) in enumerate(rows))
    else:
        records = [json.dumps({"step": i, "lr": rate, "loss": loss}) for i, (rate, loss) in enumerate(rows)]
        text = "\n".join(records) if kind == "lines" else "[" + ",".join(records) + "]"
    run = read_table(text.encode()).run(Columns("step", "lr", "loss"))
    assert run.steps.tolist() == list(range(len(rows)))
    np.testing.assert_array_equal(run.rates, [rate for rate, _ in rows])
    np.testing.assert_array_equal(run.losses, [loss for _, loss in rows])


def test_logs_longer_than_what_is_read_at_a_time_are_read_to_the_end_and_their_values_are_read_only() -> None:
    lines = [f"{step},{step / 7!r}," if step % 2 else f"{step},,{step / 3!r}" for step in range(3000)]
    log = read_table("\n".join(["step,lr,loss", *lines]).encode())
    assert log.lines.tolist() == list(range(2, 3002))
    np.testing.assert_array_equal(log.values("lr")[1::2], np.arange(1, 3000, 2) / 7)
    assert np.isnan(log.values("lr")[::2]).all()
    with pytest.raises(ValueError, match="read-only"):
        log.values("lr")[0] = 1.0
    late = [{"step": step} | ({"lr": 0.5} if step >= 2500 else {}) for step in range(3000)]
    rates = read_table("\n".join(map(json.dumps, late)).encode()).values("lr")
    np.testing.assert_array_equal(rates, [np.nan] * 2500 + [0.5] * 500)


TRAINER_STATE = {
    "best_metric": None,
    "epoch": 3.0,
    "is_world_process_zero": True,
    "log_history": [
        {"epoch": 1.0, "grad_norm": 1.5, "learning_rate": 4e-5, "loss": 0.7, "step": 10},
        {"epoch": 1.0, "eval_loss": 0.9, "eval_runtime": 1.0, "step": 10},
        {"epoch": 2.0, "grad_norm": 1.1, "learning_rate": 2e-5, "loss": 0.5, "step": 20},
        {"epoch": 2.0, "step": 20, "total_flos": 1e12, "train_loss": 0.6},
    ],
    "max_steps": 20,
    "trial_params": {"log_history": [1]},
}


def test_trainer_state() -> None:
    text = json.dumps(TRAINER_STATE, indent=2)
    log = read_table(text.encode(), "trainer_state.json")
    run = log.run(log.guess())
    assert log.guess() == Columns("step", "learning_rate", "loss")
    assert (run.steps.tolist(), run.rates.tolist()) == ([10, 20], [4e-5, 2e-5])
    assert run.notes == ("2 of 4 rows have no learning rate and are left out",)
    assert [text.splitlines()[line - 1].strip() for line in log.lines] == ["{"] * 4


SCALARS = "Wall time,Step,Value"
GUESSED = [
    (f"{SCALARS}\n1700000000.5,1,0.1\n1700000001.5,2,0.05", "run-.-tag-lr.csv", ("Step", "Value"), [0.1, 0.05]),
    ("[[1700000000.5, 1, 0.1], [1.7e9, 2, 0.05]]", "run-.-tag-lr.csv", ("Step", "Value"), [0.1, 0.05]),
    (f"{SCALARS}\n1,1,0.5", "", ("Step", "Value"), [0.5]),
    (f"{SCALARS}\n1,1,7.5", "learning_rate.csv", ("Step", "Value"), [7.5]),
    ("step,lr_kind,base_lr\n1,cosine,0.5", "", ("step", "base_lr"), [0.5]),
    ("0.1\n0.05", "", (None, "column 1"), [0.1, 0.05]),
    ("0\t0.1\n1\t0.05", "", ("column 1", "column 2"), [0.1, 0.05]),
    ("0 0.1 2\n1 0.05 1", "", ("column 1", "column 2", "column 3"), [0.1, 0.05]),
    ("0;0,1;2\n1;0,05;1", "", ("column 1", "column 2", "column 3"), [0.1, 0.05]),
    ("epoch,lr\n1,1", "", ("epoch", "lr", None, "epoch"), [1.0]),
    ("note,lr\n1,1", "", (None, "lr"), [1.0]),
    (f"{SCALARS}\n1,1,0.5", "train_loss.csv", ("Step", None, "Value"), [np.nan]),
]
CHOSEN = {
    "epoch,train/global_step,_step,lr-AdamW/pg1,val_loss,train_loss": "train/global_step,lr-AdamW/pg1,train_loss",
    "iter,Learning Rate,Training Loss": "iter,Learning Rate,Training Loss",
    "step,lr_scheduler_kind,lr,eval/loss": "step,lr,eval/loss",
    "iteration,optimizer.param_groups.0.lr,loss_scale,loss": "iteration,optimizer.param_groups.0.lr,loss",
    "num_updates,color,early,learning-rate": "num_updates,learning-rate",
}
"""The columns that are taken of a header, over rows of ones."""


@pytest.mark.parametrize(("text", "file", "columns", "rates"), GUESSED)
def test_columns_are_guessed_by_name_file_and_range(text: str, file: str, columns: Any, rates: list[float]) -> None:
    log = read_table(text.encode(), file)
    assert log.guess() == Columns(*columns)
    run = log.run(log.guess())
    np.testing.assert_array_equal(run.rates, rates)
    if len(rates) == 2:
        assert run.steps.tolist() == ([1, 2] if file else [0, 1])


@pytest.mark.parametrize(("header", "columns"), CHOSEN.items())
def test_columns_are_guessed_by_name(header: str, columns: str) -> None:
    log = read_table(f"{header}\n{','.join('1' for _ in header.split(','))}".encode())
    assert log.guess() == Columns(*columns.split(","))
    assert log.run(log.guess()).rates.tolist() == [1.0]


def test_weights_and_biases() -> None:
    run = "lr=0.1, adam - train/"
    header = [f"{run}{what}{edge}" for what in ("learning_rate", "loss") for edge in ("__MAX", "__MIN", "")]
    names = ",".join(f'"{name}"' for name in ["Step", *header])
    log = read_table(f'{names}\n"5","3","2","1","6","5","4"\n"6","","","","7","",""'.encode())
    assert log.guess() == Columns("Step", f"{run}learning_rate", f"{run}loss")
    assert log.run(log.guess()).rates.tolist() == [1.0]


NAMED = [
    (
        b'{"step": 1, "lr": [0.5, 0.25], "train": {"loss": 2, "deep": {"deeper": {"deepest": 3}}}}',
        ("step", "lr[0]", "lr[1]", "train/loss", "train/deep/deeper"),
        {"lr[0]": [0.5], "lr[1]": [0.25]},
        ("step", "lr[0]", "train/loss"),
    ),
    (b"step,lr,lr\n1,0.5,0.25\n", ("step", "lr", "lr (column 3)"), {"lr (column 3)": [0.25]}, ("step", "lr")),
    (b",step,lr\n0,5,0.5\n", ("column 1", "step", "lr"), {"column 1": [0.0]}, ("step", "lr")),
    (
        "step,lr,µ\n1,0.5,NaN\n2,0.5,N/A\n3,0.5, 7 \n".encode("latin-1"),
        ("step", "lr", "µ"),
        {"µ": [np.nan, np.nan, 7.0]},
        ("step", "lr"),
    ),
]


@pytest.mark.parametrize(("data", "names", "values", "columns"), NAMED)
def test_every_column_has_a_name_of_its_own(data: bytes, names: Any, values: dict[str, Any], columns: Any) -> None:
    log = read_table(data)
    assert log.names == names
    assert log.guess() == Columns(*columns)
    for name, expected in values.items():
        np.testing.assert_array_equal(log.values(name), expected)
    twice = ('the header names "lr" twice; the one in column 3 bears its number',)
    assert log.notes == (twice if "lr (column 3)" in names else ())
