"""Writes the link under which the page Schedules shows given schedules."""

from functools import singledispatch
from typing import Any
from urllib.parse import urlencode

from lrviz.comparison import Comparison, Curve, Entry, Plan
from lrviz.previewing import Beside, Preview
from lrviz.schedules import Schedule
from lrviz.ui.kit.link import VERSION, VERSION_KEY, texts
from lrviz.ui.kit.plans import page_values


@singledispatch
def link_of(value: Any) -> str:
    """The end of an address of the app, behind its own: "schedules?…".

    Raises:
        ValueError: the page has no place for such a value.
    """
    known = "a schedule, an entry, a curve, a preview or a comparison"
    raise ValueError(f"what opens in the app must be {known}, got {type(value).__name__}")


@link_of.register
def _(comparison: Comparison) -> str:
    return _written(comparison.entries, comparison.plan)


@link_of.register
def _(schedule: Schedule) -> str:
    return _written((Entry(schedule),), Plan())


@link_of.register
def _(entry: Entry) -> str:
    return _written((entry,), Plan())


@link_of.register
def _(curve: Curve) -> str:
    return _written(() if curve.entry is None else (curve.entry,), Plan(budget=max(1, len(curve.rates))))


@link_of.register
def _(preview: Preview) -> str:
    return _written(preview.entries[:_MOST], _lasting(preview))


@link_of.register
def _(beside: Beside) -> str:
    planned = beside.planned
    return _written((*planned.entries, *beside.preview.entries)[:_MOST], planned.plan)


_MOST = 12


def _lasting(preview: Preview) -> Plan:
    """A run that ends where the preview does; a million steps are the longest."""
    return Plan(budget=min(preview.start + len(preview.rates), 1_000_000))


def _written(entries: tuple[Entry, ...], plan: Plan) -> str:
    if not entries:
        raise ValueError("no schedule of lrviz follows these rates: negative ones, or none above 0")
    values = page_values(entries, plan)
    parameters = {key: texts(value) for key, value in values.items()}
    return f"schedules?{urlencode({VERSION_KEY: [VERSION], **parameters}, doseq=True)}"
