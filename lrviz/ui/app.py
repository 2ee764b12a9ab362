"""The app as a whole: what every page has around it, and which page is shown."""

import streamlit as st

from lrviz.paths import assets
from lrviz.ui.kit.process import freeze_imports, give_memory_back
from lrviz.ui.kit.reruns import wanted_page
from lrviz.ui.kit.session import look_up_by_key
from lrviz.ui.kit.style import sheet
from lrviz.ui.kit.visitors import send_torch_of_page_away, sweep_after_visit
from lrviz.ui.learn.page import page as learn
from lrviz.ui.schedules.page import page as schedules
from lrviz.ui.train.page import page as train
from lrviz.ui.trajectories.page import page as trajectories
from lrviz.ui.tune.page import page as tune

look_up_by_key()


def show() -> None:
    """Shows the page that its visitor has chosen."""
    send_torch_of_page_away()
    sweep_after_visit()
    icon = str(assets() / "icon.svg")
    st.set_page_config(page_title="lrviz", page_icon=icon, layout="wide", initial_sidebar_state=352)
    freeze_imports("imports")
    give_memory_back()
    st.logo(str(assets() / "logo.svg"), icon_image=icon)
    st.html(sheet())
    pages = {
        "trajectories": st.Page(trajectories, title="Trajectories", default=True),
        "schedules": st.Page(schedules, title="Schedules", url_path="schedules"),
        "tune": st.Page(tune, title="Tune", url_path="tune"),
        "train": st.Page(train, title="Train", url_path="train"),
        "learn": st.Page(learn, title="Learn", url_path="learn"),
    }

    def by_its_name() -> None:
        """The default page lies at the address of the app; who asks for it by its name is sent there."""
        asked = {key: st.query_params.get_all(key) for key in st.query_params}
        st.switch_page(pages["trajectories"], query_params=asked)

    named = st.Page(by_its_name, title="Trajectories", url_path="trajectories", visibility="hidden")
    chosen = st.navigation([*pages.values(), named], position="top")
    if wanted := wanted_page():
        st.switch_page(pages[wanted])
    chosen.run()
