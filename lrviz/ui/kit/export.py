"""What leaves a page: sections that are made only while they stand open, and files."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from lrviz.scene import Scene
from lrviz.ui.kit.folds import fold
from lrviz.ui.kit.headings import spoken_heading

_MEDIA = {
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".html": "text/html",
    ".json": "application/json",
    ".py": "text/x-python",
    ".zip": "application/zip",
}


def section(label: str, key: str, draw: Callable[[], None]) -> None:
    """The section of what can be taken away: a fold, closed at first, whose content is made while it is open.

    Args:
        label: what stands on it.
        key: its key.
        draw: makes the content.
    """
    spoken_heading("Take away")
    box = fold(label, key)
    if box.open:
        with box:
            draw()


def download(label: str, content: str | Callable[[], str | bytes], name: str) -> None:
    """A button that gives a file; where the content is a function, it is made by a click.

    Args:
        label: what the file holds.
        content: of the file.
        name: of the file; its suffix says what it is.
    """
    suffix = Path(name).suffix
    st.download_button(f"{label} ({suffix})", content, name, _MEDIA.get(suffix), on_click="ignore")


def download_scene(scene: Scene, name: str = "scene.json") -> None:
    """A button that gives a scene."""
    download("Scene", scene.to_json(), name)


def as_bytes(write: Callable[[Path], None]) -> bytes:
    """What a function writes into the file that it is given."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        write(file)
        return file.read_bytes()
