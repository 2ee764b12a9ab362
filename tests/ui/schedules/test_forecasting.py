"""The forecast of the page "Schedules": what is measured, what is expected, what cannot be told."""

from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lrviz.comparison import Entry, Plan, curve
from lrviz.forecasts import decay_map, forecast
from lrviz.forecasts.decays import LENGTHS
from lrviz.schedules import WarmupStableDecay
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.schedules import decays
from tests.figures.decoding import blobs, header
from tests.forecasts.curves import PEAK, STEPS, Run, cosine, drawn, without
from tests.ui.schedules.test_page import sent
from tests.ui.tune.modes import told
from tests.ui.visits import Visit, complaints

FOLDS = ("~slog", "~sforecast")
SHARES = (200, 600, 1800)
LINK: dict[str, Any] = {"s.schedules": ["1", "2", "3"], "s.plan.budget": str(STEPS), "s.plan.unit": "steps"}
for slot, decay in enumerate(SHARES, 1):
    LINK |= {f"s{slot}.s": "Warmup–stable–decay", f"s{slot}.lr": str(PEAK)}
    lengths = {"warmup_steps": 40, "stable_steps": STEPS - 40 - decay, "decay_steps": decay}
    LINK |= {f"s{slot}.s.WarmupStableDecay.{name}": str(value) for name, value in lengths.items()}

LOG = drawn(cosine(), 0.003)


def text(run: Run, peak: float = 1.0) -> str:
    rows = zip(run.steps.tolist(), run.rates.tolist(), run.losses.tolist(), strict=True)
    return "step,lr,loss,val/loss\n" + "\n".join(
        f"{at},{peak * rate!r},{loss!r},{loss + 1!r}" for at, rate, loss in rows
    )


def forecasting(compare: Visit, pasted: str = "", link: dict[str, Any] | None = None) -> AppTest:
    app = compare(LINK | (link or {}), folds=(*FOLDS, "~sbox2", "~sbox3", "~sbox4"))
    app.text_area(key="~log.text").set_value(pasted or text(LOG)).run()
    assert not app.exception, app.exception
    return app


def rows(app: AppTest) -> list[list[str]]:
    """The cells of the table of forecasts."""
    body = next(html.proto.body for html in app.get("html") if "Final loss" in html.proto.body)
    lines = body.split("<tbody>")[1].split("<tr>")[1:]
    return [[cell.split(">", 1)[1].split("</td>")[0] for cell in line.split("<td")[1:]] for line in lines]


def test_without_a_log_it_says_what_is_needed_and_closed_it_draws_nothing(compare: Visit) -> None:
    app = compare(LINK, folds=FOLDS)
    assert "A forecast is made from a log" in told(app)
    assert [panel["id"] for panel in sent(app)[0]["panels"]] == ["rate"]
    app = compare(LINK, folds=FOLDS[:1])
    app.text_area(key="~log.text").set_value(text(LOG)).run()
    assert "forecast" not in [panel["id"] for panel in sent(app)[0]["panels"]]


def test_the_table_and_the_board_show_what_the_library_says(compare: Visit) -> None:
    app = forecasting(compare)
    schedules = [WarmupStableDecay(40, STEPS - 40 - decay, decay) for decay in SHARES]
    made = forecast(LOG, [curve(Entry(one, PEAK), Plan(budget=float(STEPS))) for one in schedules])
    order = np.argsort(made.finals)
    assert [int(row[0].split(" · ")[0]) - 1 for row in rows(app)] == order.tolist()
    assert [float(row[1]) for row in rows(app)] == pytest.approx(made.finals[order], abs=6e-4)
    for row, place in zip(rows(app), order.tolist(), strict=True):
        assert float(row[2].removeprefix("± ")) == pytest.approx(made.high[place][-1] - made.finals[place], abs=6e-4)
        resolved = abs(made.gains[place]) >= made.gain_bands[place]
        assert (row[4] == "cannot tell") == (not resolved)
    known, lines = sent(app)
    names = [one["name"] for one in known["series"] if one["panel"] == "forecast"]
    assert names[:2] == ["measured loss", "fit"]
    assert len(names) == 5
    assert [one["band"] for one in known["series"] if one["panel"] == "forecast"] == [False, False, True, True, True]
    ends = [float(values[-1]) for _, values in lines[-3:]]
    assert ends == pytest.approx(made.finals, abs=1e-3)
    assert max(int(steps[-1]) for steps, _ in lines[-3:]) == STEPS - 1
    assert not complaints(app)
    assert "0.5 to 10 times the length" in told(app)
    assert "On small networks" in told(app)


def test_a_log_that_still_runs_is_told_beside_the_schedule_that_it_follows(compare: Visit) -> None:
    follows = {"s3.s": "Cosine with warmup", "s3.s.CosineWithWarmup.warmup_steps": "40"}
    app = forecasting(
        compare, text(without(LOG, slice(40))), follows | {"s3.s.CosineWithWarmup.total_steps": str(STEPS)}
    )
    assert "which has followed 3 · " in told(app)
    assert "what the rest of a fall is worth" in " ".join(complaints(app))
    assert next(row for row in rows(app) if row[0].startswith("3 · "))[3] == "+0.000 ± 0.000"
    assert "whose own schedule ends after 2,000 steps" in told(forecasting(compare))


def test_another_peak_is_not_forecast_and_one_click_plans_the_run_of_the_log(compare: Visit) -> None:
    app = forecasting(compare, text(LOG, 3.0), {"s.plan.budget": "1000"})
    assert all(row[1] == "not forecast" and "other peak" in row[2] for row in rows(app))
    app.button(key="~forecast.plan").click().run()
    assert sent(app)[0]["steps"] == STEPS
    assert [app.number_input(key=f"s{slot}.lr").value for slot in (1, 2, 3)] == pytest.approx([3 * PEAK] * 3, rel=5e-3)
    assert all(np.isfinite(float(row[1])) for row in rows(app))


def test_smoothed_losses_are_refused_and_another_loss_may_be_chosen(compare: Visit) -> None:
    app = forecasting(compare)
    first = float(rows(app)[0][1])
    app.selectbox(key="s.forecast.loss").set_value("val/loss").run()
    assert float(rows(app)[0][1]) == pytest.approx(first + 1, abs=0.02)
    late = drawn(cosine(), 0.003)
    app.text_area(key="~log.text").set_value(text(Run(late.steps[6:], late.rates[6:], late.losses[6:]))).run()
    app.selectbox(key="s.forecast.loss").set_value("").run()
    before = rows(app)
    app.number_input(key="s.forecast.warmup").set_value(40).run()
    assert rows(app) != before
    app.checkbox(key="s.forecast.smoothed").check().run()
    assert "Not forecast: a moving average" in told(app)
    assert "forecast" not in [panel["id"] for panel in sent(app)[0]["panels"]]


def test_warnings_and_refusals_of_the_library_are_said(compare: Visit) -> None:
    few = Run(LOG.steps[-4:], LOG.rates[-4:], LOG.losses[-4:])
    assert "at least 6 losses" in told(forecasting(compare, text(few)))
    bent = Run(LOG.steps, LOG.rates, np.where(LOG.steps > STEPS / 2, 1.08, 1.0) * LOG.losses)
    assert "misses the measured losses" in told(forecasting(compare, text(bent)))
    assert "Not forecast" in told(forecasting(compare, "step,lr\n" + "\n".join(f"{n},0.001" for n in range(9))))


def test_a_second_log_is_taken_and_one_that_is_none_is_said(compare: Visit) -> None:
    app = forecasting(compare)
    first = rows(app)
    app.text_area(key="~forecast.text").set_value(text(drawn(cosine(1200), 0.003, seed=1))).run()
    assert rows(app) != first
    assert "measured loss 2" in [one["name"] for one in sent(app)[0]["series"]]
    app.text_area(key="~forecast.text").set_value("what is this").run()
    assert complaints(app)
    assert rows(app)
    app.text_area(key="~forecast.text").set_value("").run()
    assert rows(app) == first


@pytest.mark.parametrize(("over", "columns"), [("share and shape", 4), ("share and length", 10)])
def test_a_cell_of_the_map_opens_as_a_schedule_with_its_code(
    compare: Visit, over: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bytes] = []

    def picture(shown: bytes, acts: Callbacks, key: str) -> None:
        drawn.append(shown)
        for cell in (header(shown)["best"][0], 10**6):
            st.button("Open", key=f"~{key}{cell}", on_click=acts["open"], args=({"cell": cell},))

    monkeypatch.setattr(decays, "tune", picture)
    app = forecasting(compare, link={"s.forecast.map": over})
    facts, (_, _, alike) = header(drawn[-1]), blobs(drawn[-1])[1:]
    lengths = () if columns == 4 else tuple(round(share * STEPS) for share in LENGTHS)
    found = decay_map(forecast(LOG, []), lengths=lengths)
    assert [len(axis["values"]) for axis in facts["axes"]] == [19, columns]
    assert np.frombuffer(alike, np.uint8).tolist() == found.as_good.ravel().tolist()
    assert facts["uses"]["opens"] == "as a schedule"
    assert "A click on a cell" in told(app)
    (best,) = facts["best"]
    assert best == found.finals.argmin()
    app.button(key="~decays1000000").click().run()
    assert [entry["slot"] for entry in sent(app)[0]["entries"]] == [1, 2, 3]
    app.button(key=f"~decays{best}").click().run()
    assert not app.exception, app.exception
    assert [entry["slot"] for entry in sent(app)[0]["entries"]] == [1, 2, 3, 4]
    assert app.selectbox(key="s4.s").value == "Warmup–stable–decay"
    assert sent(app)[0]["steps"] == found.steps[best % columns]
    opened = next(row for row in rows(app) if row[0].startswith("4 · "))
    assert float(opened[1]) == pytest.approx(found.finals.min(), abs=0.002)
    assert "Schedule 4 is a cell of this map" in told(app)
    assert app.selectbox(key="~code.slot").value == 4
    assert "decay_steps" in app.code[0].value


def test_with_all_schedules_on_no_cell_opens(compare: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bytes] = []
    monkeypatch.setattr(decays, "tune", lambda shown, *_: drawn.append(shown))
    app = forecasting(compare, link={"s.schedules": [str(slot) for slot in range(1, 13)]})
    assert header(drawn[-1])["uses"]["opens"] == ""
    assert "switch one off to open a cell" in told(app)
