"""Searches on the page Tune."""

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.search import SAMPLERS, default_storage, load_found, run_search
from lrviz.search.claims import claimed
from lrviz.serving.settings import READ_ONLY_SEARCHES
from lrviz.ui.tune.search import PICTURES, SettingsSearch
from tests.ui.tune.modes import BETA, RATE, SEARCH, SEARCHED, buttons, current, ended, started, told
from tests.ui.visits import Visit


@pytest.fixture
def file(data_directory: Path) -> Path:
    """The file of searches, which is not there yet."""
    return default_storage()


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the six trials that `SEARCH` asks for."""
    path = tmp_path_factory.mktemp("six") / "file"
    run_search(SEARCHED, path)
    return path


@pytest.fixture
def kept(six: Path, file: Path) -> Path:
    """The file of searches with those trials."""
    file.parent.mkdir()
    return Path(shutil.copy(six, file))


def best_in(app: AppTest) -> str:
    return next(one.value.replace("\\", "") for one in app.markdown if one.value.startswith("**Best of"))


def test_the_best_trial_is_that_of_the_library(tuned: Visit, six: Path) -> None:
    app = started(tuned(SEARCH), SettingsSearch)
    assert current(app, SettingsSearch).search == SEARCHED
    best = load_found(SEARCHED.study_name, six).best
    assert best is not None
    assert best_in(app).startswith(f"**Best of 6 trials**: final loss {best.value:.4g} at lr ")
    assert best_in(app).endswith(f"(trial {best.number})")
    assert not app.error
    assert not buttons(app)


def test_with_noise_the_best_trial_is_told_with_what_fresh_seeds_say(tuned: Visit) -> None:
    app = started(tuned(SEARCH | {"u.noise": "0.5"}), SettingsSearch)
    found = current(app, SettingsSearch).found
    assert found is not None
    assert found.judged is not None
    assert found.judged.words() in best_in(app)
    assert "by the search's own one seed" in best_in(app)
    assert "One seed under noise" in told(app)
    assert not buttons(app)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_every_sampler(tuned: Visit, sampler: str) -> None:
    few = {"u.search.places": BETA, "u.search.optimizer.beta1.count": "3"}
    app = started(tuned(SEARCH | few | {"u.search.sampler": sampler}), SettingsSearch)
    assert len(current(app, SettingsSearch).found.trials) == (3 if sampler == "grid" else 6)
    counted = [box for box in app.number_input if box.key == "u.search.optimizer.beta1.count"]
    assert len(counted) == (sampler == "grid")
    assert ("A grid of 3 combinations: 3 of them are tried." in told(app)) == (sampler == "grid")
    assert not app.error


def test_the_link_has_the_ends_of_each_setting(tuned: Visit) -> None:
    ends = {"lr.low": "0.01", "lr.high": "0.5", "beta1.low": "0.2", "beta1.high": "0.7"}
    app = tuned(SEARCH | {f"u.search.optimizer.{name}": value for name, value in ends.items()})
    axes = current(app, SettingsSearch).search.axes
    assert [(axis.low, axis.high) for axis in axes] == [(0.01, 0.5), (0.2, 0.7)]


@pytest.mark.parametrize("picture", PICTURES)
def test_the_link_carries_the_picture(tuned: Visit, kept: Path, picture: str) -> None:
    app = tuned(SEARCH | {"u.search.picture": picture})
    assert app.button_group(key="~picture").value == picture
    (chart,) = app.get("plotly_chart")
    figure = json.loads(chart.proto.spec)
    known = (figure["data"][0]["type"] == "bar", "shapes" in figure["layout"], "xaxis2" in figure["layout"])
    assert known == tuple(picture == one for one in ("Importance", "Parallel coordinates", "Slices"))


def test_a_search_is_stopped_and_resumed(tuned: Visit, tmp_path: Path) -> None:
    app = tuned(SEARCH | {"u.search.trials": "18"})
    search = current(app, SettingsSearch).search
    asked = iter([False])
    run_search(search, cancelled=lambda: next(asked, True))
    assert buttons(app.run()) == ["Resume: 2 more trials"]
    assert "**Best of 16 trials**" in best_in(app)
    app = started(app, SettingsSearch)
    straight = run_search(search, tmp_path / "other")
    resumed = load_found(search.study_name)
    assert [trial.settings for trial in resumed.trials] == [trial.settings for trial in straight.trials]


def test_where_another_process_runs_the_search_the_page_follows_and_then_goes_on(tuned: Visit, file: Path) -> None:
    file.parent.mkdir()
    app = tuned(SEARCH)
    with claimed(file, SEARCHED.study_name, 0):
        app.button(key="~start").click().run()
        known = current(app, SettingsSearch)
        deadline = time.monotonic() + 60
        while not known.elsewhere and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "Another page or process runs this search" in told(app.run())
    ended(app, SettingsSearch)
    assert (known.done, known.elsewhere) == (6, False)
    assert "Another page" not in told(app)


def test_where_all_trials_diverge_it_says_so(tuned: Visit) -> None:
    ends = {f"u.search.optimizer.lr.{end}": value for end, value in (("low", "5"), ("high", "9"))}
    app = started(tuned(SEARCH | ends | {"u.run": "1", "u.search.places": RATE}), SettingsSearch)
    assert "None of 6 trials has a finite final loss yet." in told(app)
    assert "None of the 6 trials has a finite value." in told(app)


def test_a_file_that_cannot_be_made_is_said(tuned: Visit, file: Path) -> None:
    file.parent.write_text("in the way", encoding="utf-8")
    app = started(tuned(SEARCH), SettingsSearch)
    assert f"The file of searches {file} cannot be made: " in told(app)
    assert buttons(app) == ["Search with 6 trials"]


def test_what_is_no_file_of_searches_is_said(tuned: Visit, file: Path) -> None:
    file.mkdir(parents=True)
    assert f"The file of searches {file} must be a file, got a directory" in told(tuned(SEARCH))
    file.rmdir()
    file.write_text("no database, but long enough to look like one" * 100, encoding="utf-8")
    assert f"The file of searches {file} cannot be used: " in told(tuned(SEARCH))


def test_a_study_of_another_search_under_its_name_is_said(tuned: Visit) -> None:
    run_search(replace(SEARCHED, scene=replace(SEARCHED.scene, steps=20), name=SEARCHED.study_name, trials=1))
    app = tuned(SEARCH)
    assert f"The study {SEARCHED.study_name} must be one of this search, got one of another" in told(app)
    assert not buttons(app)


def test_the_same_link_finds_the_same_trials_again_and_more_resume_from_there(tuned: Visit, kept: Path) -> None:
    app = tuned(SEARCH)
    found = current(app, SettingsSearch).found
    assert "**Best of 6 trials**" in best_in(app)
    assert not buttons(app)
    assert current(app.run(), SettingsSearch).found is found, "the file is read only when it has changed"
    run_search(replace(SEARCHED, trials=7))
    assert len(current(app.run(), SettingsSearch).found.trials) == 7
    app.number_input(key="u.search.trials").set_value(8).run()
    assert buttons(app) == ["Resume: 1 more trials"]
    assert "**Best of 8 trials**" in best_in(started(app, SettingsSearch))
    app.button(key="~open").click().run()
    assert not app.exception
    assert app.session_state["~wanted"] == "trajectories"


@pytest.mark.parametrize("there", [False, True])
def test_where_searches_are_read_only_they_are_shown_and_none_starts(
    tuned: Visit, six: Path, file: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(READ_ONLY_SEARCHES, "1")
    if there:
        file.parent.mkdir()
        shutil.copy(six, file)
    app = tuned(SEARCH | ({"u.search.trials": "12"} if there else {}))
    assert "Searches can only be looked at on this server" in told(app)
    assert not buttons(app)
    known = current(app, SettingsSearch)
    known.start(known.cost())
    assert known.task is None
    assert file.exists() == there
    assert ("**Best of 6 trials**" in told(app)) == there
