"""The ways from what a scene shows to the entries of the reference that it is made of."""

import streamlit as st

from lrviz.lessons.entries import entries_of
from lrviz.scene import Scene
from lrviz.ui.learn.open_entry import turn_to_entry


def look_up(scene: Scene) -> None:
    """Draws them: optimizers, schedules, and the function."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="look-up"):
        st.caption("In the reference:", width="content")
        for entry in entries_of(scene):
            key = f"~look up {entry.key}"
            st.button(entry.title, key=key, type="tertiary", on_click=turn_to_entry, args=(entry.key,))
