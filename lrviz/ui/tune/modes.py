"""The catalogue of the page Tune: what it can vary, in the order of its menu."""

from lrviz.ui.tune.base import Mode
from lrviz.ui.tune.basins import StartPoints
from lrviz.ui.tune.comparison import FairSchedules
from lrviz.ui.tune.search import SettingsSearch
from lrviz.ui.tune.sweep import OneSetting, TwoSettings

MODES: tuple[type[Mode], ...] = (OneSetting, TwoSettings, StartPoints, FairSchedules, SettingsSearch)
