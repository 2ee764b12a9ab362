"""The user's own log on the page "Schedules": what it is read as is shown, said and chosen."""

import json

from streamlit.testing.v1 import AppTest

from tests.ui.schedules.test_page import sent
from tests.ui.tune.modes import told
from tests.ui.visits import Visit, complaints

FOLD = "~slog"
ONE = {"s.schedules": "1", "s1.s": "LinearLR", "s1.s.LinearLR.start_factor": "1", "s1.s.LinearLR.end_factor": "0.5"}
ONE |= {"s1.s.LinearLR.total_iters": "10", "s1.lr": "0.01", "s.plan.budget": "10", "s.plan.unit": "epochs"}
ONE |= {"s.plan.samples": "320", "s.plan.batch_size": "32", "s1.stepped": "each epoch"}
"""Ten epochs of ten steps, over which the rate falls to its half, a step down for each epoch."""

RATES = [0.01 - 0.0005 * epoch for epoch in range(10)]
BIAS = [0.1, 0.05, *RATES[2:]]


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area(key="~log.text").set_value(text).run()
    assert not app.exception, app.exception
    return app


def legend(app: AppTest) -> list[str]:
    return [line["name"] for line in sent(app)[0]["series"] if line["name"].startswith("logged")]


def test_a_log_of_epochs_agrees_with_its_plan_and_says_what_was_guessed(compare: Visit) -> None:
    app = compare(ONE, folds=(FOLD,))
    rows = [f"{epoch + 1},{2 - epoch / 9},{3 - epoch / 9},{rate!r}" for epoch, rate in enumerate(RATES)]
    paste(app, "\n".join(["epoch,train/loss,val/loss,lr", *rows[:5], "6,oops", *rows[5:]]))
    assert "Plan and log agree within 1 % at all 10 logged steps" in told(app)
    assert '"epoch" is taken to count epochs, a guess from its name' in told(app)
    assert "an epoch is 10 optimizer steps in the plan" in told(app)
    assert "1 of 12 lines left out: 7; line 7 has 2 cells" in told(app)
    assert len(complaints(app)) == 1
    assert app.selectbox(key="s.log.unit").value == ""
    assert legend(app) == ["logged", "logged loss", "logged val/loss"]


def test_groups_are_drawn_and_another_one_may_be_chosen(compare: Visit) -> None:
    app = compare(ONE, folds=(FOLD,))
    rising = [0.001, 0.005, *RATES[2:]]
    rows = [f"{epoch},{bias!r},{rate!r}" for epoch, (bias, rate) in enumerate(zip(BIAS, rising, strict=True))]
    paste(app, "\n".join(["epoch,lr/pg0,lr/pg1", *rows]))
    assert legend(app) == ["logged", "logged lr/pg0 (bias)"]
    assert "that of the biases is lr/pg0 (bias)" in told(app)
    assert "logged 0.001" in told(app)
    app.selectbox(key="s.log.rate").set_value("lr/pg0").run()
    assert "logged 0.1" in told(app)
    app.selectbox(key="s.log.rate").set_value("lr/pg1").run()
    app.selectbox(key="s.log.step").set_value("(none)").run()
    app.selectbox(key="s.log.unit").set_value("epoch").run()
    assert "logged 0.001" in told(app)
    assert not app.exception


def test_what_a_link_chooses_holds_for_the_log_that_is_pasted_and_is_let_go_for_another(compare: Visit) -> None:
    app = compare(ONE | {"s.log.rate": "other", "s.log.unit": "epoch"}, folds=(FOLD,))
    assert not complaints(app)
    paste(app, "\n".join(["step,lr,other", *(f"{epoch},0.5,{rate!r}" for epoch, rate in enumerate(RATES))]))
    assert "Plan and log agree" in told(app)
    assert app.selectbox(key="s.log.rate").value == "other"
    paste(app, "\n".join(["step,lr", *(f"{epoch},{rate!r}" for epoch, rate in enumerate(RATES))]))
    assert "Plan and log agree" in told(app)
    assert app.selectbox(key="s.log.rate").value == ""
    app = compare({"s.log.unit": "parsec"})
    assert "`s.log.unit` must be one of step" in complaints(app)[0]


def test_digits_that_may_be_grouped_are_asked_for(compare: Visit) -> None:
    app = compare(ONE, folds=(FOLD,))
    paste(app, "step;lr\n1;1,000\n2;2,000\n")
    assert "they are read as 1000, a guess" in told(app)
    assert "logged 1000" in told(app)
    app.selectbox(key="s.log.decimal").set_value("comma").run()
    assert "logged 1 " in told(app)
    assert "logged 1000" not in told(app)


def test_a_log_without_rates_shows_its_losses_and_validations(compare: Visit) -> None:
    app = compare(ONE, folds=(FOLD,))
    paste(app, "iter 0: loss 3.5\niter 10: loss 2.5\nstep 10: train loss 2.4, val loss 2.75\nbye\n")
    assert legend(app) == ["logged loss", "logged val loss"]
    assert "the log has no learning rate" in told(app)
    assert "agree" not in told(app)
    paste(app, json.dumps({"a": 1}))
    assert legend(app) == []
    assert any("no column that could be the learning rate" in said for said in complaints(app))
    app.selectbox(key="s.log.rate").set_value("a").run()
    assert legend(app) == ["logged"]
