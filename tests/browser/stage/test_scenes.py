"""What the stage draws of a scene, and that a link brings it back."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from lrviz.objectives import Himmelblau, Objective, Rosenbrock
from lrviz.optimizers import SGD, Adam, Optimizer
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from tests.browser.charts import Chart, Floats
from tests.browser.modules import call, open_modules
from tests.browser.page import Stage

CASES: list[tuple[Objective, Optimizer, dict[str, str]]] = [
    (Rosenbrock(), SGD(lr=1e-3), {"t1.o.SGD.lr": "0.001"}),
    (Rosenbrock(), SGD(lr=2e-3, momentum=0.9), {"t1.o.SGD.lr": "0.002", "t1.o.SGD.momentum": "0.9"}),
    (Himmelblau(), Adam(lr=0.3), {"t.f": "Himmelblau", "t1.o": "Adam", "t1.o.Adam.lr": "0.3"}),
]


@pytest.fixture
def chart(page: Page) -> Chart:
    """The map."""
    return Chart(page, ".stage-map")


def painted(chart: Chart, layer: str) -> Floats:
    return chart.painted(layer, opaque=200)


def frame(chart: Chart, margin: float) -> Floats:
    """The plot's upper left and lower right corner, (2, 2), moved inwards."""
    axes = chart.axes()
    corner, size = np.array([[axes[name][part] for name in ("xaxis", "yaxis")] for part in ("offset", "size")])
    return np.stack([corner + margin, corner + size - margin])


def within(places: Floats, corners: Floats) -> Any:
    """Which places are inside."""
    return ((places >= corners[0]) & (places <= corners[1])).all(axis=-1)


def pixels(chart: Chart, points: Floats) -> Floats:
    """Where points of the function are in the window, (n, 2)."""
    return np.stack(chart.at(*points.T), axis=-1)


def gaps(places: Floats, line: Floats) -> Floats:
    """How far each place is from a polyline."""
    begin, along = line[:-1], np.diff(line, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    best = np.full(len(places), np.inf)
    for foot, way, square in zip(begin, along, length, strict=True):
        share = np.clip(((places - foot) @ way) / square, 0, 1)
        best = np.minimum(best, np.hypot(*(places - foot - share[:, None] * way).T))
    return best


@pytest.mark.parametrize(("objective", "optimizer", "link"), CASES, ids=lambda case: type(case).__name__)
def test_what_is_drawn_is_the_trajectory(
    stage: Stage, chart: Chart, address: str, objective: Objective, optimizer: Optimizer, link: dict[str, str]
) -> None:
    stage.open(address, link | {"t.runs": "1", "t.steps": "120"})
    (path,) = simulate(Scene(objective=objective, steps=120, runs=(Run(optimizer),)))
    for step in (120, 40):
        stage.put(step)
        assert_drawn(chart, path.points[: step + 1])
    stage.page.mouse.move(*stage.on_map(0.4, 0.5))
    before = chart.axes()
    stage.page.mouse.wheel(0, -400)
    stage.settle()
    assert chart.axes() != before
    assert_drawn(chart, path.points[:41])


def assert_drawn(chart: Chart, points: Floats) -> None:
    """Every painted pixel is on the path, and along the whole path something is painted."""
    line, found = pixels(chart, points), painted(chart, "going")
    assert len(found) > 50
    assert gaps(found, line).max() < 2.5
    share = np.linspace(0, 1, 40)[:, None, None]
    along = (line[:-1] + share * np.diff(line, axis=0)).reshape(-1, 2)
    inside = along[within(along, frame(chart, 2))]
    nearest = [np.hypot(*(found - place).T).min() for place in inside[:: max(1, len(inside) // 400)]]
    assert max(nearest) < 2.0
    if within(line[-1], frame(chart, 8)):
        dot = painted(chart, "clock")
        np.testing.assert_allclose((dot.min(axis=0) + dot.max(axis=0)) / 2, line[-1], atol=1.0)


def test_the_inspector_tells_the_step_and_a_path_that_leaves_is_marked_at_the_edge(
    stage: Stage, chart: Chart, address: str
) -> None:
    stage.open(address, {"t.runs": ["2", "4"]})
    steady, leaving = simulate(
        Scene(objective=Rosenbrock(), runs=(Run(SGD(lr=3e-3, momentum=0.9)), Run(SGD(lr=6.5e-3))))
    )
    stage.put(7)
    cells = stage.page.locator(".stage-inspector tbody tr").first.locator("td").all_inner_texts()
    told = [number(text) for cell in cells for text in re.findall(r"−?\d[\d.]*(?:e−?\d+)?", cell)]
    moved = steady.points[8] - steady.points[7]
    share = 100 * steady.learning_rates[7] / steady.limits[7]
    slope, velocity = np.hypot(*steady.gradients[7]), steady.states["velocity"][7]
    effective = steady.effective_rates[7]
    expected = [steady.losses[7], slope, *steady.points[7], 3e-3, share, effective, *moved, *velocity]
    np.testing.assert_allclose(told, expected, rtol=2e-3)
    limit = stage.page.locator(".stage-limit").inner_text()
    assert re.search(r"3\.8/λmax = 3\.8/[\d.]+ = [\d.]+, where 3\.8 is 2 \+ 2·momentum\.", limit), limit
    factor, sharpness, largest = map(float, re.findall(r"λmax = ([\d.]+)/([\d.]+) = ([\d.]+),", limit)[0])
    assert [factor / sharpness, largest] == pytest.approx([steady.limits[7]] * 2, rel=0.01)
    assert f"is {share:.3g} % of that" in limit

    stage.put(0)
    places, corners = pixels(chart, leaving.points[: leaving.finite_steps + 1]), frame(chart, 0)
    found = painted(chart, "still")
    edges = [
        edge for row in range(len(places) - 1) if (edge := exit_of(places[row], places[row + 1], corners)) is not None
    ]
    for edge in [edges[0], edges[-1]]:
        assert np.hypot(*(found - edge).T).min() < 3
    assert (np.hypot(*(found - edges[-1]).T) < 6).sum() > 20, "the cross stands where the path is seen last"


def exit_of(begin: Floats, end: Floats, corners: Floats) -> Floats | None:
    """Where a step leaves the plot, if it does."""
    along = begin + np.linspace(0, 1, 20001)[:, None] * (end - begin)
    seen = within(along, corners)
    return along[seen][-1] if seen.any() and not seen[-1] else None


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_numbers_are_written_whole(page: Page) -> None:
    open_modules(page)
    written = {
        (5.866e-10, 4): "5.866e−10",
        (1e-100, 4): "1e−100",
        (100.0, 4): "100",
        (0.0, 4): "0",
        (-1.5, 4): "−1.5",
        (123456.7, 4): "1.235e5",
        (1e300, 3): "1e300",
        (0.00012, 3): "0.00012",
        (float("inf"), 3): "∞",
        (float("nan"), 3): "",
    }
    assert {given: call(page, "kit/format.js", "number", *given) for given in written} == written


def test_runs_are_hidden_and_shown_alone_and_the_link_says_so(stage: Stage, chart: Chart, address: str) -> None:
    stage.open(address)
    page, everything = stage.page, len(painted(chart, "going"))
    page.get_by_role("button", name="Show only 2 ·").click()
    expect(page).to_have_url(re.compile("t.view.hidden=1"))
    alone = len(painted(chart, "going"))
    assert 0 < alone < everything
    expect(page.locator("table.outcomes tbody tr")).to_have_count(4)
    page.reload()
    stage.settle()
    assert len(painted(chart, "going")) == alone
    with stage.update():
        page.get_by_role("button", name="Show only 2 ·").click()
    assert len(painted(chart, "going")) > alone


def test_every_view_is_in_the_link_and_comes_back(stage: Stage, asked: list[str], address: str) -> None:
    stage.open(address)
    page = stage.page
    for name in ("Field", "−∇f", "Momentum", "Step"):
        page.get_by_role("button", name=name, exact=True).click()
    menus = {"Upper": "above the minimum", "Lower": "effective rate", "Lower scale": "linear", "Steps": "logarithmic"}
    for menu, option in (menus | {"Speed": "2"}).items():
        page.get_by_label(menu, exact=True).select_option(option)
    page.get_by_role("button", name="Large type").click()
    page.get_by_role("button", name="Loop").click()
    stage.put(33)
    page.get_by_role("button", name="Keep this step in the link").click()
    page.get_by_role("button", name="Hide the future").click()
    stage.put(33)
    told = ("field=true", "step_arrow=true", "loss=above", "rate=effective", "scale=linear", "hide_future=true")
    for part in (*told, "large=true", "step=33", "speed=2"):
        expect(page).to_have_url(re.compile(part))
    pressed = "[...document.querySelectorAll('.lrviz-stage [aria-pressed=true]')].map(b => b.title || b.ariaLabel)"
    chosen = "[...document.querySelectorAll('.lrviz-stage select')].map(s => s.value)"
    before = page.evaluate(pressed), page.evaluate(chosen)
    page.reload()
    stage.settle()
    assert (page.evaluate(pressed), page.evaluate(chosen)) == before
    assert stage.step() == 33
    assert any(url.endswith("plotly.min.js") for url in asked)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_space_plays_and_pauses_and_a_run_ends(stage: Stage, address: str) -> None:
    stage.open(address, {"t.view.speed": "8", "t.steps": "40"})
    stage.page.locator(".stage-inspector").focus()
    stage.page.keyboard.press("Space")
    expect(stage.page.get_by_role("button", name="Pause")).to_be_visible()
    stage.page.wait_for_function("document.querySelector('.lrviz-stage').dataset.step === '40'")
    expect(stage.page.get_by_role("button", name="Play")).to_be_visible()
    assert stage.step() == 40


def test_a_plotly_that_does_not_load_is_said_and_tried_again(page: Page, address: str) -> None:
    page.route("**/plotly.min.js", lambda route: route.fulfill(status=200, body="", content_type="text/javascript"))
    page.goto(address)
    expect(page.locator(".stage-alert")).to_contain_text("Plotly.js did not load")
    page.unroute("**/plotly.min.js")
    page.locator(".st-key-run-1 input[type=range]").first.press("ArrowRight")
    expect(page.locator(".stage-alert")).to_be_hidden()
    expect(page.locator(".stage-map .main-svg").first).to_be_visible()


@pytest.mark.parametrize(
    "link",
    [
        {"t.runs": ""},
        {"t.steps": "1"},
        {"t.f": "Plateau"},
        {"t.f": "Formula", "t.f.Formula.text": "log(x) + y", "t.f.Formula.start_x": "2", "t.f.Formula.start_y": "1"},
        {"t.f": "Rosenbrock", "t1.o.SGD.lr": "10000"},
        {"t.noise": "1000", "t.steps": "5000"},
        {"t.view.picture": "3-D", "t.f": "Saddle"},
        {"t.view.loss": "distance to a minimum", "t.f": "Saddle", "t.view.step_scale": "logarithmic"},
        {"t.f.Rosenbrock.start_x": "42", "t.f.Rosenbrock.start_y": "-41"},
    ],
    ids=lambda link: " ".join(link.values())[:30],
)
def test_odd_scenes_are_drawn(stage: Stage, address: str, link: dict[str, str]) -> None:
    stage.open(address, link)
    for step in (0, 1, 3):
        stage.put(step)
    expect(stage.page.locator(".stage-alert")).to_be_hidden()


HOSTILE = "</script><script>window.evil = true</script><b>"


def test_the_file_of_charts_draws_and_plays_without_a_network(
    stage: Stage, chart: Chart, address: str, tmp_path: Path
) -> None:
    page, file = stage.page, tmp_path / "charts.html"
    stage.open(address, {"t.runs": "1", "t.steps": "120", "t1.o.SGD.momentum": "0.9", "t1.name": HOSTILE})
    page.get_by_text("PyTorch script and data").click()
    file.write_text(stage.downloaded("Charts (.html)"), "utf-8")
    page.context.set_offline(True)  # what it asked for would be an error on the console
    try:
        page.emulate_media(color_scheme="dark")
        page.goto(file.as_uri())
        page.wait_for_function(f"{stage.seq} > 0")
        assert_plays(stage, chart)
    finally:
        page.context.set_offline(False)
    assert page.evaluate("window.evil") is None


def assert_plays(stage: Stage, chart: Chart) -> None:
    """The file draws the path, plays, follows the theme and the toolbar, and leaves the start where it is."""
    page, root = stage.page, stage.page.locator(stage.root)
    (path,) = simulate(Scene(Rosenbrock(), steps=120, runs=(Run(SGD(lr=1e-3, momentum=0.9)),)))
    expect(page.locator(".stage-run")).to_have_text(f"1 · {HOSTILE}")
    for step in (120, 40):
        stage.put(step)
        assert_drawn(chart, path.points[: step + 1])
    page.get_by_role("button", name="Play", exact=True).click()
    expect(root).to_have_attribute("data-step", "120")
    expect(page.locator(".stage-start")).to_be_disabled()
    start = stage.start()
    page.mouse.click(*stage.on_map(0.7, 0.3))
    assert stage.start() == start
    expect(root).to_have_class(re.compile("is-dark"))
    page.emulate_media(color_scheme="light")
    expect(root).not_to_have_class(re.compile("is-dark"))
    page.get_by_role("button", name="3-D").click()
    expect(page.locator(".stage-surface")).to_be_visible()
