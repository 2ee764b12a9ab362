"""The controls of the page Schedules: the run, what it drives, and up to twelve schedules."""

from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from lrviz.comparison import Entry, Measurements, Metric, Plan
from lrviz.comparison.presets import PRESETS
from lrviz.figures.board.view import SLOTS
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import OPTIMIZERS, Optimizer
from lrviz.schedules import Constant, Schedule
from lrviz.ui.kit import widgets
from lrviz.ui.kit.catalogues import names_of, title
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.plans import FIELDS, LAST_ENTRIES
from lrviz.ui.kit.slots import slot_boxes, slot_buttons, slots_on
from lrviz.ui.schedules.batch import batch_rules
from lrviz.ui.schedules.entry import by_hand, first_entry, move, settle_put
from lrviz.ui.schedules.first_comparison import FIRST_ON, FIRST_PLAN
from lrviz.ui.schedules.groups import group_controls, is_of_a_group
from lrviz.ui.schedules.lengths import follow, lengths_of, take_choices
from lrviz.ui.schedules.logs import MEASURED
from lrviz.ui.schedules.plan import plan_controls, settle_plan
from lrviz.ui.schedules.presets import preset_controls
from lrviz.ui.schedules.resuming import resume_controls
from lrviz.ui.trajectories.handover import hand_over

_PRESET_NAMES = {preset.name for preset in PRESETS}
"""Names that a copy, which will be another schedule, does not keep."""
_METRIC = {parameter.name: parameter for parameter in hyperparameters(Metric)}


def _drivers() -> dict[str, Optimizer]:
    """What a schedule may drive: every optimizer, and with momentum where it has none of itself."""
    drivers: dict[str, Optimizer] = {}
    for kind in OPTIMIZERS:
        plain: Any = kind(**{})
        drivers[title(kind)] = plain
        if plain.cycled is not None and not getattr(plain, plain.cycled):
            drivers[f"{title(kind)} with {plain.cycled}"] = replace(plain, **{plain.cycled: 0.9})
    return drivers


DRIVERS = _drivers()


@dataclass
class Comparison:
    """What the controls say: the run, what is driven, the schedules by slot, and why other slots have none."""

    plan: Plan
    optimizer: Optimizer
    entries: dict[int, Entry] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    metric: Measurements = field(default_factory=Metric)


def comparison_controls(link: Link, page: str) -> Comparison:
    """The widgets of a whole comparison."""
    plan = plan_controls(link, page, FIRST_PLAN)
    link.steps = plan.steps
    tip = "The optimizer that the schedules drive: some traps are traps for some optimizers only."
    shown_as = {name: names_of(type(one)) for name, one in DRIVERS.items()}
    driver = widgets.menu(link, f"{page}.drives", "Optimizer", list(DRIVERS), "AdamW", tip, shown_as=shown_as)
    tip = (
        "When the length of the run changes, or how often a schedule is stepped, every length inside the schedules "
        "changes in proportion."
    )
    follows = widgets.flag(link, f"{page}.follow", "Lengths follow the run", True, tip)
    key = f"{page}.schedules"
    heading("Schedules")
    on = slots_on(link, key, "Schedules", len(SLOTS), FIRST_ON)
    preset_controls(page, on, plan)
    last = settle_plan(plan)
    entries: dict[int, Entry] = st.session_state.get(LAST_ENTRIES, {})
    batch_rules(page, on, entries, last, plan)
    take_choices(page, on, entries, plan, follows)
    if follows and last is not None:
        follow(page, on, entries, last, plan)
    settle_put()
    comparison = Comparison(plan, DRIVERS[driver])
    comparison.entries, comparison.errors = slot_boxes(
        link,
        "sbox",
        on,
        on[0] if on else 0,
        lambda slot: [f"{page}{slot}.{field}" for field in ("name", "s")],
        lambda slot: _entry(link, f"{page}{slot}", first_entry(slot), plan),
        lambda slot, built: _buttons(page, slot, on, built, comparison),
        is_of_a_group,
    )
    st.session_state[LAST_ENTRIES] = dict(comparison.entries)
    resume_controls(link, page, on, comparison.entries, plan)
    if any(entry.watches for entry in comparison.entries.values()):
        comparison.metric = _metric(link, page)
    return comparison


def _entry(link: Link, prefix: str, default: Entry, plan: Plan = FIRST_PLAN) -> Entry | ValueError:
    with lengths_of(link, prefix, default, plan):
        schedule = widgets.chooser(link, f"{prefix}.s", "Schedule", Schedule, default.schedule, Constant(), first=4)
    values = {
        name: widgets.field(link, f"{prefix}.{name}", FIELDS[name], default) for name in ("lr", "stepped", "name")
    }
    with lengths_of(link, prefix, default, plan):
        groups = group_controls(link, prefix, plan)
    if not isinstance(schedule, Schedule):
        return ValueError(str(schedule))
    if isinstance(groups, ValueError):
        return groups
    try:
        return Entry(schedule, **values, groups=groups)
    except ValueError as error:
        return error


def _buttons(page: str, slot: int, on: list[int], built: Entry | ValueError, comparison: Comparison) -> None:
    with st.container(horizontal=True, key=f"buttons-{slot}"):
        named = isinstance(built, Entry) and built.name in _PRESET_NAMES
        slot_buttons(f"{page}.schedules", page, slot, on, len(SLOTS), "s", {"name": ""} if named else {})
        for name, by in (("Up", -1), ("Down", 1)):
            tip = f"Move it {name.lower()} in the list."
            st.button(name, key=f"~s{name}{slot}", on_click=move, args=(page, slot, on, by), help=tip)
        if isinstance(built, Entry):
            drawing = (page, slot, built, comparison.plan)
            tip = "Follow this curve by points that can be moved, added and deleted on the chart."
            st.button("Draw by hand", key=f"~shand{slot}", on_click=by_hand, args=drawing, help=tip)
            using = (dict(enumerate(built.parts)), comparison.optimizer, comparison.plan)
            st.button("Use in Trajectories", key=f"~suse{slot}", on_click=hand_over, args=using)


def _metric(link: Link, page: str) -> Measurements:
    measured: Measurements | None = st.session_state.get(MEASURED)
    if measured is not None:
        st.caption("ReduceLROnPlateau sees the loss of your log.")
        return measured
    heading("Metric that ReduceLROnPlateau sees")
    values = {
        name: widgets.field(link, f"{page}.metric.{name}", parameter, Metric()) for name, parameter in _METRIC.items()
    }
    return Metric(**values)
