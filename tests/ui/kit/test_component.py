"""The files that components are made of."""

import re
from functools import partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager

from lrviz.paths import assets
from lrviz.serving.addresses import LASTING
from lrviz.ui.kit import component

ASSETS = assets().resolve()
ROOMS = [room for room in component._ROOMS if room != component._PLOTLY]
MODULES = sorted(file for room in ROOMS for file in (ASSETS / room).rglob("*.js"))


def test_the_server_is_told_where_its_files_are(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = BidiComponentManager()
    monkeypatch.setattr(component, "get_bidi_component_manager", lambda: manager)
    for name in ("stage", "plotly", "stage"):
        component.serve(name)
    package = component._package()
    assert Path(manager.get_component_path(f"{package}.stage") or "").resolve() == ASSETS
    assert Path(manager.get_component_path(f"{package}.plotly") or "").resolve() == ASSETS


def test_all_that_is_served_has_a_lasting_address(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = BidiComponentManager()
    monkeypatch.setattr(component, "get_bidi_component_manager", lambda: manager)
    places = component.served()
    assert places[0].endswith(".plotly/plotly/plotly-cartesian.min.js"), "what every page waits for"
    assert all(LASTING.fullmatch(place) for place in places)
    files = {place.split("/", 4)[4] for place in places}
    assert {str(file.relative_to(ASSETS)) for file in MODULES} <= files


def test_what_comes_after_a_component_has_gone_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    state: dict[str, Any] = {}
    monkeypatch.setattr(component.st, "session_state", state)
    hear = component._hearing("picture", {"open": heard.append})
    hear()
    state["picture"] = {"said": ["page", [[1, "hover", 1]]]}
    hear()
    assert heard == []
    state["picture"] = {"said": ["page", [[2, "open", 2]]]}
    hear()
    assert heard == [2]


def test_each_word_is_heard_once_in_its_order_however_often_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, Any]] = []
    state: dict[str, Any] = {}
    monkeypatch.setattr(component.st, "session_state", state)
    hear = component._hearing("picture", {word: partial(_note, heard, word) for word in ("start", "view")})
    for said, news in (
        (["page", [[1, "start", 5]]], [("start", 5)]),
        (["page", [[1, "start", 5], [2, "view", 6]]], [("view", 6)]),
        (["page", [[2, "view", 6], [4, "start", 7], [5, "rest", 0]]], [("start", 7)]),
        (["page", [[2, "view", 6], [4, "start", 7]]], []),
        (["another", [[1, "start", 8]]], [("start", 8)]),
    ):
        state["picture"] = {"said": said}
        hear()
        assert heard == news
        heard.clear()


@pytest.mark.parametrize(
    "said",
    [None, 3, "start", [], ["page"], ["page", 3], [1, []], ["page", [[1, "start"]]], ["page", [["1", "start", 2]]]],
)
def test_what_no_browser_of_ours_has_said_is_not_heard(monkeypatch: pytest.MonkeyPatch, said: Any) -> None:
    heard: list[int] = []
    monkeypatch.setattr(component.st, "session_state", {"picture": {"said": said}})
    component._hearing("picture", {"start": heard.append})()
    assert heard == []


def _note(heard: list[tuple[str, Any]], word: str, value: Any) -> None:
    heard.append((word, value))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ASSETS)))
def test_modules_import_only_what_is_there_and_nothing_from_elsewhere(file: Path) -> None:
    room = file.relative_to(ASSETS).parts[0]
    text = file.read_text("utf-8")
    for source in _sources(text):
        imported = (file.parent / source).resolve()
        assert source.startswith((".", "..")), source
        assert imported.is_file(), source
        assert imported.is_relative_to(ASSETS), source
        assert imported.relative_to(ASSETS).parts[0] in {room, "kit"}, f"{source}: what two rooms need is in kit"
    assert "http:" not in text.replace("http://www.w3.org/", "")
    assert "https:" not in text


def test_no_module_waits_for_itself() -> None:
    imports = {
        file: [(file.parent / source).resolve() for source in _sources(file.read_text("utf-8"))] for file in MODULES
    }
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" ← ".join(str(file.relative_to(ASSETS)) for file in error.args[1]))


def _sources(text: str) -> list[str]:
    """What a module imports, at once or later; comments import nothing."""
    return re.findall(r'^(?! *[/*]).*(?:from |import |import\()"([^"]+)"', text, re.MULTILINE)
