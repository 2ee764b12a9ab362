"""The page says why a log leaves its plan, and draws what it ran."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lrviz.analysis.partings import CAUSES
from lrviz.figures.board.view import SLOTS
from lrviz.schedules import CosineAnnealingLR, PolynomialLR, Schedule, Sequential, Warmup
from lrviz.ui.components.board import board
from lrviz.ui.schedules import partings, results
from tests.ui.tune.modes import told
from tests.ui.visits import Visit, length_box

FIRST = Warmup(CosineAnnealingLR(T_max=900), steps=100, start_factor=0.01)
"""The first schedule of the page, on a base rate of 0.001 over 1,000 steps."""


def text(rates: np.ndarray) -> str:
    """A log of every tenth step."""
    return "step,lr\n" + "\n".join(f"{step},{rate:.5g}" for step, rate in list(enumerate(rates.tolist()))[::10])


def pasted(compare: Visit, rates: np.ndarray, link: dict[str, str | list[str]] | None = None) -> AppTest:
    """The page with a log pasted in."""
    app = compare(link, ("~slog", "~sbox2", "~sbox5"))
    app.text_area(key="~log.text").set_value(text(rates)).run()
    assert not app.exception, app.exception
    return app


def test_a_log_that_steps_four_times_too_fast_is_explained_and_drawn(compare: Visit) -> None:
    app = pasted(compare, FIRST.rates(1e-3, 4000)[::4])
    assert "The log runs 4 times too fast: its step s has the rate of the plan's step 4 · s." in told(app)
    assert "So 100 of 100 logged steps agree" in told(app)
    app.button(key="~log.draw").click().run()
    assert not app.exception, app.exception
    assert app.text_input(key="s5.name").value == "what the log ran"
    assert length_box(app, "s5.s.Warmup.schedule.CosineAnnealingLR.T_max").value == "225"
    assert length_box(app, "s5.s.Warmup.steps").value == "25"
    assert "It agrees with schedule 5, what the log ran, at all logged steps." in told(app)
    app.selectbox(key="~log.beside").set_value(5).run()
    assert "Plan and log agree within 1 % at all 100 logged steps" in told(app)
    assert not [button for button in app.button if button.key == "~log.draw"]


@pytest.mark.parametrize(
    ("ran", "words", "kind"),
    [
        (FIRST, "has 8 times the planned rate", "Warmup"),
        (CosineAnnealingLR(T_max=900), "The warmup of 100 steps did not happen", "Warmup"),
        (Sequential((FIRST, FIRST), (500,)), "agrees with the plan begun again at step 500", "SequentialLR"),
        (PolynomialLR(total_iters=600), "No known cause explains it.", "Piecewise linear"),
    ],
)
def test_each_cause_is_said_and_what_ran_is_drawn(compare: Visit, ran: Schedule, words: str, kind: str) -> None:
    app = pasted(compare, ran.rates(8e-3 if ran is FIRST else 1e-3, 1000), {"s.schedules": "1"})
    assert words in told(app)
    app.button(key="~log.draw").click().run()
    assert not app.exception, app.exception
    assert app.selectbox(key="s2.s").value == kind
    app.selectbox(key="~log.beside").set_value(2).run()
    assert "Plan and log agree within 1 %" in told(app)


def test_where_all_slots_are_taken_nothing_can_be_drawn(compare: Visit) -> None:
    app = pasted(compare, 2 * FIRST.rates(1e-3, 1000), {"s.schedules": [str(slot) for slot in SLOTS]})
    assert app.button(key="~log.draw").disabled


def test_a_log_that_agrees_has_no_button(compare: Visit) -> None:
    app = pasted(compare, FIRST.rates(1e-3, 1000))
    assert "Plan and log agree within 1 %" in told(app)
    assert not [button for button in app.button if button.key == "~log.draw"]


def test_the_board_comes_before_the_explanation_which_gives_way_to_a_newer_run(
    compare: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def drawn(*given: Any) -> None:
        done.append("board")
        board(*given)

    monkeypatch.setattr(results, "board", drawn)
    monkeypatch.setattr(partings, "give_way", lambda: done.append("way"))
    pasted(compare, PolynomialLR(total_iters=613).rates(1e-3, 1000))
    assert done[0] == "board"
    assert done[-len(CAUSES) - 1 :] == ["board", *["way"] * len(CAUSES)]
