"""What is drawn once the picture is on the way stands in its own place."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from lrviz.ui.kit.later import Later

later = Later()
st.write("above")
later.add(lambda: st.write("told"))
st.write("between")
later.add(lambda: st.button("pressed", on_click=lambda: st.session_state.update(pressed=True)))
st.session_state["drawn before"] = "pressed" in st.session_state
st.write("below")
later.draw()
"""


def test_each_part_stands_where_its_place_was_kept_and_works() -> None:
    app = AppTest.from_string(SCRIPT).run()
    assert [one.value for one in app.markdown] == ["above", "told", "between", "below"]
    app.button[0].click().run()
    assert app.session_state["pressed"] is True
    assert not app.exception
