"""Beyond the machine itself each visitor sees the searches under the key in their link, and no path of the server."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.search import default_storage, load_found, run_search, study_names
from lrviz.serving.settings import READ_ONLY_SEARCHES, SHARED
from lrviz.ui.kit.keys import key_place
from lrviz.ui.tune import search as searches
from lrviz.ui.tune.controls import PAGE
from lrviz.ui.tune.search import SettingsSearch
from tests.ui.tune.modes import SEARCH, SEARCHED, buttons, current, ended, started, told
from tests.ui.visits import Visit

KEY = key_place(PAGE)
OTHER = "A" * 22


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has visitors from elsewhere."""
    monkeypatch.setenv(SHARED, "1")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one trial of a search that a script has made, without a key."""
    file = tmp_path_factory.mktemp("begun") / "file"
    run_search(replace(SEARCHED, trials=1), file)
    return file


@pytest.fixture
def file(begun: Path, data_directory: Path) -> Path:
    """The file of searches, with that search."""
    default_storage().parent.mkdir()
    return Path(shutil.copy(begun, default_storage()))


def trials(app: AppTest) -> int:
    """How many trials a page shows."""
    return current(app, SettingsSearch).done


def key_in(app: AppTest) -> str:
    """The key in a page's link; empty where it has none."""
    keys = app.query_params.get(KEY, "")
    return keys if isinstance(keys, str) else keys[0]


@pytest.mark.usefixtures("shared")
def test_a_visitor_comes_back_by_the_link_and_nobody_else_finds_the_search(tuned: Visit, file: Path) -> None:
    first = tuned(SEARCH)
    assert (trials(first), key_in(first)) == (0, ""), "a script's searches are its owner's"
    first = started(first, SettingsSearch)
    key = key_in(first)
    assert len(key) == 22
    assert "The link of this page has the only key to it" in told(first)
    assert str(file.parent) not in told(first)
    assert trials(first) == trials(tuned(SEARCH | {KEY: key})) == 6
    for link in (SEARCH, SEARCH | {KEY: OTHER}):
        second = tuned(link)
        assert (trials(second), buttons(second)) == (0, ["Search with 6 trials"])
    assert key_in(started(second, SettingsSearch)) == OTHER
    assert len(study_names()) == 3
    assert key.encode() not in file.read_bytes(), "who reads the file learns no key"
    assert f"name={SEARCHED.name!r}" not in current(second, SettingsSearch).script()


def test_at_home_there_is_no_key_but_the_link_may_bring_one(tuned: Visit, file: Path) -> None:
    app = tuned(SEARCH)
    assert trials(app) == 1
    app = started(app, SettingsSearch)
    assert (trials(app), key_in(app)) == (6, "")
    assert str(file) in told(app)
    assert len(load_found(SEARCHED.study_name).trials) == 6
    assert trials(tuned(SEARCH | {KEY: OTHER})) == 0


@pytest.mark.usefixtures("shared")
def test_where_searches_can_only_be_looked_at_those_of_scripts_are_shown(
    tuned: Visit, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(READ_ONLY_SEARCHES, "1")
    app = tuned(SEARCH)
    assert trials(app) == 1
    assert str(file.parent) not in told(app)


@pytest.mark.usefixtures("shared")
def test_a_key_stays_while_the_visitor_looks_elsewhere(tuned: Visit) -> None:
    app = started(tuned(SEARCH), SettingsSearch)
    key = key_in(app)
    app.selectbox(key="u.mode").select("two settings").run()
    assert key_in(app) == key
    app.selectbox(key="u.mode").select("search").run()
    assert key_in(app) == key


@pytest.mark.usefixtures("shared")
def test_what_is_no_key_is_said_and_not_used(tuned: Visit) -> None:
    for bad in ("short", "Ä" * 22, "../" * 8):
        app = tuned(SEARCH | {KEY: bad})
        assert f"`{KEY}` must be a key that this page has made" in told(app), bad
    assert len(key_in(started(app, SettingsSearch))) == 22


@pytest.mark.usefixtures("shared")
def test_no_error_tells_a_path(tuned: Visit, data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = default_storage()

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device", str(place))

    app = tuned(SEARCH)
    with monkeypatch.context() as patch:
        patch.setattr(searches, "run_search", full)
        app = started(app, SettingsSearch)
        assert "OSError: the server's log says more" in told(app)
    place.parent.write_text("in the way", encoding="utf-8")
    app = ended(app.button(key="~start").click().run(), SettingsSearch)
    assert "The file of searches cannot be made: " in told(app)
    place.parent.unlink()
    place.mkdir(parents=True)
    other = tuned(SEARCH)
    assert "The file of searches must be a file, got a directory" in told(other)
    assert str(data_directory) not in told(app) + told(other)
