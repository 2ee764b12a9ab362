"""What a person does on the page Train: starts, watches, stops, goes on, comes back, compares schedules, leaves."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.charts import place_of
from tests.browser.page import Train
from tests.export.running import printed

pytestmark = pytest.mark.usefixtures("one_visit")

LONG = {"r.runs": "2", "r.task.Moons.epochs": "3000", "r.view.batches": "false"}
SHORT = {"r.task.Moons.epochs": "5", "r.task.Moons.train": "100", "r.key": "A" * 22}
COSINE = {"r2.o": "Adam", "r2.o.Adam.lr": "0.01", "r2.s": "CosineAnnealingLR", "r2.s.CosineAnnealingLR.T_max": "20"}
TWO = SHORT | COSINE | {"r.seeds": "4", "r.task.Moons.validate_every": "5"}


def step(page: Page) -> int:
    """How far the run is that the cursor rests on."""
    return int(page.locator(".lrviz-board").get_attribute("data-step") or 0)


def grown(page: Page, before: int) -> int:
    """How far it is once it is further than that."""
    page.wait_for_function(f"Number(document.querySelector('.lrviz-board').dataset.step) > {before}")
    return step(page)


def press(page: Page, name: str) -> None:
    """Presses a button once it is there."""
    page.get_by_role("button", name=name, exact=True).click()


def test_curves_grow_stop_and_go_on(training: Train, address: str) -> None:
    training.show(address, LONG)
    page = training.page
    press(page, "Train")
    first = grown(page, 0)
    grown(page, first)
    press(page, "Stop")
    training.settle()
    stopped = step(page)
    ((_, _, outcome, *_),) = training.table()
    assert outcome == f"stopped after {stopped:,} steps; the curve until then stays"
    press(page, "Go on")
    assert step(page) >= stopped
    grown(page, stopped)
    press(page, "Stop")
    training.settle()


def test_a_forecast_of_the_pages_own_runs_is_measured_beside_them(training: Train, address: str) -> None:
    training.show(address, SHORT)
    page = training.page
    training.unfold("Forecast: from one run the loss of the others")
    press(page, "Try it on two moons")
    sentence = page.get_by_text(re.compile("losses that were really trained, [0-9]+ lie inside the band of 90 %"))
    expect(sentence).to_contain_text("The band is too narrow here")
    told = re.search(r"Of ([0-9]+) losses .* ([0-9]+) lie", sentence.inner_text())
    rows = page.locator("table.outcomes").filter(has_text="Inside the band").locator("tbody tr")
    expect(rows).to_have_count(3)
    counts = [row.locator("td").last.inner_text().split(" of ") for row in rows.all()]
    assert told
    assert [sum(int(pair[at]) for pair in counts) for at in (1, 0)] == [int(told[1]), int(told[2])]
    _, below = place_of(page.get_by_role("button", name="Try it on two moons"), 0, 1)
    assert below <= training.on(".st-key-training-forecast .lrviz-board", 0, 0)[1], "what grows moves the button"


def test_two_schedules_over_four_seeds_are_compared_kept_and_leave_as_a_script(training: Train, address: str) -> None:
    training.show(address, TWO)
    page = training.page
    sentence = page.get_by_text(re.compile("on average over 4 seeds, under [0-4] of them: (within|more than) luck"))
    expect(sentence).to_be_visible()
    training.settle()
    ended, said = training.table(), sentence.inner_text()
    assert [cells[2].count("of 4 seeds") > 0 for cells in ended] == [True, True]

    page.reload()
    training.settle()
    assert (training.table(), sentence.inner_text()) == (ended, said)
    expect(page.get_by_role("button", name="Train", exact=True)).to_have_count(0)

    training.unfold("PyTorch script and data")
    rows = list(csv.DictReader(training.downloaded("Curves (.csv)").splitlines()))
    told = [row for row in rows if row["seed"] == "0" and row["validation_loss"]]
    lines = printed(training.downloaded("Script (.py)"))
    assert [line["step"] for line in lines] == [int(row["step"]) for row in told]
    for name in ("validation_loss", "score"):
        assert [line[name] for line in lines] == [float(row[name]) for row in told]
