"""Makes a picture into one HTML file that opens without a network connection."""

import html
import json
import posixpath
import re
from base64 import b64encode

from lrviz.figures.kit.inline import inlined
from lrviz.paths import assets

_IMPORT = re.compile(r'^(?!\s*/?\*)(.*\b(?:from |import |import\())"(\.[^"]+)"', re.MULTILINE)
"""An import by a relative path, unless it stands in a comment: what types are imported from never runs."""

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
<script type="importmap">{modules}</script>
</head>
<body>
<header><h1>{title}</h1><p>{note}</p></header>
<script type="module">
import mount from "{first}";

const data = Uint8Array.from(atob("{payload}"), (letter) => letter.charCodeAt(0));
const draw = () => mount({{ data, parentElement: document.body, setTriggerValue() {{}} }});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
draw();
</script>
</body>
</html>
"""

_THEME = """:root { color-scheme: light dark; --st-font: sans-serif; --st-primary-color: #ff4b4b; }
:root { --st-background-color: #ffffff; --st-text-color: #31333f; }
@media (prefers-color-scheme: dark) { :root { --st-background-color: #0e1117; --st-text-color: #fafafa; } }
body { margin: 1rem; background: var(--st-background-color); --stage-top: 5rem; }
header { margin: 0 0 0.6rem; font-family: var(--st-font); color: var(--st-text-color); }
header :is(h1, p) { margin: 0; font-size: 1.15rem; line-height: 1.4; overflow-wrap: anywhere; }
header p { font-size: 0.86rem; }
.kit .kit-link { display: none; }"""
"""Buttons that change a link have none to change."""


def standalone(title: str, note: str, component: str, payload: bytes) -> str:
    """A page with a component that shows a payload, and everything that it needs.

    The component's modules are in the page's import map, since a page without a server cannot import files. What the
    component tells is not heard: the page stays as it was sent, except for how it is looked at.

    Args:
        title: the page's, which stands over the component as well.
        note: what else stands there, in smaller type.
        component: its directory in assets, such as "stage".
        payload: what it draws.
    """
    first = f"{component}/main.js"
    sheets = [(assets() / file).read_text("utf-8") for file in ("kit/kit.css", f"{component}/{component}.css")]
    return _PAGE.format(
        title=html.escape(title),
        note=html.escape(note),
        sheet="\n".join([_THEME, *sheets]),
        plotly="\n".join(map(_plotly, ("cartesian", "gl3d"))),
        modules=json.dumps({"imports": _modules(first)}),
        first=first,
        payload=b64encode(payload).decode(),
    )


def _plotly(part: str) -> str:
    """A part of Plotly.js as a text in the page, which `assets/kit/plotly.js` runs once it is needed."""
    source = (assets() / "plotly" / f"plotly-{part}.min.js").read_text("utf-8")
    return f'<script type="text/plain" data-plotly="{part}">{source}</script>'


def _modules(first: str) -> dict[str, str]:
    """A module and all that it imports, as data URLs by their paths in assets."""
    known: dict[str, str] = {}
    _add(first, known)
    return known


def _add(name: str, known: dict[str, str]) -> None:
    known[name] = ""  # modules may import each other in a circle

    def absolute(imported: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), imported[2]))
        if path not in known:
            _add(path, known)
        return f'{imported[1]}"{path}"'

    source = _IMPORT.sub(absolute, (assets() / name).read_text("utf-8"))
    known[name] = inlined("text/javascript", source.encode())
