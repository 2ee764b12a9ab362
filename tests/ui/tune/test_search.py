"""Searches on the page Tune."""

import contextlib
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam
from lrviz.scene import Run, Scene
from lrviz.search import SAMPLERS, Found, Search, default_storage, load_found, run_search
from lrviz.sweeps import Axis
from lrviz.ui.tune.export import search_script
from lrviz.ui.tune.search import _PICTURES
from tests.ui.tune.modes import ended, gone_to, told
from tests.ui.visits import Visit

RATE, BETA = "learning rate (lr)", "Adam · beta1"
SEARCH = {
    "u.mode": "search",
    "u.run": "3",
    "u.steps": "30",
    "u.search.places": [RATE, BETA],
    "u.search.trials": "6",
}
ASKED = Search(
    Scene(Rosenbrock(), steps=30, runs=(Run(Adam(lr=0.1)),)),
    (Axis("optimizer.lr", 1e-3, 10.0, 16, True), Axis("optimizer.beta1", 0.0, 0.999, 16)),
    trials=6,
)


@pytest.fixture
def file(data_directory: Path) -> Path:
    """The file of searches, which is not there yet."""
    return default_storage()


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the six trials that `SEARCH` asks for."""
    path = tmp_path_factory.mktemp("six") / "file"
    run_search(ASKED, path)
    return path


@pytest.fixture
def kept(six: Path, file: Path) -> Path:
    """The file of searches with those trials."""
    file.parent.mkdir()
    return Path(shutil.copy(six, file))


def searched(app: AppTest) -> AppTest:
    """The page once the search that its button starts has ended."""
    app.button(key="~searchgo").click().run()
    return ended(app, app.session_state["~search"].job)


def best_in(app: AppTest) -> str:
    return next(one.value.replace("\\", "") for one in app.markdown if one.value.startswith("**Best of"))


def test_the_best_trial_is_that_of_the_library(tuned: Visit, six: Path) -> None:
    app = searched(tuned(SEARCH))
    assert app.session_state["~search"].search == ASKED
    best = load_found(ASKED.study_name, six).best
    assert best is not None
    assert best_in(app).startswith(f"**Best of 6 trials**: final loss {best.value:.4g} at lr ")
    assert best_in(app).endswith(f"(trial {best.number})")
    assert not app.error
    assert not buttons(app)


def buttons(app: AppTest) -> list[str]:
    """What the button says that starts a search, if there is one."""
    return [button.label for button in app.button if button.key == "~searchgo"]


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_every_sampler(tuned: Visit, sampler: str) -> None:
    few = {"u.search.places": BETA, "u.search.optimizer.beta1.count": "3"}
    app = searched(tuned(SEARCH | few | {"u.search.sampler": sampler}))
    assert len(app.session_state["~search"].found.trials) == (3 if sampler == "grid" else 6)
    counted = [box for box in app.number_input if box.key == "u.search.optimizer.beta1.count"]
    assert len(counted) == (sampler == "grid")
    assert ("A grid of 3 combinations: 3 of them are tried." in told(app)) == (sampler == "grid")
    assert not app.error


def test_the_link_has_the_ends_of_each_setting(tuned: Visit) -> None:
    ends = {"lr.low": "0.01", "lr.high": "0.5", "beta1.low": "0.2", "beta1.high": "0.7"}
    app = tuned(SEARCH | {f"u.search.optimizer.{name}": value for name, value in ends.items()})
    search: Search = app.session_state["~search"].search
    assert [(axis.low, axis.high) for axis in search.axes] == [(0.01, 0.5), (0.2, 0.7)]


@pytest.mark.parametrize("picture", _PICTURES)
def test_the_link_carries_the_picture(tuned: Visit, kept: Path, picture: str) -> None:
    app = tuned(SEARCH | {"u.search.picture": picture})
    assert app.session_state["u.search.picture"] == picture
    (chart,) = app.get("plotly_chart")
    assert pictured(json.loads(chart.proto.spec)) == picture


def pictured(figure: dict[str, Any]) -> str:
    """Which of the pictures a figure is."""
    if figure["data"][0]["type"] == "bar":
        return "Importance"
    if "shapes" in figure["layout"]:
        return "Parallel coordinates"
    return "Slices" if "xaxis2" in figure["layout"] else "History"


def test_the_same_link_finds_the_same_trials_again(tuned: Visit, kept: Path) -> None:
    app = tuned(SEARCH)
    assert "**Best of 6 trials**" in best_in(app)
    assert not buttons(app)


def test_a_search_is_stopped_and_gone_on_with(tuned: Visit, tmp_path: Path) -> None:
    app = tuned(SEARCH | {"u.search.trials": "18"})
    search: Search = app.session_state["~search"].search
    asked = iter([False])
    run_search(search, cancelled=lambda: next(asked, True))
    app.run()
    assert buttons(app) == ["Go on: 2 more trials"]
    assert "**Best of 16 trials**" in best_in(app)
    app = searched(app)
    straight = run_search(search, tmp_path / "other")
    assert [trial.settings for trial in load_found(search.study_name).trials] == [
        trial.settings for trial in straight.trials
    ]


def test_more_trials_go_on_from_where_it_was(tuned: Visit, kept: Path) -> None:
    app = tuned(SEARCH)
    app.number_input(key="u.search.trials").set_value(8).run()
    assert buttons(app) == ["Go on: 2 more trials"]
    assert "**Best of 8 trials**" in best_in(searched(app))


def test_it_is_as_it_was_left_when_a_visitor_comes_back(visit: Visit) -> None:
    app = gone_to(visit(), "tune")
    app.number_input(key="u.steps").set_value(20).run()
    app.selectbox(key="u.mode").set_value("search").run()
    app.number_input(key="u.search.trials").set_value(3).run()
    app = searched(app)
    before, known = best_in(app), app.session_state["~search"]
    app = gone_to(gone_to(app, "schedules"), "tune")
    assert app.session_state["~search"] is known
    assert best_in(app) == before


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"u.runs": ""}, "No run is on: switch one on in the sidebar."),
        ({"u.search.places": ""}, "Choose at least one setting to search, in the sidebar, got none."),
        ({"u.search.places": "speed"}, "`u.search.places` must be settings of this run, got `speed`"),
        ({"u.search.trials": "0"}, "`u.search.trials` must be an integer in [1, 5000], got `0`"),
        ({"u.search.sampler": "luck"}, "`u.search.sampler` must be one of TPE, quasi-Monte Carlo, random, grid, got"),
        (
            {"u.search.picture": "Comic"},
            "must be one of History, Parallel coordinates, Importance, Slices, got `Comic`",
        ),
        ({"u.search.optimizer.lr.low": "5", "u.search.optimizer.lr.high": "1"}, "above low"),
    ],
    ids=str,
)
def test_bad_input_is_said(tuned: Visit, link: dict[str, str], said: str) -> None:
    assert said in told(tuned(SEARCH | link))


def test_too_few_trials_for_a_picture_are_said(tuned: Visit) -> None:
    app = searched(tuned(SEARCH | {"u.search.trials": "3", "u.search.picture": "Importance"}))
    assert "This takes 4 trials with a finite value; so far there are 3." in told(app)


def test_where_all_trials_diverge_it_says_so(tuned: Visit) -> None:
    ends = {f"u.search.optimizer.lr.{end}": value for end, value in (("low", "5"), ("high", "9"))}
    app = searched(tuned(SEARCH | ends | {"u.run": "1", "u.search.places": RATE}))
    assert "None of 6 trials has a finite final loss yet." in told(app)
    assert "None of the 6 trials has a finite value." in told(app)


def test_a_file_that_cannot_be_made_is_said(tuned: Visit, file: Path) -> None:
    file.parent.write_text("in the way", encoding="utf-8")
    app = searched(tuned(SEARCH))
    assert f"The directory of {file} cannot be made: " in told(app)
    assert buttons(app) == ["Search with 6 trials"]


def test_a_file_of_another_kind_is_said(tuned: Visit, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("no database, but long enough to look like one" * 100, encoding="utf-8")
    assert f"The file of searches {file} cannot be used: " in told(tuned(SEARCH))


def test_a_directory_in_place_of_the_file_is_said(tuned: Visit, file: Path) -> None:
    file.mkdir(parents=True)
    assert f"must be a file, got the directory {file}" in told(tuned(SEARCH))


def test_a_study_of_another_search_under_its_name_is_said(tuned: Visit) -> None:
    run_search(replace(ASKED, scene=replace(ASKED.scene, steps=20), name=ASKED.study_name, trials=1))
    app = tuned(SEARCH)
    assert f"The study {ASKED.study_name} must be one of this search, got one of another" in told(app)
    assert not buttons(app)


def test_a_search_that_is_too_large_comes_as_a_script(tuned: Visit) -> None:
    app = tuned(SEARCH | {"u.steps": "100000", "u.search.trials": "5000"})
    assert "must be at most" in told(app)
    assert "got 500,000,000" in told(app)
    assert "trials=5000" in app.code[0].value


def test_the_script_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    search = replace(ASKED, trials=3, sampler="random")
    Path("scene.json").write_text(search.scene.to_json(), encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(search_script(search), "script", "exec"), {})
    best = load_found(search.study_name).best
    assert best is not None
    assert printed.getvalue().strip() == repr((best.settings, best.value))


def test_the_file_is_read_again_only_when_it_has_changed(tuned: Visit, kept: Path) -> None:
    app = tuned(SEARCH)
    found: Found = app.session_state["~search"].found
    assert app.run().session_state["~search"].found is found
    run_search(replace(ASKED, trials=7))
    assert len(app.run().session_state["~search"].found.trials) == 7


def test_the_best_trial_leaves(tuned: Visit, kept: Path) -> None:
    app = tuned(SEARCH)
    app.button(key="~searchopen").click().run()
    assert not app.exception
