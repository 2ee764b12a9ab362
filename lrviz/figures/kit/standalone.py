"""Plotly.js from the plotly package: for the stage, and inside HTML files that open without a network."""

import html
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def plotly_files() -> Path:
    """The directory that holds plotly.min.js."""
    package = find_spec("plotly")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("plotly must be installed: the stage takes Plotly.js from it")
    return Path(package.origin).parent / "package_data"


def standalone(title: str, figures: list[dict[str, Any]]) -> str:
    """A page with the figures side by side and Plotly.js inside it.

    Raises:
        ValueError: Plotly does not know a property or refuses its value.
    """
    import plotly.io

    first, *others = (
        plotly.io.to_html(figure, include_plotlyjs=index == 0, full_html=False, config={"displaylogo": False})
        for index, figure in enumerate(figures)
    )
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
    body = "".join(f"<div>{figure}</div>" for figure in (first, *others))
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><main>{body}</main></body></html>'


_STYLE = (
    "body{margin:1rem;font-family:sans-serif}"
    "main{display:grid;grid-template-columns:repeat(auto-fit,minmax(360px,1fr))}"
)
