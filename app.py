"""The app: `lrviz` and `streamlit run app.py` start here."""

import streamlit as st

from lrviz.cli import assets
from lrviz.ui.pages.trajectories import page
from lrviz.ui.process import settle
from lrviz.ui.style import sheet

st.set_page_config(page_title="lrviz", page_icon=str(assets() / "icon.svg"), layout="wide", initial_sidebar_state=352)
settle("imports")
st.logo(str(assets() / "logo.svg"), icon_image=str(assets() / "icon.svg"))
st.html(sheet())
st.navigation([st.Page(page, title="Trajectories", url_path="trajectories", default=True)], position="hidden").run()
