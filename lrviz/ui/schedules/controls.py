"""The controls of the page Schedules: the run, what it drives, and up to twelve schedules."""

from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from lrviz.comparison import Entry, Measurements, Metric, Plan
from lrviz.comparison.presets import FEWEST_STEPS, PRESETS, Preset
from lrviz.figures.board.view import SLOTS
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import OPTIMIZERS, Optimizer
from lrviz.schedules import Constant, Schedule
from lrviz.ui.kit import widgets
from lrviz.ui.kit.headings import heading, tipped_caption
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.plans import FIELDS, LAST_ENTRIES
from lrviz.ui.kit.slots import slot_boxes, slot_buttons, slots_on
from lrviz.ui.schedules.entry import by_hand, first_entry, move, put_free, settle_put
from lrviz.ui.schedules.first_comparison import FIRST_ON, FIRST_PLAN
from lrviz.ui.schedules.lengths import follow, take_choices
from lrviz.ui.schedules.logs import MEASURED
from lrviz.ui.schedules.plan import plan_controls, settle_plan
from lrviz.ui.trajectories.handover import hand_over

_METRIC = {parameter.name: parameter for parameter in hyperparameters(Metric)}


def _drivers() -> dict[str, Optimizer]:
    """What a schedule may drive: every optimizer, and with momentum where it has none of itself."""
    drivers: dict[str, Optimizer] = {}
    for kind in OPTIMIZERS:
        plain: Any = kind(**{})
        drivers[widgets.title(kind)] = plain
        if plain.cycled is not None and not getattr(plain, plain.cycled):
            drivers[f"{widgets.title(kind)} with {plain.cycled}"] = replace(plain, **{plain.cycled: 0.9})
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
    shown_as = {name: widgets.names_of(type(one)) for name, one in DRIVERS.items()}
    driver = widgets.menu(link, f"{page}.drives", "Optimizer", list(DRIVERS), "AdamW", tip, shown_as=shown_as)
    tip = (
        "When the length of the run changes, or how often a schedule is stepped, every length inside the schedules "
        "changes in proportion."
    )
    follows = widgets.flag(link, f"{page}.follow", "Lengths follow the run", True, tip)
    key = f"{page}.schedules"
    heading("Schedules")
    on = slots_on(link, key, "Schedules", len(SLOTS), FIRST_ON)
    _preset(page, key, on, plan)
    last = settle_plan(plan)
    entries: dict[int, Entry] = st.session_state.get(LAST_ENTRIES, {})
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
        lambda slot: _entry(link, f"{page}{slot}", first_entry(slot)),
        lambda slot, built: _buttons(page, slot, on, built, comparison),
    )
    st.session_state[LAST_ENTRIES] = dict(comparison.entries)
    if any(entry.schedule.watches for entry in comparison.entries.values()):
        comparison.metric = _metric(link, page)
    return comparison


def _preset(page: str, key: str, on: list[int], plan: Plan) -> None:
    names = {preset.name: preset for preset in PRESETS}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        name = st.selectbox("Preset", list(names), None, key="~preset", placeholder="by its usual name")
    chosen = names.get(name) if name else None
    with right:
        st.button(
            "Add",
            key="~add",
            disabled=chosen is None or len(on) == len(SLOTS),
            on_click=_add,
            args=(page, on, chosen, plan),
        )
    if chosen:
        tipped_caption(f"{chosen.caption} {chosen.source}")


def _add(page: str, on: list[int], preset: Preset, plan: Plan) -> None:
    put_free(page, on, preset.build(max(plan.steps, FEWEST_STEPS)))


def _entry(link: Link, prefix: str, default: Entry) -> Entry | ValueError:
    schedule = widgets.chooser(link, f"{prefix}.s", "Schedule", Schedule, default.schedule, Constant(), first=4)
    values = {
        name: widgets.field(link, f"{prefix}.{name}", FIELDS[name], default) for name in ("lr", "stepped", "name")
    }
    if not isinstance(schedule, Schedule):
        return ValueError(str(schedule))
    try:
        return Entry(schedule, **values)
    except ValueError as error:
        return error


def _buttons(page: str, slot: int, on: list[int], built: Entry | ValueError, comparison: Comparison) -> None:
    with st.container(horizontal=True, key=f"buttons-{slot}"):
        slot_buttons(f"{page}.schedules", page, slot, on, len(SLOTS), "s")
        for name, by in (("Up", -1), ("Down", 1)):
            tip = f"Move it {name.lower()} in the list."
            st.button(name, key=f"~s{name}{slot}", on_click=move, args=(page, slot, on, by), help=tip)
        if isinstance(built, Entry):
            drawing = (page, slot, built, comparison.plan)
            tip = "Follow this curve by points that can be moved, added and deleted on the chart."
            st.button("Draw by hand", key=f"~shand{slot}", on_click=by_hand, args=drawing, help=tip)
            using = ({slot: built}, comparison.optimizer, comparison.plan)
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
