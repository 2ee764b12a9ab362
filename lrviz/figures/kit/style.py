"""How runs look: twelve colours, dashes and markers that stay apart for colour-blind people, on light and on dark."""

from dataclasses import dataclass

from lrviz.simulate import Trajectory


@dataclass(frozen=True)
class Style:
    """The look of one run: a colour, a Plotly dash and a Plotly marker symbol."""

    colour: str
    dash: str
    symbol: str

    @property
    def look(self) -> dict[str, str]:
        """The look as the browser is told."""
        return {"colour": self.colour, "dash": self.svg_dash, "symbol": self.symbol}

    @property
    def svg_dash(self) -> str:
        """The dash as SVG's `stroke-dasharray`, made for lines about 2.4 pixels wide; "none" for a solid one."""
        return _DASHES.get(self.dash, self.dash.replace("px", ""))


_DASHES = {"solid": "none", "dash": "9 5", "dot": "2.5 3.5", "dashdot": "9 4 2.5 4", "longdash": "14 5"}
_DASHES |= {"longdashdot": "14 4 2.5 4"}

STYLES: tuple[Style, ...] = (
    Style("#13a0fe", "solid", "circle"),
    Style("#b45c1c", "dash", "square"),
    Style("#098e64", "dot", "diamond"),
    Style("#dc214e", "dashdot", "triangle-up"),
    Style("#9b38fd", "longdash", "pentagon"),
    Style("#d111ae", "10px 3px 3px 3px 3px 3px", "triangle-down"),
    Style("#b99a05", "longdashdot", "hexagon"),
    Style("#a498a9", "4px 2px", "triangle-right"),
    Style("#fe49f8", "16px 3px 2px 3px", "triangle-left"),
    Style("#d48c53", "7px 2px 1px 2px 1px 2px", "star-square"),
    Style("#7f6b84", "1px 2px", "star"),
    Style("#617cc6", "20px 2px", "star-diamond"),
)
"""One look a slot; the first eight are those of runs.

Found by search: a contrast of 2.7 with white and of 3.9 with Streamlit's dark background at least, and the largest
smallest distance in CIELAB under normal vision, deuteranopia, protanopia and tritanopia.
"""


@dataclass(frozen=True, eq=False)
class Drawn:
    """One run to draw: its name, its look and its path."""

    label: str
    style: Style
    path: Trajectory
