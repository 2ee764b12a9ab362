"""A schedule that another page hands over to the page Schedules."""

from dataclasses import replace

from lrviz.comparison import Entry
from lrviz.optimizers import Optimizer
from lrviz.ui.kit.reruns import open_page
from lrviz.ui.kit.widgets import title
from lrviz.ui.schedules.controls import DRIVERS, begin_anew
from lrviz.ui.schedules.entry import entry_values

_PAGE = "s"


def open_entry(entry: Entry, optimizer: Optimizer) -> None:
    """Opens Schedules with one schedule alone, over the run that the page shows at first.

    Args:
        entry: the schedule.
        optimizer: what it drives; the page has one of its class, with momentum where it has any.
    """
    begin_anew()
    values = entry_values(_PAGE, 1, entry)
    open_page("schedules", _PAGE, values | {f"{_PAGE}.schedules": ["1"], f"{_PAGE}.drives": _driver(optimizer)})


def _driver(optimizer: Optimizer) -> str:
    """The name of what the page can drive that is most like an optimizer."""
    alike = (name for name, one in DRIVERS.items() if replace(optimizer, lr=one.lr) == one)
    return next(alike, title(type(optimizer)))
