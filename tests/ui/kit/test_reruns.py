"""From a fragment to the whole page, and from one page to another."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.state import SafeSessionState, SessionState

from lrviz.ui.kit import reruns
from lrviz.ui.kit.values import remember, values_of


@pytest.mark.parametrize(("state", "given_up"), [({}, 0), ({"~wanted": "tune"}, 1)])
def test_fragments_are_given_up_only_for_another_page(
    monkeypatch: pytest.MonkeyPatch, state: dict[str, Any], given_up: int
) -> None:
    done: list[str] = []
    storage = SimpleNamespace(clear=lambda: done.append("given up"))
    monkeypatch.setattr(reruns, "get_script_run_ctx", lambda: SimpleNamespace(fragment_storage=storage))
    monkeypatch.setattr(reruns, "st", SimpleNamespace(session_state=state, rerun=lambda: done.append("whole page")))
    reruns.catch_up()
    assert done == []
    reruns.later(lambda: done.append("act"))
    reruns.catch_up()
    reruns.catch_up()
    assert done == ["act", *["given up"] * given_up, "whole page"]


def test_a_wanted_page_opens_once_with_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.session_state", {})
    assert reruns.wanted_page() is None
    remember({"u.steps": 7, "u1.name": "old", "t.steps": 3})
    reruns.open_page("tune", "u", {"u.noise": 0.5, "u.clip": None, "u.runs": ["1"]})
    assert values_of("u") == {"u.noise": 0.5, "u.clip": None, "u.runs": ["1"]}
    assert values_of("t") == {"t.steps": 3}
    assert reruns.wanted_page() == "tune"
    assert reruns.wanted_page() is None


def test_what_takes_long_gives_way_where_streamlit_has_a_newer_run() -> None:
    asked: list[str] = []
    state = SafeSessionState(SessionState(), lambda: asked.append("newer run?"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reruns, "st", SimpleNamespace(session_state=state))
        assert reruns.give_way() is False
    assert asked
