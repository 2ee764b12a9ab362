"""Values that notebooks show as pictures, and that open elsewhere. Who can draw them lies above and says so here."""

import html
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any, overload

_HEIGHT = 780
"""Of the frame in a notebook, in pixels: as much as a laptop shows of a page."""

_drawers: list[Callable[[Any], str]] = []
_linkers: list[Callable[[Any], str]] = []


class Shown:
    """A value that a notebook shows as a picture to play with, in a frame that has all it needs in it."""

    def _repr_html_(self) -> str:
        """The frame; where the value cannot be drawn, itself and why."""
        try:
            page = _page_of(self)
        except ValueError as error:
            return f"<pre>{html.escape(repr(self))}</pre><p>Not drawn: {html.escape(str(error))}</p>"
        look = f"width: 100%; height: {_HEIGHT}px; border: 0"
        return f'<iframe title="lrviz" style="{look}" allow="fullscreen" srcdoc="{html.escape(page)}"></iframe>'


def draw_by(drawer: Callable[[Any], str], linker: Callable[[Any], str]) -> None:
    """Has values drawn, and opened in the app, by functions from now on.

    Args:
        drawer: makes a value into an HTML page that needs nothing else; it raises a ValueError where it cannot.
        linker: makes a value into the end of an address of the app; likewise.
    """
    _drawers[:], _linkers[:] = [drawer], [linker]


@overload
def show(value: Any, path: str | Path | None = None) -> Path: ...
@overload
def show(value: Any, *, app: str) -> str: ...
def show(value: Any, path: str | Path | None = None, app: str | None = None) -> Path | str:
    """Opens a value as a page that plays without a network, or in the app.

    Args:
        value: a scene, what `simulate` returns, a schedule, an entry, a curve or a comparison of `lrviz.comparison`, a
            preview, or a lesson.
        path: the HTML file that is written, and not opened; None writes a temporary one and opens it in the system's
            browser.
        app: the address of a running app, such as "http://localhost:8501", whose page Schedules is opened with it in
            place of a file: a schedule, an entry, a curve, a comparison or a preview, which then can be changed there.

    Returns:
        The file, which stays; or the address.

    Raises:
        ValueError: the value is none of these, or cannot be drawn.
        RuntimeError: there is no browser to open it in; the message names the file or the address.
    """
    if app is not None:
        return _open_in_app(value, app)
    page = _page_of(value)
    file = Path(tempfile.mkdtemp(prefix="lrviz-")) / "lrviz.html" if path is None else Path(path)
    file.write_text(page, "utf-8")
    if path is None and not webbrowser.open(file.absolute().as_uri()):
        raise RuntimeError(f"no browser was found to open it in; the page is {file}")
    return file


def _open_in_app(value: Any, app: str) -> str:
    if not app.startswith(("http://", "https://")):
        raise ValueError(f"app must be an address such as http://localhost:8501, got {app!r}")
    (linker,) = _linkers
    address = f"{app.rstrip('/')}/{linker(value)}"
    if not webbrowser.open(address):
        raise RuntimeError(f"no browser was found to open it in; the address is {address}")
    return address


def _page_of(value: Any) -> str:
    (drawer,) = _drawers
    return drawer(value)
