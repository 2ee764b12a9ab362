"""The modes of the page Train."""

from lrviz.ui.train.base import Mode
from lrviz.ui.train.runs import Runs

MODES: tuple[type[Mode], ...] = (Runs,)
"""In the order of the menu."""
