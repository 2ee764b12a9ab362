"""The line for the first visit: it greets whoever brings nothing, and takes them to the first lesson."""

from streamlit.testing.v1 import AppTest

from lrviz.lessons import LESSONS
from lrviz.ui.components.learn import LESSON
from tests.ui.visits import Visit, gone_to, opened

ELSEWHERE = """
import streamlit as st
from lrviz.ui.learn.page import page
from lrviz.ui.trajectories.greeting import greeting
(greeting if st.button("greet", key="greet") else page)()
"""


def greeted(app: AppTest) -> bool:
    """Whether the line is mounted: it alone is given nothing."""
    return any(component.proto.json == "{}" for component in app.get("bidi_component"))


def dismissing_script() -> None:
    """The line alone, and a button for each word that a browser says of it."""
    import streamlit as st

    from lrviz.ui.trajectories import greeting

    greeting.greeting()
    st.button("dismiss", on_click=greeting.dismiss)
    st.button("learn", on_click=greeting.learn)


def test_who_brings_a_link_with_state_is_not_greeted(visit: Visit) -> None:
    app = visit()
    assert greeted(app)
    app.number_input(key="t1.o.SGD.lr").set_value(0.002).run()
    assert greeted(app)
    assert greeted(gone_to(gone_to(app, "learn"), "trajectories"))
    app = visit({"t.steps": "20"})
    assert not greeted(app)
    assert not greeted(gone_to(gone_to(app, "learn"), "trajectories"))


def test_who_began_at_a_lesson_by_its_link_is_not_greeted_later() -> None:
    app = opened(ELSEWHERE, {"lesson": "3"})
    app.query_params.clear()
    app.button(key="greet").click().run()
    assert not app.exception
    assert not greeted(app)


def test_it_is_dismissed_and_leads_to_the_first_lesson() -> None:
    app = AppTest.from_function(dismissing_script).run()
    assert greeted(app)
    app.button[1].click().run()
    assert app.session_state["~wanted"] == "learn"
    assert app.session_state["~values"] == {LESSON: LESSONS[0].key}
    app.button[0].click().run()
    assert not greeted(app)
