"""A look into the session gives what Streamlit's own dictionary gives, and no widget makes that dictionary."""

import pytest
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1 import AppTest

from lrviz.ui.kit.session import SessionView, look_up_by_key

WIDGETS = """
import streamlit as st

st.session_state.setdefault("empty number", None)
st.session_state.setdefault("empty choice", None)
st.session_state.setdefault("range", (2, 5))
shown = [
    st.number_input("a", 0.0, 9.0, 4.0, key="empty number"),
    st.selectbox("b", ["p", "q"], key="empty choice"),
    st.slider("c", 0, 9, key="range"),
    st.text_input("d", "words", key="text"),
    st.checkbox("e", True, key="box"),
    st.radio("f", ["p", "q"], 1, key="radio"),
    st.number_input("without a key", 0, 9, 3),
]
st.session_state["shown"] = shown
"""
SHOWN = [None, None, (2, 5), "words", True, "q", 3]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows each time that a whole dictionary is made."""
    grown: list[str] = []
    whole = vars(SessionState)["filtered_state"].fget

    def counted(state: SessionState) -> dict[str, object]:
        grown.append("whole")
        return dict(whole(state))

    monkeypatch.setattr(SafeSessionState, "filtered_state", SafeSessionState.filtered_state)
    look_up_by_key()
    monkeypatch.setattr(SessionState, "filtered_state", property(counted))
    return grown


def test_widgets_show_what_the_session_says_and_make_no_dictionary(made: list[str]) -> None:
    app = AppTest.from_string(WIDGETS).run().run()
    assert not app.exception
    assert made == []
    assert app.session_state["shown"] == SHOWN


def test_the_view_holds_what_streamlits_own_dictionary_holds(made: list[str]) -> None:
    app = AppTest.from_string(WIDGETS).run()
    view = app.session_state._state.filtered_state
    assert isinstance(view, SessionView)
    assert made == []
    assert {"range", "text", "box", "radio", "shown", "empty number", "empty choice"} == set(view)
    assert (len(view), dict(view)) == (7, {key: view[key] for key in view})
    assert "gone" not in view
    with pytest.raises(KeyError, match="gone"):
        view["gone"]
