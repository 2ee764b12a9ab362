"""Plans how a run that has stopped goes on: what torch does, what one may do instead, each as an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import streamlit as st

from lrviz.comparison import MOST_STEPS, Entry, Plan, WayOn, extended, ways_to_resume
from lrviz.figures.board.view import SLOTS
from lrviz.hyperparameters import Declared, Range, Unit, hyperparameters
from lrviz.ui.kit import widgets
from lrviz.ui.kit.catalogues import can_show
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.lengths import Lengths
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.plans import LAST_PLAN
from lrviz.ui.kit.values import assign
from lrviz.ui.schedules.entry import put_free

_STEPS = Range(1, MOST_STEPS, log=True, usual=(1, 100_000))


@dataclass(frozen=True)
class Stop(Declared):
    """Where a run has stopped, and where it is to go."""

    stopped: Annotated[int | None, "The optimizer steps that the run has made.", _STEPS, Unit("steps")] = None
    planned: Annotated[
        int | None, "The length that the run was planned for; left empty, the run's above.", _STEPS, Unit("steps")
    ] = None
    total: Annotated[
        int | None, "The length that it shall have in all; left empty, the planned one.", _STEPS, Unit("steps")
    ] = None


_FIELDS = {parameter.name: parameter for parameter in hyperparameters(Stop)}
_LABELS = {"stopped": "stopped at", "planned": "of", "total": "go on to"}


def resume_controls(link: Link, page: str, on: Sequence[int], entries: Mapping[int, Entry], plan: Plan) -> None:
    """The place "Resume a run": its widgets, and every way to go on with a button that adds it.

    Args:
        link: this run's link.
        page: what the keys of the widgets begin with.
        on: the slots that are on.
        entries: what they hold.
        plan: the run.
    """
    if entries:
        folded(link, f"{page}.~resume", "Resume a run", lambda: _resume(link, page, on, entries, plan))


def _resume(link: Link, page: str, on: Sequence[int], entries: Mapping[int, Entry], plan: Plan) -> None:
    slot, stop = _stop(link, page, entries, plan)
    if link.sparing:
        return
    if stop.stopped is None:
        st.caption("Type where the run stopped, and to what length it shall go on.")
        return
    try:
        old = extended(plan, stop.planned or plan.steps)
        ways = ways_to_resume(entries[slot], old, stop.stopped, stop.total or old.steps)
    except ValueError as error:
        st.error(complaint(str(error)))
        return
    _offer(page, on, ways, old, Stop(stop.stopped, old.steps, stop.total or old.steps))


def _stop(link: Link, page: str, entries: Mapping[int, Entry], plan: Plan) -> tuple[int, Stop]:
    """The slot that is resumed, and what the widgets say of it."""
    names = {str(slot): f"{slot} · {entry.label}" for slot, entry in entries.items()}
    tip = "The schedule that the run has followed."
    slot = widgets.menu(link, f"{page}.resume.slot", "Resume", list(names), next(iter(names)), tip, shown_as=names)
    link.lengths = Lengths(plan)
    empty = {"stopped": "", "planned": f"{plan.steps:,}", "total": "as planned"}
    values = {
        name: number(link, f"{page}.resume.{name}", parameter, None, _LABELS[name], empty=empty[name])
        for name, parameter in _FIELDS.items()
    }
    link.lengths = None
    return int(slot), Stop(**values)


def _offer(page: str, on: Sequence[int], ways: Sequence[WayOn], old: Plan, stop: Stop) -> None:
    """Every way in words, with what adds it."""
    able = [way.entry for way in ways if way.entry is not None and can_show(way.entry.schedule)]
    room = len(SLOTS) - len(on)
    for number_, way in enumerate(ways):
        with st.container(key=f"way-{number_}"):
            st.markdown(f"**{way.name}.** {complaint(way.says)} {way.jump.sentence if way.jump else _smooth(way)}")
            if way.entry is not None and not can_show(way.entry.schedule):
                st.caption("It holds more schedules inside one another than this page can show.")
            elif way.entry is not None:
                adding = (page, on, [way.entry], old, stop)
                st.button("Add", key=f"~way{number_}", disabled=not room, on_click=_add, args=adding)
    everything = (page, on, able[:room], old, stop)
    tip = "Each becomes a schedule of the comparison, over the longer run; its code loads the checkpoint."
    st.button("Add all", key="~ways", disabled=not room, on_click=_add, args=everything, help=tip)


def _smooth(way: WayOn) -> str:
    return "No jump where it goes on." if way.entry is not None else ""


def _add(page: str, on: Sequence[int], entries: Sequence[Entry], old: Plan, stop: Stop) -> None:
    """Puts entries into free slots and makes the run as long as they are; other schedules keep their lengths."""
    taken = list(on)
    for entry in entries:
        put_free(page, taken, entry)
        taken.append(next(slot for slot in SLOTS if slot not in taken))
    plan = extended(old, stop.total or old.steps)
    assign({f"{page}.plan.budget": plan.budget, f"{page}.plan.unit": plan.unit})
    assign({f"{page}.resume.{name}": value for name, value in stop.arguments().items()})
    st.session_state[LAST_PLAN] = plan
