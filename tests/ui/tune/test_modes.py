"""What all modes of the page Tune have in common."""

import contextlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lrviz.objectives import Formula, Himmelblau, Objective, Window
from lrviz.scene import Scene
from lrviz.search import load_found
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.basins_files import read_parquet
from lrviz.sweeps.comparison import measured_rates
from lrviz.sweeps.ranking import ranked
from lrviz.ui.tune.base import Mode, PictureMode
from lrviz.ui.tune.basins import StartPoints
from lrviz.ui.tune.comparison import FairSchedules
from lrviz.ui.tune.modes import MODES
from lrviz.ui.tune.search import PICTURES, SettingsSearch
from lrviz.ui.tune.sweep import OneSetting, TwoSettings
from tests.ui.tune.modes import COMPARED, LINKS, MAPPED, SEARCHED, SWEPT, buttons, current, ended, started, told
from tests.ui.visits import Visit, gone_to, shown

CASES: list[PictureMode] = [OneSetting(SWEPT), StartPoints(MAPPED), FairSchedules(COMPARED)]
T_MAX = "u2.s.CosineAnnealingLR.T_max"


def name(value: Any) -> str | None:
    """A test's name."""
    return value.title if isinstance(value, Mode | type) else None


@pytest.mark.parametrize("mode", MODES, ids=name)
def test_every_mode_stands(tuned: Visit, mode: type[Mode]) -> None:
    app = tuned(LINKS[mode])
    assert not app.error, [error.value for error in app.error]
    assert mode.caption in told(app)
    assert current(app, mode).asked


@pytest.mark.parametrize("mode", [OneSetting, TwoSettings, StartPoints, FairSchedules], ids=name)
def test_the_same_link_gives_the_same_picture(tuned: Visit, mode: type[Mode]) -> None:
    link = LINKS[mode] | {"u.seed": "4", "u.noise": "0.3", "u.view.hidden": "1", "u.view.large": "true"}
    once, again = (shown(ended(tuned(link), mode)) for _ in range(2))
    assert once == again
    assert once["view"] | {"hidden": [1], "large": True} == once["view"]
    assert once["picture"] != shown(ended(tuned(LINKS[mode]), mode))["picture"]


@pytest.mark.parametrize("mode", [OneSetting, TwoSettings, StartPoints, FairSchedules], ids=name)
def test_who_comes_back_sees_the_same_though_it_was_given_back(tuned: Visit, mode: type[Mode]) -> None:
    app = ended(tuned(LINKS[mode]), mode)
    before, known = shown(app), current(app, mode)
    known.forget()
    app.run()
    while not current(app, mode).finished:
        app = ended(app, mode)
    assert shown(app) == before
    assert current(app, mode) is known


@pytest.mark.parametrize("mode", [StartPoints, FairSchedules, SettingsSearch], ids=name)
def test_it_is_as_it_was_left_when_a_visitor_comes_back(visit: Visit, mode: type[Mode]) -> None:
    app = gone_to(visit(), "tune")
    app.number_input(key="u.steps").set_value(20).run()
    app.selectbox(key="u.mode").set_value(mode.title).run()
    few = {StartPoints: ("u.starts", 16), FairSchedules: ("u.fair.count", 5), SettingsSearch: ("u.search.trials", 3)}
    app.number_input(key=few[mode][0]).set_value(few[mode][1]).run()
    app = started(app, mode) if buttons(app) else ended(app, mode)
    known, before = current(app, mode), told(app)
    app = gone_to(gone_to(app, "schedules"), "tune")
    assert app.selectbox(key="u.mode").value == mode.title
    assert current(app, mode) is known
    assert told(app) == before


@pytest.mark.parametrize(
    ("mode", "link", "label"),
    [
        (TwoSettings, {"u.steps": "20000", "u.two_settings.x.optimizer.lr.count": "64"}, "Sweep 4,096 settings"),
        (StartPoints, {"u.steps": "20000", "u.starts": "64"}, "Map 4,096 starts"),
        (FairSchedules, {"u.steps": "100000", "u.fair.count": "25", T_MAX: "100000"}, "Compare"),
        (SettingsSearch, {}, "Search with 6 trials"),
    ],
    ids=name,
)
def test_what_is_long_waits_for_a_click(tuned: Visit, mode: type[Mode], link: dict[str, str], label: str) -> None:
    app = tuned(LINKS[mode] | link)
    assert buttons(app) == [label]
    assert current(app, mode).task is None
    assert "steps in all." in told(app)


@pytest.mark.parametrize(
    ("mode", "link", "steps", "code"),
    [
        (TwoSettings, {"u.two_settings.seeds": "64"}, "3,686,400,000", "lrviz sweep scene.json --axis optimizer.lr="),
        (StartPoints, {"u.starts": "512"}, "26,214,400,000", "Basins(scene, 512)"),
        (FairSchedules, {"u.fair.count": "256", T_MAX: "100000"}, "819,200,000", "FairComparison(scene"),
        (SettingsSearch, {"u.search.trials": "5000"}, "500,000,000", "trials=5000"),
    ],
    ids=name,
)
def test_what_is_too_large_comes_as_a_script(
    tuned: Visit, mode: type[Mode], link: dict[str, str], steps: str, code: str
) -> None:
    app = tuned(LINKS[mode] | {"u.steps": "100000"} | link)
    assert f"This takes {steps} steps; the page allows 400,000,000 steps." in told(app)
    assert code in app.code[0].value
    assert current(app, mode).task is None


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mode], list[str]]:
    """The lines that a mode's script prints beside its saved scene, in a directory of its own."""

    def run(known: Mode) -> list[str]:
        monkeypatch.chdir(tmp_path)
        Path("scene.json").write_text(known.scene.to_json(), encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()) as text:
            exec(compile(known.script(), "script", "exec"), {})
        return text.getvalue().splitlines()

    return run


@pytest.mark.parametrize("window", [None, ((0.0, 4.0), (-2.0, 2.5))], ids=["whole", "inside"])
def test_the_script_of_a_map_computes_the_same(printed: Callable[[Mode], list[str]], window: Window | None) -> None:
    known = StartPoints(replace(MAPPED, window=window))
    for block in known.basins.blocks(known.cells):
        known.result.run(block)
    shares = sorted(float(line.split()[-1]) for line in printed(known))
    assert shares == pytest.approx(sorted(known.result.shares().values()))
    again = read_parquet("lrviz_starts.parquet")
    assert again.basins == known.basins
    np.testing.assert_array_equal(again.ends, known.result.ends)


def test_the_scripts_of_a_comparison_and_of_a_search_say_the_same(printed: Callable[[Mode], list[str]]) -> None:
    sentences = ranked(COMPARED, measured_rates(COMPARED)).sentences
    assert printed(FairSchedules(COMPARED)) == list(sentences)
    known = SettingsSearch(replace(SEARCHED, trials=3, sampler="random"))
    said = printed(known)
    found = load_found(known.search.study_name)
    assert found.best is not None
    assert said == [found.words, repr(found.best.settings)]


@pytest.mark.parametrize(
    ("mode", "link", "said"),
    [
        *((mode, {"u.runs": ""}, "No run is on: switch one on in the sidebar.") for mode in MODES),
        (OneSetting, {"u.mode": "basins"}, f"must be one of {', '.join(mode.title for mode in MODES)}, got `basins`"),
        (OneSetting, {"u.one_setting.x.optimizer.lr.low": "5", "u.one_setting.x.optimizer.lr.high": "1"}, "above low"),
        (StartPoints, {"u.starts": "1000"}, "`u.starts` must be an integer in [16, 512], got `1000`"),
        (StartPoints, {"u.starts": "many"}, "`u.starts` must be an integer in [16, 512], got `many`"),
        (StartPoints, {"u.run": "7"}, "`u.run` must be one of 1, 2, 3, 4, got `7`"),
        (StartPoints, {"u.start_points.Himmelblau.x.low": "1e9"}, "x.low` must be in [-126, 126], got"),
        (StartPoints, {"u.start_points.Himmelblau.y.high": "-7"}, "y must go from a number in [-126, 126] to"),
        (StartPoints, {"u.start_points.Himmelblau.x.low": "6"}, "Basins.window: x must go from a number in"),
        (StartPoints, {"u3.o.Adam.lr": "nan"}, "`u3.o.Adam.lr` must be"),
        (FairSchedules, {"u.fair.high": "0.0001"}, "FairComparison.high must be above low, 0.001, got 0.0001"),
        (FairSchedules, {"u.fair.count": "1"}, "`u.fair.count` must be an integer in [2, 256], got `1`"),
        (FairSchedules, {"u.fair.low": "-1"}, "`u.fair.low` must be"),
        (FairSchedules, {"u.measure": "diverged"}, "FairComparison.measure must be one of"),
        (FairSchedules, {"u.noise": "0"}, "Without noise every seed gives the same run"),
        (SettingsSearch, {"u.search.places": ""}, "Choose at least one setting to search, in the sidebar, got none."),
        (SettingsSearch, {"u.search.places": "speed"}, "`u.search.places` must be settings of this run, got `speed`"),
        (SettingsSearch, {"u.search.trials": "0"}, "`u.search.trials` must be an integer in [1, 5000], got `0`"),
        (SettingsSearch, {"u.search.sampler": "luck"}, "must be one of TPE, quasi-Monte Carlo, random, grid, got"),
        (SettingsSearch, {"u.search.picture": "Comic"}, f"must be one of {', '.join(PICTURES)}, got"),
        (SettingsSearch, {"u.search.optimizer.lr.low": "5", "u.search.optimizer.lr.high": "1"}, "above low"),
    ],
    ids=lambda value: name(value) or str(value),
)
def test_bad_input_is_said(tuned: Visit, mode: type[Mode], link: dict[str, str], said: str) -> None:
    assert said in told(tuned(LINKS[mode] | link))


@pytest.mark.parametrize("known", CASES, ids=name)
def test_a_cell_that_is_there_is_opened(monkeypatch: pytest.MonkeyPatch, known: PictureMode) -> None:
    opened: list[Scene] = []
    monkeypatch.setattr("lrviz.ui.tune.base.open_scene", opened.append)
    for cell in (None, "1", True, 1.5, -1, known.cells):
        known.open({"cell": cell})
    for sent in (None, 3, {}):
        known.open(sent)
    assert not opened
    known.open({"cell": known.cells - 1})
    assert opened == [known.scene_of(known.cells - 1)]


NO_SIDES = [None, 3, {}, {"y": [1, 2]}]
NO_ENDS = [None, [1], [0, "1"], ["a", "b"], [2, 2], [float("nan"), 1], [10**400, 10**401], [1e9, 2e9]]


@pytest.mark.parametrize("sent", [*NO_SIDES, *({"x": ends, "y": [0, 1]} for ends in NO_ENDS)], ids=str)
@pytest.mark.parametrize("known", CASES, ids=name)
def test_what_is_no_rectangle_refines_nothing(known: PictureMode, sent: Any) -> None:
    assert known.refined(sent) == {}


def test_a_rectangle_becomes_the_ends_of_the_axes() -> None:
    rate, fair = "u.one_setting.x.optimizer.lr", "u.fair"
    assert CASES[0].refined({"x": [0.5, 0.002]}) == {f"{rate}.low": 0.002, f"{rate}.high": 0.5}
    assert CASES[2].refined({"x": [0.005, 0.002]}) == {f"{fair}.low": 0.002, f"{fair}.high": 0.005}


def within(objective: Objective, x: list[float], y: list[float]) -> list[float]:
    """What a rectangle on a map over a function's window makes of the map's ends: x from and to, y from and to."""
    known = StartPoints(Basins(replace(MAPPED.scene, objective=objective), 16))
    return list(known.refined({"x": x, "y": y}).values())


def test_a_rectangle_on_a_map_becomes_its_window() -> None:
    assert within(Himmelblau(), [2.71828182, 1.23456789], [-99, 0.1]) == [1.23457, 2.71828, -6.0, 0.1]
    assert within(Formula("x"), [1.0000001234567, 1.0000002], [0, 1]) == [1.0000001234567, 1.0000002, 0.0, 1.0]
    for y in ([1.0, 1.0 + 4e-16], [50.0, 60.0]):
        assert within(Himmelblau(), [0, 1], y) == []
