"""Each form of a printed line gives its numbers their names."""

import pytest

from lrviz.analysis.logs.forms import FORMS, Form, fields_of

READ = {
    FORMS[0].example: {"step": "1128", "loss": "0.670639", "avg loss": "1.023025", "rate (lr)": "0.001300"},
    FORMS[1].example: {"step": "250", "train loss": "5.912345"},
    FORMS[2].example: {"step": "250", "train loss": "5.9123", "lr": "0.000214"},
    FORMS[3].example: {"step": "10", "loss": "6.5", "lr": "1.2e-05"},
    "iter 10: loss 10.4000, time 240.11ms, mfu 35.21%": {
        "iter": "10",
        "loss": "10.4000",
        "time": "240.11",
        "mfu": "35.21",
    },
    "epoch 001:    100 / 487 loss=4.655, lr=1e-05": {
        "epoch": "001",
        "iter": "100",
        "iter (of)": "487",
        "loss": "4.655",
        "lr": "1e-05",
    },
    "Epoch: [0] [  3/593] learning_rate: 0.25 eta: 1 day, 10:05:31": {
        "Epoch": "0",
        "iter": "3",
        "iter (of)": "593",
        "learning_rate": "0.25",
        "eta": "1",
    },
    "step=10, skipped=0, lr=[9e-06, 8e-06], mom=[(0.9, 0.95)]": {
        "step": "10",
        "skipped": "0",
        "lr[0]": "9e-06",
        "lr[1]": "8e-06",
        "mom[0]": "0.9",
        "mom[1]": "0.95",
    },
    " validation loss at iteration 70 | lm loss value: 7.17E+00 |": {"iteration": "70", "lm loss value": "7.17E+00"},
    "number of skipped iterations: 3 | lr: 0.1": {"number of skipped iterations": "3", "lr": "0.1"},
    "step 1,000 of the run: loss nan, lr .5": {"step": "1,000", "loss": "nan", "lr": ".5"},
    "  5%|▌   | 10/200 [00:01<00:19, 9.8it/s, loss=2.5]": {"bar": "10", "bar (of)": "200", "loss": "2.5"},
    "Steps:   1%|    | 2/200 [00:03<29:00,  3.49s/it, lr=1e-05]": {"bar": "2", "bar (of)": "200", "lr": "1e-05"},
    "] [100] learning_rate=0.5": {"step": "100", "learning_rate": "0.5"},
    "number of parameters: 123.59M": {},
    "using fused AdamW: True": {},
    "[01/12 10:00:19 d2.utils.events] saved 3 files": {},
    "": {},
}
"""Lines, and what they hold."""


@pytest.mark.parametrize(("line", "numbers"), READ.items())
def test_a_line_gives_its_numbers_with_their_names(line: str, numbers: dict[str, str]) -> None:
    assert {one.key: line[one.start : one.end] for one in fields_of(line)} == numbers


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_reads_its_own_example_before_the_general_one_does(form: Form) -> None:
    assert form.read(form.example) == fields_of(form.example)
    assert form.example in READ
