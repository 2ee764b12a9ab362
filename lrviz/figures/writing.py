"""Figures as Plotly writes them."""

from typing import Any


def written(figure: dict[str, Any]) -> str:
    """The figure as JSON, checked by Plotly.

    Raises:
        ValueError: Plotly does not know a property or refuses its value.
    """
    import plotly.io
    import plotly.tools

    checked = plotly.tools.return_figure_from_figure_or_data(figure, validate_figure=True)
    return str(plotly.io.to_json(checked, validate=False))
