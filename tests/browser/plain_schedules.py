"""The page Schedules as it would be with a plain `st.plotly_chart`: what the board is measured against."""

import streamlit as st

from lrviz.comparison import curve
from lrviz.figures import STYLES
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.process import freeze_imports
from lrviz.ui.kit.style import sheet
from lrviz.ui.schedules.controls import comparison_controls

PAGE = "s"


def page() -> None:
    """Draws the page: the same controls, and every rate as a line of Plotly's."""
    link = Link(PAGE)
    with st.sidebar:
        comparison = comparison_controls(link, PAGE)
    link.settle()
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": entry.label,
            "y": curve(entry, comparison.plan, 0.0, comparison.metric).rates,
            "line": {"color": STYLES[slot - 1].colour},
        }
        for slot, entry in comparison.entries.items()
    ]
    st.plotly_chart({"data": traces, "layout": {"height": 620}}, key="rates")


st.set_page_config(page_title="lrviz", layout="wide", initial_sidebar_state=352)
freeze_imports("imports")
st.html(sheet())
page()
