"""A schedule that another page hands over to the page Schedules."""

from dataclasses import replace

from lrviz.comparison import Entry
from lrviz.optimizers import Optimizer
from lrviz.ui.kit.catalogues import title
from lrviz.ui.kit.plans import open_plan
from lrviz.ui.schedules.controls import DRIVERS
from lrviz.ui.schedules.first_comparison import FIRST_PLAN


def open_entry(entry: Entry, optimizer: Optimizer) -> None:
    """Opens Schedules with one schedule alone, over the run that the page shows at first.

    Args:
        entry: the schedule.
        optimizer: what it drives; the page has one of its class, with momentum where it has any.
    """
    open_plan([entry], FIRST_PLAN, _driver(optimizer))


def _driver(optimizer: Optimizer) -> str:
    """The name of what the page can drive that is most like an optimizer."""
    alike = (name for name, one in DRIVERS.items() if replace(optimizer, lr=one.lr) == one)
    return next(alike, title(type(optimizer)))
