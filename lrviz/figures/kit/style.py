"""How runs look: twelve colours, dashes and markers that stay apart for colour-blind people, on light and on dark."""

from dataclasses import dataclass, replace

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
    Style("#339ad8", "solid", "circle"),
    Style("#a45307", "dash", "square"),
    Style("#18a765", "dot", "diamond"),
    Style("#af2abc", "dashdot", "triangle-up"),
    Style("#dd6d9f", "longdash", "pentagon"),
    Style("#bd3755", "10px 3px 3px 3px 3px 3px", "triangle-down"),
    Style("#ac931c", "longdashdot", "hexagon"),
    Style("#1d59fd", "4px 2px", "triangle-right"),
    Style("#dc795e", "16px 3px 2px 3px", "triangle-left"),
    Style("#15738d", "7px 2px 1px 2px 1px 2px", "star-square"),
    Style("#0da4af", "1px 2px", "star"),
    Style("#1a7922", "20px 2px", "star-diamond"),
)
"""One look a slot; the first eight are those of runs.

Found by search. Each has a contrast of 3 at least with white and with the dark backgrounds, and differs from the one
before it by 15 at least in CIEDE2000: under normal vision, deuteranopia, protanopia and tritanopia, and in grey.
Between those contrasts greys are no more than 20 apart. So light and dark alternate, and in grey dashes and symbols
tell those apart that are not neighbours.
"""

_OF_GROUPS = ("solid", "dash", "dot", "dashdot", "4px 2px", "16px 3px 2px 3px 2px 3px")


def style_of(slot: int, group: int = 0) -> Style:
    """The look of a slot; its groups, from 1 on, share colour and symbol and have a dash each."""
    style = STYLES[slot - 1]
    return replace(style, dash=_OF_GROUPS[group - 1]) if group else style


@dataclass(frozen=True, eq=False)
class Drawn:
    """One run to draw: its name, its look and its path."""

    label: str
    style: Style
    path: Trajectory
