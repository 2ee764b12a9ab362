"""How runs look: eight colours, dashes and markers that stay apart for colour-blind people, on light and on dark."""

from dataclasses import dataclass

from lrviz.simulate import Trajectory


@dataclass(frozen=True)
class Style:
    """The look of one run: a colour, a Plotly dash and a Plotly marker symbol."""

    colour: str
    dash: str
    symbol: str

    def faded(self, opacity: float) -> str:
        """The colour as rgba with that opacity."""
        red, green, blue = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity:g})"


STYLES: tuple[Style, ...] = (
    Style("#229af4", "solid", "circle"),
    Style("#d18302", "dash", "square"),
    Style("#237745", "dot", "diamond"),
    Style("#ef2e5b", "dashdot", "triangle-up"),
    Style("#8800f5", "longdash", "pentagon"),
    Style("#b5189a", "10px 3px 3px 3px 3px 3px", "triangle-down"),
    Style("#6e6304", "longdashdot", "hexagon"),
    Style("#8a929d", "4px 2px", "triangle-right"),
)
"""One look a run slot. Found by search: contrast of at least 3 with white and with Streamlit's dark background, and the
largest smallest distance in CIELAB under normal vision, deuteranopia, protanopia and tritanopia."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """One run to draw: its name, its look and its path."""

    label: str
    style: Style
    path: Trajectory
