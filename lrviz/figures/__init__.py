"""Pictures: what the browser draws, and Plotly figures as plain dictionaries; nothing here knows Streamlit."""

from lrviz.figures.board import Board, Line, Mark, Panel, Shown, board_payload
from lrviz.figures.curves import curves_figure
from lrviz.figures.map import map_figure
from lrviz.figures.payload import payload
from lrviz.figures.standalone import plotly_files, standalone
from lrviz.figures.style import STYLES, Drawn, Style

__all__ = [
    "STYLES",
    "Board",
    "Drawn",
    "Line",
    "Mark",
    "Panel",
    "Shown",
    "Style",
    "board_payload",
    "curves_figure",
    "map_figure",
    "payload",
    "plotly_files",
    "standalone",
]
