"""Which columns of a log are taken for step, rate and loss, what the step counts, and what is said of a guess."""

import json
from typing import Any

import numpy as np
import pytest

from lrviz import read_log
from lrviz.analysis.logs import Columns, LogError, read_table

CHOSEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "current_steps is the step": ("current_steps,total_steps,lr,loss", {"step": "current_steps"}, ""),
    "a total before its parts": ("iteration,loss_box_reg,total_loss,lr", {"loss": "total_loss"}, ""),
    "a name with total": ("step,loss/train/part,loss/train/total,lr", {"loss": "loss/train/total"}, "loss"),
    "no scale of the loss": ("step,loss_scale,lm loss,lr", {"loss": "lm loss"}, ""),
    "no momentum": ("step,lr-SGD-momentum,lr-SGD,lr-SGD-weight_decay", {"rate": "lr-SGD"}, ""),
    "the rate in use": ("step,base_lr,lr_min,lr", {"rate": "lr"}, "learning rate"),
    "batches": ("batch,lr,loss", {"step": "batch", "unit": "batch"}, "batches"),
    "steps before batches": ("micro_step,global_step,lr", {"step": "global_step"}, ""),
    "samples": ("consumed_samples,lr", {"step": "consumed_samples", "unit": "sample"}, "samples"),
    "tokens": ("tokens_seen,lr", {"step": "tokens_seen", "unit": "token"}, "tokens"),
    "steps before samples": ("consumed_samples,iteration,lr", {"step": "iteration"}, ""),
    "epochs": ("Epoch,lr", {"step": "Epoch", "unit": "epoch"}, "epochs"),
    "a step of the training": ("train/global_step,_step,train/learning_rate", {"step": "train/global_step"}, ""),
}
"""Headers over rising rows, what is chosen, and what the doubt speaks of."""


@pytest.mark.parametrize(("header", "chosen", "doubt"), CHOSEN.values(), ids=CHOSEN)
def test_columns_are_chosen_by_their_names(header: str, chosen: dict[str, Any], doubt: str) -> None:
    width = len(header.split(","))
    table = read_table("\n".join([header, *(",".join([str(row)] * width) for row in range(1, 5))]).encode())
    guess = table.guess()
    assert {name: getattr(guess, name) for name in chosen} == chosen
    assert bool(guess.doubts) == bool(doubt)
    assert doubt in " ".join(guess.doubts)


def test_a_sum_of_the_others_goes_before_them() -> None:
    rows = [f"{n},{n / 7},{n / 3},{n / 7 + n / 3:.6f},0.1" for n in range(1, 9)]
    guess = read_table("\n".join(["step,cls_loss,box_loss,all_loss,lr", *rows]).encode()).guess()
    assert guess.loss == "all_loss"
    assert "a guess" in guess.doubts[0]


def _rows(names: str, rows: list[list[float]]) -> str:
    return "\n".join([names, *(",".join(map(str, row)) for row in rows)])


WARM = [[0.07, 0.003, 0.003], [0.04, 0.006, 0.006], [0.009, 0.009, 0.009], [0.008, 0.008, 0.008]]


@pytest.mark.parametrize(
    ("names", "rows", "groups"),
    [
        ("lr/pg0,lr/pg1,lr/pg2", WARM, ["lr/pg1", "lr/pg0 (bias)", "lr/pg2"]),
        ("x/lr0,x/lr1,x/lr2", [row[::-1] for row in WARM], ["x/lr0", "x/lr1", "x/lr2 (bias)"]),
        ("lr-AdamW/pg1,lr-AdamW/pg2", [[0.1, 0.01], [0.2, 0.02]], ["lr-AdamW/pg1", "lr-AdamW/pg2"]),
        ("lr[0],lr[1]", [[0.1, 0.01], [0.09, 0.02]], ["lr[0]", "lr[1]"]),
        (
            "lr/backbone,lr/head,lr/bias",
            [[0.1, 0.2, 0.3], [0.2, 0.3, 0.4]],
            ["lr/backbone", "lr/head", "lr/bias (bias)"],
        ),
        ("a - lr,b - lr", [[0.1, 0.2], [0.2, 0.3]], ["a - lr"]),
        ("lr,base_lr", [[0.1, 0.2], [0.2, 0.3]], ["lr"]),
    ],
)
def test_all_groups_are_shown_and_that_of_the_biases_is_named(
    names: str, rows: list[list[float]], groups: list[str]
) -> None:
    log = read_log(_rows(f"epoch,{names}", [[n, *row] for n, row in enumerate(rows)]))
    assert list(log.groups) == groups
    assert log.rates.tolist() == next(iter(log.groups.values())).tolist()
    columns = names.split(",")
    for name, rates in log.groups.items():
        place = columns.index(name.removesuffix(" (bias)"))
        assert rates.tolist() == [row[place] for row in rows]


def test_validations_are_series_of_their_own_joined_by_step_without_a_rate() -> None:
    rows = [
        {"step": 1, "lr": 0.5, "loss": 3.0},
        {"step": 2, "eval_loss": 2.5, "eval_runtime": 7.0},
        {"step": 2, "lr": 0.25, "loss": 2.0},
        {"mode": "val", "epoch": 1, "iter": 7, "acc": 60.0, "lr": 0.25, "time": 1.0},
        {"step": 3, "lr": 0.125, "loss": 1.0},
    ]
    log = read_log("\n".join(map(json.dumps, rows)))
    assert log.steps.tolist() == [1, 2, 3]
    assert {name: (one.steps.tolist(), one.values.tolist()) for name, one in log.validation.items()} == {
        "eval_loss": ([2], [2.5]),
        "acc": ([2], [60]),
    }


def test_losses_between_the_rates_are_kept() -> None:
    log = read_log("step,lr,loss\n0,0.5,\n5,,3\n9,,2\n10,0.25,\n15,,1\n")
    assert (log.steps.tolist(), log.losses is not None and log.losses.tolist()) == ([0, 10], [3, 1])
    assert log.every_loss is not None
    assert (log.every_loss.steps.tolist(), log.every_loss.values.tolist()) == ([5, 9, 15], [3, 2, 1])
    assert any("beside each rate stands the next loss" in note for note in log.notes)


def test_a_log_without_rates_says_so_and_has_its_losses() -> None:
    log = read_log("iter 0: loss 3.5\niter 10: loss 2.5\nstep 10: train loss 2.4, val loss 2.75\n")
    assert not log.has_rates
    assert np.isnan(log.rates).all()
    assert (log.steps.tolist(), log.losses is not None and log.losses.tolist()) == ([0, 10], [3.5, 2.5])
    assert log.validation["val loss"].values.tolist() == [2.75]
    assert "the log has no learning rate" in log.notes
    with pytest.raises(LogError, match="neither a learning rate nor a loss was chosen"):
        read_table(b"step,lr\n1,2\n").run(Columns("step", None))


def test_steps_that_start_anew_are_told_with_the_length_of_an_epoch() -> None:
    rows = [{"epoch": e, "iter": n, "lr": 0.1} for e in (1, 2, 3) for n in (20, 40)]
    table = read_table("\n".join(map(json.dumps, rows)).encode())
    assert table.guess().epoch == "epoch"
    assert table.run().steps.tolist() == [20, 40, 60, 80, 100, 120]
    assert any("an epoch is taken to have 40 of it, a guess" in note for note in table.run().notes)
    chosen = Columns("iter", "lr", None, "step", "epoch", 50)
    assert table.run(chosen).steps.tolist() == [20, 40, 70, 90, 120, 140]
    assert table.run(chosen).restarts is None
