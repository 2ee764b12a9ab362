"""From the log of one run to the schedule of the next, in a real browser."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.forecasts import decay_map, forecast
from tests.browser.board.test_schedules import forget_log
from tests.browser.page import Board
from tests.export.running import executed
from tests.forecasts.curves import PEAK, STEPS, WARMUP, Run, cosine, drawn, public

SHARES = (0.2, 0.4, 0.9)


def link(log: Run) -> dict[str, Any]:
    """Three schedules with decays of some shares, over a run as long as the log."""
    steps, warm = int(log.steps[-1]), round(int(log.steps[-1]) * WARMUP / STEPS)
    known: dict[str, Any] = {"s.schedules": ["1", "2", "3"], "s.plan.budget": str(steps), "s.plan.unit": "steps"}
    for slot, share in enumerate(SHARES, 1):
        fall = round(share * steps)
        known |= {f"s{slot}.s": "Warmup–stable–decay", f"s{slot}.lr": str(PEAK), f"s{slot}.name": f"fall {share:.0%}"}
        lengths = {"warmup": warm, "stable": steps - warm - fall, "decay": fall}
        known |= {f"s{slot}.s.WarmupStableDecay.{name}_steps": str(count) for name, count in lengths.items()}
    return known


def log_of(kind: str) -> Run:
    """A log of a cosine at `PEAK`: drawn from the law, or of a language model of 124 million parameters."""
    return public("schaipp_haegele_124m_val")["cos0_0.001_25000"] if kind == "public" else drawn(cosine(), 0.003)


@pytest.mark.parametrize("kind", ["drawn", "public"])
def test_paste_a_log_read_the_forecast_open_the_best_decay_and_copy_its_code(
    schedules: Board, address: str, kind: str
) -> None:
    log = log_of(kind)
    schedules.open(address, link(log))
    page = schedules.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    rows = zip(log.steps.tolist(), log.rates.tolist(), log.losses.tolist(), strict=True)
    schedules.unfold("Your own log: plan and reality")
    area = page.get_by_role("textbox", name="or paste it")
    area.fill("step,lr,loss\n" + "\n".join(f"{step},{rate!r},{loss!r}" for step, rate, loss in rows))
    with schedules.update():
        area.press("Control+Enter")
    with schedules.update():
        schedules.unfold("Forecast: the loss under each schedule")

    table = page.locator("table.outcomes").filter(has_text="Final loss").locator("tbody tr")
    expect(table).to_have_count(3)
    made = forecast(log, [])
    ends = [float(row.locator("td").nth(1).inner_text()) for row in table.all()]
    assert ends == sorted(ends)
    assert all(row.locator("td").nth(2).inner_text().startswith("± 0.0") for row in table.all())
    assert "fall 90%" in table.last.inner_text()
    if kind == "public":
        runs = public("schaipp_haegele_124m_val")
        for share, name in ((0.2, "wsd0.2_0.001_25000"), (0.4, "wsd0.4_0.001_25000"), (0.9, "wsd0.9_0.001_25000")):
            (row,) = (one for one in table.all() if f"fall {share:.0%}" in one.inner_text())
            assert abs(float(row.locator("td").nth(1).inner_text()) - runs[name].losses[-1]) < 0.06
    expect(page.get_by_text("On small networks it is off by more")).to_be_visible()
    assert "fit" in "".join(schedules.names())

    found = decay_map(made)
    chart = page.locator(".lrviz-tune .tune-chart")
    expect(chart).to_be_visible()
    schedules.settle()
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tune-label")).to_contain_text("within 0.005 of the best")
    with schedules.update():
        page.keyboard.press("Enter")
    expect(table).to_have_count(4)
    assert float(table.first.locator("td").nth(1).inner_text()) <= round(found.finals.min(), 3) + 0.002

    code = page.get_by_test_id("stCode").first
    expect(code).to_contain_text("decay_steps")
    schedules.settle()
    code.hover()
    page.get_by_role("button", name="Copy to clipboard").first.click()
    rates = [line["lr"] for line in executed(page.evaluate("navigator.clipboard.readText()"))]
    assert len(rates) == int(log.steps[-1])
    assert max(rates) <= log.rates.max() * (1 + 1e-3)
    assert np.argmin(rates[100:]) == len(rates) - 101
    forget_log(page)
