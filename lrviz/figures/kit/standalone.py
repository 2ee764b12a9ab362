"""Makes a picture into one HTML file that opens without a network connection."""

import html
import json
import posixpath
import re
import zlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache

from lrviz.paths import assets

_IMPORT = re.compile(r'^(?!\s*/?\*)(.*\b(?:from |import |import\())"(\.[^"]+)"', re.MULTILINE)
"""An import by a relative path, unless it stands in a comment: what types are imported from never runs."""

_PARTS = {"cartesian": True, "gl3d": False}
"""The parts of Plotly.js, and whether every picture needs one; others are named where they are asked for."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · lrviz</title>
<link rel="icon" href="data:,">
<style>
{sheet}
</style>
{plotly}
</head>
<body>
<header><h1>{title}</h1><p>{note}</p></header>
<script type="text/plain" data-picture="{first}">{picture}</script>
<script>
{opening}
</script>
</body>
</html>
"""


def standalone(title: str, note: str, component: str, payload: bytes, sheets: Sequence[str] = ()) -> str:
    """A page with a component that shows a payload, and everything that it needs.

    Plotly.js, the component and the payload lie in it deflated; `assets/alone/opening.js` unpacks the latter two, and
    `assets/kit/plotly.js` the part of Plotly.js that is needed. What the component tells is not heard: the page stays
    as it was sent, except for how it is looked at.

    Args:
        title: the page's, which stands over the component as well.
        note: what else stands there, in smaller type.
        component: its directory in assets, such as "stage".
        payload: what it draws.
        sheets: style sheets that it needs beside its own and the kit's, by their paths in assets.
    """
    return _PAGE.format(
        title=html.escape(title),
        note=html.escape(note),
        sheet=_asset("alone/alone.css"),
        plotly="\n".join(map(_plotly, _parts(component))),
        first=f"{component}/main.js",
        picture=f"{_program(component, tuple(sheets))} {_coded(payload)}",
        opening=_asset("alone/opening.js"),
    )


@cache
def _parts(component: str) -> list[str]:
    """The parts of Plotly.js that a component may ask for."""
    asking = "".join(_modules(component).values())
    return [part for part, always in _PARTS.items() if always or f'loadPlotly("{part}")' in asking]


@cache
def _plotly(part: str) -> str:
    """A part of Plotly.js, which `assets/kit/plotly.js` finds in the page."""
    letters = _squeezed(_asset(f"plotly/plotly-{part}.min.js"))
    return f'<script type="text/plain" data-plotly="{part}">{letters}</script>'


@cache
def _program(component: str, sheets: tuple[str, ...]) -> str:
    """The style of a component, and its modules by their paths in assets."""
    styles = ("kit/kit.css", *sheets, f"{component}/{component}.css")
    return _squeezed(json.dumps({"sheet": "\n".join(map(_asset, styles)), "modules": _modules(component)}))


def _squeezed(text: str) -> str:
    return _coded(zlib.compress(text.encode(), 9))


def _coded(data: bytes) -> str:
    return b64encode(data).decode()


def _asset(file: str) -> str:
    return (assets() / file).read_text("utf-8")


def _modules(component: str) -> dict[str, str]:
    """A component's first module and all that it imports, by their paths in assets, by which they import each other."""
    known: dict[str, str] = {}
    _add(f"{component}/main.js", known)
    return known


def _add(name: str, known: dict[str, str]) -> None:
    known[name] = ""  # modules may import each other in a circle

    def absolute(imported: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), imported[2]))
        if path not in known:
            _add(path, known)
        return f'{imported[1]}"{path}"'

    known[name] = _IMPORT.sub(absolute, _asset(name))
