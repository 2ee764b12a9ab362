"""The slots of runs: each an optimizer under a schedule, with its widgets and buttons."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import Optimizer
from lrviz.scene import Run
from lrviz.schedules import Constant, Schedule
from lrviz.ui.kit import widgets
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.slots import slot_boxes, slot_buttons, slots_on
from lrviz.ui.kit.written import written

_NAME = next(parameter for parameter in hyperparameters(Run) if parameter.name == "name")


def run_slots(
    link: Link, page: str, first: Sequence[Run], total: int, boxes: str = "box"
) -> tuple[dict[int, Run], dict[int, str]]:
    """The widgets of the runs of a page.

    Args:
        link: this run's link.
        page: what the keys begin with.
        first: the runs of the first slots, which are on at first; the other slots have them in turn.
        total: how many slots there are.
        boxes: what the folds' keys begin with.

    Returns:
        The runs by slot, and why other slots have none.
    """
    if not link.sparing:
        heading("Runs")
    on = slots_on(link, f"{page}.runs", "Runs", total, len(first))

    def default(slot: int) -> Run:
        return first[(slot - 1) % len(first)]

    def buttons(slot: int, built: Run | ValueError) -> None:
        with st.container(horizontal=True):
            slot_buttons(f"{page}.runs", page, slot, on, total)

    return slot_boxes(
        link,
        boxes,
        on,
        1,
        lambda slot: [f"{page}{slot}.{field}" for field in (_NAME.name, "o", "s")],
        lambda slot: _run(link, f"{page}{slot}", default(slot)),
        buttons,
    )


def _run(link: Link, prefix: str, default: Run) -> Run | ValueError:
    optimizer = widgets.chooser(link, f"{prefix}.o", "Optimizer", Optimizer, default.optimizer)
    schedule = widgets.chooser(link, f"{prefix}.s", "Schedule", Schedule, default.schedule, Constant(), first=3)
    name = widgets.field(link, f"{prefix}.{_NAME.name}", _NAME, default)
    if not isinstance(optimizer, Optimizer):
        return ValueError(str(optimizer))
    if not isinstance(schedule, Schedule):
        return ValueError(str(schedule))
    try:
        return Run(optimizer, schedule, name)
    except ValueError as error:
        return error


def run_values(page: str, runs: Sequence[tuple[Optimizer, Schedule, str]]) -> dict[str, Any]:
    """The values of runs with their names in the first slots, and which slots these are."""
    values: dict[str, Any] = {f"{page}.runs": [str(slot) for slot, _ in enumerate(runs, 1)]}
    for slot, (optimizer, schedule, name) in enumerate(runs, 1):
        values |= written(f"{page}{slot}.o", optimizer) | written(f"{page}{slot}.s", schedule)
        values[f"{page}{slot}.{_NAME.name}"] = name
    return values
