"""AppTest over the whole app, and over the controls alone."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.ui.visits import Visit

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """Each AppTest looks through all installed packages for components, which takes longer than the app's own run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def data_directory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of the test's own, so that no test reads or writes the searches of whoever runs it."""
    place = tmp_path_factory.mktemp("data")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(place))
    return place


@pytest.fixture
def visit() -> Visit:
    """Opens the app by a link, with the folds of these keys open."""

    def opened(link: Mapping[str, str | list[str]] | None = None, folds: tuple[str, ...] = ()) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for key, value in (link or {}).items():
            app.query_params[key] = value
        for fold in folds:
            app.session_state[fold] = True
        return app.run()

    return opened


def controls_script() -> None:
    """A page with the controls alone; it leaves what they say in the session."""
    import streamlit as st

    from lrviz.ui.kit.link import Link
    from lrviz.ui.trajectories.controls import scene_controls
    from lrviz.ui.trajectories.first_scene import FIRST_VIEW

    link = Link("t")
    controls = scene_controls(link, "t", FIRST_VIEW)
    link.settle()
    st.session_state["controls"] = controls
    st.session_state["notices"] = link.notices


@pytest.fixture
def control() -> Visit:
    """Opens the controls alone by a link."""

    def opened(link: Mapping[str, str | list[str]] | None = None) -> AppTest:
        app = AppTest.from_function(controls_script, default_timeout=60)
        for key, value in (link or {}).items():
            app.query_params[key] = value
        return app.run()

    return opened


def schedules_script() -> None:
    """The page Schedules alone."""
    from lrviz.ui.schedules.page import page

    page()


@pytest.fixture
def compare() -> Visit:
    """Opens the page Schedules by a link, with the folds of these keys open."""

    def opened(link: Mapping[str, str | list[str]] | None = None, folds: tuple[str, ...] = ()) -> AppTest:
        app = AppTest.from_function(schedules_script, default_timeout=60)
        for key, value in (link or {}).items():
            app.query_params[key] = value
        for fold in folds:
            app.session_state[fold] = True
        return app.run()

    return opened


def tuning_script() -> None:
    """The page Tune alone."""
    from lrviz.ui.tune.page import page

    page()


@pytest.fixture
def tuned() -> Visit:
    """Opens the page Tune by a link, with the folds of these keys open."""

    def opened(link: Mapping[str, str | list[str]] | None = None, folds: tuple[str, ...] = ()) -> AppTest:
        app = AppTest.from_function(tuning_script, default_timeout=60)
        for key, value in (link or {}).items():
            app.query_params[key] = value
        for fold in folds:
            app.session_state[fold] = True
        return app.run()

    return opened
