"""Logs of other tools are read, whatever their format, and their columns are guessed."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.analysis.logs import Columns, read_log

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
    log = read_log(data)
    columns = log.guess()
    run = log.series(columns)
    assert columns == Columns("step", "lr", "loss")
    assert run.steps.tolist() == STEPS
    assert run.rates.tolist() == RATES
    assert run.losses is not None
    assert run.losses.tolist() == LOSSES
    assert run.notes == ()


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
    run = read_log(text.encode()).series(Columns("step", "lr", "loss"))
    assert run.steps.tolist() == list(range(len(rows)))
    np.testing.assert_array_equal(run.rates, [rate for rate, _ in rows])
    np.testing.assert_array_equal(run.losses, [loss for _, loss in rows])


def test_a_log_longer_than_what_is_read_at_a_time() -> None:
    lines = [f"{step},{step / 7!r}," if step % 2 else f"{step},,{step / 3!r}" for step in range(3000)]
    log = read_log("\n".join(["step,lr,loss", *lines]).encode())
    assert log.lines.tolist() == list(range(2, 3002))
    np.testing.assert_array_equal(log.values("lr")[1::2], np.arange(1, 3000, 2) / 7)
    assert np.isnan(log.values("lr")[::2]).all()


def test_columns_that_begin_late_in_json_lines() -> None:
    records = [{"step": step} | ({"lr": 0.5} if step >= 2500 else {}) for step in range(3000)]
    log = read_log("\n".join(map(json.dumps, records)).encode())
    assert np.isnan(log.values("lr")[:2500]).all()
    assert (log.values("lr")[2500:] == 0.5).all()


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
    log = read_log(json.dumps(TRAINER_STATE, indent=2).encode(), "trainer_state.json")
    columns = log.guess()
    run = log.series(columns)
    assert columns == Columns("step", "learning_rate", "loss")
    assert run.steps.tolist() == [10, 20]
    assert run.rates.tolist() == [4e-5, 2e-5]
    assert run.notes == ("2 of 4 rows have no learning rate and are left out",)
    first = json.dumps(TRAINER_STATE, indent=2).splitlines()
    assert [first[line - 1].strip() for line in log.lines] == ["{"] * 4


@pytest.mark.parametrize(
    "data",
    [b"Wall time,Step,Value\n1700000000.5,1,0.1\n1700000001.5,2,0.05\n", b"[[1700000000.5, 1, 0.1], [1.7e9, 2, 0.05]]"],
)
def test_tensorboard(data: bytes) -> None:
    log = read_log(data, "run-.-tag-lr.csv")
    assert log.guess() == Columns("Step", "Value")
    assert log.series(log.guess()).rates.tolist() == [0.1, 0.05]


def test_tensorboard_values_are_told_by_the_name_and_the_range() -> None:
    small, large = b"Wall time,Step,Value\n1,1,0.5\n", b"Wall time,Step,Value\n1,1,7.5\n"
    assert read_log(small).guess().rate == "Value"
    assert read_log(large, "learning_rate.csv").guess().rate == "Value"
    for data, name in ((large, ""), (small, "train_loss.csv")):
        with pytest.raises(
            ValueError, match=r'could be the learning rate; the columns are "Wall time", "Step", "Value"'
        ):
            read_log(data, name).guess()


def test_weights_and_biases() -> None:
    header = [
        f"lr=0.1, adam - train/{what}{edge}" for what in ("loss", "learning_rate") for edge in ("", "__MIN", "__MAX")
    ]
    rows = [
        '"Step",' + ",".join(f'"{name}"' for name in reversed(header)),
        '"5","3","2","1","6","5","4"',
        '"6","","","","7","",""',
    ]
    log = read_log("\n".join(rows).encode())
    assert log.guess() == Columns("Step", "lr=0.1, adam - train/learning_rate", "lr=0.1, adam - train/loss")
    assert log.series(log.guess()).rates.tolist() == [1.0]


NAMES = {
    "epoch,train/global_step,_step,lr-AdamW/pg1,val_loss,train_loss": (
        "train/global_step",
        "lr-AdamW/pg1",
        "train_loss",
    ),
    "iter,Learning Rate,Training Loss": ("iter", "Learning Rate", "Training Loss"),
    "step,lr_scheduler_kind,lr,eval/loss": ("step", "lr", "eval/loss"),
    "iteration,optimizer.param_groups.0.lr,loss_scale,loss": ("iteration", "optimizer.param_groups.0.lr", "loss"),
    "num_updates,color,early,learning-rate": ("num_updates", "learning-rate", None),
    "epoch,lr": (None, "lr", None),
}


@pytest.mark.parametrize("header", NAMES)
def test_guesses_by_name(header: str) -> None:
    cells = ",".join("1" for _ in header.split(","))
    assert read_log(f"{header}\n{cells}\n".encode()).guess() == Columns(*NAMES[header])


def test_a_column_of_words_is_not_taken_for_the_rate_where_one_of_numbers_is() -> None:
    assert read_log(b"step,lr_kind,base_lr\n1,cosine,0.5\n").guess().rate == "base_lr"


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        (b"0.1\n0.05\n", Columns(None, "column 1")),
        (b"0\t0.1\n1\t0.05\n", Columns("column 1", "column 2")),
        (b"0 0.1 2\n1 0.05 1\n", Columns("column 1", "column 2", "column 3")),
        (b"0;0,1;2\n1;0,05;1\n", Columns("column 1", "column 2", "column 3")),
    ],
)
def test_tables_without_a_header(data: bytes, columns: Columns) -> None:
    log = read_log(data)
    assert log.guess() == columns
    run = log.series(columns)
    assert (run.steps.tolist(), run.rates.tolist()) == ([0, 1], [0.1, 0.05])


def test_rates_of_several_groups_and_objects_inside() -> None:
    log = read_log(b'{"step": 1, "lr": [0.5, 0.25], "train": {"loss": 2, "deep": {"deeper": {"deepest": 3}}}}')
    assert log.names == ("step", "lr[0]", "lr[1]", "train/loss", "train/deep/deeper")
    assert log.guess() == Columns("step", "lr[0]", "train/loss")
    assert log.values("lr[1]").tolist() == [0.25]


def test_a_name_that_stands_twice_is_kept_apart() -> None:
    log = read_log(b"step,lr,lr\n1,0.5,0.25\n")
    assert log.names == ("step", "lr", "lr (column 3)")
    assert log.values("lr (column 3)").tolist() == [0.25]
    assert log.notes == ('the header names "lr" twice; the one in column 3 bears its number',)


def test_columns_without_a_name_are_numbered() -> None:
    assert read_log(b",step,lr\n0,5,0.5\n").names == ("column 1", "step", "lr")


def test_latin_names_and_words_for_nothing() -> None:
    log = read_log("step,lr,µ\n1,0.5,NaN\n2,0.5,N/A\n3,0.5, 7 \n".encode("latin-1"))
    assert log.names[2] == "µ"
    np.testing.assert_array_equal(log.values("µ"), [np.nan, np.nan, 7.0])


def test_values_are_read_only() -> None:
    log = read_log(TABLE.encode())
    with pytest.raises(ValueError, match="read-only"):
        log.values("lr")[0] = 1.0
