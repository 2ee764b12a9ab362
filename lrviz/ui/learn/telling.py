"""What stands below the stage once a lesson is revealed: theory beside measurement, the formula, why, what next."""

import streamlit as st

from lrviz.lessons.lesson import Reveal
from lrviz.ui.kit.tables import number, table, text
from lrviz.ui.learn.look_up import look_up
from lrviz.ui.learn.progress import Progress, go_on
from lrviz.ui.trajectories.handover import open_scene


def telling(progress: Progress) -> None:
    """Draws it; nothing before the lesson is revealed."""
    if not progress.revealed:
        return
    lesson, told = progress.lesson, progress.lesson.reveal
    numbers, reason = st.columns(2, gap="medium")
    with numbers:
        st.html(_beside(told))
    with reason:
        st.markdown(f"**Why.** {told.why}")
        if not progress.changed:
            st.markdown(f"**Now try.** {told.change}.")
    with st.container(horizontal=True, gap="medium", key="lesson-formula"):
        for part in told.formula.split(r"\qquad"):
            st.latex(part, width="content")
    with st.container(horizontal=True, gap="small"):
        again = progress.changed
        st.button(
            "Play the change again" if again else "Make the change",
            key="~trying",
            type="secondary" if again else "primary",
            on_click=go_on,
            args=(lesson, "trying"),
        )
        st.button("Open in Trajectories", key="~open", on_click=open_scene, args=(progress.scene,))
    look_up(progress.scene)


def _beside(told: Reveal) -> str:
    rows = ((text(what), number(theory), number(here)) for what, theory, here in told.rows)
    return table(("", "Theory", "Here"), rows)
