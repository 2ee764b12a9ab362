"""Presets keep the rate that stands there, and the rules for another batch are offered."""

import pytest

from lrviz.comparison.batch_rules import BATCH_RULES
from lrviz.comparison.presets import PRESETS
from tests.ui.schedules.test_page import sent
from tests.ui.tune.modes import told
from tests.ui.visits import Visit


@pytest.mark.parametrize("usual", [False, True])
def test_a_preset_keeps_the_rate_that_stands_there_unless_asked(compare: Visit, usual: bool) -> None:
    bert = PRESETS[0]
    app = compare({"s1.lr": "0.02"})
    app.selectbox(key="~preset").set_value(bert.name).run()
    assert bert.use in told(app)
    if usual:
        app.checkbox(key="~preset.usual").check().run()
    app.button(key="~add").click().run()
    assert sent(app)[0]["entries"][4]["lr"] == (bert.lr if usual else 0.02)


def test_a_copy_of_a_preset_loses_its_name_and_other_copies_keep_theirs(compare: Visit) -> None:
    app = compare({"s1.name": "mine"}, ("~sbox5",))
    app.selectbox(key="~preset").set_value("GPT-3").run()
    app.button(key="~add").click().run()
    app.button(key="~scopy5").click().run()
    app.button(key="~scopy1").click().run()
    names = [entry["name"] for entry in sent(app)[0]["entries"]]
    assert names[4] == "GPT-3"
    assert names[5] != "GPT-3"
    assert names[6] == names[0] == "mine"


def test_a_rate_that_a_preset_cannot_have_is_said(compare: Visit) -> None:
    app = compare({"s1.lr": "10000"})
    app.selectbox(key="~preset").set_value("Transformer (Noam)").run()
    assert any("Noam.scale" in error.value for error in app.error)
    assert app.button(key="~add").disabled


@pytest.mark.parametrize(("rule", "expected"), [(BATCH_RULES[0], 4e-3), (BATCH_RULES[1], 2e-3), (None, 1e-3)])
def test_another_batch_offers_other_rates(compare: Visit, rule: object, expected: float) -> None:
    app = compare(folds=("~s.~plan",))
    assert "k = " not in told(app)
    app.number_input(key="s.plan.batch_size").set_value(64).run()
    app.number_input(key="s.plan.accumulation").set_value(2).run()
    assert "takes 128 samples now and took 32: k = 4." in told(app)
    app.button(key=f"~batch.{rule.name}" if rule else "~batch.keep").click().run()  # type: ignore[attr-defined]
    assert [entry["lr"] for entry in sent(app)[0]["entries"]] == pytest.approx([expected] * 4)
    assert "k = 4" not in told(app)
    app.number_input(key="s.plan.accumulation").set_value(4).run()
    assert "k = 2." in told(app)
