"""The app: `lrviz` and `streamlit run app.py` start here."""

import streamlit as st

from lrviz.cli import assets
from lrviz.ui.handover import WANTED, parameters
from lrviz.ui.pages import schedules, trajectories, tuning
from lrviz.ui.process import settle
from lrviz.ui.style import sheet

st.set_page_config(page_title="lrviz", page_icon=str(assets() / "icon.svg"), layout="wide", initial_sidebar_state=352)
settle("imports")
st.logo(str(assets() / "logo.svg"), icon_image=str(assets() / "icon.svg"))
st.html(sheet())
pages = {
    "trajectories": st.Page(trajectories.page, title="Trajectories", url_path="trajectories", default=True),
    "schedules": st.Page(schedules.page, title="Schedules", url_path="schedules"),
    "tune": st.Page(tuning.page, title="Tune", url_path="tune"),
}
chosen = st.navigation(list(pages.values()), position="top")
if wanted := st.session_state.pop(WANTED, None):
    st.switch_page(pages[wanted], query_params=parameters(wanted))
chosen.run()
