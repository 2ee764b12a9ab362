"""The modes of the page Train."""

from lrviz.ui.train.base import Mode
from lrviz.ui.train.evidence import Evidence
from lrviz.ui.train.landscape import Landscape
from lrviz.ui.train.rates import Rates
from lrviz.ui.train.runs import Runs

MODES: tuple[type[Mode], ...] = (Runs, Rates, Landscape, Evidence)
"""In the order of the menu."""
