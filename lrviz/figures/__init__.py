"""Plotly figures of a scene, as plain dictionaries; nothing here knows Streamlit."""

from lrviz.figures.curves import curves_figure
from lrviz.figures.map import map_figure
from lrviz.figures.style import STYLES, Drawn, Style
from lrviz.figures.writing import written

__all__ = ["STYLES", "Drawn", "Style", "curves_figure", "map_figure", "written"]
