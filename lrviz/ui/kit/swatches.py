"""The look of a run as a small picture, for tables."""

from lrviz.figures.kit.inline import inlined
from lrviz.figures.kit.style import Style

_MARKS = {
    "circle": '<circle cx="22" cy="7" r="5"/>',
    "square": '<rect x="17.5" y="2.5" width="9" height="9"/>',
    "diamond": '<path d="M22 1l6 6-6 6-6-6z"/>',
    "triangle-up": '<path d="M22 1.5l6 10h-12z"/>',
    "triangle-down": '<path d="M22 12.5l6-10h-12z"/>',
    "triangle-right": '<path d="M27.5 7l-9.5 5.5v-11z"/>',
    "pentagon": '<path d="M22 1l6 4.6-2.3 7h-7.4l-2.3-7z"/>',
    "hexagon": '<path d="M19 1.8h6l3 5.2-3 5.2h-6l-3-5.2z"/>',
}


def swatch(style: Style) -> str:
    """The line and the mark of a run, as an image in HTML."""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="44" height="14" fill="{style.colour}">'
        f'<path d="M0 7h44" stroke="{style.colour}" stroke-width="2.4" stroke-dasharray="{style.svg_dash}"/>'
        f"{_MARKS[style.symbol]}</svg>"
    )
    source = inlined("image/svg+xml", drawing.encode())
    return f'<img src="{source}" width="44" height="14" alt="{style.dash} {style.symbol}">'
