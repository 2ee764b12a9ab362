"""What the tests of the app share."""

from collections.abc import Callable
from typing import TypeAlias

from streamlit.testing.v1 import AppTest

from lrviz.ui.kit.widgets import title
from lrviz.ui.trajectories.controls import SLOTS

Visit: TypeAlias = Callable[..., AppTest]
"""Opens the app by a link."""


def batched(catalogue: tuple[type, ...]) -> list[tuple[type, ...]]:
    """The classes of a catalogue, as many together as a page has runs."""
    return [catalogue[i : i + len(SLOTS)] for i in range(0, len(catalogue), len(SLOTS))]


def names(batch: tuple[type, ...]) -> str:
    """A test's name."""
    return f"{title(batch[0])} to {title(batch[-1])}"
