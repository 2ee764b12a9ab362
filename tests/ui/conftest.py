"""AppTest over the whole app, over one page, and over the controls alone."""

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner

from lrviz.serving.settings import SHARED, is_shared
from lrviz.ui.kit import later, visitors
from tests.ui.visits import Visit, opened

CONTROLS = """
import streamlit as st
from lrviz.ui.kit.link import Link
from lrviz.ui.trajectories.controls import scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE

link = Link("t")
st.session_state["controls"] = scene_controls(link, "t", FIRST_SCENE)
link.settle()
st.session_state["notices"] = link.notices
"""
"""A page with the controls of a scene alone; it leaves what they say in the session."""


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """Each AppTest looks through all installed packages for components, which takes longer than the app's own run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def keras_apart() -> Iterator[None]:
    """After each run of a page Streamlit clears the session of keras, which tests of exports may have imported here.

    That goes through all objects of the process; nobody who serves the app has keras in it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture is on its way to anybody, so that nothing need wait for it."""
    monkeypatch.setattr(later, "_HEAD_START", 0.0)


@pytest.fixture(autouse=True)
def data_directory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of the test's own, so that no test reads or writes the searches of whoever runs it."""
    place = tmp_path_factory.mktemp("data")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(place))
    return place


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a page sits at the machine that serves it, unless the test says that it is shared."""
    monkeypatch.setenv(SHARED, "")
    monkeypatch.setattr(visitors, "is_from_this_machine", lambda *_: not is_shared())


@pytest.fixture
def visit() -> Visit:
    """Opens the app by a link."""
    return partial(opened, (Path(__file__).parents[2] / "app.py").read_text("utf-8"))


@pytest.fixture
def control() -> Visit:
    """Opens the controls of a scene by a link."""
    return partial(opened, CONTROLS)


@pytest.fixture
def compare() -> Visit:
    """Opens the page Schedules alone by a link."""
    return partial(opened, "from lrviz.ui.schedules.page import page\npage()")


@pytest.fixture
def trained() -> Visit:
    """Opens the page Train alone by a link."""
    return partial(opened, "from lrviz.ui.train.page import page\npage()")


@pytest.fixture
def tuned() -> Visit:
    """Opens the page Tune alone by a link."""
    return partial(opened, "from lrviz.ui.tune.page import page\npage()")
