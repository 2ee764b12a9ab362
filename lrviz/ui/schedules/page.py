"""The page "Schedules": compare, compose, check and take away learning-rate curves."""

import streamlit as st

from lrviz.figures.board.view import BoardView
from lrviz.ui.kit.share import framed
from lrviz.ui.kit.view import view_controls
from lrviz.ui.schedules.controls import comparison_controls
from lrviz.ui.schedules.forecasting import forecast_controls
from lrviz.ui.schedules.logs import log_controls
from lrviz.ui.schedules.results import comparing
from lrviz.ui.schedules.theory import spectrum_controls

PAGE = "s"


def page() -> None:
    """Draws the page."""
    with framed("Schedules", PAGE) as link:
        with st.sidebar:
            comparison = comparison_controls(link, PAGE)
            view = view_controls(link, PAGE, BoardView)
            spectrum = spectrum_controls(link, PAGE, view)
        choices = log_controls(link, PAGE)
        forecasts = forecast_controls(link, PAGE)
        link.settle()
        comparing(comparison, view, spectrum, choices, forecasts, PAGE)
