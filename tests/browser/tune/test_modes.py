"""What a person does on the page Tune with start points, with fair schedules and with a search, in a real browser."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from lrviz.objectives import Himmelblau, Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR
from lrviz.simulate import simulate
from lrviz.sweeps.basins import Basins, BasinsResult
from lrviz.sweeps.basins_files import to_csv
from tests.browser.page import Stage, Tune

pytestmark = pytest.mark.usefixtures("asked", "one_visit")
STARTS = {"u.mode": "start points", "u.f": "Himmelblau", "u.run": "3", "u.steps": "200", "u.starts": "64"}
MAPPED = Scene(Himmelblau(), steps=200, runs=(Run(Adam(lr=0.1)),))
ENDS = ("x.low", "x.high", "y.low", "y.high")
FAIR = {
    "u.mode": "fair schedules",
    "u.steps": "100",
    "u.noise": "0.3",
    "u.runs": ["1", "2"],
    "u.fair.count": "9",
    "u.fair.high": "0.01",
    "u2.o.SGD.momentum": "0",
    "u2.s": "CosineAnnealingLR",
    "u2.s.CosineAnnealingLR.T_max": "100",
}
TRIALS = 5000
"""More than any machine has done before somebody stops it."""
SEARCH = {
    "u.mode": "search",
    "u.run": "3",
    "u.steps": "5000",
    "u.search.places": ["learning rate (lr)", "Adam · beta1", "Adam · beta2"],
    "u.search.trials": str(TRIALS),
}
TOLD = "Number((document.body.innerText.match(/Best of ([0-9,]+) trials/) ?? [0, 0])[1].toString().replace(',', ''))"
LEFT = "Number((document.body.innerText.match(/Resume: ([0-9,]+)/) ?? [0, '0'])[1].replace(',', ''))"
SHOWN = "[...document.querySelectorAll('.js-plotly-plot .scatterlayer .trace:first-child .point')].length"


def mapped(starts: Basins) -> BasinsResult:
    """What the library finds."""
    found = BasinsResult.empty(starts)
    for block in starts.blocks(4096):
        found.run(block)
    return found


def told(found: BasinsResult) -> list[str]:
    """The shares as the page's table says them."""
    return [f"{100 * share:.2f} %" for share in sorted(found.shares().values(), reverse=True)]


def test_a_start_is_hovered_and_opened_as_the_very_same_path(tune: Tune, stage: Stage, address: str) -> None:
    tune.show(address, STARTS)
    page = tune.page
    starts = Basins(MAPPED, 64)
    found = mapped(starts)
    assert [row[1] for row in tune.table()] == told(found)
    page.mouse.move(*tune.on_picture(0.3, 0.7))
    label = page.locator(".tune-label:visible").first
    expect(label).to_contain_text("start x")
    expect(label).to_contain_text("minimum")
    expect(label.locator("canvas")).to_be_visible()
    page.mouse.click(*tune.on_picture(0.3, 0.7))
    expect(page).to_have_url(re.compile("t.f.Himmelblau.start_x="))
    stage.settle()
    link = stage.query()
    place = [float(link[f"t.f.Himmelblau.start_{axis}"]) for axis in "xy"]
    x, y = starts.sides
    assert place[0] in x
    assert place[1] in y
    cell = int(np.searchsorted(x, place[0])) * 64 + int(np.searchsorted(y, place[1]))
    (path,) = simulate(starts.scene_of(cell))
    drawn = np.array(stage.path_of_first_run())
    np.testing.assert_array_equal(drawn, path.points)
    nearest = Himmelblau().minima[found.ends[cell]]
    assert np.hypot(*(drawn[-1] - nearest)) < 0.2


def test_a_rectangle_is_mapped_inside_and_leaves_as_a_table(tune: Tune, address: str) -> None:
    tune.show(address, STARTS)
    page, first = tune.page, tune.page.locator("table.outcomes tbody tr").first
    page.get_by_role("button", name="Refine").click()
    page.mouse.move(*tune.on_picture(0.25, 0.75))
    page.mouse.down()
    page.mouse.move(*tune.on_picture(0.5, 0.5))
    page.mouse.up()
    expect(page).to_have_url(re.compile("u.start_points.Himmelblau.y.high="))
    link = tune.query()
    low, high, lower, upper = (float(link[f"u.start_points.Himmelblau.{one}"]) for one in ENDS)
    assert (low, high, lower, upper) == pytest.approx((-3, 0, -3, 0), abs=0.15)
    found = mapped(Basins(MAPPED, 64, ((low, high), (lower, upper))))
    expect(first).to_contain_text(told(found)[0])
    tune.settle()
    assert [row[1] for row in tune.table()] == told(found)
    tune.unfold("Data and code")
    assert tune.downloaded("Table (.csv)") == to_csv(found)
    page.get_by_role("button", name="Map the function's window").click()
    expect(page).not_to_have_url(re.compile("start_points"))
    expect(first).to_contain_text(told(mapped(Basins(MAPPED, 64)))[0])


def test_schedules_are_compared_hidden_and_opened(tune: Tune, stage: Stage, address: str) -> None:
    tune.show(address, FAIR)
    page, table = tune.page, tune.table()
    assert len(table) == 2
    assert "times" in table[1][2]
    with tune.update():
        page.locator(".lrviz-tune .tune-legend, .lrviz-tune [class*=legend]").get_by_text("2 · cosine").first.click()
    expect(page).to_have_url(re.compile("u.view.hidden=2"))
    assert tune.table() == table
    tune.unfold("The best settings, data and code")
    expect(page.locator("pre code")).to_be_visible()
    best = page.get_by_test_id("stButtonGroup").filter(has_text="Best setting of")
    best.get_by_text("2 · cosine").click()
    expect(page.locator("pre code")).to_contain_text("CosineAnnealingLR")
    tune.settle()  # the code grows above the button
    page.get_by_role("button", name="Open in Trajectories").click()
    expect(page).to_have_url(re.compile("t1.s=CosineAnnealingLR"))
    stage.settle()
    rate = float(stage.query()["t1.o.SGD.lr"])
    assert rate == pytest.approx(next(float(row[3]) for row in table if row[0].startswith("2")), rel=1e-3)
    run = Run(SGD(lr=rate), CosineAnnealingLR(T_max=100))
    (path,) = simulate(Scene(Rosenbrock(), steps=100, noise=0.3, runs=(run,)))
    np.testing.assert_array_equal(stage.path_of_first_run(), path.points)


def test_the_usual_schedules_come_with_a_click_on_a_phone(tune: Tune, address: str) -> None:
    page = tune.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    tune.turn(address, {"u.mode": "fair schedules", "u.steps": "100", "u.noise": "0.3", "u.fair.count": "9"})
    expect(page.locator("table.outcomes tbody tr")).to_have_count(4)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Take four usual schedules").click()
    expect(page.locator("table.outcomes tbody")).to_contain_text("WSD")
    expect(page).to_have_url(re.compile("u4.s=OneCycleLR"))
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    tune.settle()
    assert len(tune.table()) == 4
    assert "OneCycleLR" in str(tune.table())
    tune.assert_nothing_is_cut_off((".lrviz-tune", "table.outcomes"))
    last = page.locator("table.outcomes th").last
    assert last.inner_text() == "Good range"
    page.locator("table.outcomes").evaluate("table => table.scrollTo(table.scrollWidth, 0)")
    place = last.bounding_box()
    assert place is not None
    assert 0 <= place["x"] < place["x"] + place["width"] <= 391


def trials(page: Page) -> int:
    """How many trials the page tells of."""
    return int(page.evaluate(TOLD))


def done_before(page: Page) -> int:
    """How many trials are done, once what the page tells of and what is left to go on with are all; more may come."""
    page.wait_for_function(f"{LEFT} > 0 && {TOLD} + {LEFT} === {TRIALS}")
    return trials(page)


def test_a_search_grows_is_stopped_goes_on_and_is_on_file(tune: Tune, stage: Stage, address: str) -> None:
    tune.turn(address, SEARCH)
    page = tune.page
    page.get_by_role("button", name=f"Search with {TRIALS:,} trials").click()
    page.wait_for_function(f"{SHOWN} > 0")
    first = int(page.evaluate(SHOWN))
    page.wait_for_function(f"{SHOWN} > {first}")
    page.get_by_role("button", name="Stop").click()
    resume = page.get_by_role("button", name=re.compile("^Resume: "))
    stopped = done_before(page)
    assert first <= stopped < TRIALS
    resume.click()
    page.wait_for_function(f"{TOLD} > {stopped}")
    page.get_by_role("button", name="Stop").click()
    stopped = done_before(page)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    words = {"Parallel coordinates": "log₁₀ final loss", "Importance": "importance", "Slices": "beta2"}
    for name, word in words.items():
        page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()
        expect(page.locator(".js-plotly-plot").last).to_contain_text(word)
        expect(page).to_have_url(re.compile("u.search.picture=" + name.replace(" ", r"(\+|%20)")))
    expect(page).to_have_url(re.compile("u.key=[A-Za-z0-9_-]{22}"))
    page.reload()
    expect(page.locator(".js-plotly-plot").last).to_contain_text("beta2")
    assert trials(page) == stopped
    page.get_by_role("button", name="Open in Trajectories").click()
    stage.settle()
    expect(page).to_have_url(re.compile("t1.o.Adam.lr="))
